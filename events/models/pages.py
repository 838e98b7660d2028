"""The pages of the agenda: they tell, and the records of dates count (``events.synchronise``)."""

from datetime import time

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from events.admin_forms import EventPageForm
from home.blocks import BodyBlock
from home.memory import renew_stamp
from home.models import BasePage
from network.models import Organisation, WorkingGroup

from .event_panels import event_tabs
from .kinds import Audience, EventKind, SignUp, Spoken, validate_days_before

CLOSING_TIME = time(18)
OPENING_TIME = time(9)


class AgendaPage(RoutablePageMixin, BasePage):
    """The agenda: upcoming and past dates, and the feed."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    template = "events/agenda_page.html"

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    @path("")
    def index_route(self, request):
        """List, month or archive; only what changes on screen where htmx asks, with the address to show for it."""
        from events.agenda import read_agenda

        agenda = read_agenda(request.GET, user=request.user, now=timezone.now())
        is_part = "HX-Request" in request.headers
        template = "events/agenda_part.html" if is_part else self.template
        response = self.render(request, template=template, context_overrides={"agenda": agenda})
        patch_vary_headers(response, ["HX-Request"])
        if is_part:
            response["HX-Push-Url"] = f"{request.path}?{agenda.address}" if agenda.address else request.path
        return response

    @path("cadre/", name="frame")
    def frame(self, request):
        """``/<lang>/agenda/cadre/``: the next dates, for other sites to frame."""
        from events.embed import agenda_frame

        return agenda_frame(request, self)


class EventPage(RoutablePageMixin, BasePage):
    """An event with one or several dates. Saving it while it is live brings the records up to date."""

    parent_page_types = ["events.AgendaPage"]
    subpage_types = []
    template = "events/event_page.html"

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
        from events.event_sheet import event_sheet

        sheet = event_sheet(self, request, now=timezone.now())
        return super().get_context(request, *args, **kwargs) | {
            "sheet": sheet,
            "dates": sheet.dates,
            "is_preview": sheet.is_preview,
        }

    @path("affiche.pdf/", name="poster")
    def poster(self, request):
        """``/<lang>/agenda/<event>/affiche.pdf``: see ``events.poster``."""
        from events.poster_views import serve_poster

        return serve_poster(request, self)

    @re_path(r"^(?P<name>[\w-]+)\.ics/$", name="calendar")
    def calendar(self, request, name):
        """``/<lang>/agenda/<event>/<event>.ics``: its dates as a file to keep."""
        from events.feeds import event_calendar

        return event_calendar(request, self, name)

    def save(self, *args, **kwargs):
        """Save, and in the same transaction bring the dates people rely on up to date.

        Every way a page is published, unpublished, copied or translated ends here, so nothing else needs to know.
        A save of named fields is a draft being recorded: it publishes nothing.
        """
        from events.synchronise import keep_held_dates, synchronise

        with transaction.atomic():
            # First what every such change writes anyway: two of them wait here, and never for each other in a ring.
            renew_stamp()
            if kwargs.get("update_fields") is not None:
                return super().save(*args, **kwargs)
            if self.live:
                keep_held_dates(self)
            result = super().save(*args, **kwargs)
            synchronise(self)
        return result
