"""The menu Agenda of the CMS: events, their dates with the seats taken, and the kinds of event."""

from datetime import UTC, datetime, time

import django_filters
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.forms import CheckboxSelectMultiple, HiddenInput, TextInput
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn
from wagtail.admin.views.pages.listing import IndexView as PageIndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.admin.widgets.button import Button

from events.access.permissions import may_add_events
from events.admin.date.actions import CancelDateView, PostponeDateView, RestoreDateView
from events.admin.date.add_people import AddSeatsView
from events.admin.date.apologies import ExcuseView, WithdrawApologyView
from events.admin.date.attendance_urls import attendance_patterns
from events.admin.date.bulk_actions import CancelSeatsView, GrantSeatsView, MoveSeatsView, OfferSeatsView
from events.admin.date.capacity import CapacityView
from events.admin.date.detail import DateInspectView
from events.admin.date.facts import actions_on, status_in_words
from events.admin.date.history import DateHistoryView
from events.admin.date.message import MessageView
from events.admin.date.registration import RegistrationView
from events.admin.duplicate import DuplicateColumn
from events.models import EventKind, EventPage, Occurrence, Seat
from events.models.actors import COORDINATION
from events.models.kinds import Audience, SignUp
from events.models.occurrences import Status
from events.sign_up.export import SeatsExportView
from home.admin.registers import FoldedSearch, ReadingViewSet, RegisterIndexView, RegisterViewSet, SafeExport
from home.dates import date_in_words, time_in_words, validate_day
from network.models import Organisation, WorkingGroup

FAR_AHEAD = datetime(3000, 1, 1, tzinfo=UTC)
PERIODS = (("upcoming", _("To come")), ("past", pgettext_lazy("dates", "Past")))


def instant_in_words(instant) -> str:
    """``jeudi 3 décembre 2026, 12 h`` in the site's time zone; whole days start at midnight; empty for none."""
    if not instant:
        return ""
    is_midnight = timezone.localtime(instant).time() == time.min
    return date_in_words(instant) if is_midnight else f"{date_in_words(instant)}, {time_in_words(instant)}"


def seats_in_words(record) -> str:
    """``8 / 10 (+2)``: confirmed, seats, waiting; empty where nobody signs up."""
    if record.sign_up == SignUp.NONE:
        return ""
    capacity = record.capacity or "∞"
    waiting = f" (+{record.waiting_count})" if record.waiting_count else ""
    return f"{record.taken_count} / {capacity}{waiting}"


def sign_ups_to_come(page) -> str:
    """``12 (+3)`` people confirmed and waiting over the dates to come; empty where nobody signs up."""
    if page.sign_up == SignUp.NONE:
        return ""
    return f"{page.taken_count} (+{page.waiting_count})" if page.waiting_count else str(page.taken_count)


def validate_days(period: slice) -> None:
    """Refuse what no database holds once it is moved to UTC: the first day of all time has no hour before it."""
    for instant in (period.start, period.stop):
        if instant:
            validate_day(instant.date())


class OccurrenceFilterSet(WagtailFilterSet):
    period = django_filters.ChoiceFilter(method="filter_period", choices=PERIODS, label=_("Period"))
    start = django_filters.DateFromToRangeFilter(
        label=_("Day"), widget=DateRangePickerWidget, validators=[validate_days]
    )
    kind = django_filters.ModelChoiceFilter(queryset=EventKind.objects.all(), label=_("Kind"))
    group = django_filters.ModelChoiceFilter(queryset=WorkingGroup.objects.all(), label=_("Working group"))
    host = django_filters.ModelChoiceFilter(queryset=Organisation.objects.all(), label=_("Host"))
    # From the event's own page in the CMS: not offered as a filter, kept while others are set.
    event = django_filters.UUIDFilter(field_name="event_key", widget=HiddenInput())
    audience = django_filters.ChoiceFilter(choices=Audience.choices, label=_("For whom"))
    status = django_filters.MultipleChoiceFilter(
        choices=Status.choices, label=_("Status"), widget=CheckboxSelectMultiple
    )
    withdrawn_at = django_filters.BooleanFilter(
        lookup_expr="isnull", exclude=True, label=_("Withdrawn from the agenda"), widget=BooleanRadioSelect
    )

    class Meta:
        model = Occurrence
        fields = ()

    def filter_period(self, queryset, name, value):
        now = timezone.now()
        return queryset.filter(end__gt=now) if value == "upcoming" else queryset.filter(end__lte=now)


class OccurrenceIndexView(RegisterIndexView):
    """Dates with the people confirmed and waiting, counted in the listing's own query."""

    def get_base_queryset(self):
        return super().get_base_queryset().with_relations().with_seat_counts()

    @property
    def columns(self):  # ty: ignore[incompatible-property-override]
        first = self.title_column(
            "start",
            label=_("Date"),
            accessor=lambda date: instant_in_words(date.start),
            sort_key="start",
            get_url=self.get_inspect_url,
        )
        return [first, *self.list_display]

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if not self.request.user.has_perm(COORDINATION):
            return buttons
        actions = actions_on(instance)
        return [*buttons, *(Button(label, url=url, icon_name=icon, priority=50) for label, url, icon in actions)]

    def order_queryset(self, queryset):
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        # What comes next stands first; what is over or was taken out of the agenda follows.
        is_over = Case(When(end__gt=timezone.now(), withdrawn_at=None, then=0), default=1)
        return queryset.order_by(is_over, "start", "uid")


class OccurrenceViewSet(ReadingViewSet):
    """Dates are facts: publishing writes them, so they are looked at here and changed on the event's page."""

    model = Occurrence
    name = "dates"
    url_prefix = "agenda/dates"
    icon = "calendar-alt"
    index_view_class = OccurrenceIndexView
    inspect_view_class = DateInspectView
    history_view_class = DateHistoryView
    filterset_class = OccurrenceFilterSet
    ordering = "-start"
    search_fields = ("texts", "place_fr", "host__name_fr", "kind__name_fr")
    list_display = (
        Column("title", label=_("Event")),
        Column("kind", label=_("Kind"), sort_key="kind__name_fr"),
        Column("place_fr", label=_("Place"), accessor="place"),
        Column("status", label=_("Status"), accessor=status_in_words, sort_key="status"),
        Column("seats", label=_("Sign-ups"), accessor=seats_in_words, sort_key="taken_count"),
    )
    list_export = (
        "start",
        "end",
        "title",
        "kind",
        "group",
        "host",
        "place",
        "get_status_display",
        "capacity",
        "taken_count",
        "waiting_count",
    )
    export_headings = {
        "get_status_display": _("status"),
        "taken_count": _("confirmed"),
        "waiting_count": _("waiting"),
    }
    export_filename = "dates"

    def get_index_view_kwargs(self, **kwargs):
        return super().get_index_view_kwargs(**kwargs) | {"page_title": _("Dates and sign-ups")}

    @property
    def menu_label(self):  # ty: ignore[incompatible-property-override]
        return _("Dates and sign-ups")

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            *attendance_patterns,
            path("<int:pk>/seats/", SeatsExportView.as_view(), name="seats_export"),
            path("<int:pk>/seats/new/", AddSeatsView.as_view(), name="seats_add"),
            path("<int:pk>/seats/cancel/", CancelSeatsView.as_view(), name="seats_cancel"),
            path("<int:pk>/seats/grant/", GrantSeatsView.as_view(), name="seats_grant"),
            path("<int:pk>/seats/offer/", OfferSeatsView.as_view(), name="seats_offer"),
            path("<int:pk>/seats/move/", MoveSeatsView.as_view(), name="seats_move"),
            path("<int:pk>/message/", MessageView.as_view(), name="message"),
            path("<int:pk>/capacity/", CapacityView.as_view(), name="capacity"),
            path("<int:pk>/excuse/", ExcuseView.as_view(), name="excuse"),
            path("<int:pk>/excuse/<int:organisation>/", ExcuseView.as_view(), name="excuse_change"),
            path("<int:pk>/excuse/<int:organisation>/withdraw/", WithdrawApologyView.as_view(), name="excuse_withdraw"),
            path("<int:pk>/history/", self.history_view, name="history"),
            path("<int:pk>/history/results/", self.history_results_view, name="history_results"),
            path("<int:pk>/sign-ups/<int:registration>/", RegistrationView.as_view(), name="registration"),
            path("<int:pk>/cancel/", CancelDateView.as_view(), name="cancel"),
            path("<int:pk>/postpone/", PostponeDateView.as_view(), name="postpone"),
            path("<int:pk>/restore/", RestoreDateView.as_view(), name="restore"),
        ]


class EventFilterSet(WagtailFilterSet):
    kind = django_filters.ModelChoiceFilter(queryset=EventKind.objects.all(), label=_("Kind"))
    group = django_filters.ModelChoiceFilter(queryset=WorkingGroup.objects.all(), label=_("Working group"))
    host = django_filters.ModelChoiceFilter(queryset=Organisation.objects.all(), label=_("Host"))
    live = django_filters.BooleanFilter(label=_("Published"), widget=BooleanRadioSelect)
    upcoming = django_filters.BooleanFilter(
        method="filter_upcoming", label=_("Has a date to come"), widget=BooleanRadioSelect
    )

    class Meta:
        model = EventPage
        fields = ()

    def filter_upcoming(self, queryset, name, value):
        return queryset.filter(next_start__isnull=not value)


class EventIndexView(FoldedSearch, SafeExport, PageIndexView):
    """One row per event, whatever its translations, with its next date and the people signed up for it."""

    search_fields = ("title", "introduction", "place_fr", "kind__name_fr")
    add_item_label = _("New event")
    default_ordering = "next_start"

    def get_base_queryset(self):
        dates = Occurrence.objects.filter(
            event_key=OuterRef("translation_key"), withdrawn_at=None, end__gt=timezone.now()
        ).order_by("start")
        older = EventPage.objects.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
        seats = Seat.objects.filter(
            occurrence__event_key=OuterRef("translation_key"), occurrence__end__gt=timezone.now()
        ).order_by()
        counts = seats.values("occurrence__event_key").annotate(
            confirmed=Count("pk", filter=Q(status="confirmed")), waiting=Count("pk", filter=Q(status="waiting"))
        )
        return (
            super()
            .get_base_queryset()
            .filter(~Exists(older))
            .prefetch_related("kind", *(("group", "host") if self.is_export else ()))
            .annotate(
                next_start=Subquery(dates.values("start")[:1]),
                taken_count=Coalesce(Subquery(counts.values("confirmed")), 0),
                waiting_count=Coalesce(Subquery(counts.values("waiting")), 0),
            )
        )

    def get_add_url(self):
        return reverse("new_event") if may_add_events(self.request.user) else None

    def order_queryset(self, queryset):
        if self.ordering == "next_start":
            # Events without a date to come stand last, the newest first.
            return queryset.order_by(Coalesce("next_start", Value(FAR_AHEAD)), "-pk")
        return super().order_queryset(queryset)


class EventListingViewSet(PageListingViewSet):
    """The pages of the agenda."""

    model = EventPage
    name = "events"
    url_prefix = "agenda/evenements"
    url_namespace = "events"
    icon = "calendar"
    menu_label = _("Events")
    index_view_class = EventIndexView
    filterset_class = EventFilterSet
    columns = [
        BulkActionsColumn("bulk_actions"),
        # Wagtail's own column asks two queries a row for the button that translates.
        TitleColumn("title", label=_("Title"), sort_key="title", url_name="wagtailadmin_pages:edit"),
        Column(
            "next_start",
            label=_("Next date"),
            accessor=lambda page: instant_in_words(page.next_start),
            sort_key="next_start",
        ),
        Column("kind", label=_("Kind"), sort_key="kind__name_fr"),
        Column(
            "seats",
            label=_("Sign-ups to come"),
            accessor=sign_ups_to_come,
            sort_key="taken_count",
        ),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
        DuplicateColumn("duplicate", label=_("Once more")),
    ]
    list_export = (
        "title",
        "next_start",
        "kind",
        "group",
        "host",
        "place_fr",
        "get_audience_display",
        "taken_count",
        "waiting_count",
        "live",
    )
    export_headings = {
        "next_start": _("next date"),
        "get_audience_display": _("for whom"),
        "taken_count": _("confirmed"),
        "waiting_count": _("waiting"),
        "live": _("published"),
    }
    export_filename = "agenda"


class EventKindViewSet(RegisterViewSet):
    """Kinds of event, and what a new event of each starts with."""

    model = EventKind
    name = "event_kinds"
    url_prefix = "agenda/types"
    icon = "tag"
    ordering = "order"
    search_fields = ("name_fr", "name_nl")
    list_filter = ("active", "needs_notice", "takes_proxies", "hosts_in_turn", "default_audience", "default_sign_up")
    list_display = (
        "name_fr",
        Column("name_nl", label=_("Name in Dutch"), sort_key="name_nl"),
        Column("default_capacity", label=_("Seats"), sort_key="default_capacity"),
        Column("get_default_audience_display", label=_("For whom"), sort_key="default_audience"),
        Column("get_default_sign_up_display", label=_("Sign-up"), sort_key="default_sign_up"),
        Column("order", label=_("Order"), sort_key="order"),
        BooleanColumn("active", label=_("Offered"), sort_key="active"),
    )
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_nl")]),
                    FieldRowPanel([FieldPanel("plural_fr"), FieldPanel("plural_nl")]),
                    FieldRowPanel([FieldPanel("colour", widget=TextInput({"type": "color"})), FieldPanel("order")]),
                    FieldPanel("active"),
                    MultiFieldPanel(
                        [FieldPanel("needs_notice"), FieldPanel("takes_proxies"), FieldPanel("hosts_in_turn")],
                        heading=_("What the site does for this kind"),
                    ),
                ],
                heading=_("Kind"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("default_title_fr"), FieldPanel("default_title_nl")]),
                            FieldRowPanel(
                                [FieldPanel("default_introduction_fr"), FieldPanel("default_introduction_nl")]
                            ),
                        ],
                        heading=_("Words"),
                    ),
                    FieldRowPanel([FieldPanel("default_start"), FieldPanel("default_end")]),
                    FieldPanel("default_audience"),
                    FieldPanel("default_sign_up"),
                    FieldRowPanel([FieldPanel("default_capacity"), FieldPanel("default_closes_days_before")]),
                    FieldPanel(
                        "default_reminder_days", help_text=_("With commas between: 7, 2. Leave empty for none.")
                    ),
                    MultiFieldPanel(
                        [FieldPanel("default_asks_meal"), FieldPanel("default_asks_needs")],
                        heading=_("Questions to those who sign up"),
                    ),
                ],
                heading=_("What a new event starts with"),
            ),
        ]
    )
