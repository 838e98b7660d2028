"""What an editor types below an event must fit its dates: a session on a day without a date would never be shown."""

import datetime as dt

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from home.dates import date_in_words

# The rows that may name a day of their own.
DATED_ROWS = ("programme", "documents")
# No date lasts longer; a slip in the last day is refused elsewhere.
LONGEST = 366


def check_rows_fit_the_dates(form: WagtailAdminPageForm) -> None:
    """Say beside each session and document whose day is not one of the event's which days there are."""
    days = days_of(form)
    if not days:
        return
    for name in DATED_ROWS:
        if name not in form.formsets:
            continue
        form.formsets[name].is_valid()
        for row in form.formsets[name].forms:
            values = getattr(row, "cleaned_data", {})
            if not values.get("day") or values.get("DELETE") or values["day"] in days:
                continue
            message = _("%(day)s is not a day of this event. Leave the day empty, or choose one of its days.") % {
                "day": date_in_words(values["day"])
            }
            row.add_error("day", message)
            form.add_error(None, message)


def days_of(form: WagtailAdminPageForm) -> set[dt.date]:
    """Every day of the dates that stay, as they are typed."""
    days = set()
    for row in form.formsets["dates"].forms:
        values = getattr(row, "cleaned_data", {})
        if values.get("day") and not values.get("DELETE"):
            length = min(((values.get("last_day") or values["day"]) - values["day"]).days, LONGEST)
            days |= {values["day"] + dt.timedelta(days=n) for n in range(max(length, 0) + 1)}
    return days
