"""The menu Charte of the CMS: versions and who signed them. The text itself is a page."""

import django_filters
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column

from charter.models import CharterVersion, Signature
from home.admin.registers import DayColumn, RegisterIndexView, RegisterViewSet
from network.models import Organisation


class CharterVersionIndexView(RegisterIndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().annotate(signature_count=Count("signatures"))


class CharterVersionViewSet(RegisterViewSet):
    """Each text an assembly adopted."""

    model = CharterVersion
    name = "charter_versions"
    url_prefix = "charte/versions"
    icon = "doc-full"
    index_view_class = CharterVersionIndexView
    ordering = "-number"
    search_fields = ("number", "note_fr", "note_nl")
    list_display = (
        "number",
        DayColumn("adopted_on", label=_("Adopted on"), sort_key="adopted_on"),
        Column("note_fr", label=_("What changed")),
        Column("signature_count", label=_("Signatures"), sort_key="signature_count"),
    )
    panels = (
        FieldRowPanel([FieldPanel("number"), FieldPanel("adopted_on")]),
        FieldRowPanel(
            [FieldPanel("note_fr", help_text=_("One sentence, shown in the list of versions.")), FieldPanel("note_nl")]
        ),
    )


class SignatureFilterSet(WagtailFilterSet):
    version = django_filters.ModelChoiceFilter(queryset=CharterVersion.objects.all(), label=_("Version"))
    organisation = django_filters.ModelChoiceFilter(queryset=Organisation.objects.all(), label=_("Organisation"))
    signed_on = django_filters.DateFromToRangeFilter(label=_("Signed on"), widget=DateRangePickerWidget)

    class Meta:
        model = Signature
        fields = ()


class SignatureIndexView(RegisterIndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("organisation", "version")


class SignatureViewSet(RegisterViewSet):
    """Which organisation signed which version, and when."""

    model = Signature
    name = "signatures"
    url_prefix = "charte/signatures"
    icon = "edit"
    index_view_class = SignatureIndexView
    filterset_class = SignatureFilterSet
    ordering = "organisation__name_fr"
    search_fields = ("organisation__name_fr", "organisation__abbreviation")
    list_display = (
        "organisation",
        Column("version", label=_("Version"), sort_key="version__number"),
        DayColumn("signed_on", label=_("Signed on"), sort_key="signed_on"),
    )
    list_export = ("organisation", "version", "signed_on")
    export_filename = "signatures"
    panels = (FieldRowPanel([FieldPanel("organisation"), FieldPanel("version")]), FieldPanel("signed_on"))
