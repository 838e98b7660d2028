"""Dates of a partner between two imports: who cancelled, who comes back, what moves and what only a message says."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from factories.calendars import found_date, found_event
from factories.editor import save, tab
from factories.events import dates_of
from factories.sign_up import signed_up
from wagtail.documents import get_document_model
from wagtail.models import PageLogEntry
from wagtail.users.models import UserProfile

from events.importing.services import LossesInDoubt, Vanished
from events.models import EventDate, EventDocument, ImportedEvent, Occurrence, ProgrammeItem
from events.models.kinds import SignUp
from events.publishing.date_actions import cancel_date, restore_date
from events.stable_names import HistoryAction
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db
THURSDAYS = [dt.date(2026, 12, 3), dt.date(2026, 12, 10), dt.date(2026, 12, 17), dt.date(2026, 12, 24)]
LONG_AGO = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 11, 15, tzinfo=dt.UTC)


def weekly(hour=12, *, shift=0, days=THURSDAYS, **facts):
    return [found_date(day + dt.timedelta(days=shift), hour, **facts) for day in days]


def by_key(rows):
    return {row.key: (row.day, row.start_time, row.status) for row in rows}


@pytest.fixture
def published(take_in, page):
    """A weekly series of four dates that is published, with sign-ups."""
    take_in(found_event(*weekly()))
    stored = page()
    stored.sign_up, stored.capacity = SignUp.MEMBERS, 9
    stored.save_revision().publish()
    return stored


# Back again


def test_date_is_planned_again_when_it_was_cancelled_there_and_is_not_any_more(take_in, rows, published):
    [first, *rest] = weekly()
    off = found_date(first.day, is_cancelled=True)
    assert take_in(found_event(off, *rest)) == [("updated", "published"), ("warned", "off")]
    assert [row.status for row in rows()] == ["cancelled", "planned", "planned", "planned"]
    assert take_in(found_event(first, *rest)) == [("updated", "published"), ("warned", "restored")]
    assert [row.status for row in rows()] == ["planned"] * 4


def test_date_is_planned_again_when_it_was_taken_out_there_and_is_back(take_in, rows, published):
    before = by_key(rows())
    assert take_in(found_event(*weekly()[1:])) == [("updated", "published"), ("warned", "gone")]
    assert rows()[0].status == "cancelled"
    take_in(found_event(*weekly()))
    assert by_key(rows()) == before


def test_date_stays_cancelled_when_the_coordination_cancelled_it(take_in, rows, published, coordinator):
    [date, *_rest] = dates_of(published)
    cancel_date(occurrence_id=date.pk, user=coordinator)
    assert take_in(found_event(*weekly(), title="Autre")) == [("updated", "published"), ("warned", "kept")]
    assert rows()[0].status == "cancelled"


def test_date_stays_cancelled_when_the_coordination_cancelled_it_after_the_partner(
    take_in, rows, published, coordinator
):
    take_in(found_event(*weekly()[1:]))
    [date, *_rest] = dates_of(published)
    cancel_date(occurrence_id=date.pk, user=coordinator)
    assert ("warned", "kept") in take_in(found_event(*weekly()))
    assert rows()[0].status == "cancelled"


def test_date_stays_cancelled_when_it_was_restored_here_and_cancelled_again(
    take_in, rows, page, published, coordinator
):
    take_in(found_event(*weekly()[1:]))
    page().get_latest_revision().publish()
    [date, *_rest] = dates_of(published)
    restore_date(occurrence_id=date.pk, user=coordinator)
    cancel_date(occurrence_id=date.pk, user=coordinator)
    take_in(found_event(*weekly()))
    assert rows()[0].status == "cancelled"


def test_mark_of_the_import_goes_when_an_editor_plans_the_date_again():
    row = EventDate(day=THURSDAYS[0], status="planned", cancelled_there=True)
    row.clean()
    assert row.cancelled_there is False


def test_date_stays_cancelled_when_nothing_tells_who_cancelled_it(take_in, rows, published, draft):
    """Rows of older versions: no mark, nothing known of the words and dates there."""
    stored = draft()
    row = stored.dates.first()
    row.status, row.cancelled_there = "cancelled", False
    stored.dates.add(row)
    stored.save_revision()
    ImportedEvent.objects.update(words={}, dates={}, fingerprint="of an older version")
    assert take_in(found_event(*weekly())) == [("unchanged", ""), ("warned", "kept")]
    assert [row.status for row in rows()] == ["cancelled", "planned", "planned", "planned"]


# Moves


@pytest.mark.parametrize(
    "there",
    [
        weekly(13),
        weekly(shift=1),
        weekly(15, shift=-3),
        weekly(None),
        [found_date(day, 12, recurrence=f"other{n}") for n, day in enumerate(THURSDAYS)],
    ],
    ids=["hour", "weekday", "both", "whole days", "names"],
)
def test_rows_stay_the_same_when_a_series_moves(take_in, rows, published, there):
    before = [row.key for row in rows()]
    take_in(found_event(*there))
    assert [row.key for row in rows()] == before
    assert [(row.day, row.start_time) for row in rows()] == [(date.day, date.start_time) for date in there]
    assert {row.status for row in rows()} == {"planned"}


def test_monthly_dates_move_in_order_when_they_take_another_weekday(take_in, rows):
    thursdays = [dt.date(2026, 12, 3), dt.date(2027, 1, 7), dt.date(2027, 2, 4)]
    fridays = [dt.date(2026, 12, 4), dt.date(2027, 1, 1), dt.date(2027, 2, 5)]
    take_in(found_event(*weekly(days=thursdays)))
    before = [row.key for row in rows()]
    take_in(found_event(*weekly(days=fridays)))
    assert [(row.key, row.day) for row in rows()] == list(zip(before, fridays, strict=True))


@pytest.fixture
def with_people(published, organisation, representative, clock):
    """The same series, with somebody at each of the first two dates."""
    for date in dates_of(published)[:2]:
        signed_up(date, organisation, representative, "Amandine", now=clock)
    OutgoingMail.objects.all().delete()
    return published


def test_people_keep_their_seat_and_get_one_mail_each_when_a_series_moves(take_in, page, with_people):
    published, dates = with_people, dates_of(with_people)
    sequences = [date.sequence for date in dates]
    assert take_in(found_event(*weekly(14, shift=1))) == [("updated", "published")]
    assert [date.start for date in dates_of(published)] == [date.start for date in dates]
    page().get_latest_revision().publish()
    moved = dates_of(published)
    assert [date.uid for date in moved] == [date.uid for date in dates]
    assert [date.sequence for date in moved] == [sequence + 1 for sequence in sequences]
    assert [date.seats.count() for date in moved] == [1, 1, 0, 0]
    assert list(OutgoingMail.objects.values_list("kind", flat=True)) == ["date_changed"] * 2


@pytest.fixture
def office_in(coordinator, signed_in):
    """``office_in("nl")`` is the coordination's own browser, in that language."""

    def sign_in(language):
        profile = UserProfile.get_for_user(coordinator)
        profile.preferred_language = language
        profile.save()
        return signed_in(coordinator)

    return sign_in


@pytest.mark.parametrize(("language", "words"), [("fr", "envoyer 2 e-mails"), ("nl", "2 e-mails versturen")])
def test_mails_are_shown_first_when_what_an_import_moved_is_published(take_in, with_people, office_in, language, words):
    take_in(found_event(*weekly(14, shift=1)))
    page = with_people
    office = office_in(language)
    data = tab(office, page)
    shown = save(office, page, data)
    text = BeautifulSoup(shown.content, "html.parser").get_text().replace("\xa0", " ")
    assert words in text
    # The mails themselves speak the language of those who get them.
    assert "vendredi 4 décembre" in text
    assert not OutgoingMail.objects.exists()
    save(office, page, data | {"mails_seen": shown.context["announcement"].fingerprint})
    assert OutgoingMail.objects.count() == 2


def test_date_that_stays_is_kept_when_a_single_one_becomes_a_series_and_back(take_in, rows):
    take_in(found_event(found_date(THURSDAYS[0], recurrence="")))
    [key] = [row.key for row in rows()]
    take_in(found_event(*weekly()))
    assert len(rows()) == 4
    assert rows()[0].key == key
    take_in(found_event(found_date(THURSDAYS[0], recurrence="")), vanished=Vanished.CANCEL)
    assert [row.key for row in rows()] == [key]


def test_hours_follow_when_both_sides_moved_the_date(take_in, rows, draft):
    take_in(found_event(*weekly()))
    stored = draft()
    row = min(stored.dates.all(), key=lambda row: row.day)
    row.start_time = dt.time(11)
    stored.dates.add(row)
    stored.save_revision()
    take_in(found_event(*weekly(), title="Autre"))
    assert rows()[0].start_time == dt.time(11)
    take_in(found_event(found_date(THURSDAYS[0], 16, recurrence=weekly()[0].recurrence), *weekly()[1:]))
    assert rows()[0].start_time == dt.time(16)


def test_new_date_has_a_key_of_its_own_when_the_old_day_of_a_moved_one_comes_back(take_in, rows):
    take_in(found_event(*weekly()))
    before = {row.key for row in rows()}
    take_in(found_event(*weekly(13)))
    take_in(found_event(*weekly(13), found_date(THURSDAYS[0], 12)))
    assert len(rows()) == 5
    assert before < {row.key for row in rows()}


def with_sessions(stored, *days):
    """A draft whose programme has a session and a document on each of ``days``."""
    paper = get_document_model().objects.create(title="Ordre du jour", file=ContentFile(b"%PDF-", "ordre.pdf"))
    stored.programme.add(*(ProgrammeItem(title_fr=f"Le {day}", start_time=dt.time(12), day=day) for day in days))
    stored.documents.add(*(EventDocument(document=paper, day=day) for day in days))
    stored.save_revision()


def days_of(stored):
    return [[row.day for row in rows.all()] for rows in (stored.programme, stored.documents)]


def test_sessions_and_documents_follow_when_a_whole_series_moves_by_a_week(take_in, draft):
    take_in(found_event(*weekly()))
    with_sessions(draft(), *THURSDAYS[:2], None)
    later = [replace(date, day=date.day + dt.timedelta(days=7)) for date in weekly()]
    take_in(found_event(*later))
    assert days_of(draft()) == [[THURSDAYS[1], THURSDAYS[2], None]] * 2


def test_sessions_stay_when_another_date_is_still_on_their_day(take_in, draft):
    morning, evening = (found_date(THURSDAYS[0], hour, recurrence=str(hour)) for hour in (9, 18))
    take_in(found_event(morning, evening))
    with_sessions(draft(), THURSDAYS[0])
    take_in(found_event(replace(morning, day=THURSDAYS[1]), evening))
    assert days_of(draft()) == [[THURSDAYS[0]]] * 2


def test_an_open_tab_hears_of_the_days_that_moved_once(take_in, draft):
    take_in(found_event(*weekly()))
    with_sessions(draft(), THURSDAYS[0])
    take_in(found_event(*(replace(date, day=date.day + dt.timedelta(days=1)) for date in weekly())))
    told = [entry.data["days"] for entry in PageLogEntry.objects.filter(action=HistoryAction.IMPORT_CHANGES)]
    moved = {day.isoformat(): (day + dt.timedelta(days=1)).isoformat() for day in THURSDAYS}
    assert [days for days in told if days] == [moved]


def test_date_taken_out_here_stays_out_when_the_event_changes(take_in, rows, draft):
    take_in(found_event(*weekly()))
    stored = draft()
    stored.dates.remove(min(stored.dates.all(), key=lambda row: row.day))
    stored.save_revision()
    take_in(found_event(*weekly(), title="Autre"))
    assert [row.day for row in rows()] == THURSDAYS[1:]


def test_row_typed_here_stays_when_a_whole_series_goes(take_in, rows, draft):
    take_in(found_event(*weekly()))
    stored = draft()
    stored.dates.add(EventDate(key=uuid.uuid4(), day=dt.date(2026, 12, 31)))
    stored.save_revision()
    take_in(found_event(*weekly(days=THURSDAYS[:1])), vanished=Vanished.CANCEL)
    assert [row.day for row in rows()] == [THURSDAYS[0], dt.date(2026, 12, 31)]


# Messages about some dates


def test_only_the_date_is_cancelled_when_a_message_cancels_one(take_in, rows, published):
    off = found_event(found_date(THURSDAYS[1], is_cancelled=True), is_whole=False)
    assert take_in(off, is_whole=False) == [("updated", "published"), ("warned", "off")]
    assert [row.status for row in rows()] == ["planned", "cancelled", "planned", "planned"]
    assert take_in(off, is_whole=False) == [("unchanged", "")]


def test_only_the_date_moves_when_a_message_moves_one(take_in, rows, draft, published):
    moved = found_date(
        THURSDAYS[1], 18, recurrence=weekly()[1].recurrence, place="Parvis 1", theme="Goûter des voisins"
    )
    take_in(found_event(moved, is_whole=False, title="Un seul jour", text="Un autre texte"), is_whole=False)
    assert [row.start_time.hour for row in rows()] == [12, 18, 12, 12]
    assert (rows()[1].place_fr, rows()[1].theme_fr) == ("Parvis 1", "")
    assert draft().title == "Goûter des voisins"


@pytest.mark.parametrize(("is_cancelled", "reason"), [(True, ("unchanged", "")), (False, ("updated", "published"))])
def test_others_stay_when_a_message_tells_of_a_date_that_is_not_here(take_in, rows, published, is_cancelled, reason):
    other = found_date(dt.date(2027, 1, 15), is_cancelled=is_cancelled)
    told = take_in(found_event(other, is_whole=False), is_whole=False)
    assert told[0] == reason
    assert [row.status for row in rows()] == ["planned"] * (4 if is_cancelled else 5)


def test_all_dates_are_cancelled_when_a_message_cancels_the_event_without_its_days(take_in, rows, published):
    assert take_in(found_event(is_cancelled=True), is_whole=False) == [("warned", "cancelled")]
    assert [row.status for row in rows()] == ["cancelled"] * 4


def test_nothing_vanishes_when_a_message_tells_a_part_of_a_series(take_in, rows, published):
    assert take_in(found_event(*weekly()[:1]), is_whole=False) == [("unchanged", "")]
    assert take_in(found_event(uid="deux"), is_whole=False) == [("created", "")]
    assert [row.status for row in rows()] == ["planned"] * 4


def test_date_of_hours_is_met_when_a_message_names_its_day_alone(take_in, rows, published):
    moved = found_date(THURSDAYS[1], 18, recurrence=f"{THURSDAYS[1]:%Y%m%d}")
    take_in(found_event(moved, is_whole=False), is_whole=False)
    assert [row.start_time.hour for row in rows()] == [12, 18, 12, 12]
    take_in(found_event(*weekly()))
    assert [row.start_time.hour for row in rows()] == [12, 12, 12, 12]


def test_date_known_as_a_single_one_is_met_when_a_message_names_its_moment(take_in, rows):
    take_in(found_event(found_date(THURSDAYS[0], recurrence="")))
    take_in(found_event(found_date(THURSDAYS[0], is_cancelled=True), is_whole=False), is_whole=False)
    assert [row.status for row in rows()] == ["cancelled"]


# Versions


@pytest.mark.parametrize(
    ("first", "second", "is_older"),
    [
        ((2, LATER), (1, LATER), True),
        ((1, LATER), (1, LONG_AGO), True),
        ((1, LATER), (1, None), False),
        ((1, LONG_AGO), (1, LATER), False),
        ((1, LATER), (2, LONG_AGO), False),
        ((0, None), (0, None), False),
        ((10**30, None), (3, None), True),
    ],
)
def test_older_version_is_told_and_not_written_when_a_newer_one_came_before(take_in, draft, first, second, is_older):
    take_in(found_event(*weekly(), title="Le premier", sequence=first[0], stamp=first[1]))
    told = take_in(found_event(*weekly(), title="Le second", sequence=second[0], stamp=second[1]))
    assert told == ([("warned", "outdated")] if is_older else [("updated", "draft")])
    assert draft().title == ("Le premier" if is_older else "Le second")


def test_older_message_is_told_and_not_written_when_a_newer_one_came_before(take_in, rows, published):
    off = found_date(THURSDAYS[1], is_cancelled=True, sequence=3, stamp=LATER)
    take_in(found_event(off, is_whole=False), is_whole=False)
    old = found_date(THURSDAYS[1], 18, recurrence=weekly()[1].recurrence, sequence=2, stamp=LATER)
    assert ("warned", "outdated") in take_in(found_event(old, is_whole=False), is_whole=False)
    assert (rows()[1].start_time.hour, rows()[1].status) == (12, "cancelled")


def test_calendar_read_from_a_cache_does_not_undo_a_message_when_it_is_older(take_in, rows, published):
    off = found_date(THURSDAYS[1], is_cancelled=True, sequence=3, stamp=LATER)
    take_in(found_event(off, is_whole=False), is_whole=False)
    assert ("warned", "outdated") in take_in(found_event(*weekly(stamp=LONG_AGO), stamp=LONG_AGO))
    assert rows()[1].status == "cancelled"
    take_in(found_event(*weekly(stamp=LATER + dt.timedelta(1)), stamp=LATER + dt.timedelta(1), title="Autre"))
    assert rows()[1].status == "planned"


# What disappears


def test_nothing_changes_when_a_calendar_is_suddenly_empty(take_in, rows, published, source):
    with pytest.raises(LossesInDoubt) as doubt:
        take_in()
    [lost] = doubt.value.losses.events
    assert (lost.title, lost.moments[0], len(lost.moments)) == ("Goûter des voisins", "2026-12-03T12:00", 4)
    assert (doubt.value.losses.dates, doubt.value.losses.coming) == (4, 4)
    source.refresh_from_db()
    assert {row.status for row in rows()} == {"planned"}
    assert [entry["outcome"] for entry in source.last_report] == ["created"]


@pytest.mark.parametrize(("kept", "asks"), [(2, False), (1, True)])
def test_the_coordination_is_asked_when_more_than_half_of_the_dates_go(take_in, rows, published, kept, asks):
    there = found_event(*weekly(days=THURSDAYS[:kept]))
    if asks:
        with pytest.raises(LossesInDoubt):
            take_in(there)
        assert {row.status for row in rows()} == {"planned"}
    else:
        take_in(there)
        assert [row.status for row in rows()] == ["planned", "planned", "cancelled", "cancelled"]


@pytest.mark.parametrize(("vanished", "status"), [(Vanished.CANCEL, "cancelled"), (Vanished.KEEP, "planned")])
def test_dates_go_or_stay_when_the_coordination_said_so(take_in, rows, published, vanished, status):
    reason = "vanished" if status == "cancelled" else "left"
    assert take_in(vanished=vanished) == [("warned", reason)]
    assert {row.status for row in rows()} == {status}
    assert {date.status for date in Occurrence.objects.all()} == {"planned"}


def test_the_coordination_is_asked_when_a_file_given_by_hand_lacks_an_event(take_in):
    take_in(*(found_event(*weekly(), uid=str(number)) for number in range(5)))
    others = [found_event(*weekly(), uid=str(number)) for number in range(4)]
    with pytest.raises(LossesInDoubt):
        take_in(*others, is_upload=True)
    assert take_in(*others)[-1] == ("warned", "vanished")


def test_event_has_not_vanished_when_it_could_not_be_read(take_in, rows, published):
    assert take_in(unread={"un@partenaire.example"}) == []
    assert {row.status for row in rows()} == {"planned"}


def test_dates_beyond_the_hundred_that_are_read_stay_when_the_file_is_read_again(take_in, rows):
    days = [dt.date(2026, 12, 1) + dt.timedelta(days=number) for number in range(104)]
    take_in(found_event(*weekly(days=days)))
    take_in(found_event(*weekly(days=days[:100])))
    assert len(rows()) == 104


def test_page_keeps_its_draft_when_it_is_locked_and_its_event_vanished(take_in, rows, page, published):
    stored = page()
    stored.locked = True
    stored.save()
    assert take_in(vanished=Vanished.CANCEL) == [("warned", "left")]
    assert {row.status for row in rows()} == {"planned"}
