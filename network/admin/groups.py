"""Working groups, who belongs to them, and the two short lists behind the directory."""

import django_filters
from django.db.models import Count
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets import BooleanRadioSelect

from home.admin.registers import DayColumn, RegisterIndexView, RegisterViewSet
from network.models import Commune, Membership, Organisation, Synonym, Theme, WorkingGroup


class CurrentFilterSet(WagtailFilterSet):
    """Filters of records that hold from a day until a day."""

    organisation = django_filters.ModelChoiceFilter(queryset=Organisation.objects.all(), label=_("Organisation"))
    current = django_filters.BooleanFilter(method="filter_current", label=_("Today"), widget=BooleanRadioSelect)

    def filter_current(self, queryset, name, value):
        current = queryset.model.objects.current()
        return queryset.filter(pk__in=current) if value else queryset.exclude(pk__in=current)


class WorkingGroupIndexView(RegisterIndexView):
    """Groups with the number of organisations in each."""

    def get_base_queryset(self):
        return super().get_base_queryset().annotate(member_count=Count("memberships"))


class WorkingGroupViewSet(RegisterViewSet):
    """The register of working groups; the text about a group stands on its page."""

    model = WorkingGroup
    name = "groups"
    url_prefix = "reseau/groupes"
    icon = "group"
    index_view_class = WorkingGroupIndexView
    ordering = "order"
    search_fields = ("name_fr", "name_nl", "letter")
    list_filter = ("active",)
    list_display = (
        "name_fr",
        Column("letter", label=_("Letter"), sort_key="letter"),
        Column("member_count", label=_("Organisations"), sort_key="member_count"),
        Column("order", label=_("Order on the plan"), sort_key="order"),
        BooleanColumn("active", label=_("Active"), sort_key="active"),
    )
    list_export = ("name_fr", "name_nl", "letter", "colour", "member_count", "active")
    export_filename = "groupes"
    panels = (
        FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_nl")]),
        FieldRowPanel(
            [FieldPanel("letter"), FieldPanel("colour", widget=TextInput({"type": "color"})), FieldPanel("order")]
        ),
        FieldPanel("active", help_text=_("A group at rest keeps its page and leaves the plan and the lists.")),
    )


class MembershipFilterSet(CurrentFilterSet):
    group = django_filters.ModelChoiceFilter(queryset=WorkingGroup.objects.all(), label=_("Working group"))

    class Meta:
        model = Membership
        fields = ()


class MembershipIndexView(RegisterIndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("organisation", "group")


class MembershipViewSet(RegisterViewSet):
    """Which organisation sits in which group, and since when."""

    model = Membership
    name = "memberships"
    url_prefix = "reseau/membres-des-groupes"
    icon = "link"
    index_view_class = MembershipIndexView
    filterset_class = MembershipFilterSet
    ordering = ("group__order", "organisation__name_fr")
    search_fields = ("organisation__name_fr", "organisation__abbreviation", "group__name_fr")
    list_display = (
        "organisation",
        Column("group", label=_("Working group"), sort_key="group__order"),
        DayColumn("since", label=pgettext_lazy("first day", "From"), sort_key="since"),
        DayColumn("until", label=_("Until"), sort_key="until"),
    )
    list_export = ("organisation", "group", "since", "until")
    export_filename = "membres-des-groupes"
    panels = (
        FieldRowPanel([FieldPanel("organisation"), FieldPanel("group")]),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
    )


class ThemeIndexView(RegisterIndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().annotate(organisation_count=Count("organisations"))


class ThemeViewSet(RegisterViewSet):
    """The needs people come with."""

    model = Theme
    name = "themes"
    url_prefix = "reseau/besoins"
    icon = "tag"
    index_view_class = ThemeIndexView
    ordering = "order"
    search_fields = ("name_fr", "name_nl")
    list_filter = ("suggested",)
    list_display = (
        "name_fr",
        Column("name_nl", label=_("Name in Dutch"), sort_key="name_nl"),
        Column("organisation_count", label=_("Organisations"), sort_key="organisation_count"),
        BooleanColumn("suggested", label=_("Suggested"), sort_key="suggested"),
        Column("order", label=_("Order"), sort_key="order"),
    )
    panels = (
        FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_nl")]),
        FieldRowPanel([FieldPanel("suggested"), FieldPanel("order")]),
    )


class SynonymViewSet(RegisterViewSet):
    """What else the words of readers find."""

    model = Synonym
    name = "synonyms"
    url_prefix = "reseau/synonymes"
    icon = "search"
    ordering = "words"
    search_fields = ("words", "means")
    list_filter = ("language",)
    list_display = (
        "words",
        Column("means", label=_("Also finds"), sort_key="means"),
        Column("language", label=_("Language"), accessor="get_language_display", sort_key="language"),
    )
    list_export = ("words", "means", "language")
    export_filename = "synonymes"
    panels = (FieldRowPanel([FieldPanel("words"), FieldPanel("language")]), FieldPanel("means"))


class CommuneViewSet(RegisterViewSet):
    """The communes addresses may lie in."""

    model = Commune
    name = "communes"
    url_prefix = "reseau/communes"
    # The key is the five digits of the NIS code, which never starts with a zero.
    pk_path_converter = "int"
    icon = "site"
    ordering = "name_fr"
    search_fields = ("name_fr", "name_nl", "nis_code")
    list_display = ("name_fr", "name_nl", "nis_code")
    panels = (FieldPanel("nis_code"), FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_nl")]))
