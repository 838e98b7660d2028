"""The page of the CMS on which an event repeats: in words or by choices, with the dates before they are saved."""

import hashlib
import json
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.dates.clashes import clashes_on_days
from events.models import EventPage
from events.publishing.synchronise import source_page
from events.repetition.description import describe
from events.repetition.forms import DecisionForms, LineForm, RepetitionForm, WordsForm, values_of
from events.repetition.parser import Understood, understand
from events.repetition.plan import Place, RepetitionError, lines_of
from events.repetition.rule import MOST_DATES, Frequency, Parity, Repetition, ends_after, latest_last_day, proposal
from events.repetition.services import apply_repetition, people_by_row
from home.holidays import public_holiday
from home.text.bilingual import active_language

EXAMPLES = (
    "le deuxième mardi du mois à 12 h, de septembre à juin, sauf jours fériés et vacances",
    "chaque samedi de mai et juin de 9 h 30 à 11 h 30",
    "elke tweede dinsdag van de maand om 12 uur",
    "un mardi sur trois à 18 h pendant 2 h, à partir de janvier, 10 séances",
    "elke werkdag van even weken, vanaf september tot eind maart, behalve december",
)
# Said anew by each sentence; hours and bounds stay unless it names them.
SAID_ANEW = {
    "interval": 1,
    "parity": Parity.ALL,
    "nths": (),
    "weekdays": (),
    "month_day": None,
    "months": (),
    "skip_public_holidays": False,
    "skip_school_holidays": (),
}


class RepetitionView(WagtailAdminTemplateMixin, TemplateView):
    """Everything is one form: “understand” fills the choices, “show” lists the dates, “save” writes what was shown."""

    page_title = gettext_lazy("Repetition")
    header_icon = "rotate"
    template_name = "events/repetition/admin/repetition.html"

    def dispatch(self, request, *args, **kwargs):
        asked = get_object_or_404(EventPage, pk=kwargs["pk"])
        self.page = source_page(asked.translation_key)
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        if self.page != asked:
            return redirect("event_repetition", self.page.pk)
        lock = self.page.get_lock()
        if lock and lock.for_user(request.user):
            messages.warning(request, lock.get_message(request.user))
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def draft(self) -> EventPage:
        return self.page.get_latest_revision_as_object()

    @cached_property
    def stored(self) -> Repetition | None:
        return Repetition.from_json(self.draft.repetition)

    @cached_property
    def initial_rule(self) -> Repetition:
        """The rule of the draft, or one that its next date suggests."""
        rows = sorted(self.draft.dates.all(), key=lambda row: row.day)
        coming = [row for row in rows if row.day >= timezone.localdate()]
        if self.stored:
            return self.stored
        if not rows:
            return proposal(timezone.localdate())
        row = (coming or rows[-1:])[0]
        return proposal(max(row.day, timezone.localdate()), row.start_time, row.end_time)

    def get(self, request, *args, **kwargs):
        rule = self.initial_rule
        form = RepetitionForm(initial=values_of(rule))
        return self.show(form, rule, words=WordsForm(initial={"words": self.request.GET.get("words", "")[:400]}))

    def post(self, request, *args, **kwargs):
        removed = self.initial_rule.removed
        words = WordsForm(request.POST)
        if "understand" in request.POST:
            return self.understand(words)
        form = RepetitionForm(request.POST, removed=removed)
        if not form.is_valid() or form.rule is None:
            return self.show(form, None, words=words)
        wants_to_save = "save" in request.POST or "publish" in request.POST
        if wants_to_save and request.POST.get("shown") == signature(form.rule):
            return self.save(form, words)
        if wants_to_save:
            messages.info(request, _("The rule has changed: look at its dates, then save."))
        return self.show(form, form.rule, words=words, data=request.POST)

    def understand(self, words: WordsForm):
        """Fill the choices from the words; what was not understood is named and nothing else is lost."""
        text = words.cleaned_data["words"].strip() if words.is_valid() else ""
        read = understand(text, today=timezone.localdate())
        if not read.values.get("frequency"):
            read.values.pop("frequency", None)
        typed = RepetitionForm(self.request.POST)
        typed.is_valid()
        before = values_of(self.initial_rule) | {k: v for k, v in typed.cleaned_data.items() if v is not None}
        values = before | (SAID_ANEW if read.values else {}) | read.values
        removed = {*self.initial_rule.removed, *values.pop("removed", ())}  # ty: ignore[not-iterable]
        if "start_time" in read.values and "end_time" not in read.values:
            values["end_time"] = same_length(before, values["start_time"])
        values["first_day"] = begin_of_weeks(values)
        if read.count:
            values["last_day"] = self.last_of(read, values, removed=removed)
        form = RepetitionForm(as_posted(values), removed=removed)
        valid = form.is_valid() and form.rule is not None
        return self.show(form, form.rule if valid else None, words=words, data=self.request.POST, read=read)

    def last_of(self, read: Understood, values: dict, *, removed: set) -> date | None:
        """The day of the last of as many dates as the words say; where there is none, that is named too."""
        count, first = read.count or 0, values.get("first_day")
        longest = values | {"last_day": latest_last_day(first)} if first else values
        form = RepetitionForm(as_posted(longest), removed=removed)
        rule = ends_after(form.rule, count) if form.is_valid() and form.rule else None
        if rule is None:
            words = ngettext("%(count)d date in two years", "%(count)d dates in two years", count)
            read.unknown.append(words % {"count": count})
        return rule.last_day if rule else values.get("last_day")

    def save(self, form: RepetitionForm, words: WordsForm):
        forms = DecisionForms(self.lines_of(form.rule), self.request.POST)
        publish = "publish" in self.request.POST and self.may_publish
        if not forms.is_valid():
            messages.error(self.request, _("Nothing was saved: see the dates marked below."))
            return self.show(form, form.rule, words=words, forms=forms)
        try:
            apply_repetition(
                page=self.page,
                repetition=form.rule,
                decisions=forms.decisions,
                user=self.request.user,
                publish=publish,
            )
        except RepetitionError as error:
            messages.error(self.request, str(error))
            return self.show(form, form.rule, words=words, forms=forms)
        said = (
            _("The dates are published.") if publish else _("The dates are in the draft: publish it when it is ready.")
        )
        messages.success(self.request, said)
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    @property
    def may_publish(self) -> bool:
        return self.page.permissions_for_user(self.request.user).can_publish()

    def lines_of(self, rule: Repetition):
        return lines_of(
            rows=self.draft.dates.all(),
            rule=rule,
            previous=self.stored,
            people=people_by_row(self.page.translation_key),
            now=timezone.now(),
        )

    def show(self, form, rule, *, words, data=None, forms=None, read: Understood | None = None):
        if forms is None and rule:
            forms = DecisionForms(self.lines_of(rule), data)
            forms.is_valid()
        if forms:
            give_notes(forms.lines, self.draft)
        return self.render_to_response(
            self.get_context_data(
                page=self.page,
                title=self.draft.title,
                form=form,
                words=words,
                read=read,
                examples=EXAMPLES,
                rule_in_words=describe(rule, active_language()) if rule else "",
                shown=signature(rule) if rule else "",
                forms=forms,
                summary=summary(forms) if forms else "",
                most=MOST_DATES if rule and rule.is_cut_short() else None,
                may_publish=self.may_publish,
                edit_url=reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
            )
        )

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("events:index"), "label": _("Events")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.draft.title},
            {"url": "", "label": self.page_title},
        ]

    def get_page_subtitle(self):
        return self.draft.title


def signature(rule: Repetition) -> str:
    """Tells whether the dates on screen are those of ``rule``; what was taken out stands in the lines."""
    return hashlib.sha256(json.dumps(rule.to_json() | {"removed": []}).encode()).hexdigest()[:16]


def begin_of_weeks(values: dict) -> date | None:
    """From when weeks are counted: “un mardi sur trois, à partir de janvier” begins on the first Tuesday of January.

    A rule counts from the week of its first day, even where no weekday of it is left in that week.
    """
    first, weekdays = values.get("first_day"), values.get("weekdays")
    if not first or not weekdays or values.get("frequency") != Frequency.WEEKLY or values.get("interval", 1) == 1:
        return first
    days = (first + timedelta(days=n) for n in range(7))
    return next(day for day in days if day.weekday() in weekdays)


def same_length(before: dict, start: time) -> time | None:
    """The end of a date that starts at ``start`` and lasts as long as it did; None where it had no end."""
    if not before.get("start_time") or not before.get("end_time"):
        return None
    first, last, new = (datetime.combine(date.min, at) for at in (before["start_time"], before["end_time"], start))
    return (new + (last - first) % timedelta(days=1)).time()


def as_posted(values: dict) -> QueryDict:
    """``values`` as a browser would post them."""
    posted = QueryDict(mutable=True)
    for name, value in values.items():
        if isinstance(value, tuple | list):
            posted.setlist(name, [str(one) for one in value])
        elif value not in (None, False, ""):
            posted[name] = "on" if value is True else str(value)
    return posted


def give_notes(lines: list[LineForm], page: EventPage) -> None:
    """Give each line ``notes``: holidays on that day and beside it, our other dates; as many queries for any number."""
    days = [form.becomes.day for form in lines]
    start, end = (lines[0].line.start_time, lines[0].line.end_time) if lines else (None, None)
    found = clashes_on_days(set(days), start=start, end=end, group=page.group, except_event=page.translation_key)
    for form, day in zip(lines, days, strict=True):
        form.notes = notes_on(found[day])


def notes_on(clashes) -> list[str]:
    notes = [clashes.holiday] if clashes.holiday else []
    if not notes:
        near = [(day, public_holiday(clashes.day + timedelta(days=day))) for day in (-1, 1)]
        said = {-1: _("the day after %(holiday)s"), 1: _("the day before %(holiday)s")}
        notes += [said[day] % {"holiday": name} for day, name in near if name]
    for name in dict.fromkeys(str(holiday) for holiday in clashes.school_holidays):
        notes.append(name)
    if clashes.dates:
        titles = ", ".join(dict.fromkeys(one.title for one in clashes.dates))
        notes.append(_("also that day: %(events)s") % {"events": titles})
    if clashes.members_busy:
        notes.append(
            ngettext(
                "%(busy)d of the %(total)d members of the group is taken",
                "%(busy)d of the %(total)d members of the group are taken",
                clashes.members_busy,
            )
            % {"busy": clashes.members_busy, "total": clashes.members_total}
        )
    return notes


def summary(forms: DecisionForms) -> str:
    """``9 dates, 7 of them new, 1 that goes``; those added by hand count, as they are new."""
    stay = [form for form in forms.lines if not form.leaves and form.line.place != Place.NOT_IN_RULE]
    added = sum(form.is_bound and bool(form["day"].value()) for form in forms.added)
    new = added + sum(form.line.place == Place.NEW for form in stay)
    go = len([form for form in forms.lines if form.line.row and form not in stay])
    count = len(stay) + added
    parts = [
        ngettext("%(count)d date", "%(count)d dates", count) % {"count": count},
        ngettext("%(count)d of them new", "%(count)d of them new", new) % {"count": new} if new else "",
        ngettext("%(count)d that goes", "%(count)d that go", go) % {"count": go} if go else "",
    ]
    return ", ".join(filter(None, parts))
