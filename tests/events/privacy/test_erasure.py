"""Names leave the database when their time has come, wherever they stand; what is counted stays."""

import datetime as dt
import io
import json
import uuid
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories.events import date_of, event_page, row
from factories.network import OrganisationFactory, PersonFactory
from factories.sign_up import signed_up
from wagtail.models import ModelLogEntry

from events import jobs
from events.models import Apology, AttendanceMark, Registration, Seat, SignUpSettings
from events.models.kinds import SignUp
from events.models.registrations import Attendance, Meal, Need
from events.privacy import erasure
from events.seats import apologies, public_registration
from events.seats import services as seats
from events.seats.meals_and_needs import Wish
from network.models import OutgoingMail, Person
from network.outbox.queue import queue_mail

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")
SIGNED_UP = dt.datetime(2026, 12, 1, 9, tzinfo=BRUSSELS)
DAY = dt.date(2027, 1, 14)
AFTER_WISHES = dt.datetime(2027, 1, 21, 14, 1, tzinfo=BRUSSELS)
BEFORE_NAMES = dt.datetime(2028, 1, 14, 13, tzinfo=BRUSSELS)
AFTER_NAMES = dt.datetime(2028, 1, 14, 15, tzinfo=BRUSSELS)
MARKER = "Zébulon"
ADDRESS = "zebulon@maison.example"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(SIGNED_UP, tick=False) as clock:
        yield clock


def a_date(day=DAY, **fields):
    fields = {"capacity": 3, "asks_meal": True, "asks_needs": True, "sign_up": SignUp.PUBLIC} | fields
    return date_of(event_page(title=f"Rencontre {day}", dates=[row(day=day)], **fields))


def sign_up(date, organisation, user, *names, **fields):
    wishes = {name: Wish(Meal.VEGAN, (Need.HEARING_LOOP,)) for name in names}
    return signed_up(date, organisation, user, *names, wishes=wishes, **fields)


@pytest.fixture
def full(site_tree, request, organisation, representative, clock):
    """A date with every place a name may stand in: colleagues, somebody from the public, a queue, a reason, a note."""
    coordinator, other_organisation = map(request.getfixturevalue, ("coordinator", "other_organisation"))
    date = a_date()
    sign_up(date, organisation, representative, f"{MARKER} Un", f"{MARKER} Deux", note=f"{MARKER} arrive tard")
    swapped = Seat.objects.filter(person__name=f"{MARKER} Un").get()
    seats.name_person(seat_id=swapped.pk, name=f"{MARKER} Trois", user=representative)
    public_registration.sign_up(
        occurrence_id=date.pk,
        email=ADDRESS,
        people=[public_registration.Visitor(f"{MARKER} Public", Wish(Meal.VEGAN))],
        language="fr",
        token=uuid.uuid4(),
        note=MARKER,
    )
    sign_up(date, organisation, representative, f"{MARKER} Attend")
    reason = f"{MARKER} parle"
    sign_up(date, other_organisation, coordinator, f"{MARKER} En trop", overbooking=reason)
    apologies.excuse(
        occurrence_id=date.pk, organisation=OrganisationFactory(), user=coordinator, note=f"{MARKER} est malade"
    )
    seat = Seat.objects.filter(occurrence=date, person__name=f"{MARKER} Deux").get()
    Seat.objects.filter(pk=seat.pk).update(attendance=Attendance.PRESENT)
    AttendanceMark.objects.create(
        occurrence=date,
        seat=seat,
        state=Attendance.PRESENT,
        marked_at=date.start,
        author=coordinator,
        device=f"Téléphone de {MARKER}"[:40],
    )
    OutgoingMail.objects.update(status=OutgoingMail.Status.SENT)
    clock.move_to(dt.datetime(2027, 2, 1, 9, tzinfo=BRUSSELS))
    thanks = {"recipient": ADDRESS, "language": "fr", "subject": "Merci", "text": f"Merci {MARKER}"}
    queue_mail(kind="message", reference=f"date:{date.uid}", **thanks)
    return date


def places_of(*markers) -> list[str]:
    """Every column of the database that holds one of ``markers``, whatever its type."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for line in cursor.fetchall():
                for name, value in zip(names, line, strict=True):
                    text = json.dumps(value, ensure_ascii=False, default=str) if value is not None else ""
                    plain = text.encode().decode("unicode_escape", "ignore") if "\\u" in text else text
                    found += [f"{table}.{name}" for marker in markers if marker in text or marker in plain]
    return sorted(set(found))


def counted(date) -> list:
    """What any count stands on."""
    columns = ("pk", "status", "number", "attendance", "queued_at", "registration__organisation")
    return [
        *Seat.objects.filter(occurrence=date).order_by("pk").values_list(*columns),
        *Apology.objects.filter(occurrence=date).values_list("organisation", "proxy_holder"),
        *Registration.objects.filter(occurrence=date).order_by("pk").values_list("pk", "organisation", "created_at"),
        *AttendanceMark.objects.filter(occurrence=date).values_list("seat", "state", "marked_at"),
        OutgoingMail.objects.count(),
    ]


def test_no_name_or_address_is_left_anywhere_when_the_names_are_erased(full):
    assert {"events_seat.guest_name", "events_registration.email", "network_person.name"} <= set(
        places_of(MARKER, ADDRESS)
    )
    before, entries = counted(full), ModelLogEntry.objects.count()
    erasure.erase_due(AFTER_NAMES)
    assert places_of(MARKER, ADDRESS) == []
    assert counted(full) == before
    # The wishes and the names, each one entry more.
    assert ModelLogEntry.objects.count() == entries + 2
    assert not Seat.objects.filter(occurrence=full, erased_at=None).exists()
    assert not Registration.objects.filter(occurrence=full, erased_at=None).exists()


def test_a_date_keeps_its_names_when_its_time_has_not_come(full):
    before = places_of(MARKER, ADDRESS)
    erasure.erase_due(BEFORE_NAMES)
    assert "events_seat.guest_name" in places_of(MARKER, ADDRESS)
    assert set(before) - set(places_of(MARKER, ADDRESS)) <= {
        f"network_outgoingmail.{column}" for column in ("text", "html", "subject", "recipient", "calendar")
    }


def test_meals_and_needs_are_erased_after_a_week_and_names_are_not(full):
    erasure.erase_due(AFTER_WISHES - dt.timedelta(minutes=2))
    assert Seat.objects.filter(occurrence=full, meal=Meal.VEGAN).exists()
    assert erasure.erase_due(AFTER_WISHES) > 0
    assert set(Seat.objects.filter(occurrence=full).values_list("meal", flat=True)) == {""}
    assert not Seat.objects.exclude(needs=[]).exists()
    assert Seat.objects.filter(occurrence=full, person__name=f"{MARKER} Deux").exists()


def test_nothing_happens_when_it_runs_again(full):
    assert erasure.erase_due(AFTER_NAMES) > 0
    entries = ModelLogEntry.objects.count()
    assert erasure.erase_due(AFTER_NAMES) == 0
    assert erasure.plan(AFTER_NAMES).is_empty
    assert ModelLogEntry.objects.count() == entries


def test_another_date_is_untouched_when_one_is_erased(full, organisation, representative, clock):
    clock.move_to(SIGNED_UP)
    later = a_date(DAY + dt.timedelta(days=40), capacity=None)
    sign_up(later, organisation, representative, f"{MARKER} Deux", "Anouk", note="Bonjour")
    clock.move_to(AFTER_NAMES)
    before = list(Seat.objects.filter(occurrence=later).values())
    erasure.erase_names(occurrence_id=full.pk, now=AFTER_NAMES)
    erasure.erase_names(occurrence_id=later.pk, now=AFTER_NAMES)
    assert list(Seat.objects.filter(occurrence=later).values()) == before
    assert Registration.objects.get(occurrence=later).note == "Bonjour"
    # Still a colleague, for the seat that is left.
    assert list(organisation.people.order_by("name").values_list("name", flat=True)) == ["Anouk", f"{MARKER} Deux"]


def test_colleagues_of_others_stay_when_they_never_had_a_seat(full, clock):
    stranger = PersonFactory()
    erasure.erase_due(AFTER_NAMES)
    assert list(Person.objects.all()) == [stranger]


def test_mails_that_still_wait_are_withdrawn_and_emptied_when_names_are_erased(full):
    OutgoingMail.objects.filter(kind="message").update(status=OutgoingMail.Status.QUEUED)
    erasure.erase_due(AFTER_NAMES)
    mail = OutgoingMail.objects.get(kind="message")
    assert (mail.status, mail.recipient, mail.text) == ("withdrawn", "", "")


def test_the_coordination_s_settings_decide_when_names_leave(full, site_tree):
    rules = SignUpSettings.objects.get()
    rules.names_kept_months = 6
    rules.save()
    assert erasure.plan(dt.datetime(2027, 7, 15, tzinfo=BRUSSELS)).names


def test_the_other_dates_are_erased_when_one_fails(full, organisation, representative, clock, monkeypatch):
    clock.move_to(SIGNED_UP)
    other = a_date(DAY - dt.timedelta(days=2), capacity=None)
    sign_up(other, organisation, representative, "Anouk")
    clock.move_to(AFTER_NAMES)
    erase = erasure.erase_seats

    def fail(found, now):
        if found.filter(occurrence=other).exists():
            raise ValueError("disk full")
        return erase(found, now)

    monkeypatch.setattr(erasure, "erase_seats", fail)
    [failed] = [one for one in jobs.run_due_jobs(AFTER_NAMES) if one.error]
    assert failed.name == "erasure"
    assert Seat.objects.filter(occurrence=full, erased_at=None).count() == 0
    assert Seat.objects.filter(occurrence=other, erased_at=None).count() == 1


def test_the_command_counts_and_changes_nothing_when_it_is_dry(full, clock):
    clock.move_to(AFTER_NAMES)
    before, out = places_of(MARKER, ADDRESS), io.StringIO()
    call_command("erase_names", "--dry-run", stdout=out)
    assert places_of(MARKER, ADDRESS) == before
    assert f"date {full.pk}: names of {full.seats.count()} people" in out.getvalue()
    assert MARKER not in out.getvalue()
    call_command("erase_names", stdout=out)
    assert places_of(MARKER, ADDRESS) == []
    call_command("erase_names", "--dry-run", stdout=(again := io.StringIO()))
    assert "Nothing is due." in again.getvalue()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_is_for_the_coordination_when_it_is_opened(full, readers, method, clock):
    clock.move_to(AFTER_NAMES)
    statuses = [getattr(reader, method)(reverse("erasure")).status_code for reader in readers[:3]]
    assert statuses == [302, 302, 302]
    assert places_of(MARKER)


def test_the_page_shows_what_is_due_and_erases_it_when_the_button_is_pressed(full, signed_in, coordinator, clock):
    clock.move_to(AFTER_NAMES)
    client = signed_in(coordinator)
    shown = client.get(reverse("erasure")).content.decode()
    assert "Rencontre 2027-01-14" in shown
    assert MARKER not in shown
    assert "<button" in shown
    shown = client.post(reverse("erasure"), follow=True).content.decode()
    assert places_of(MARKER, ADDRESS) == []
    entry = ModelLogEntry.objects.get(action="events.erase")
    assert entry.user == coordinator
    assert entry.data["count"] == full.seats.count()
    assert coordinator.get_full_name() in shown
    assert client.post(reverse("erasure"), follow=True).status_code == 200
    assert ModelLogEntry.objects.filter(action="events.erase").count() == 1


def test_the_page_costs_as_many_queries_when_more_dates_are_due(site_tree, request, organisation, signed_in, clock):
    representative, coordinator = map(request.getfixturevalue, ("representative", "coordinator"))
    client, found = signed_in(coordinator), []
    for number in (2, 18):
        clock.move_to(SIGNED_UP)
        for n in range(number):
            date = a_date(DAY + dt.timedelta(days=n + number), capacity=None)
            sign_up(date, organisation, representative, "Anouk")
        OutgoingMail.objects.update(status=OutgoingMail.Status.SENT)
        clock.move_to(timezone.now() + dt.timedelta(days=500))
        client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
        client.get(reverse("erasure"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("erasure")).status_code == 200
        found.append(len(queries))
    assert found[0] == found[1]
