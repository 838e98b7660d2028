"""The coordinator's page of one date: the list, what is done about people ticked, messages, capacity, history."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.events import dates_of, event_page, fresh
from factories.network import OrganisationFactory, UserFactory
from factories.sign_up import signed_up

from events import errors
from events.models import Occurrence, Registration, RegistrationMail, Seat
from events.seats import apologies
from events.seats import services as seats
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db

ACTIONS = ("seats_cancel", "seats_grant", "seats_offer", "seats_move")


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


@pytest.fixture
def dates(site_tree):
    """Two dates of one event, of one seat each."""
    return dates_of(event_page(days=(20, 30), capacity=1))


@pytest.fixture
def date(dates):
    return dates[0]


@pytest.fixture
def sign_up(organisation, representative):
    def call(date, *names, of=organisation, user=representative, **more):
        made = signed_up(date, of, user, *names, **more)
        return {seat.display_name: seat for seat in made.seats.all()}

    return call


def url(name, date, *more):
    return reverse(f"dates:{name}", args=[date.pk, *more])


def shown(client, date, query="") -> list[str]:
    context = client.get(url("inspect", date) + query).context
    return [row.seat.display_name for group in context["groups"] for row in group.rows]


def tick(client, name, date, *people, **more):
    return client.post(url(name, date), {"seat": [seat.pk for seat in people], **more})


def confirm(client, name, date, *people, **more):
    """Look at what would happen, then confirm what was seen."""
    page = tick(client, name, date, *people, **({"show": "1"} | more if more else {}))
    assert page.status_code == 200, page.content
    seen = page.context["rehearsal"].fingerprint
    return tick(client, name, date, *people, confirm="1", seen=seen, **more)


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def state(seat) -> str:
    return Seat.objects.get(pk=seat.pk).status


# The list


def test_the_list_is_searched_filtered_and_sorted_when_asked(office, date, sign_up, other_organisation, coordinator):
    sign_up(date, "Élise Zeta", "Boris Alpha")
    sign_up(date, "Cyril Midi", of=other_organisation, user=coordinator)
    assert shown(office, date) == ["Élise Zeta", "Boris Alpha", "Cyril Midi"]
    assert shown(office, date, "?q=elise") == ["Élise Zeta"]
    assert shown(office, date, "?q=ruche") == ["Cyril Midi"]
    assert shown(office, date, "?state=waiting") == ["Boris Alpha", "Cyril Midi"]
    assert shown(office, date, f"?whose={other_organisation.pk}") == ["Cyril Midi"]
    assert shown(office, date, "?sort=name") == ["Boris Alpha", "Cyril Midi", "Élise Zeta"]
    assert shown(office, date, "?q=personne") == []


@pytest.mark.parametrize(
    "query", ["state=x", "whose=99999999999999999999", "whose=%00", "sort=x", "workshop=x", "q=" + "x" * 3000, "q=%00"]
)
def test_the_list_answers_when_its_filters_are_nonsense(office, date, sign_up, query):
    sign_up(date, "Anouk")
    assert office.get(url("inspect", date) + "?" + query).status_code == 200


def test_every_state_is_named_when_people_have_them(office, date, sign_up, coordinator, representative):
    people = sign_up(date, "Anouk", "Boris", "Cyril", "Dé", "Eva")
    seats.cancel(seat_ids=[people["Anouk"].pk], occurrence_id=date.pk, user=coordinator)
    Seat.objects.filter(pk=people["Eva"].pk).update(status="excused")
    tick_grant = {"overbooking": "Conférencière"}
    confirm(office, "seats_grant", date, people["Cyril"], **tick_grant)
    page = office.get(url("inspect", date)).content.decode()
    for words in ("surréservation", "Conférencière", "jusqu’au", "Liste d’attente", "Annul", "Excus"):
        assert words in page, words


def test_the_list_asks_as_few_queries_for_twenty_people_as_for_two(office, date, sign_up, coordinator):
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(url("inspect", date)).status_code == 200
        return len(queries)

    sign_up(date, "Anouk", "Boris")
    ask()
    few = ask()
    for index in range(9):
        organisation = OrganisationFactory()
        sign_up(date, f"Un {index}", f"Deux {index}", of=organisation, user=coordinator)
    assert len(shown(office, date)) == 20
    assert ask() == few


def test_apologies_stand_below_the_list_when_organisations_are_excused(office, date, organisation, representative):
    apologies.excuse(occurrence_id=date.pk, organisation=organisation, user=representative, note="Grève des trams")
    assert "Grève des trams" in office.get(url("inspect", date)).content.decode()


def test_what_is_typed_by_others_is_escaped_when_the_page_shows_it(office, date, sign_up):
    sign_up(date, "<script>alert(1)</script>", note="<img src=x>")
    page = office.get(url("inspect", date)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


@pytest.mark.parametrize(("days", "in_sight"), [(-8, False), (-6, True), (0, True), (4, True), (6, False)])
def test_door_and_attendance_are_in_sight_around_the_day(date, coordinator, signed_in, days, in_sight):
    with time_machine.travel(date.start + dt.timedelta(days=days), tick=False):
        context = signed_in(coordinator).get(url("inspect", date)).context
        shown = {address for _label, address, _icon in context["actions"]}
        hidden = {button.url for button in context["view"].header_more_buttons}
    wanted = {url("door", date), url("attendance", date)}
    assert (wanted <= shown, wanted & hidden) == ((True, set()) if in_sight else (False, wanted))


# Rights


@pytest.fixture
def editor(signed_in, db):
    user = UserFactory(email="redaction@coordination.example")
    user.groups.add(Group.objects.get(name="Rédaction"))
    return signed_in(user)


def addresses(date, registration):
    names = (*ACTIONS, "message", "capacity", "history", "history_results", "seats_add")
    return [url(name, date) for name in names] + [url("registration", date, registration.pk)]


def test_people_are_closed_to_everybody_but_the_coordination(editor, date, sign_up, representative, signed_in):
    sign_up(date, "Anouk")
    registration = Registration.objects.get()
    closed = addresses(date, registration)
    assert len(closed) == 10
    for client in (Client(), signed_in(representative), editor):
        for address in closed:
            for answer in (client.get(address), client.post(address, {"seat": "1"})):
                assert answer.status_code in (302, 403), address
                assert "Anouk" not in answer.content.decode()
                assert "/dates/inspect/" not in answer.get("Location", "")


def test_an_editor_reads_numbers_and_no_name_when_looking_at_a_date(editor, date, sign_up):
    sign_up(date, "Anouk Secrète")
    answer = editor.get(url("inspect", date), follow=True)
    assert "Secrète" not in answer.content.decode()
    assert "date-people" not in answer.content.decode()


# People ticked


@pytest.mark.parametrize("name", [*ACTIONS, "message"])
@pytest.mark.parametrize("sent", [{}, {"seat": ""}, {"seat": ["x", "-1", "9" * 30, "²"]}, {"seat": str(2**50)}])
def test_the_list_says_so_when_nobody_of_this_date_is_ticked(office, date, name, sent):
    answer = office.post(url(name, date), sent | {"filters": "state=waiting"}, follow=True)
    assert answer.redirect_chain[0][0] == url("inspect", date) + "?state=waiting"
    assert "Cochez" in told(answer)


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_leads_back_to_the_list_when_its_address_is_opened(office, date, name):
    assert office.get(url(name, date)).url == url("inspect", date)


@pytest.mark.parametrize("name", [*ACTIONS, "message"])
def test_people_of_another_date_are_left_alone_when_they_are_ticked_here(office, dates, sign_up, name):
    people = sign_up(dates[1], "Anouk", "Boris")
    answer = tick(office, name, dates[0], *people.values(), confirm="1")
    assert answer.status_code == 302
    assert [state(seat) for seat in people.values()] == ["confirmed", "waiting"]


def test_a_page_says_who_is_next_before_seats_are_cancelled(office, date, sign_up):
    people = sign_up(date, "Anouk", "Boris")
    page = tick(office, "seats_cancel", date, people["Anouk"])
    assert [seat.display_name for seat in page.context["rehearsal"].others] == ["Boris"]
    assert "proposée" in page.content.decode() or "proposé" in page.content.decode()
    assert state(people["Anouk"]) == "confirmed"
    assert OutgoingMail.objects.filter(kind="offer").count() == 0
    answer = confirm(office, "seats_cancel", date, people["Anouk"])
    assert answer.status_code == 302
    assert [state(seat) for seat in people.values()] == ["cancelled", "offered"]


def test_seats_are_cancelled_once_when_the_button_is_pressed_twice(office, date, sign_up):
    people = sign_up(date, "Anouk", "Boris", "Cyril")
    confirm(office, "seats_cancel", date, people["Anouk"])
    mails = OutgoingMail.objects.count()
    again = tick(office, "seats_cancel", date, people["Anouk"], confirm="1", seen="x")
    assert again.status_code == 302
    assert OutgoingMail.objects.count() == mails


def test_what_changed_is_shown_again_when_another_tab_was_faster(office, date, sign_up, coordinator):
    people = sign_up(date, "Anouk", "Boris", "Cyril")
    page = tick(office, "seats_cancel", date, people["Anouk"], people["Boris"])
    seen = page.context["rehearsal"].fingerprint
    seats.cancel(seat_ids=[people["Boris"].pk], occurrence_id=date.pk, user=coordinator)
    answer = tick(office, "seats_cancel", date, people["Anouk"], people["Boris"], confirm="1", seen=seen)
    assert answer.status_code == 200
    assert "Quelque chose a changé depuis" in str(answer.context["form"].non_field_errors())
    assert state(people["Anouk"]) == "confirmed"
    seen = answer.context["rehearsal"].fingerprint
    assert tick(office, "seats_cancel", date, people["Anouk"], confirm="1", seen=seen).status_code == 302


def test_a_reason_is_asked_with_nothing_lost_when_a_full_date_gets_one_more(office, date, sign_up):
    people = sign_up(date, "Anouk", "Boris")
    page = tick(office, "seats_grant", date, people["Boris"])
    seen = page.context["rehearsal"].fingerprint
    assert page.context["warning"]
    refused = tick(office, "seats_grant", date, people["Boris"], confirm="1", seen=seen, overbooking=" ")
    assert refused.status_code == 200
    assert refused.context["form"].non_field_errors() == [errors.OverbookingReasonNeeded(1).message]
    assert f'name="seat" value="{people["Boris"].pk}"' in refused.content.decode()
    tick(office, "seats_grant", date, people["Boris"], confirm="1", seen=seen, overbooking="Elle parle")
    assert Seat.objects.get(pk=people["Boris"].pk).overbooking == "Elle parle"


def test_people_move_after_the_other_date_was_seen(office, dates, sign_up):
    first, second = dates
    people = sign_up(first, "Anouk")
    page = tick(office, "seats_move", first, people["Anouk"])
    assert page.context["rehearsal"] is None
    answer = confirm(office, "seats_move", first, people["Anouk"], to=second.pk)
    assert answer.status_code == 302
    assert second.seats.get().display_name == "Anouk"


@pytest.mark.parametrize("to", ["", "x", "0", "99999999999999999999", "\x00"])
def test_a_move_is_refused_when_the_date_is_nonsense(office, date, sign_up, to):
    people = sign_up(date, "Anouk")
    answer = tick(office, "seats_move", date, people["Anouk"], to=to, confirm="1", overbooking="x" * 999)
    assert answer.status_code == 200
    assert "to" in answer.context["form"].errors


def test_the_move_says_who_is_there_already_when_somebody_is(office, dates, sign_up):
    first, second = dates
    people = sign_up(first, "Anouk")
    sign_up(second, "Anouk")
    answer = tick(office, "seats_move", first, people["Anouk"], to=second.pk, show="1")
    assert "Anouk" in str(answer.context["form"].non_field_errors())


def test_the_next_in_the_queue_is_named_when_the_last_hours_leave_a_seat(date, sign_up, coordinator, signed_in):
    people = sign_up(date, "Anouk", "Boris", "Cyril")
    with time_machine.travel(date.start - dt.timedelta(hours=3), tick=False):
        seats.cancel(seat_ids=[people["Anouk"].pk], occurrence_id=date.pk, user=coordinator)
        office = signed_in(coordinator)
        by_hand = office.get(url("inspect", date)).context["by_hand"]
        assert (by_hand.free, [seat.display_name for seat in by_hand.next_seats]) == (1, ["Boris"])
        confirm(office, "seats_offer", date, people["Boris"])
        assert state(people["Boris"]) == "offered"
        assert office.get(url("inspect", date)).context["by_hand"] is None


# Messages

WORDS = {"subject_fr": "Salle changée", "text_fr": "Entrée par la cour.", "subject_nl": "", "text_nl": ""}


def write(client, date, *people, **more):
    data = {"token": str(uuid.uuid4()), "seat": [seat.pk for seat in people], "show": "1"} | WORDS | more
    page = client.post(url("message", date), data)
    assert page.status_code == 200
    return page, data


def send(client, date, data, seen):
    del data["show"]
    return client.post(url("message", date), data | {"confirm": "1", "seen": seen})


def test_a_message_leaves_once_when_it_was_seen_and_sent_twice(office, date, sign_up, representative):
    people = sign_up(date, "Anouk", "Boris")
    page, data = write(office, date, *people.values())
    assert page.context["preview"].mails == 1
    assert "Entrée par la cour." in page.content.decode()
    seen = page.context["preview"].fingerprint
    for _click in range(2):
        assert send(office, date, dict(data), seen).status_code == 302
    mail = OutgoingMail.objects.get(kind="message")
    assert (mail.recipient, mail.subject, mail.calendar) == (representative.email, "Salle changée", "")
    assert "Entrée par la cour." in mail.text
    assert "Salle changée" in office.get(url("history", date)).content.decode()


def test_a_message_goes_to_the_states_chosen_when_nobody_is_ticked(office, date, sign_up, other_organisation):
    sign_up(date, "Anouk")
    assert office.get(url("message", date)).status_code == 200
    page, _data = write(office, date, to=["waiting"])
    [words] = page.context["form"].non_field_errors()
    assert "Aucun e-mail ne partirait" in words
    page, data = write(office, date, to=["confirmed"])
    send(office, date, data, page.context["preview"].fingerprint)
    assert OutgoingMail.objects.filter(kind="message").count() == 1


def test_a_message_is_shown_again_when_words_or_people_changed_since(office, date, sign_up):
    people = sign_up(date, "Anouk")
    page, data = write(office, date, *people.values())
    seen = page.context["preview"].fingerprint
    answer = send(office, date, dict(data) | {"text_fr": "Autre chose"}, seen)
    assert answer.status_code == 200
    [words] = answer.context["form"].non_field_errors()
    assert words == errors.MessageChanged.message
    assert OutgoingMail.objects.filter(kind="message").count() == 0


@pytest.mark.parametrize(
    "bad",
    [
        {"subject_fr": ""},
        {"text_fr": ""},
        {"token": "x"},
        {"token": ""},
        {"subject_nl": "Zaal"},
        {"text_fr": "\x00"},
        {"text_fr": "Bonjour {inconnu}"},
        {"text_fr": "Bonjour {"},
        {"text_fr": "x" * 6000},
        {"subject_fr": "a\nBcc: x@example.com"},
        {"seen": "\x00"},
    ],
)
def test_no_message_leaves_when_the_form_is_malformed(office, date, sign_up, bad):
    people = sign_up(date, "Anouk")
    data = {"token": str(uuid.uuid4()), "seat": [people["Anouk"].pk], "confirm": "1"} | WORDS | bad
    assert office.post(url("message", date), data).status_code == 200
    assert OutgoingMail.objects.filter(kind="message").count() == 0


def test_readers_get_their_language_when_the_message_has_both(office, date, sign_up, representative):
    representative.language = "nl"
    representative.save()
    people = sign_up(date, "Anouk")
    page, _data = write(
        office, date, *people.values(), subject_nl="Andere zaal", text_nl="Ingang langs de binnenplaats."
    )
    [(letter, _count)] = page.context["preview"].samples
    assert (letter.subject, "binnenplaats" in letter.text) == ("Andere zaal", True)


# Capacity


def resize(client, date, capacity, **more):
    """Look at what another number would do, then confirm it if it can be."""
    sent = {"capacity": capacity, "overbooking": "", **more}
    page = client.post(url("capacity", date), {"show": "1", **sent})
    if not page.context["rehearsal"]:
        return page
    return client.post(url("capacity", date), {"confirm": "1", "seen": page.context["rehearsal"].fingerprint, **sent})


def test_more_seats_are_offered_at_once_and_stand_on_the_page_when_raised(office, date, sign_up):
    people = sign_up(date, "Anouk", "Boris")
    page = office.post(url("capacity", date), {"show": "1", "capacity": 2})
    assert [seat.display_name for seat in page.context["rehearsal"].others] == ["Boris"]
    assert page.context["rehearsal"].mails == 1
    assert state(people["Boris"]) == "waiting"
    assert office.post(url("capacity", date), {"confirm": "1", "seen": "x", "capacity": 2}).status_code == 200
    assert resize(office, date, 2).status_code == 302
    assert state(people["Boris"]) == "offered"
    date.refresh_from_db()
    assert date.capacity == 2


def test_lowering_names_who_would_lose_a_seat_and_is_done_with_a_reason(office, site_tree, sign_up):
    page = event_page(capacity=3)
    [date] = dates_of(page)
    sign_up(date, "Anouk", "Boris", "Cyril")
    shown = office.post(url("capacity", date), {"show": "1", "capacity": 1})
    assert [seat.display_name for seat in shown.context["rehearsal"].seats] == ["Boris", "Cyril"]
    assert shown.context["warning"]
    assert not date.seats.exclude(overbooking="").exists()
    refused = resize(office, date, 1)
    assert refused.status_code == 200
    assert "Boris" in str(refused.context["form"].non_field_errors())
    assert resize(office, date, 1, overbooking="Petite salle").status_code == 302
    date.refresh_from_db()
    assert date.capacity == 1
    assert fresh(page).dates.get().capacity == 1
    assert date.seats.exclude(overbooking="").count() == 2
    assert date.seats.held().count() == 3


def test_a_draft_keeps_its_words_and_gets_the_seats_when_the_number_changes(office, site_tree):
    page = event_page(capacity=3)
    [date] = dates_of(page)
    draft = fresh(page)
    draft.title = "Titre en chantier"
    draft.save_revision()
    assert resize(office, date, 7).status_code == 302
    assert fresh(page).title != "Titre en chantier"
    latest = fresh(page).get_latest_revision_as_object()
    assert (latest.title, latest.dates.get().capacity) == ("Titre en chantier", 7)


def test_the_number_of_seats_changes_once_when_the_button_is_pressed_twice(office, date):
    assert resize(office, date, 2).status_code == 302
    again = office.post(url("capacity", date), {"confirm": "1", "seen": "x", "capacity": 2}, follow=True)
    assert again.redirect_chain == [(url("inspect", date), 302)]
    assert "2" in told(again)


@pytest.mark.parametrize("capacity", ["", "0", "-1", "x", "99999", "1e9", "\x00"])
def test_the_number_of_seats_stays_when_it_is_nonsense_or_the_event_has_a_limit(office, date, capacity):
    assert resize(office, date, capacity).status_code == 200
    date.refresh_from_db()
    assert date.capacity == 1


def test_a_date_is_without_limit_when_its_event_is(office, site_tree):
    [date] = dates_of(event_page(capacity=None))
    assert resize(office, date, 5).status_code == 302
    assert resize(office, date, "").status_code == 302
    date.refresh_from_db()
    assert date.capacity is None


def test_the_form_says_so_when_the_event_is_not_published_any_more(office, site_tree):
    page = event_page(capacity=3)
    [date] = dates_of(page)
    page.unpublish()
    answer = resize(office, date, 5)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [errors.DateNotPublished.message]


# Adding people


def add(client, date, **data):
    return client.post(url("seats_add", date), {"token": str(uuid.uuid4()), **data})


def test_people_get_seats_with_a_reason_when_a_full_date_takes_more(office, date, organisation):
    add(office, date, whose="member", organisation=organisation.pk, names="Anouk\nBoris", overbooking="Oratrices")
    assert sorted(date.seats.values_list("number", "overbooking")) == [(1, ""), (2, "Oratrices")]


def test_a_guest_from_the_public_is_signed_up_when_the_form_says_so(office, date):
    assert office.get(url("seats_add", date)).status_code == 200
    answer = add(office, date, whose="public", names="Nour", email="nour@public.example")
    assert answer.status_code == 302
    registration = Registration.objects.get()
    assert (registration.organisation, registration.whose) == (None, "Nour")
    assert shown(office, date) == ["Nour"]
    assert office.get(url("inspect", date) + "?whose=public").context["shown"] == 1
    assert OutgoingMail.objects.filter(recipient="nour@public.example").exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"organisation": ""},
        {"organisation": "x"},
        {"whose": "x"},
        {"token": ""},
        {"names": "\x00"},
        {"names": "x" * 5000},
        {"to_be_named": "x"},
        {"whose": "public", "names": ""},
        {"whose": "public", "email": "x"},
    ],
)
def test_nobody_is_added_when_the_form_is_malformed(office, date, organisation, bad):
    answer = add(office, date, **({"organisation": organisation.pk, "names": "Anouk"} | bad))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert date.seats.count() == 0


# History and one sign-up


def test_the_history_tells_who_did_what_when_people_acted(office, date, sign_up, coordinator, organisation):
    people = sign_up(date, "Anouk", "Boris")
    seats.cancel(seat_ids=[people["Anouk"].pk], occurrence_id=date.pk, user=coordinator)
    page = office.get(url("history", date)).content.decode()
    assert organisation.name in page
    assert str(coordinator) in page
    assert "1\u00a0personne" in page or "1 personne" in page
    assert office.get(url("history_results", date)).status_code == 200


def test_the_history_asks_as_few_queries_for_twenty_entries_as_for_two(office, date, sign_up, coordinator):
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(url("history", date)).status_code == 200
        return len(queries)

    sign_up(date, "Anouk")
    sign_up(date, "Boris", user=coordinator)
    ask()
    few = ask()
    for index in range(18):
        sign_up(date, f"Personne {index}", user=coordinator)
    assert ask() == few


def test_a_sign_up_shows_its_people_mails_and_history(office, date, sign_up):
    sign_up(date, "Anouk", "Boris", note="Nous arrivons à midi")
    registration = Registration.objects.get()
    mail = OutgoingMail.objects.latest("pk")
    RegistrationMail.objects.get_or_create(registration=registration, mail=mail)
    page = office.get(url("registration", date, registration.pk)).content.decode()
    for words in ("Anouk", "Boris", "Nous arrivons à midi", reverse("mails:inspect", args=[mail.pk])):
        assert words in page
    assert office.get(url("inspect", date)).status_code == 200


def test_a_sign_up_of_another_date_is_not_found(office, dates, sign_up):
    sign_up(dates[1], "Anouk")
    answer = office.get(url("registration", dates[0], Registration.objects.get().pk), follow=True)
    assert answer.status_code == 404


@pytest.mark.parametrize("name", [*ACTIONS, "message", "capacity", "history", "seats_add", "inspect"])
def test_a_date_that_is_not_there_is_not_found(office, site_tree, name):
    assert office.get(reverse(f"dates:{name}", args=[10**9]), follow=True).status_code == 404
    assert Occurrence.objects.count() == 0
