"""Bringing a partner's calendar in, in the CMS: by address or from a file, what it did, and what it asks first."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.access.permissions import agenda_for
from events.errors import CalendarRefused
from events.importing.drafts.losses import Losses
from events.importing.fetch import LARGEST, fetch
from events.importing.forms import AnswerForm, ImportForm
from events.importing.parser import CalendarFile, read_calendar
from events.importing.services import (
    OUTCOMES,
    REASONS,
    SKIPPED,
    UNCHANGED,
    LossesInDoubt,
    Report,
    Vanished,
    foreseen_losses,
    import_calendar,
)
from events.models import AgendaPage, EventPage, ImportSource, WaitingCalendar
from events.stable_names import Permission
from home.dates import date_in_words, time_in_words

MOST_FOLDED_OUT = 8
MOST_DATES_SHOWN = 12


def run_address(source: ImportSource) -> str:
    return reverse("import_sources:run", args=[source.pk])


def last_run(source: ImportSource) -> str:
    """When ``source`` was brought in last, in words."""
    if source.last_run_at is None:
        return _("never")
    return f"{date_in_words(source.last_run_at, with_weekday=False)}, {time_in_words(source.last_run_at)}"


def received(source_url: str, file) -> bytes:
    """The bytes of ``file``, or those at the address; raises ``CalendarRefused``."""
    return fetch(source_url) if file is None else file.read(LARGEST + 1)


def bring_in(
    request: HttpRequest,
    source: ImportSource,
    agenda: AgendaPage,
    data: bytes,
    found: CalendarFile,
    *,
    is_upload: bool,
    now: datetime,
) -> str:
    """Import what was received for ``request``, or let it wait for an answer; the address to go on to."""
    try:
        report = import_calendar(
            source=source, found=found, agenda=agenda, user=request.user, now=now, is_upload=is_upload
        )
    except LossesInDoubt:
        waiting = {"data": data, "is_upload": is_upload, "received_at": now}
        WaitingCalendar.objects.update_or_create(source=source, defaults=waiting)
        return reverse("import_sources:confirm", args=[source.pk])
    WaitingCalendar.objects.filter(source=source).delete()
    tell(request, source, report)
    return run_address(source)


def tell(request: HttpRequest, source: ImportSource, report: Report) -> None:
    """Say above the next page how much was imported."""
    counts = report.counts
    told = [
        ngettext("%(count)d new draft", "%(count)d new drafts", counts["created"]) % {"count": counts["created"]},
        ngettext("%(count)d changed", "%(count)d changed", counts["updated"]) % {"count": counts["updated"]},
        _("%(count)d unchanged") % {"count": counts["unchanged"]},
        _("%(count)d left out") % {"count": counts["skipped"]},
    ]
    if counts["warned"]:
        told.append(_("%(count)d to look at") % {"count": counts["warned"]})
    said = _("“%(name)s” is imported: %(what)s.") % {"name": source.name, "what": ", ".join(told)}
    messages.success(request, said)


class OfSource(WagtailAdminTemplateMixin, FormView):
    """A page about one partner's calendar, for whoever may bring it in and add events."""

    page_title = gettext_lazy("Import a calendar")
    header_icon = "download"
    # It writes drafts, of which nobody is told, and must not hold the database while another server answers.
    shows_its_mails = True

    def dispatch(self, request, *args, **kwargs):
        self.agenda = agenda_for(request.user)
        if not request.user.has_perm(Permission.CHANGE_IMPORTSOURCE):
            raise PermissionDenied
        self.source = get_object_or_404(ImportSource.objects.select_related("kind", "host", "group"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        index = {"url": reverse("import_sources:index"), "label": _("Import a calendar")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.source.name}]

    def get_page_subtitle(self):
        return self.source.name

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"source": self.source, "run_url": run_address(self.source)}


class ImportView(OfSource):
    """Import by address or from a file, and the report of the last time."""

    form_class = ImportForm
    template_name = "events/importing/admin/import.html"

    def get_form_kwargs(self):
        # The button below the file asks for a file.
        has_address = bool(self.source.url) and "upload" not in self.request.POST
        return super().get_form_kwargs() | {"has_address": has_address}

    def get_context_data(self, **kwargs):
        groups = report_of(self.source)
        return super().get_context_data(**kwargs) | {
            "edit_url": reverse("import_sources:edit", args=[self.source.pk]),
            "last_run": last_run(self.source),
            "report": groups,
            "differences_url": reverse("import_sources:differences", args=[self.source.pk]),
            "differ": self.source.imported_events.exclude(offered={}).count(),
            "confirm_url": reverse("import_sources:confirm", args=[self.source.pk]),
            "waits": WaitingCalendar.objects.filter(source=self.source).exists(),
        }

    def form_valid(self, form):
        file, now = form.cleaned_data["file"], timezone.now()
        try:
            data = received(self.source.url, file)
            found = read_calendar(data, now=now)
        except CalendarRefused as refusal:
            form.add_error(None if file is None else "file", refusal.message)
            return self.form_invalid(form)
        is_upload = file is not None
        return redirect(bring_in(self.request, self.source, self.agenda, data, found, is_upload=is_upload, now=now))


class ConfirmView(OfSource):
    """What an import would make disappear, and the question whether it shall."""

    form_class = AnswerForm
    template_name = "events/importing/admin/confirm.html"

    def dispatch(self, request, *args, **kwargs):
        self.now = timezone.now()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.waiting() else redirect(run_address(self.source))

    def post(self, request, *args, **kwargs):
        if not self.waiting():
            messages.warning(request, _("This was answered already: nothing was done a second time."))
            return redirect(run_address(self.source))
        return super().post(request, *args, **kwargs)

    def waiting(self) -> bool:
        """Whether a file waits, which is read again: what would go is what would go now."""
        waiting = WaitingCalendar.objects.filter(source=self.source).first()
        if waiting is None:
            return False
        self.found = read_calendar(bytes(waiting.data), now=self.now)
        self.losses = foreseen_losses(self.source, self.found, now=self.now)
        return True

    def get_context_data(self, **kwargs):
        events = [
            {
                "title": lost.title,
                "url": reverse("wagtailadmin_pages:edit", args=[lost.page]),
                "count": len(lost.moments),
                "is_whole": lost.is_whole,
                "dates": [moment_words([moment]) for moment in lost.moments[:MOST_DATES_SHOWN]],
                "more": max(0, len(lost.moments) - MOST_DATES_SHOWN),
            }
            for lost in self.losses.events
        ]
        return super().get_context_data(**kwargs) | {
            "losses": self.losses,
            "events": events,
            "is_empty": not self.found.events,
            "seen": fingerprint_of(self.losses),
        }

    def form_invalid(self, form):
        messages.error(self.request, _("Nothing was done: choose one of the answers below."))
        return super().form_invalid(form)

    def form_valid(self, form):
        answer = form.cleaned_data["answer"]
        if answer == AnswerForm.DISMISS:
            messages.success(self.request, _("Nothing was imported."))
        elif form.cleaned_data["seen"] != fingerprint_of(self.losses):
            messages.warning(self.request, _("What would go has changed since you looked. Read it again below."))
            return self.render_to_response(self.get_context_data(form=form))
        else:
            vanished = Vanished.CANCEL if answer == AnswerForm.CANCEL else Vanished.KEEP
            report = import_calendar(
                source=self.source,
                found=self.found,
                agenda=self.agenda,
                user=self.request.user,
                now=self.now,
                vanished=vanished,
            )
            tell(self.request, self.source, report)
        WaitingCalendar.objects.filter(source=self.source).delete()
        return redirect(run_address(self.source))


def fingerprint_of(losses: Losses) -> str:
    """What tells whether what somebody confirms is what they saw."""
    told = [(lost.page, lost.moments) for lost in losses.events]
    return hashlib.sha256(repr(told).encode()).hexdigest()


@dataclass
class Line:
    """A line of the report: ``dates`` in words, ``line`` as the file has it."""

    title: str
    reason: str
    count: int = 0
    url: str = ""
    is_live: bool = False
    differs: bool = False
    line: str = ""
    dates: list[str] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many dates the report counts and does not name."""
        return max(0, self.count - len(self.dates)) if self.dates else 0


def report_of(source: ImportSource) -> list[dict]:
    """The last report in groups: ``title``, ``entries`` and whether they are ``folded``; two queries at most."""
    entries = source.last_report
    pages = EventPage.objects.in_bulk([entry["page"] for entry in entries if entry.get("page")])
    groups = []
    for outcome, told in groupby(entries, key=lambda entry: entry["outcome"]):
        lines = [line_of(entry, pages) for entry in told]
        # What is left out may share a line; elsewhere a count is one of dates.
        count = sum((line.count or 1) if outcome == SKIPPED else 1 for line in lines)
        groups.append(
            {
                "title": OUTCOMES.get(outcome, outcome),
                "count": count,
                "entries": lines,
                "folded": outcome in {UNCHANGED, SKIPPED} and len(lines) > MOST_FOLDED_OUT,
            }
        )
    return groups


def line_of(entry: dict, pages: dict[int, EventPage]) -> Line:
    page = pages.get(entry["page"])
    return Line(
        title=entry["title"],
        reason=REASONS.get(entry["reason"], ""),
        count=entry.get("count", 0),
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else "",
        is_live=page is not None and page.live,
        differs=entry["reason"] == "differs",
        line=entry.get("line", ""),
        dates=[moment_words(moments) for moments in entry.get("moments", [])],
    )


def moment_words(moments: list[str]) -> str:
    """``jeudi 3 décembre 2026, 12 h``; with an arrow between the two of a date that moved."""
    return " → ".join(map(in_words, moments))


def in_words(moment: str) -> str:
    """A day, or a moment of the site's clock, from its ISO text."""
    day, _separator, hour = moment.partition("T")
    words = date_in_words(date.fromisoformat(day))
    return f"{words}, {time_in_words(time.fromisoformat(hour))}" if hour else words
