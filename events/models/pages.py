"""The pages of the agenda: they tell, and the records of dates count (``events.publishing.synchronise``)."""

from datetime import time

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from events.models.kinds import Audience, EventKind, SignUp, Spoken, validate_days_before
from events.models.page_copies import KEPT, forget_the_other_event, is_another_event
from events.models.page_form import EventPageForm
from events.models.page_panels import event_tabs
from home.blocks import BodyBlock
from home.cache.stamp import lock_publishing
from home.models import BasePage
from home.page_views import AFTER_SAVE, BEFORE_SAVE, call
from home.pages.canonical_urls import understood
from network.models import Organisation, WorkingGroup

CLOSING_TIME = time(18)
OPENING_TIME = time(9)


class AgendaPage(RoutablePageMixin, BasePage):
    """The agenda: upcoming and past dates, and the feed."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    template = "events/agenda/agenda_page.html"
    registered_views = ("index", "frame")

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    @path("")
    def index_route(self, request):
        """List, month or archive."""
        return call(self, "index", request)

    @path("cadre/", name="frame")
    def frame(self, request):
        """``/<lang>/agenda/cadre/``: the next dates, for other sites to frame."""
        return call(self, "frame", request)


class EventPage(RoutablePageMixin, BasePage):
    """An event with one or several dates. Saving it while it is live brings the records up to date."""

    parent_page_types = ["events.AgendaPage"]
    subpage_types = []
    template = "events/agenda/event_page.html"
    registered_views = ("context", "poster", BEFORE_SAVE, AFTER_SAVE)

    kind = models.ForeignKey(EventKind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="pages")
    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("working group"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        help_text=_("The group that meets or organises; its badge is shown with the date."),
    )
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        help_text=_("The member that receives. Its address is the place, unless you write another one."),
    )
    place_fr = models.CharField(
        _("place in French"),
        max_length=250,
        blank=True,
        help_text=_("On one line: Maison du Peuple, parvis 37, 1060 Saint-Gilles."),
    )
    place_nl = models.CharField(_("place in Dutch"), max_length=250, blank=True)
    access = models.TextField(
        _("access"), max_length=500, blank=True, help_text=_("Tram stop, step-free entrance, sign language on request.")
    )
    practical = models.TextField(
        _("practical information"), max_length=1500, blank=True, help_text=_("Meal, childcare, what to bring.")
    )
    audience = models.CharField(_("for whom"), max_length=7, choices=Audience.choices, default=Audience.MEMBERS)
    spoken = models.CharField(_("spoken language"), max_length=5, choices=Spoken.choices, default=Spoken.FRENCH)
    conference_url = models.URLField(_("link to take part from afar"), blank=True)
    conference_is_public = models.BooleanField(
        _("show this link to everybody"),
        default=False,
        help_text=_("Otherwise only those who are signed up get it, in their mail."),
    )
    repetition = models.JSONField(_("repetition"), null=True, blank=True, editable=False)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    sign_up = models.CharField(_("sign-up"), max_length=10, choices=SignUp.choices, default=SignUp.MEMBERS)
    capacity = models.PositiveSmallIntegerField(
        _("seats"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("For each date. Leave empty where there is room for all."),
    )
    closes_days_before = models.PositiveSmallIntegerField(
        _("sign-up closes, days before"),
        default=2,
        help_text=_("At 18:00 on that day; 0 closes it when the date starts."),
    )
    opens_days_before = models.PositiveSmallIntegerField(
        _("sign-up opens, days before"),
        null=True,
        blank=True,
        help_text=_("At 9:00 on that day. Leave empty to open it at once."),
    )
    organisation_cap = models.PositiveSmallIntegerField(
        _("seats for each organisation"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("At most so many people of one organisation. Leave empty for no limit."),
    )
    cap_lifted_days_before = models.PositiveSmallIntegerField(
        _("that limit ends, days before"),
        null=True,
        blank=True,
        help_text=_("At 9:00 on that day what is left is for everybody. Leave empty to keep the limit."),
    )
    reminder_days = models.CharField(
        _("reminders, days before"),
        max_length=20,
        blank=True,
        default="2",
        validators=[validate_days_before],
        help_text=_("With commas between: 7, 2. Leave empty for none."),
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"),
        null=True,
        blank=True,
        help_text=_("Organisations that must be present or represented. Leave empty where there is none."),
    )
    asks_meal = models.BooleanField(_("ask about the meal"), default=False)
    asks_needs = models.BooleanField(
        _("ask about access needs"), default=False, help_text=_("The host gets totals, never a name.")
    )
    shows_participants = models.BooleanField(
        _("show which organisations come"), default=True, help_text=_("Organisations only, never a person's name.")
    )

    edit_handler = event_tabs(form_class=EventPageForm)
    base_form_class = EventPageForm
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("access"),
        index.SearchField("practical"),
        index.SearchField("place_fr"),
        index.SearchField("place_nl"),
        index.FilterField("kind"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                "kind",
                "group",
                "host",
                "place_fr",
                "place_nl",
                "audience",
                "spoken",
                "conference_url",
                "conference_is_public",
                "repetition",
                "asks_meal",
                "asks_needs",
                "sign_up",
                "capacity",
                "closes_days_before",
                "opens_days_before",
                "organisation_cap",
                "cap_lifted_days_before",
                "reminder_days",
                "quorum",
                "shows_participants",
                "dates",
                "programme",
                "stands",
                "documents",
            )
        ),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | call(self, "context", request)

    @path("")
    def index_route(self, request, *args, **kwargs):
        """The sheet, which ``?date=`` turns to one date of a series."""
        response = super().index_route(request, *args, **kwargs)
        sheet = response.context_data["sheet"]
        return understood(response, f"date={sheet.date.uid}" if sheet.is_chosen else "")

    @path("affiche.pdf/", name="poster")
    def poster(self, request):
        """``/<lang>/agenda/<event>/affiche.pdf``: see ``events.posters.pdf``."""
        return call(self, "poster", request)

    def copy_all_child_relations(self, target, exclude=None, commit=False, append=False):
        """Give ``target`` the rows; every way a page is copied comes by here.

        A translation and an alias tell of the same event. A copy is another one: nothing happened to its dates yet.
        """
        copied = super().copy_all_child_relations(target, exclude=exclude, commit=commit, append=append)
        if is_another_event(target, self.translation_key):
            forget_the_other_event(target, {*KEPT}.difference(exclude or ()))
            target.locked, target.locked_at, target.locked_by = False, None, None
        return copied

    def with_content_json(self, content):
        """The page as a revision has it; one that was copied along with the page tells of the other event."""
        page = super().with_content_json(content)
        if is_another_event(page, content.get("translation_key")):
            forget_the_other_event(page, content)
            page.first_published_at, page.slug = self.first_published_at, self.slug
            page.set_url_path(self.get_parent())
        return page

    def save(self, *args, **kwargs):
        """Save, and in the same transaction bring the dates people rely on up to date.

        Every way a page is published, unpublished, copied or translated ends here, so nothing else needs to know.
        A save of named fields is a draft being recorded: it publishes nothing.
        """
        with transaction.atomic():
            lock_publishing()
            if kwargs.get("update_fields") is not None:
                return super().save(*args, **kwargs)
            if self.live:
                call(self, BEFORE_SAVE)
            result = super().save(*args, **kwargs)
            call(self, AFTER_SAVE)
        return result
