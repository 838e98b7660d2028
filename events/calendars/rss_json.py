"""The agenda for readers of news (RSS 2.0) and for other sites (JSON): dates in, bytes out, without a query."""

import json
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed

from events.calendars import ical
from events.calendars.content_lines import TIME_ZONE
from events.calendars.texts import categories, change_words, place_in_words, summary
from events.dates.listing import event_paths
from events.dates.states import state_of
from events.models import EventKind, Occurrence
from events.models.kinds import Audience, Spoken
from home.dates import when_in_words
from home.text.characters import printable
from network.models import Organisation, WorkingGroup

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)


class DatedFeed(Rss201rev2Feed):
    """RSS whose last change is that of its dates: Django says “now” of an empty one, and no two would be equal."""

    def latest_post_date(self):
        return max((item["pubdate"] for item in self.items), default=FIRST_INSTANT)


def rss(dates: list[Occurrence], language: str, *, base: str, heading: ical.Heading, now: datetime) -> bytes:
    """RSS 2.0 of ``dates``; a date moved or cancelled counts as a new message."""
    feed = DatedFeed(
        title=printable(heading.name),
        link=heading.page_url,
        description=printable(heading.description),
        language=language,
        feed_url=heading.feed_url,
    )
    paths = event_paths(language)
    for date in dates:
        path = paths.get(date.event_key)
        when = when_in_words(date.start, date.end, all_day=date.all_day, with_year=True)
        told = [
            f"{when[:1].upper()}{when[1:]}",
            place_in_words(date, language),
            state_of(date, now=now).words,
            change_words(date, language),
            date.text("summary", language),
        ]
        feed.add_item(
            title=printable(summary(date, language)),
            link=ical.absolute(base, path) if path else heading.page_url,
            description=printable(" · ".join(filter(None, told))),
            unique_id=f"{date.calendar_uid}#{date.sequence}",
            unique_id_is_permalink=False,
            pubdate=date.changed_at if date.sequence else date.first_published_at,
            categories=[printable(name) for name in categories(date, language)],
        )
    return feed.writeString("utf-8").encode()


def json_feed(
    dates: list[Occurrence], language: str, *, base: str, heading: ical.Heading, calendar_url: str, now: datetime
) -> bytes:
    """The dates as data, in a shape that only ever grows; other sites draw their own list from it.

    ``calendar_url`` is the address of the same dates for calendars.
    """
    paths = event_paths(language)
    data = {
        "name": heading.name,
        "description": heading.description,
        "language": language,
        "time_zone": TIME_ZONE,
        "page_url": heading.page_url,
        "feed_url": heading.feed_url,
        "calendar_url": calendar_url,
        "licence": LICENCE,
        "events": [date_as_data(date, language, path=paths.get(date.event_key), base=base, now=now) for date in dates],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def date_as_data(date: Occurrence, language: str, *, path: str | None, base: str, now: datetime) -> dict:
    """One date, whose page is at ``path``; needs its kind, group and host, and its seats counted.

    Instants are local, with their offset.
    """
    state = state_of(date, now=now)
    return {
        "uid": date.calendar_uid,
        "url": ical.absolute(base, path) if path else "",
        "title": date.text("title", language),
        "title_language": date.text_language("title", language),
        "summary": date.text("summary", language),
        "start": local(date.start),
        "end": local(date.end),
        "all_day": date.all_day,
        "when": when_in_words(date.start, date.end, all_day=date.all_day, with_year=True),
        "status": str(date.status),
        "reason": date.reason,
        "previous_start": date.previous_start and local(date.previous_start),
        "place": place_in_words(date, language),
        "access": date.access,
        "latitude": None if date.latitude is None else float(date.latitude),
        "longitude": None if date.longitude is None else float(date.longitude),
        "host": date.host and named(Organisation, date.host, language),
        "group": date.group and named(WorkingGroup, date.group, language, "letter", "colour"),
        "kind": named(EventKind, date.kind, language, "colour"),
        "audience": {"code": str(date.audience), "name": str(Audience(date.audience).label)},
        "language": {"code": str(date.spoken), "name": str(Spoken(date.spoken).label)},
        "sign_up": {
            "open": state.is_open,
            "words": state.words,
            "closes_at": local(date.closes_at) if state.is_open else None,
        },
        "image": ical.absolute(base, date.image) if date.image else "",
        "changed_at": date.changed_at.astimezone(UTC).isoformat(timespec="seconds"),
    }


def named(model, record, language: str, *more: str) -> dict:
    """A record as other sites may show it: its name, the word for it in our addresses, and ``more`` fields."""
    data = {"slug": record.slug, "name": model.name.in_language(record, language)}
    return data | {field: getattr(record, field) for field in more}


def local(instant: datetime) -> str:
    """``2026-12-03T12:00:00+01:00``: the clock of the site's time zone, with its offset."""
    return timezone.localtime(instant).isoformat(timespec="seconds")
