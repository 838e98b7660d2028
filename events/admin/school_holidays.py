"""The register of school holidays, in the menu Agenda of the CMS."""

import django_filters
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.admin.ui.tables import Column

from home.admin.registers import DayColumn, RegisterIndexView, RegisterViewSet
from home.models import SchoolHoliday
from home.models.holidays import Community

PERIODS = (("upcoming", _("To come")), ("past", pgettext_lazy("dates", "Past")))
CHECK_THEM = _(
    "Each Community sets its own school holidays. Check them against the official calendar of each before you plan a "
    "year: repetitions leave these days out, and the agenda warns whoever chooses one of them."
)


class SchoolHolidayFilterSet(WagtailFilterSet):
    community = django_filters.ChoiceFilter(choices=Community.choices, label=_("Schools"))
    period = django_filters.ChoiceFilter(method="filter_period", choices=PERIODS, label=_("Period"))

    class Meta:
        model = SchoolHoliday
        fields = ()

    def filter_period(self, queryset, name, value):
        today = timezone.localdate()
        return queryset.filter(last_day__gte=today) if value == "upcoming" else queryset.filter(last_day__lt=today)


class SchoolHolidayIndexView(RegisterIndexView):
    """Holidays to come stand first; those that are over follow."""

    @property
    def columns(self):  # ty: ignore[incompatible-property-override]
        first = self.title_column(
            "name_fr", label=_("Name"), accessor="name", sort_key="name_fr", get_url=self.get_edit_url
        )
        return [first, *self.list_display]

    def order_queryset(self, queryset):
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        is_over = Case(When(last_day__gte=timezone.localdate(), then=0), default=1)
        return queryset.order_by(is_over, "first_day", "community")


class SchoolHolidayViewSet(RegisterViewSet):
    """School holidays of both Communities: what repetitions leave out and the radar warns of."""

    model = SchoolHoliday
    name = "school_holidays"
    url_prefix = "agenda/conges-scolaires"
    icon = "date"
    index_view_class = SchoolHolidayIndexView
    filterset_class = SchoolHolidayFilterSet
    ordering = "first_day"
    search_fields = ("name_fr", "name_nl")
    list_display = (
        Column("get_community_display", label=_("Schools"), sort_key="community"),
        DayColumn("first_day", label=_("First day"), sort_key="first_day"),
        DayColumn("last_day", label=_("Last day"), sort_key="last_day"),
    )
    list_export = ("name_fr", "name_nl", "get_community_display", "first_day", "last_day")
    export_headings = {"get_community_display": _("schools")}
    export_filename = "conges-scolaires"
    panels = (
        HelpPanel(content=CHECK_THEM),
        FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_nl")]),
        FieldPanel("community"),
        FieldRowPanel(
            [
                FieldPanel("first_day", help_text=_("The first day without school, weekends left aside.")),
                FieldPanel("last_day", help_text=_("The last day without school: the Sunday before school starts.")),
            ]
        ),
    )

    @property
    def menu_label(self):  # ty: ignore[incompatible-property-override]
        return _("School holidays")
