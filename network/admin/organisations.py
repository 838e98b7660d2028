"""Organisations in the CMS: one form in four tabs, and a listing to search, filter, sort and export."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.forms import CheckboxSelectMultiple
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, Panel, TabbedInterface
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateInput, BooleanRadioSelect
from wagtail.permissions import ModelPermissionPolicy

from home.admin.registers import DayColumn, RegisterIndexView, RegisterViewSet
from network.admin.invitations import invite_button
from network.directory.protected_addresses import betrays, streets_in
from network.hours.forms import TimetableForm, give_choices, own_choices, timetable_formset
from network.hours.parser import LONGEST, read_hours
from network.hours.words import hours_in_words, slot_in_words
from network.models import Commune, Organisation, Representative, Theme, WorkingGroup
from network.models.services import Weekday

COORDINATES = _("In degrees, as a map shows them: 50.8266 and 4.3458. Calendars then show the way.")


STREETS = ("street_fr", "street_nl")
# Internal notes; and the street of another address, which is open by the choice of whoever typed it.
NEVER_SHOWN = {"notes", *STREETS}


def kept_forms(formset) -> list:
    """The forms of ``formset`` whose rows are kept or made."""
    return [form for form in formset.forms if form.cleaned_data and form not in formset.deleted_forms]


class CmsTimetableForm(TimetableForm):
    """A timetable with the pickers of the CMS."""

    class Meta(TimetableForm.Meta):
        widgets = {"first_day": AdminDateInput, "last_day": AdminDateInput}


class ClosureFormSet(BaseChildFormSet):
    """Closures of everything, of one service or of one address."""

    @cached_property
    def own_choices(self) -> dict[str, list]:
        return own_choices(self.instance, no_location=_("All addresses"), no_service=_("All services"))

    def add_fields(self, form, index):
        super().add_fields(form, index)
        give_choices(form, self.instance, self.own_choices)


class OrganisationForm(WagtailAdminModelForm):
    """The sheet, with its hours as text."""

    timetable_formset = timetable_formset(CmsTimetableForm)

    class Media:
        js = ["js/hours.js"]

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, **kwargs)
        self.timetables = self.timetable_formset(data, prefix="hours", organisation=self.instance)

    @property
    def media(self):
        return super().media + self.timetables.media

    def is_valid(self):
        are_valid = [super().is_valid(), self.timetables.is_valid()]
        return all(are_valid) and all([self.addresses_are_free(), self.protected_addresses_stay_secret()])

    def addresses_are_free(self) -> bool:
        """Whether no hours will be kept at an address that is removed; else says which."""
        addresses = self.formsets["locations"]
        removed = {form.instance.pk for form in addresses.deleted_forms if form.instance.pk}
        kept = [slot for slot, _form in self.timetables.hours_to_be() if slot.location_id in removed]
        if kept:
            words = {"hours": "; ".join(slot_in_words(slot) for slot in kept)}
            message = gettext("Hours are kept at this address: %(hours)s. Move or remove them first.") % words
            addresses.non_form_errors().append(message)
        return not kept

    def protected_addresses_stay_secret(self) -> bool:
        """Whether nothing that the sheet shows names the street of a protected address; else says where."""
        addresses = [form for form in kept_forms(self.formsets["locations"]) if form.cleaned_data.get("protected")]
        streets = streets_in(form.cleaned_data[name] for form in addresses for name in STREETS)
        if not streets:
            return True
        formsets = [*self.formsets.values(), self.timetables]
        shown = [self, *(form for formset in formsets for form in kept_forms(formset) if form not in addresses)]
        betrayed = [
            (form, name)
            for form in shown
            for name, value in form.cleaned_data.items()
            if isinstance(value, str) and name not in NEVER_SHOWN and betrays(value, streets)
        ]
        for form, name in betrayed:
            form.add_error(name, _("This names the street of the protected address, which nobody may read."))
        return not betrayed

    def has_changed(self):
        return super().has_changed() or self.timetables.has_changed()

    def save(self, commit=True):
        is_new = self.instance.pk is None
        if not is_new:
            # Before an address or a service goes: the hours kept there move first, those of a service go with it.
            self.timetables.save()
        organisation = super().save(commit)
        if is_new:
            self.timetables.save()
        return organisation


class HoursPanel(Panel):
    """The timetables of the form, one below the other."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "network/admin/hours_panel.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {
                "timetables": self.form.timetables,
                "reading_url": reverse("organisations:read_hours"),
            }


class CheckedInlinePanel(InlinePanel):
    """Rows with checks of their own, those of ``formset``."""

    def __init__(self, *args, formset: type[BaseChildFormSet], **kwargs):
        super().__init__(*args, **kwargs)
        self.formset = formset

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "formset": self.formset}

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = self.formset
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

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs)

    def get_object(self, queryset=None):
        organisation = super().get_object(queryset)
        if self.request.method == "POST":
            # What the form checks holds until it is written.
            Organisation.objects.select_for_update().get(pk=organisation.pk)
        return organisation

    @cached_property
    def header_more_buttons(self):
        return [*super().header_more_buttons, *invite_button(self.request.user, self.object)]


class HoursQuestionForm(forms.Form):
    """The hours of one day, as they stand in a field."""

    day = forms.TypedChoiceField(coerce=int, choices=Weekday.choices)
    text = forms.CharField(required=False, max_length=LONGEST)


class ReadHoursView(PermissionCheckedMixin, View):
    """How the hours of a day are read, while they are typed: ``reading`` or ``error``, in words."""

    permission_policy = ModelPermissionPolicy(Organisation)
    any_permission_required = ("add", "change")

    def get(self, request):
        form = HoursQuestionForm(request.GET)
        if not form.is_valid():
            return JsonResponse({"error": _("These hours are too long to be read.")}, status=400)
        try:
            spans = read_hours(form.cleaned_data["text"]).spans
        except ValidationError as error:
            return JsonResponse({"error": error.messages[0]})
        return JsonResponse({"reading": hours_in_words(form.cleaned_data["day"], spans) if spans else ""})


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

    def get_urlpatterns(self):
        return [path("hours/", ReadHoursView.as_view(), name="read_hours"), *super().get_urlpatterns()]

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
                            FieldRowPanel(
                                [FieldPanel("latitude", help_text=COORDINATES), FieldPanel("longitude")],
                            ),
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
                            FieldRowPanel([FieldPanel("status"), FieldPanel("status_until")]),
                        ],
                        heading=_("Services"),
                        label=_("Service"),
                        help_text=_("What people can come for; shown on the sheet in this order."),
                    ),
                ],
                heading=_("Services"),
            ),
            ObjectList(
                [
                    HoursPanel(heading=_("Opening hours")),
                    CheckedInlinePanel(
                        "closures",
                        formset=ClosureFormSet,
                        panels=[
                            FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
                            FieldRowPanel([FieldPanel("service"), FieldPanel("location")]),
                            FieldRowPanel([FieldPanel("reason_fr"), FieldPanel("reason_nl")]),
                        ],
                        heading=_("Closures"),
                        label=_("Closure"),
                        help_text=_("Holidays and works; shown on the sheet until they are over."),
                    ),
                ],
                heading=_("Hours and closures"),
            ),
            ObjectList(
                [
                    FieldPanel("enterprise_number"),
                    FieldPanel("shares_legal_person"),
                    FieldRowPanel([FieldPanel("languages_fr"), FieldPanel("languages_nl")]),
                    FieldRowPanel([FieldPanel("founded"), FieldPanel("member_since")]),
                    FieldPanel("notes"),
                ],
                heading=_("Internal"),
            ),
        ],
        base_form_class=OrganisationForm,
    )
