"""An editor's tab opened before somebody called a date off or put it off, and saved after it: the action stays.

Actions make no revision, so that Wagtail sees nothing new; the history of the page tells of them. The form carries the
last entry it was made with, and whatever came later is written over what the tab still holds. An import does make a
revision, and is noted all the same: its hours are not lost to a tab that was open meanwhile. Nothing comes
between this check and the saving (``events.publishing.edit_lock``).
"""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import PageLogEntry

from events.models.page_rows import DATED_ROWS
from events.stable_names import HistoryAction
from home.dates import date_in_words

ACTIONS = (
    HistoryAction.CANCEL_DATE,
    HistoryAction.POSTPONE_DATE,
    HistoryAction.RESTORE_DATE,
    HistoryAction.CHANGE_DATE,
    HistoryAction.CHANGE_SEATS,
    HistoryAction.IMPORT_CHANGES,
)


def actions_missed(page):
    """What was done to the dates of ``page``, in order. They are written one after the other, so keys only rise."""
    return PageLogEntry.objects.filter(page=page.pk, action__in=ACTIONS).order_by("pk")


def last_action(page) -> int:
    """The key of the last of them; 0 where there is none."""
    return actions_missed(page).values_list("pk", flat=True).last() or 0


def put_back_missed_actions(form: WagtailAdminPageForm) -> list[tuple]:
    """Write what actions did since the form was made into what it posts; each with its row, before rows are checked."""
    seen = form.cleaned_data.get("actions_seen")
    if seen is None:
        return []
    stored = {str(row.key): row for row in form.instance.dates.all()}
    posted = {form.data.get(row.add_prefix("key")): row for row in form.formsets["dates"].forms}
    missed = []
    for entry in actions_missed(form.instance).filter(pk__gt=seen):
        key = entry.data.get("row")
        if entry.action == HistoryAction.IMPORT_CHANGES and (not key or (key in stored and key not in posted)):
            missed.append((entry, None))
            # A date that the tab does not know cannot be put back into it: it is opened anew first.
            if not key:
                form.data["actions_seen"] = str(entry.pk)
            continue
        if key not in stored or key not in posted:
            continue
        for name in entry.data["fields"]:
            field = stored[key]._meta.get_field(name)
            value = getattr(stored[key], field.attname)
            form.data[posted[key].add_prefix(name)] = as_typed(posted[key].fields[name], value)
        move_sessions(form, entry.data["days"])
        missed.append((entry, posted[key]))
        # Once told it is known: what is saved next is saved knowingly.
        form.data["actions_seen"] = str(entry.pk)
    return missed


def move_sessions(form: WagtailAdminPageForm, days: dict[str, str]) -> None:
    """Let sessions and documents that the tab holds follow their day, as they did in the draft."""
    for name in DATED_ROWS:
        for row in form.formsets[name].forms if name in form.formsets else ():
            field, prefix = row.fields["day"], row.add_prefix("day")
            new = days.get(str(as_read(field, form.data.get(prefix))))
            if new:
                form.data[prefix] = as_typed(field, dt.date.fromisoformat(new))


def as_read(field: forms.Field, text: str | None):
    """What ``field`` makes of what was typed; None where that is nonsense, which is said elsewhere."""
    try:
        return field.to_python(text)
    except ValidationError:
        return None


def as_typed(field: forms.Field, value) -> str:
    """``value`` of a row as ``field`` of its form would post it."""
    if isinstance(value, dt.date | dt.time):
        return str(field.widget.format_value(field.prepare_value(value)))  # ty: ignore[missing-argument]
    return "" if value is None else str(value)


def tell_of_missed_actions(form: WagtailAdminPageForm, missed: list[tuple]) -> None:
    """Say what was done meanwhile, above the form and beside the row; nothing is saved before it was read."""
    for entry, row in missed:
        if row is None:
            form.add_error(None, import_in_words(entry))
            continue
        day = date_in_words(dt.datetime.fromisoformat(entry.data["date"]), with_weekday=False)
        message = _(
            "Since you opened this page, somebody acted on the date of %(day)s: “%(what)s”. It stays so, and all that "
            "you typed is still here. Look the date over, and save again."
        ) % {"day": day, "what": entry.message}
        row.add_error("status", message)
        form.add_error(None, message)


def import_in_words(entry: PageLogEntry) -> str:
    """What an import did that stands in no row of the tab."""
    if entry.data["row"]:
        day = date_in_words(dt.datetime.fromisoformat(entry.data["date"]), with_weekday=False)
        return _(
            "Since you opened this page, a partner's calendar added the date of %(day)s to its draft. Copy what you "
            "typed, and open the page again."
        ) % {"day": day}
    return _(
        "Since you opened this page, a partner's calendar changed words of its draft. What you typed is still here: "
        "saving again keeps yours."
    )
