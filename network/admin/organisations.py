"""Organisations in the CMS: one form in four tabs, and a listing to search, filter, sort and export."""

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.widgets import AdminDateInput, BooleanRadioSelect

from home.registers import DayColumn, RegisterIndexView, RegisterViewSet
from network.admin.invitations import invite_button
from network.models import Commune, Location, Organisation, Representative, Theme, WorkingGroup
from network.opening import overlapping


class OpeningSlotFormSet(BaseChildFormSet):
    """Opening hours: at the organisation's own addresses, and never twice the same hour of one kind."""

    @cached_property
    def addresses(self) -> list:
        saved = (
            Location.objects.filter(organisation=self.instance.pk).select_related("commune") if self.instance.pk else []
        )
        return [
            ("", _("The first address")),
            *((address.pk, str(address) or _("protected address")) for address in saved),
        ]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["location"].queryset = Location.objects.filter(organisation=self.instance.pk)
        form.fields["location"].choices = self.addresses

    def clean(self):
        super().clean()
        standing = [form for form in self.forms if form not in self.deleted_forms and form.is_valid()]
        form_of = {id(form.instance): form for form in standing}
        for _first, second in overlapping(form.instance for form in standing):
            form_of[id(second)].add_error("opens", _("These hours overlap with others of the same day."))
            raise ValidationError(_("Two opening hours overlap: change or remove one of them."))


class OpeningSlotsPanel(InlinePanel):
    """The rows of opening hours, with their own checks."""

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = OpeningSlotFormSet
        return options


class OrganisationFilterSet(WagtailFilterSet):
    """What a coordinator looks organisations up by."""

    kind = django_filters.MultipleChoiceFilter(
        choices=Organisation.Kind.choices, label=_("Kind"), widget=CheckboxSelectMultiple
    )
    groups = django_filters.ModelChoiceFilter(queryset=WorkingGroup.objects.all(), label=_("Working group"))
    themes = django_filters.ModelChoiceFilter(queryset=Theme.objects.all(), label=_("Need"))
    commune = django_filters.ModelChoiceFilter(queryset=Commune.objects.all(), label=_("Commune"))
    published = django_filters.BooleanFilter(label=_("Published"), widget=BooleanRadioSelect)
    last_verified = django_filters.DateFilter(lookup_expr="lt", label=_("Not verified since"), widget=AdminDateInput)
    represented = django_filters.BooleanFilter(
        method="filter_represented", label=_("Has a representative"), widget=BooleanRadioSelect
    )

    class Meta:
        model = Organisation
        fields = ()

    def filter_represented(self, queryset, name, value):
        mandates = Representative.objects.current(timezone.localdate()).filter(organisation=OuterRef("pk"))
        return queryset.filter(Exists(mandates) if value else ~Exists(mandates))


class OrganisationIndexView(RegisterIndexView):
    """Organisations with their commune and the number of their groups, in one query."""

    def get_base_queryset(self):
        queryset = super().get_base_queryset().select_related("commune")
        return queryset.annotate(group_count=Count("memberships", distinct=True))


class OrganisationEditView(generic.EditView):
    """The sheet, with the way to invite who represents it."""

    @cached_property
    def header_more_buttons(self):
        return [*super().header_more_buttons, *invite_button(self.request.user, self.object)]


class OrganisationViewSet(RegisterViewSet):
    """The register of organisations."""

    model = Organisation
    name = "organisations"
    url_prefix = "reseau/organisations"
    icon = "home"
    index_view_class = OrganisationIndexView
    edit_view_class = OrganisationEditView
    filterset_class = OrganisationFilterSet
    ordering = "name_fr"
    search_fields = ("name_fr", "name_nl", "abbreviation", "summary_fr", "email")
    list_display = (
        "name_fr",
        Column("abbreviation", label=_("Abbreviation"), sort_key="abbreviation"),
        "kind",
        Column("commune", label=_("Commune"), sort_key="commune__name_fr"),
        Column("group_count", label=_("Groups"), sort_key="group_count"),
        BooleanColumn("published", label=_("Published"), sort_key="published"),
        DayColumn("last_verified", label=_("Verified on"), sort_key="last_verified"),
    )
    list_export = (
        "name_fr",
        "name_nl",
        "abbreviation",
        "get_kind_display",
        "commune.name",
        "formatted_enterprise_number",
        "email",
        "phone",
        "website",
        "member_since",
        "published",
        "last_verified",
    )
    export_headings = {
        "get_kind_display": _("kind"),
        "commune.name": _("commune"),
        "formatted_enterprise_number": _("enterprise number"),
    }
    export_filename = "organisations"
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_nl")]),
                    FieldRowPanel([FieldPanel("abbreviation"), FieldPanel("kind")]),
                    FieldRowPanel([FieldPanel("summary_fr"), FieldPanel("summary_nl")]),
                    FieldRowPanel([FieldPanel("description_fr"), FieldPanel("description_nl")]),
                    FieldPanel("themes", widget=CheckboxSelectMultiple),
                    FieldPanel("logo"),
                    FieldRowPanel([FieldPanel("published"), FieldPanel("last_verified")]),
                ],
                heading=_("Identity"),
            ),
            ObjectList(
                [
                    FieldPanel("commune"),
                    FieldRowPanel([FieldPanel("email"), FieldPanel("phone"), FieldPanel("website")]),
                    InlinePanel(
                        "locations",
                        [
                            FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_nl")]),
                            FieldRowPanel([FieldPanel("street_fr"), FieldPanel("street_nl")]),
                            FieldRowPanel([FieldPanel("postal_code"), FieldPanel("commune")]),
                            FieldRowPanel([FieldPanel("access_fr"), FieldPanel("access_nl")]),
                            FieldPanel("protected"),
                        ],
                        heading=_("Addresses"),
                        label=_("Address"),
                        help_text=_("The first one is the seat. Save before you choose an address for opening hours."),
                    ),
                ],
                heading=_("Contact and addresses"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "services",
                        [
                            FieldRowPanel([FieldPanel("title_fr"), FieldPanel("title_nl")]),
                            FieldRowPanel([FieldPanel("conditions_fr"), FieldPanel("conditions_nl")]),
                            FieldPanel("status"),
                        ],
                        heading=_("Services"),
                        label=_("Service"),
                        help_text=_("What people can come for; shown on the sheet in this order."),
                    ),
                    OpeningSlotsPanel(
                        "opening_slots",
                        [
                            FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]),
                            FieldRowPanel([FieldPanel("kind"), FieldPanel("location")]),
                            FieldRowPanel([FieldPanel("note_fr"), FieldPanel("note_nl")]),
                        ],
                        heading=_("Opening hours"),
                        label=_("Opening slot"),
                        help_text=_("Drawn as a week on the sheet; they also decide “open now” in the directory."),
                    ),
                    InlinePanel(
                        "closures",
                        [
                            FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
                            FieldRowPanel([FieldPanel("reason_fr"), FieldPanel("reason_nl")]),
                        ],
                        heading=_("Closures"),
                        label=_("Closure"),
                        help_text=_("Holidays and works; shown on the sheet until they are over."),
                    ),
                ],
                heading=_("Services and opening hours"),
            ),
            ObjectList(
                [
                    FieldPanel("enterprise_number"),
                    FieldRowPanel([FieldPanel("languages_fr"), FieldPanel("languages_nl")]),
                    FieldRowPanel([FieldPanel("founded"), FieldPanel("member_since")]),
                    FieldPanel("notes"),
                ],
                heading=_("Internal"),
            ),
        ]
    )
