"""The page “Texts of the mails” of the CMS: every kind of mail about a date, with the coordinator's own words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from events.admin.mail_samples import product_words, sample
from events.mails.kinds import KINDS, PLACEHOLDERS, Kind, OwnWords, WordsError, check_words
from events.models import MailText
from events.stable_names import MailKind, Permission
from home.text.bilingual import LANGUAGES
from network.models import User
from network.outbox.html import as_html
from network.outbox.queue import Letter, queue_mails

CHANGE = Permission.CHANGE_MAILTEXT
SEE = Permission.VIEW_MAILTEXT
PARTS = ("subject", "opening", "closing")
FIELDS = tuple(f"{part}_{language}" for language in LANGUAGES for part in PARTS)
TITLE = gettext_lazy("Texts of the mails")


class MailTextForm(forms.ModelForm):
    """Own words for one kind; names in braces are checked, and what is left empty shows the product's words."""

    class Meta:
        model = MailText
        fields = FIELDS
        widgets = {name: forms.Textarea({"rows": 4}) for name in FIELDS if not name.startswith("subject")}

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        now = timezone.now()
        for language in LANGUAGES:
            words = product_words(kind, language, now=now)
            for part in PARTS:
                self.fields[f"{part}_{language}"].widget.attrs |= {"placeholder": words[part], "lang": language}

    def clean(self):
        for name in FIELDS:
            try:
                check_words(self.cleaned_data.get(name, ""), KINDS[self.kind].names)
            except WordsError as error:
                self.add_error(name, str(error))
        return self.cleaned_data

    @property
    def languages(self) -> Iterator[tuple[str, list]]:
        """The fields of each language, under its name."""
        titles = {"fr": _("In French"), "nl": _("In Dutch")}
        for language in LANGUAGES:
            yield titles[language], [self[f"{part}_{language}"] for part in PARTS]


@dataclass(frozen=True)
class Preview:
    """The mail as it would leave, in one language."""

    language: str
    subject: str
    text: str
    html: str


def previews(kind: str, own: OwnWords) -> list[Preview]:
    """The mail with ``own`` words and sample data in each language."""
    now = timezone.now()
    made = []
    for language in LANGUAGES:
        letter = sample(kind, language, own, now=now)
        html = as_html(letter["text"], subject=letter["subject"], language=language)
        made.append(Preview(language, letter["subject"], letter["text"], html))
    return made


def send_test(kind: str, own: OwnWords, user: User) -> None:
    """To ``user`` alone, in both languages: the mail with sample data, marked as a test."""
    letters = []
    for preview in previews(kind, own):
        with override(preview.language):
            subject = _("Test: %(subject)s") % {"subject": preview.subject}
        letters.append(
            Letter(
                kind=MailKind.TEST,
                recipient=user.email,
                language=preview.language,
                subject=subject,
                text=preview.text,
            )
        )
    queue_mails(letters)


class MailTextsView(WagtailAdminTemplateMixin, TemplateView):
    """All kinds of mails, and which have words of their own."""

    page_title = TITLE
    header_icon = "mail"
    template_name = "events/mails/admin/mail_texts.html"

    def dispatch(self, request, *args, **kwargs):
        if not (request.user.has_perm(SEE) or request.user.has_perm(CHANGE)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        own = MailText.objects.in_bulk(field_name="kind")
        rows = [(key, kind, languages_of(own.get(key))) for key, kind in KINDS.items()]
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "may_change": self.request.user.has_perm(CHANGE),
        }


def languages_of(text: MailText | None) -> str:
    """``FR · NL``: the languages with words of their own."""
    found = [language for language in LANGUAGES if any(getattr(text, f"{part}_{language}", "") for part in PARTS)]
    return " · ".join(found).upper()


class MailTextView(WagtailAdminTemplateMixin, FormView):
    """The words of one kind: to write, to look at in both languages, to send oneself as a test."""

    header_icon = "mail"
    form_class = MailTextForm
    template_name = "events/mails/admin/mail_text.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        if kwargs["kind"] not in KINDS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def key(self) -> str:
        return self.kwargs["kind"]

    @property
    def kind(self) -> Kind:
        return KINDS[self.key]

    @cached_property
    def text(self) -> MailText:
        return MailText.objects.filter(kind=self.key).first() or MailText(kind=self.key)

    def get_page_title(self):
        return self.kind.label

    def get_breadcrumbs_items(self):
        index = {"url": reverse("mail_texts:index"), "label": TITLE}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.kind.label}]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.key, "instance": self.text}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        is_shown = not form.is_bound or form.is_valid()
        return context | {
            "kind": self.kind,
            "names": [(f"{{{name}}}", PLACEHOLDERS[name]) for name in self.kind.names],
            "previews": previews(self.key, OwnWords(self.text)) if is_shown else [],
            "index_url": reverse("mail_texts:index"),
        }

    def form_valid(self, form):
        # The words typed are in ``self.text`` now, saved or not.
        if "preview" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "test" in self.request.POST:
            with transaction.atomic():
                send_test(self.key, OwnWords(self.text), self.request.user)
            words = _("The test leaves for %(address)s, in French and in Dutch. Nothing was saved.")
            messages.success(self.request, words % {"address": self.request.user.email})
            return self.render_to_response(self.get_context_data(form=form))
        self.save()
        messages.success(
            self.request, _("“%(mail)s” is saved, and holds from the next mail on.") % {"mail": self.kind.label}
        )
        return redirect("mail_texts:index")

    @transaction.atomic
    def save(self) -> None:
        """Keep the words; none at all is no row."""
        text = self.text
        if any(getattr(text, name) for name in FIELDS):
            MailText.objects.update_or_create(kind=text.kind, defaults={name: getattr(text, name) for name in FIELDS})
            log(MailText.objects.get(kind=text.kind), "wagtail.edit", user=self.request.user)
        elif text.pk:
            log(text, "wagtail.delete", user=self.request.user)
            MailText.objects.filter(pk=text.pk).delete()


class MailTextMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(SEE) or request.user.has_perm(CHANGE)


class MailTextViewSet(ViewSet):
    """The words of the mails, by kind."""

    name = "mail_texts"
    url_prefix = "agenda/textes-des-mails"
    icon = "mail"
    menu_label = TITLE
    menu_item_class = MailTextMenuItem

    @property
    def menu_url(self):  # ty: ignore[incompatible-property-override]
        return reverse("mail_texts:index")

    def get_urlpatterns(self):
        return [
            path("", MailTextsView.as_view(), name="index"),
            path("<slug:kind>/", MailTextView.as_view(), name="edit"),
        ]
