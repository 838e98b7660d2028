"""Who was there: marks of several devices merged, the quorum, walk-ins, the sheet typed back, the page at the door."""

import datetime as dt
import itertools
import json
import random
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories.events import EventKindFactory, occurrence
from factories.network import OrganisationFactory
from factories.sign_up import signed_up

from events import errors
from events.access.signed_links import door_code
from events.attendance import services as attendance
from events.attendance import walk_ins as at_the_door
from events.attendance.services import DESK, Mark, merge
from events.models import AttendanceMark, Occurrence, Registration, Seat
from events.seats import apologies
from events.seats import services as seats
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly(site_tree):
    return occurrence(
        title="Assemblée",
        capacity=4,
        days=(20,),
        kind=EventKindFactory(name_fr="Assemblée générale", takes_proxies=True),
    )


@pytest.fixture
def people(assembly, organisation, representative, other_organisation, other_representative):
    """The seats of Anouk and Boris of one organisation, and of Cyril of another."""
    signed_up(assembly, organisation, representative, "Anouk", "Boris")
    signed_up(assembly, other_organisation, other_representative, "Cyril")
    return {seat.person.name: seat for seat in Seat.objects.select_related("person")}


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


def mark(seat, state="present", *, minutes=0, key=None) -> Mark:
    """What a device saw an hour ago, and ``minutes`` later."""
    moment = timezone.now() - dt.timedelta(hours=1) + dt.timedelta(minutes=minutes)
    return Mark(key or uuid.uuid4(), seat.pk, state, moment)


def states() -> dict[str, str]:
    return dict(Seat.objects.exclude(person=None).values_list("person__name", "attendance"))


def sent(client, date, body, **headers):
    body = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(reverse("dates:door_marks", args=[date.pk]), body, content_type="application/json", **headers)


def as_sent(*marks, device=None, walk_ins=()):
    lines = [
        {"key": str(one.key), "seat": one.seat, "state": one.state, "at": int(one.marked_at.timestamp() * 1000)}
        for one in marks
    ]
    return {"device": device or str(uuid.uuid4()), "marks": lines, "walk_ins": list(walk_ins)}


def test_the_end_is_the_same_when_marks_arrive_in_any_order_and_twice(assembly, people, coordinator):
    chance = random.Random(7)
    names = list(people)
    marks = [
        (chance.choice("xy"), mark(people[chance.choice(names)], chance.choice(attendance.STATES), minutes=n // 3))
        for n in range(12)
    ]
    ends, disputes = set(), set()
    for _turn in range(12):
        AttendanceMark.objects.all().delete()
        Seat.objects.update(attendance="")
        order = marks + chance.sample(marks, 4)
        chance.shuffle(order)
        for device, several in itertools.groupby(order, key=lambda one: one[0]):
            batch = [one for _device, one in several]
            merge(occurrence_id=assembly.pk, marks=batch, user=coordinator, device=device)
        ends.add(tuple(sorted(states().items())))
        disputes.add(tuple(sorted(attendance.conflicts(assembly))))
        assert AttendanceMark.objects.count() == 12
    assert len(ends) == len(disputes) == 1


def test_both_marks_are_kept_and_listed_when_two_devices_differ(assembly, people, coordinator):
    merge(occurrence_id=assembly.pk, marks=[mark(people["Anouk"], minutes=9)], user=coordinator, device="x")
    merge(occurrence_id=assembly.pk, marks=[mark(people["Anouk"], "absent")], user=coordinator, device="y")
    assert states()["Anouk"] == "present"
    assert {one.state for one in attendance.conflicts(assembly)[people["Anouk"].pk]} == {"present", "absent"}
    merge(occurrence_id=assembly.pk, marks=[mark(people["Anouk"], minutes=20)], user=coordinator, device=DESK)
    assert attendance.conflicts(assembly) == {}
    assert AttendanceMark.objects.count() == 3


def test_the_desk_is_asked_again_when_a_telephone_was_without_network(assembly, people, coordinator, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    early, late = mark(people["Anouk"], minutes=1), mark(people["Anouk"], "absent", minutes=5)
    time_machine.shift(600)
    merge(occurrence_id=assembly.pk, marks=[late], user=coordinator, device=DESK)
    assert attendance.conflicts(assembly) == {}
    time_machine.shift(60)
    merge(occurrence_id=assembly.pk, marks=[early], user=coordinator, device="x")
    assert states()["Anouk"] == "absent"
    assert {one.state for one in attendance.conflicts(assembly)[people["Anouk"].pk]} == {"present", "absent"}


def test_a_clock_that_is_ahead_does_not_win_for_ever(assembly, people, coordinator, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    merge(occurrence_id=assembly.pk, marks=[mark(people["Anouk"], minutes=900)], user=coordinator, device="x")
    assert AttendanceMark.objects.get().marked_at == timezone.now()
    time_machine.shift(60)
    merge(occurrence_id=assembly.pk, marks=[mark(people["Anouk"], "", minutes=60)], user=coordinator, device="y")
    assert states()["Anouk"] == ""


def test_a_mark_is_kept_when_the_seat_was_cancelled_meanwhile(assembly, people, coordinator, representative):
    seats.cancel(seat_ids=[people["Anouk"].pk], occurrence_id=assembly.pk, user=representative)
    merge(occurrence_id=assembly.pk, marks=[mark(people["Anouk"])], user=coordinator, device="x")
    assert "Anouk" in [seat.display_name for seat in attendance.people_of(assembly)]


def test_seats_of_another_date_are_named_as_unknown_when_they_are_sent(assembly, people, office):
    other = occurrence(title="Autre")
    answer = sent(office, other, as_sent(mark(people["Anouk"])))
    assert answer.status_code == 200
    assert (len(answer.json()["unknown"]), answer.json()["kept"]) == (1, [])
    assert states()["Anouk"] == ""


def test_the_quorum_counts_a_proxy_when_its_holder_is_there(assembly, people, coordinator, organisation):
    Occurrence.objects.filter(pk=assembly.pk).update(quorum=2)
    assembly.refresh_from_db()
    third = OrganisationFactory(name_fr="Le Phare")
    apologies.excuse(occurrence_id=assembly.pk, organisation=third, user=coordinator, proxy_holder=organisation)

    def quorum():
        return attendance.quorum_of(assembly, attendance.people_of(assembly), attendance.apologies_of(assembly))

    assert quorum().voices == 0
    merge(occurrence_id=assembly.pk, marks=[mark(people["Cyril"])], user=coordinator, device="x")
    assert (quorum().voices, quorum().is_reached) == (1, False)
    both = [mark(people["Cyril"], "absent", minutes=1), mark(people["Anouk"])]
    merge(occurrence_id=assembly.pk, marks=both, user=coordinator, device="x")
    assert (quorum().present, quorum().represented, quorum().is_reached) == (1, 1, True)


@pytest.mark.parametrize("is_public", [True, False])
def test_a_walk_in_gets_a_seat_once_when_the_date_is_full_and_over(
    assembly, coordinator, organisation, is_public, time_machine, *, people
):
    signed_up(assembly, organisation, coordinator, "Di", "Ed")
    time_machine.move_to(assembly.end + dt.timedelta(hours=2))
    mails = OutgoingMail.objects.count()
    came = at_the_door.WalkIn(uuid.uuid4(), "Flo  Peeters", None if is_public else organisation, timezone.now())
    for _twice in range(2):
        at_the_door.welcome(occurrence_id=assembly.pk, walk_in=came, user=coordinator, device="x")
    seat = Seat.objects.get(registration__token=came.key)
    assert (seat.display_name, seat.attendance, seat.status) == ("Flo Peeters", "present", "confirmed")
    assert seat.number == 5
    assert seat.overbooking == "à la porte"
    assert OutgoingMail.objects.count() == mails


def test_a_walk_in_is_noted_on_their_own_seat_when_they_are_on_the_list(assembly, people, coordinator, organisation):
    came = at_the_door.WalkIn(uuid.uuid4(), "ANOUK ", organisation, timezone.now())
    at_the_door.welcome(occurrence_id=assembly.pk, walk_in=came, user=coordinator, device="x")
    assert states()["Anouk"] == "present"
    assert Seat.objects.count() == 3


def test_a_representative_is_refused_when_they_note_a_walk_in(assembly, organisation, representative):
    came = at_the_door.WalkIn(uuid.uuid4(), "Flo", organisation, timezone.now())
    with pytest.raises(errors.NotYourOrganisation):
        at_the_door.welcome(occurrence_id=assembly.pk, walk_in=came, user=representative, device="x")


def test_nobody_but_the_coordination_may_sign_up_at_the_door_when_the_date_is_over(
    assembly, organisation, representative, time_machine
):
    time_machine.move_to(assembly.end + dt.timedelta(hours=2))
    with pytest.raises(errors.DatePast):
        signed_up(assembly, organisation, representative, "Anouk", at_the_door=True)


def typed(client, date, **fields):
    url = reverse("dates:attendance", args=[date.pk])
    form = client.get(url).context
    lines = form["walk_ins"]
    values = {"before": form["before"], "new-TOTAL_FORMS": len(lines), "new-INITIAL_FORMS": len(lines)}
    for number, line in enumerate(lines):
        values |= {f"new-{number}-key": str(line["key"].value()), f"new-{number}-name": ""}
    return client.post(url, values | fields)


def test_what_is_typed_back_is_kept_when_the_page_is_saved(assembly, people, office, organisation):
    answer = typed(
        office,
        assembly,
        **{
            f"seat-{people['Anouk'].pk}": "present",
            f"seat-{people['Cyril'].pk}": "excused",
            "new-0-name": "Flo",
            "new-0-organisation": organisation.pk,
            "new-1-name": "Gus",
        },
    )
    assert answer.status_code == 302
    assert states() == {"Anouk": "present", "Boris": "", "Cyril": "excused", "Flo": "present"}
    assert Registration.objects.get(organisation=None).contact_name == "Gus"


def test_what_another_noted_stays_when_an_older_page_is_saved(assembly, people, office, coordinator):
    url = reverse("dates:attendance", args=[assembly.pk])
    before = office.get(url).context["before"]
    merge(occurrence_id=assembly.pk, marks=[mark(people["Boris"])], user=coordinator, device="x")
    office.post(url, {"before": before, f"seat-{people['Boris'].pk}": "", f"seat-{people['Anouk'].pk}": "absent"})
    assert states() == {"Anouk": "absent", "Boris": "present", "Cyril": ""}


def test_a_line_typed_stays_when_it_is_refused(assembly, people, office):
    answer = typed(office, assembly, **{"new-0-name": "x" * 300})
    assert answer.status_code == 422
    assert "x" * 300 in answer.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"before": "a:b,:,9:,99999999999999999999:present,1:nonsense"},
        {"before": "1:", "seat-1": "nonsense"},
        {"new-TOTAL_FORMS": "x"},
        {"new-TOTAL_FORMS": "9999", "new-INITIAL_FORMS": "0"},
        {"new-TOTAL_FORMS": "1", "new-INITIAL_FORMS": "0", "new-0-key": "x", "new-0-name": "\x00"},
    ],
)
def test_nothing_breaks_when_the_form_is_malformed(assembly, office, fields):
    assert office.post(reverse("dates:attendance", args=[assembly.pk]), fields).status_code in (302, 422)


NO_MARK = {"key": str(uuid.uuid4()), "seat": 1, "state": "present", "at": 1}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[]", 400),
        (b"\xff", 400),
        ("[" * 50_000, 400),
        ({"device": "x", "marks": []}, 400),
        ({"device": str(uuid.uuid4()), "marks": 3}, 400),
        *(
            ({"device": str(uuid.uuid4()), "marks": [NO_MARK | wrong]}, 400)
            for wrong in (
                {"key": "x"},
                {"seat": "1"},
                {"seat": True},
                {"seat": 2**70},
                {"state": "there"},
                {"state": []},
                {"at": 10**30},
                {"at": None},
            )
        ),
        ({"device": str(uuid.uuid4()), "walk_ins": [{"key": str(uuid.uuid4()), "name": 1, "at": 1}]}, 400),
        ({"device": str(uuid.uuid4()), "marks": [NO_MARK] * 501}, 413),
        ("x" * 300_000, 413),
    ],
)
def test_marks_are_refused_with_words_when_they_are_malformed(assembly, office, body, status):
    answer = sent(office, assembly, body)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert not AttendanceMark.objects.exists()


def test_a_walk_in_of_a_phone_counts_once_when_it_is_sent_twice(assembly, office, organisation):
    came = {"key": str(uuid.uuid4()), "name": "Flo", "organisation": organisation.pk, "at": 1_700_000_000_000}
    for _twice in range(2):
        assert sent(office, assembly, as_sent(walk_ins=[came])).json()["kept"] == [came["key"]]
    assert Seat.objects.get().attendance == "present"


@pytest.mark.parametrize("name", ["\ud800", "\x00", " ", "\u202e", "x" * 120])
def test_the_rest_is_kept_when_a_walk_in_cannot_be(assembly, people, office, organisation, name):
    odd = {"key": str(uuid.uuid4()), "name": name, "organisation": organisation.pk, "at": 1_700_000_000_000}
    good = odd | {"key": str(uuid.uuid4()), "name": "Flo", "organisation": None}
    answer = sent(office, assembly, as_sent(mark(people["Anouk"]), walk_ins=[odd, good]))
    assert answer.status_code == 200
    told = answer.json()
    assert good["key"] in told["kept"]
    assert odd["key"] in told["kept"] or told["refused"][0]["message"]
    assert states()["Anouk"] == "present"


def test_nothing_breaks_when_a_walk_in_has_the_key_of_a_form_of_another_date(
    assembly, people, office, organisation, coordinator
):
    other = occurrence(title="Autre", days=(30,), capacity=9)
    signed_up(other, organisation, coordinator, "Di", "Ed")
    token = str(Registration.objects.get(occurrence=other).token)
    for place in (organisation.pk, None):
        came = {"key": token, "name": "Flo", "organisation": place, "at": 1_700_000_000_000}
        answer = sent(office, assembly, as_sent(walk_ins=[came]))
        assert answer.status_code == 200
        assert answer.json()["refused"][0]["key"] == token
    assert not AttendanceMark.objects.exists()


def test_the_shell_of_the_door_holds_no_name_but_its_list_does(assembly, people, office):
    assert "Anouk" not in office.get(reverse("dates:door", args=[assembly.pk])).content.decode()
    found = office.get(reverse("dates:door_list", args=[assembly.pk])).json()
    assert [one["name"] for one in found["people"]] == ["Cyril", "Anouk", "Boris"]
    assert found["csrf"]


def test_the_page_of_the_date_shows_the_codes_of_ones_own_people(
    assembly, people, representative, other_representative, signed_in
):
    url = reverse("members:sign_up", args=[assembly.uid])
    code = door_code(people["Anouk"])
    shown = signed_in(representative).get(url).text
    assert code in shown
    assert door_code(people["Boris"]) in shown
    assert code not in signed_in(other_representative).get(url).text


def test_the_list_of_the_door_tells_the_quorum_when_there_is_one(assembly, people, office, organisation):
    url = reverse("dates:door_list", args=[assembly.pk])
    assert office.get(url).json()["quorum"] == ""
    Occurrence.objects.filter(pk=assembly.pk).update(quorum=1)
    assert "0 membres sur 1" in office.get(url).json()["quorum"]
    sent(office, assembly, as_sent(mark(people["Anouk"])))
    assert "Quorum atteint" in office.get(url).json()["quorum"]


def test_whoever_scans_is_told_why_when_a_code_is_not_on_the_list(assembly, people, office, representative):
    other = occurrence(title="Autre", days=(30,))
    seats.cancel(seat_ids=[people["Boris"].pk], occurrence_id=assembly.pk, user=representative)
    ana, bo = door_code(people["Anouk"]), door_code(people["Boris"])

    def said(date, code):
        return office.get(reverse("dates:door_code", args=[date.pk]), {"code": code}).json()["said"]

    assert "Assemblée" in said(other, ana)
    assert "Boris" in said(assembly, bo)
    for nonsense in ("", "x", ana[:-1] + "?", "\x00", "9" * 5000, "<b>"):
        assert "pas un code" in said(assembly, nonsense)
    assert not AttendanceMark.objects.exists()


def test_the_list_of_the_door_is_empty_when_the_date_is_long_over(
    assembly, people, coordinator, signed_in, time_machine
):
    time_machine.move_to(assembly.end + dt.timedelta(days=1))
    found = signed_in(coordinator).get(reverse("dates:door_list", args=[assembly.pk])).json()
    assert (found["over"], found["people"], found["organisations"]) == (True, [], [])


NAMES = ("attendance", "attendance_sheet", "badges", "door", "door_list", "door_code", "door_worker", "door_marks")


@pytest.mark.parametrize("name", NAMES)
def test_only_the_coordination_gets_in_when_the_page_is_about_people(
    assembly, name, representative, signed_in, office, *, people
):
    url = reverse(f"dates:{name}", args=[assembly.pk])
    for client in (Client(), signed_in(representative)):
        assert client.get(url).status_code in (302, 403)
        assert client.post(url).status_code in (302, 403)
    assert office.get(url).status_code == (405 if name == "door_marks" else 200)
    missing = reverse(f"dates:{name}", args=[10**9])
    # What is not found in the CMS is looked for below a language first.
    assert (office.post(missing) if name == "door_marks" else office.get(missing)).status_code in (302, 404)


@pytest.mark.parametrize("name", ["attendance", "door_list"])
def test_as_many_queries_are_asked_when_2_and_20_people_come(assembly, organisation, coordinator, office, name):
    seats.set_capacity(occurrence_id=assembly.pk, capacity=50)
    url = reverse(f"dates:{name}", args=[assembly.pk])

    def queries():
        office.get(url)
        with CaptureQueriesContext(connection) as found:
            office.get(url)
        return len(found)

    signed_up(assembly, organisation, coordinator, "A", "B")
    two = queries()
    signed_up(assembly, organisation, coordinator, *[f"N{n}" for n in range(18)])
    assert queries() == two
