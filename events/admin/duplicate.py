"""CMS page to copy an event to another day, as a draft, in every language it has."""

import uuid
from datetime import date, time
from itertools import count

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput, Button
from wagtail.models import Locale, Page
from wagtail_localize.models import LocaleSynchronization, StringTranslation, TranslationSource

from events.access.permissions import agenda_for, may_add_events
from events.admin.new_event import checked_title
from events.dates.form_fields import ComingDateMixin
from events.models import EventDate, EventPage
from events.publishing.synchronise import source_page
from events.repetition.forms import hour_field
from home.dates import validate_day
from home.pages.tree import translate
from home.text.bilingual import SOURCE_LANGUAGE
from network.models import User

# Fields whose words an editor may have written on the other page itself, beside what wagtail-localize holds.
WORDS = ("title", "introduction", "access", "practical", "seo_title", "search_description")


@transaction.atomic
def duplicate_event(
    *, page: EventPage, day: date, start_time: time | None, end_time: time | None, titles: dict[str, str], user: User
) -> EventPage:
    """A draft copy of ``page``'s newest draft with one date, and no sign-up, repetition or minutes.

    ``titles`` by language; a language without one keeps the title it has. Translations are made anew from the words
    of the old ones, so that wagtail-localize knows them as it knows any other.
    """
    source = source_page(page.translation_key)
    draft = source.get_latest_revision_as_object()
    title = titles.get(SOURCE_LANGUAGE) or draft.title
    draft.title = title
    give_only_date(draft, EventDate(key=uuid.uuid4(), day=day, start_time=start_time, end_time=end_time))
    slug = free_slug(source.get_parent(), title)
    changes = {
        "title": title,
        "repetition": None,
        "slug": slug,
    }
    copy = draft.copy(
        update_attrs=changes | {"draft_title": title},
        copy_revisions=False,
        keep_live=False,
        reset_translation_key=True,
        user=user,
    )
    for synchronization in LocaleSynchronization.objects.filter(sync_from=copy.locale_id):
        copy.copy_for_translation(synchronization.locale, copy_parents=True, alias=True)
    for translation in source.get_translations().filter(alias_of=None).select_related("locale"):
        language = translation.locale.language_code
        words = translated_texts(source, translation) | {title: titles.get(language) or translation.title}
        translate(copy, words, language=language, user=user)
    return copy


def give_only_date(draft: EventPage, date: EventDate) -> None:
    """Let ``date`` be the only one of ``draft``, with the programme of its first day and what belongs to every day."""
    first = min((row.day for row in draft.dates.all()), default=date.day)
    draft.dates = [date]
    draft.programme = [item for item in draft.programme.all() if item.day in (None, first)]
    for item in draft.programme.all():
        item.day = None
    draft.documents = [one for one in draft.documents.all() if one.day is None]


def free_slug(parent: Page, title: str) -> str:
    """The address that Wagtail would make of ``title``; it is needed before the copy, for its revision."""
    base = slugify(title, allow_unicode=getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True))[:240]
    taken = set(parent.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in count(1) if (slug := f"{base}-{n}" if n > 1 else base) not in taken)


def translated_texts(source: EventPage, translation: EventPage) -> dict[str, str]:
    """What each text of ``source`` is in the language of ``translation``."""
    words = {getattr(source, name): getattr(translation, name) for name in WORDS}
    known = TranslationSource.objects.filter(object_id=source.translation_key, locale=source.locale).first()
    if known:
        strings = StringTranslation.objects.filter(
            locale=translation.locale, context__object_id=source.translation_key
        ).order_by("pk")
        words |= dict(strings.values_list("translation_of__data", "data"))
    return {text: other for text, other in words.items() if text and other}


def duplicate_button(page: Page, user: User) -> list[Button]:
    """The button at the top of an event in the CMS, for whoever may make another."""
    if not isinstance(page.specific_deferred, EventPage) or not may_add_events(user):
        return []
    url = reverse("event_duplicate", args=[page.pk])
    return [Button(_("Duplicate for a new date"), url, icon_name="copy", priority=60)]


class DuplicateColumn(Column):
    """The same in the list of events."""

    cell_template_name = "events/admin/duplicate_cell.html"


class DuplicateForm(ComingDateMixin, forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=120)
    # The picker of the CMS: the radar types the quiet day that is chosen as this one reads it.
    day = forms.DateField(label=_("Day"), widget=AdminDateInput, validators=[validate_day])
    start_time = hour_field(_("Starts at"))
    end_time = hour_field(_("Ends at"))

    def __init__(self, *args, is_translated: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["start_time"].help_text = _("Leave empty for a whole day.")
        if not is_translated:
            del self.fields["title_nl"]

    def clean_title(self):
        return checked_title(self.cleaned_data["title"])


class DuplicateView(WagtailAdminTemplateMixin, FormView):
    """Title and moment of the new one; everything else comes along."""

    page_title = _("Duplicate for a new date")
    header_icon = "copy"
    form_class = DuplicateForm
    template_name = "events/admin/duplicate.html"

    def dispatch(self, request, *args, **kwargs):
        agenda_for(request.user)
        self.page = source_page(get_object_or_404(EventPage, pk=kwargs["pk"]).translation_key)
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.draft = self.page.get_latest_revision_as_object()
        dutch = Locale.objects.filter(language_code="nl").first()
        self.translation = dutch and self.page.get_translations().filter(locale=dutch, alias_of=None).first()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_translated": self.translation is not None}

    def get_initial(self):
        rows = sorted(self.draft.dates.all(), key=lambda row: row.day)
        hours = {"start_time": rows[-1].start_time, "end_time": rows[-1].end_time} if rows else {}
        return hours | {"title": self.draft.title, "title_nl": self.translation.title if self.translation else ""}

    def get_context_data(self, **kwargs):
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return super().get_context_data(**kwargs) | {"page": self.draft, "edit_url": edit_url}

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("events:index"), "label": _("Events")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.draft.title},
            {"url": "", "label": self.page_title},
        ]

    def form_valid(self, form):
        values = form.cleaned_data
        copy = duplicate_event(
            page=self.page,
            day=values["day"],
            start_time=values["start_time"],
            end_time=values["end_time"],
            titles={"fr": values["title"], "nl": values.get("title_nl", "")},
            user=self.request.user,
        )
        said = _("“%(title)s” is a draft with one date and no sign-up: look it over and publish it.")
        messages.success(self.request, said % {"title": copy.title})
        return redirect("wagtailadmin_pages:edit", copy.pk)
