"""Partners' calendars in the CMS: where they are, running an import, and what it did."""

from itertools import groupby

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.errors import CalendarRefused
from events.fetching import LARGEST, fetch, read_target, too_large
from events.importing import OUTCOMES, REASONS, SKIPPED, UNCHANGED, import_calendar
from events.importing_files import read_calendar
from events.models import EventPage, ImportSource
from events.new_event import agenda_for
from home.dates import date_in_words, time_in_words
from home.registers import RegisterIndexView, RegisterViewSet


class ImportSourceForm(WagtailAdminModelForm):
    """A partner's calendar; its address is checked by the rules it is fetched by."""

    url = forms.CharField(
        label=gettext_lazy("Address of the calendar"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("It begins with https:// or webcal://. Leave it empty where you get files by mail."),
    )

    class Meta:
        model = ImportSource
        fields = ("name", "url", "kind", "host", "group")

    def clean_url(self):
        address = self.cleaned_data["url"].strip()
        try:
            return read_target(address).url if address else ""
        except CalendarRefused as refusal:
            raise forms.ValidationError(refusal.message) from None


class ImportForm(forms.Form):
    """A file given by hand; without one the address is fetched."""

    file = forms.FileField(
        label=gettext_lazy("Calendar file (.ics)"),
        required=False,
        allow_empty_file=True,
        max_length=255,
        help_text=gettext_lazy("At most 5 MB. Only events to come are read."),
        widget=forms.FileInput({"accept": ".ics,text/calendar"}),
    )

    def __init__(self, *args, has_address: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_address = has_address

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(too_large(LARGEST))
        return file

    def clean(self):
        cleaned = super().clean()
        if not self.errors and cleaned.get("file") is None and not self.has_address:
            self.add_error("file", _("Choose a file (.ics)."))
        return cleaned


def last_run(source: ImportSource) -> str:
    if source.last_run_at is None:
        return _("never")
    return f"{date_in_words(source.last_run_at, with_weekday=False)}, {time_in_words(source.last_run_at)}"


def run_address(source: ImportSource) -> str:
    return reverse("import_sources:run", args=[source.pk])


class ImportSourceIndexView(RegisterIndexView):
    """The calendars; each leads to its import."""

    add_item_label = gettext_lazy("Add a calendar")

    @property
    def columns(self):
        first = self._get_title_column_class(TitleColumn)(
            "name", label=_("Calendar"), sort_key="name", get_url=run_address
        )
        return [first, *self.list_display]

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("kind", "host")


class ImportView(WagtailAdminTemplateMixin, FormView):
    """Import by address or from a file, and the report of the last time."""

    form_class = ImportForm
    template_name = "events/admin/import.html"
    page_title = gettext_lazy("Import a calendar")
    header_icon = "download"

    def dispatch(self, request, *args, **kwargs):
        self.agenda = agenda_for(request.user)
        if not request.user.has_perm("events.change_importsource"):
            raise PermissionDenied
        self.source = get_object_or_404(ImportSource.objects.select_related("kind", "host", "group"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        index = {"url": reverse("import_sources:index"), "label": _("Import a calendar")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.source.name}]

    def get_page_subtitle(self):
        return self.source.name

    def get_form_kwargs(self):
        # The button below the file asks for a file.
        has_address = bool(self.source.url) and "upload" not in self.request.POST
        return super().get_form_kwargs() | {"has_address": has_address}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "source": self.source,
            "edit_url": reverse("import_sources:edit", args=[self.source.pk]),
            "last_run": last_run(self.source),
            "report": report_of(self.source),
        }

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        now = timezone.now()
        try:
            data = file.read(LARGEST + 1) if file is not None else fetch(self.source.url)
            found = read_calendar(data, now=now)
        except CalendarRefused as refusal:
            form.add_error(None if file is None else "file", refusal.message)
            return self.form_invalid(form)
        report = import_calendar(source=self.source, found=found, agenda=self.agenda, user=self.request.user, now=now)
        counts = report.counts
        told = [
            ngettext("%(count)d new draft", "%(count)d new drafts", counts["created"]) % {"count": counts["created"]},
            ngettext("%(count)d changed", "%(count)d changed", counts["updated"]) % {"count": counts["updated"]},
            _("%(count)d unchanged") % {"count": counts["unchanged"]},
            _("%(count)d left out") % {"count": counts["skipped"]},
        ]
        messages.success(
            self.request, _("“%(name)s” is imported: %(what)s.") % {"name": self.source.name, "what": ", ".join(told)}
        )
        return redirect(run_address(self.source))


def report_of(source: ImportSource) -> list[dict]:
    """The last report in groups: ``title``, ``entries`` and whether they are ``folded``; two queries at most."""
    entries = source.last_report
    pages = EventPage.objects.in_bulk([entry["page"] for entry in entries if entry.get("page")])
    groups = []
    for outcome, told in groupby(entries, key=lambda entry: entry["outcome"]):
        lines = [
            {
                "title": entry["title"],
                "reason": REASONS.get(entry["reason"], ""),
                "count": entry.get("count"),
                "url": reverse("wagtailadmin_pages:edit", args=[entry["page"]]) if entry["page"] in pages else "",
                "is_live": entry["page"] in pages and pages[entry["page"]].live,
            }
            for entry in told
        ]
        count = sum(line["count"] or 1 for line in lines)
        groups.append(
            {
                "title": OUTCOMES.get(outcome, outcome),
                "count": count,
                "entries": lines,
                "folded": outcome in {UNCHANGED, SKIPPED} and len(lines) > 8,
            }
        )
    return groups


class ImportSourceViewSet(RegisterViewSet):
    """Calendars of partners whose dates come in as drafts."""

    model = ImportSource
    name = "import_sources"
    url_prefix = "agenda/import"
    icon = "download"
    menu_label = gettext_lazy("Import a calendar")
    ordering = "name"
    index_view_class = ImportSourceIndexView
    search_fields = ("name", "host__name_fr")
    list_display = (
        Column("kind", label=gettext_lazy("Kind"), sort_key="kind__name_fr"),
        Column("host", label=gettext_lazy("Host"), sort_key="host__name_fr"),
        Column("last_run_at", label=gettext_lazy("Last import"), accessor=last_run, sort_key="last_run_at"),
    )
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("url"),
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("host"), FieldPanel("group")]),
        ],
        base_form_class=ImportSourceForm,
    )

    def get_index_view_kwargs(self, **kwargs):
        return super().get_index_view_kwargs(**kwargs) | {"page_title": gettext_lazy("Import a calendar")}

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/import/", ImportView.as_view(), name="run")]
