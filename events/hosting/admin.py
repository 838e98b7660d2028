"""The CMS page of a kind whose hosts take turns: its months with the offers, and who hosted how often."""

from urllib.parse import urlencode

import django_filters
from dateutil.relativedelta import relativedelta
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import Menu, MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.permissions import ModelPermissionPolicy

from events.dates.listing import kinds_by_key
from events.hosting.months import AHEAD, Month, read_months, this_month, usual_day
from events.models import EventKind, HostOffer, Occurrence
from events.models.occurrences import Status
from events.stable_names import Permission
from home.admin.registers import DayColumn, RegisterIndexView
from network.models import Organisation

BACK = 12
NEVER, HOSTED, OFFERED = "never", "hosted", "offered"


def kinds_in_turn() -> list[EventKind]:
    """The kinds of event whose hosts take turns; remembered, so that the menu costs no query."""
    return [kind for kind in kinds_by_key().values() if kind.hosts_in_turn]


class AgendaMenu(Menu):
    """The menu Agenda, with a page of hosts for each kind whose hosts take turns."""

    def menu_items_for_request(self, request):
        items = super().menu_items_for_request(request)
        if request.user.has_perm(Permission.VIEW_HOSTOFFER):
            items += [hosts_item(kind) for kind in kinds_in_turn()]
        return items


def hosts_item(kind: EventKind) -> MenuItem:
    label = _("Hosts in turn: %(kind)s") % {"kind": kind.plural or kind.name}
    return MenuItem(label, reverse("hosts", args=[kind.slug]), name=f"hosts-{kind.slug}", icon_name="home", order=3)


def with_turns(organisations, kind: EventKind, now):
    """Adds ``hosted_count`` and ``last_hosted`` (dates over), ``next_hosted`` and ``offer_count``, in one query."""
    dates = Occurrence.objects.filter(kind=kind, host=OuterRef("pk"), withdrawn_at=None, status=Status.PLANNED)
    over = dates.filter(end__lte=now).order_by().values("host")
    offers = HostOffer.objects.filter(kind=kind, organisation=OuterRef("pk")).order_by().values("organisation")
    return organisations.annotate(
        hosted_count=Coalesce(Subquery(over.annotate(number=Count("pk")).values("number")), 0),
        last_hosted=Subquery(over.annotate(last=Max("start")).values("last")),
        next_hosted=Subquery(dates.filter(end__gt=now).order_by("start").values("start")[:1]),
        offer_count=Coalesce(Subquery(offers.annotate(number=Count("pk")).values("number")), 0),
    )


class HostFilterSet(WagtailFilterSet):
    turn = django_filters.ChoiceFilter(
        method="filter_turn",
        label=gettext_lazy("Hosting"),
        choices=[
            (NEVER, gettext_lazy("never hosted")),
            (HOSTED, gettext_lazy("hosted at least once")),
            (OFFERED, gettext_lazy("has offered")),
        ],
    )

    class Meta:
        model = Organisation
        fields = ()

    def filter_turn(self, queryset, name, value):
        if value == NEVER:
            return queryset.filter(hosted_count=0, next_hosted=None)
        return queryset.filter(Q(hosted_count__gt=0) if value == HOSTED else Q(offer_count__gt=0))


class HostsView(RegisterIndexView):
    """Months and offers above, the register of members below; never paginated, so that it prints whole."""

    model = Organisation
    # The page shows organisations, but whoever may see offers may see it.
    permission_policy = ModelPermissionPolicy(HostOffer)
    any_permission_required = ["view"]
    template_name = "events/hosting/admin/hosts.html"
    header_icon = "home"
    filterset_class = HostFilterSet
    search_fields = ("name_fr", "name_nl", "abbreviation")
    search_backend_name = None
    default_ordering = "last_hosted"
    list_export = ("name_fr", "name_nl", "hosted_count", "last_hosted", "next_hosted", "offer_count", "email", "phone")
    export_headings = {
        "hosted_count": gettext_lazy("hosted"),
        "last_hosted": gettext_lazy("last time"),
        "next_hosted": gettext_lazy("next time"),
        "offer_count": gettext_lazy("offers"),
    }
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("Organisation"),
            sort_key="name_fr",
            get_url=lambda organisation: reverse("organisations:edit", args=[organisation.pk]),
        ),
        Column("hosted_count", label=gettext_lazy("Hosted"), sort_key="hosted_count"),
        DayColumn("last_hosted", label=gettext_lazy("Last time"), sort_key="last_hosted"),
        DayColumn("next_hosted", label=gettext_lazy("Next time"), sort_key="next_hosted"),
        Column("offer_count", label=gettext_lazy("Offers"), sort_key="offer_count"),
    ]

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.kind = get_object_or_404(EventKind, slug=kwargs["kind"], hosts_in_turn=True)
        self.now = timezone.now()
        self.export_filename = f"hotes-{self.kind.slug}"

    def get_page_title(self):
        # Beside the search there is no room for the kind: it stands below.
        return _("Hosts in turn")

    def get_index_url(self):
        return reverse("hosts", args=[self.kind.slug])

    def get_index_results_url(self):
        return reverse("hosts_results", args=[self.kind.slug])

    def get_base_queryset(self):
        return with_turns(Organisation.objects.members(), self.kind, self.now)

    def order_queryset(self, queryset):
        name = self.ordering.removeprefix("-")
        if name not in ("last_hosted", "next_hosted"):
            return queryset.order_by(self.ordering, "name_fr", "pk")
        # Whoever never hosted stands first, then whose turn was longest ago.
        moment = F(name).desc(nulls_last=True) if self.ordering.startswith("-") else F(name).asc(nulls_first=True)
        return queryset.order_by(moment, "name_fr", "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.results_only:
            return context
        first = this_month(self.now) - relativedelta(months=BACK)
        months = read_months(self.kind, first, BACK + AHEAD, user=self.request.user, now=self.now)
        return context | {
            "kind": self.kind,
            "coming": [self.with_links(month) for month in months[BACK:]],
            "past": list(reversed(months[:BACK])),
            "may_decide": self.request.user.has_perm(Permission.CHANGE_HOSTOFFER),
        }

    def with_links(self, month: Month) -> Month:
        """The month with ``new_url``, where its date is created, while it has none."""
        month.new_url = "" if month.shown else new_event_url(self.kind, month)
        return month


def new_event_url(kind: EventKind, month: Month, *, day=None) -> str:
    """The form for a new event of ``kind``, filled in with the month and the host accepted for it."""
    values = {"day": f"{day or month.first:%Y-%m-%d}"}
    if month.accepted:
        values["host"] = month.accepted.organisation_id
    return f"{reverse('new_event_of_kind', args=[kind.slug])}?{urlencode(values)}"


def suggested_event_url(kind: EventKind, month: Month) -> str:
    """The same with the day that the last date of the kind suggests."""
    return new_event_url(kind, month, day=usual_day(kind, month.first))
