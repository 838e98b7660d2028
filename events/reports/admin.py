"""The CMS page “Figures”: counts of a period, to read and to take along, and the list of people of that period."""

import datetime as dt

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from events.reports import figures
from events.sign_up.export import people_table
from events.stable_names import Permission
from home.dates import validate_day
from home.files.spreadsheets import CONTENT_TYPES, spreadsheet

SEE_PEOPLE = Permission.VIEW_REGISTRATION
THIS_YEAR, LAST_YEAR, CHOSEN = "this_year", "last_year", "chosen"
PERIODS = (
    (THIS_YEAR, gettext_lazy("this year")),
    (LAST_YEAR, gettext_lazy("last year")),
    (CHOSEN, gettext_lazy("from … to …")),
)
COUNTS, PEOPLE = "counts", "people"


class ReportForm(forms.Form):
    """``?period=…&first=…&last=…&by=…``; nothing asked is this year by organisation."""

    period = forms.ChoiceField(choices=PERIODS, label=gettext_lazy("Period"), required=False)
    first = forms.DateField(
        label=pgettext_lazy("first day", "From"), required=False, widget=AdminDateInput, validators=[validate_day]
    )
    last = forms.DateField(
        label=gettext_lazy("To and with"), required=False, widget=AdminDateInput, validators=[validate_day]
    )
    by = forms.ChoiceField(choices=figures.GROUPINGS, label=gettext_lazy("Counted by"), required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("period") == CHOSEN and not self.errors:
            for name in ("first", "last"):
                if not cleaned.get(name):
                    self.add_error(name, _("Choose a day."))
            if not self.errors and cleaned["last"] < cleaned["first"]:
                self.add_error("last", _("Choose a day that is not before the first."))
        return cleaned

    def asked(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """First and last day; this year where the form says nothing that holds."""
        period = self.cleaned_data.get("period") if self.is_valid() else ""
        if period == CHOSEN:
            return self.cleaned_data["first"], self.cleaned_data["last"]
        year = today.year - (period == LAST_YEAR)
        return dt.date(year, 1, 1), dt.date(year, 12, 31)

    @property
    def grouping(self) -> str:
        return (self.is_valid() and self.cleaned_data.get("by")) or figures.ORGANISATION


class FiguresMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(SEE_PEOPLE)


def figures_item() -> MenuItem:
    return FiguresMenuItem(_("Figures"), reverse("figures"), name="figures", icon_name="table", order=890)


class FiguresView(WagtailAdminTemplateMixin, TemplateView):
    """Counts in a table; ``&format=csv`` takes it along, ``&what=people`` the list of people instead."""

    template_name = "events/reports/admin/figures.html"
    page_title = gettext_lazy("Figures")
    header_icon = "table"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(SEE_PEOPLE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        today = timezone.localdate()
        self.form = ReportForm(request.GET or {"period": THIS_YEAR, "by": figures.ORGANISATION})
        self.first, self.last = self.form.asked(today)
        # A wrong period is said on the page; a file of another one would be taken for it.
        if request.GET.get("format") in CONTENT_TYPES and self.form.is_valid():
            return self.file(request.GET["format"], request.GET.get("what"))
        return super().get(request, *args, **kwargs)

    def file(self, kind: str, what: str | None) -> HttpResponse:
        by = self.form.grouping
        if what == PEOPLE:
            rows, name = people_table(figures.dates_between(self.first, self.last)), "inscriptions"
        else:
            rows, name = figures.table(figures.report(self.first, self.last, by=by), by), f"chiffres-{by}"
        response = HttpResponse(spreadsheet(rows, kind), content_type=CONTENT_TYPES[kind])
        file_name = f"{name}-{self.first:%Y-%m-%d}-{self.last:%Y-%m-%d}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
        response["Cache-Control"] = "private, no-store"
        return response

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        by = self.form.grouping
        found = figures.report(self.first, self.last, by=by)
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "report": found,
            "headings": figures.headings(by),
            "first": self.first,
            "last": self.last,
            "files": self.files(by) if self.form.is_valid() else (),
            "is_of_organisations": by == figures.ORGANISATION,
        }

    def files(self, by: str) -> list[tuple[str, str]]:
        """Label and address of what may be taken along."""
        period = f"period={CHOSEN}&first={self.first:%Y-%m-%d}&last={self.last:%Y-%m-%d}&by={by}"
        labels = {COUNTS: _("Counts, %(format)s"), PEOPLE: _("List of people, %(format)s")}
        return [
            (words % {"format": kind.upper()}, f"?{period}&what={what}&format={kind}")
            for what, words in labels.items()
            for kind in ("xlsx", "csv")
        ]
