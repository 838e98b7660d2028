"""The page of one date in the member space: what it says, and what a representative does there."""

import datetime as dt
import uuid
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from factories.events import EventKindFactory, give_programme, occurrence
from factories.network import PersonFactory, RepresentativeFactory
from factories.sign_up import signed_up

from events.models import Apology, Occurrence, Registration, Seat, WorkshopPlace
from events.seats import apologies
from events.seats import services as seats

pytestmark = pytest.mark.django_db

MORNING = {"day": "", "start": "10:00", "end": "11:00", "text_fr": "", "text_nl": "", "speakers": ""}
HOUSING, HEALTH, DEBT = (str(uuid.UUID(int=number)) for number in (1, 2, 3))
WORKSHOPS = [
    MORNING | {"key": HOUSING, "title_fr": "Logement", "title_nl": "Wonen", "room": "salle 2", "capacity": 1},
    MORNING | {"key": HEALTH, "title_fr": "Santé", "title_nl": "", "room": "", "capacity": None},
]


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=4)


@pytest.fixture
def assembly(site_tree):
    return occurrence(title="Assemblée", kind=EventKindFactory(name_fr="Assemblée générale", takes_proxies=True))


@pytest.fixture
def own(signed_in, representative):
    """The browser of the representative."""
    return signed_in(representative)


@pytest.fixture
def register(date, organisation, representative):
    def call(*names, organisation=organisation, user=representative):
        made = signed_up(date, organisation, user, *names)
        return list(made.seats.order_by("pk"))

    return call


@pytest.fixture
def others(other_organisation, other_representative):
    """The arguments of ``register`` for another organisation."""
    return {"organisation": other_organisation, "user": other_representative}


@pytest.fixture
def queries_of_own(own):
    """How many queries a page costs the representative, once what is remembered is."""

    def count(path: str) -> int:
        own.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert own.get(path).status_code == 200
        return len(queries)

    return count


def address(date, name="sign_up"):
    return reverse(f"members:{name}", args=[date.uid])


def change(date, **fields):
    Occurrence.objects.filter(pk=date.pk).update(**fields)


def statuses() -> list[str]:
    return list(Seat.objects.order_by("pk").values_list("status", flat=True))


# What the page says


def test_the_moment_is_told_when_sign_up_opens_later(date, own):
    change(date, opens_at=dt.datetime(2030, 3, 4, 8, tzinfo=dt.UTC), closes_at=dt.datetime(2030, 4, 1, tzinfo=dt.UTC))
    text = own.get(address(date)).text
    assert 'name="name_1"' not in text
    assert "4 mars 2030" in text.replace("\xa0", " ")


def test_what_was_typed_stays_when_sign_up_is_not_open_yet(date, own, organisation):
    change(date, opens_at=timezone.now() + dt.timedelta(days=1))
    fields = {"organisation": organisation.pk, "name_1": "Zoë Typed", "token": str(uuid.uuid4())}
    response = own.post(address(date), fields)
    assert "Zoë Typed" in response.text
    assert "error-summary" in response.text


def test_the_seats_left_to_the_organisation_are_told_when_there_is_a_cap(date, own, register):
    change(date, organisation_cap=3, cap_lifted_at=dt.datetime(2030, 3, 4, 8, tzinfo=dt.UTC))
    register("Anouk")
    text = own.get(address(date)).text.replace("\xa0", " ")
    assert "<strong>2</strong>" in text
    assert "4 mars 2030" in text
    assert "<form" in text


def test_no_form_is_shown_when_the_organisation_has_all_its_cap_allows(date, own, register):
    change(date, organisation_cap=1)
    register("Anouk")
    text = own.get(address(date)).text
    assert 'name="name_1"' not in text
    assert "Anouk" in text


def test_the_coordination_adds_people_when_the_cap_is_reached(date, register, organisation, signed_in, coordinator):
    change(date, organisation_cap=1)
    register("Anouk")
    text = signed_in(coordinator).get(f"{address(date)}?organisation={organisation.pk}").text
    assert 'name="name_1"' in text


def test_what_was_typed_stays_when_the_cap_is_passed(date, own, organisation):
    change(date, organisation_cap=1)
    fields = {"organisation": organisation.pk, "name_1": "Anouk", "name_2": "Boris", "token": str(uuid.uuid4())}
    text = own.post(address(date), fields).text
    assert 'value="Anouk"' in text
    assert 'value="Boris"' in text
    assert not Registration.objects.exists()


def test_rank_and_rule_are_told_when_people_wait(date, own, register, others):
    register("Di", "Eve", "Flo", "Gil", **others)
    register("Anouk")
    text = own.get(address(date)).text
    assert "sign-ups__waiting" in text
    assert "sign-up__rule" in text


def test_no_rule_is_told_when_there_are_seats(date, own):
    assert "sign-up__rule" not in own.get(address(date)).text


# Workshops


@pytest.fixture
def colloquium(date):
    return give_programme(date, WORKSHOPS)


def send(browser, date, organisation, **fields):
    fields = {"organisation": organisation.pk, "name_1": "Anouk", "token": str(uuid.uuid4())} | fields
    return browser.post(address(date), fields)


def test_a_place_is_taken_when_a_workshop_is_chosen(colloquium, own, organisation):
    known = PersonFactory(organisation=organisation)
    sent = {"people": [known.pk], f"workshop_{known.pk}_0": HEALTH, "workshop_name_1_0": HOUSING}
    assert send(own, colloquium, organisation, **sent).status_code == 302
    assert set(WorkshopPlace.objects.values_list("seat__person__name", "workshop__key")) == {
        (known.name, uuid.UUID(HEALTH)),
        ("Anouk", uuid.UUID(HOUSING)),
    }


def test_a_full_workshop_says_so_and_queues_when_it_is_chosen(colloquium, own, organisation):
    send(own, colloquium, organisation, workshop_name_1_0=HOUSING)
    assert (
        _("%(workshop)s – full: on its waiting list") % {"workshop": "Logement (salle 2)"}
        in own.get(address(colloquium)).text
    )
    send(own, colloquium, organisation, name_1="Boris", workshop_name_1_0=HOUSING)
    assert WorkshopPlace.objects.get(seat__person__name="Boris").number is None
    assert _("%(workshop)s (waiting list)") % {"workshop": "Logement"} in own.get(address(colloquium)).text


@pytest.mark.parametrize("item", ["abc", str(uuid.UUID(int=9)), "\x00", "9" * 500])
def test_the_form_comes_back_when_the_workshop_is_none(item, colloquium, own, organisation):
    response = send(own, colloquium, organisation, workshop_name_1_0=item, name_2="Zoë Typed")
    assert "error-summary" in response.text
    assert "Zoë Typed" in response.text
    assert not Registration.objects.exists()


def test_the_choice_stays_in_the_form_when_something_else_is_refused(colloquium, own, organisation):
    response = send(own, colloquium, organisation, workshop_name_1_0=HEALTH, name_2="x" * 200)
    box = response.text.split(f'name="workshop_name_1_0" value="{HEALTH}"', 1)[1].split(">", 1)[0]
    assert "checked" in box


def test_the_form_warns_of_overlapping_hours_and_comes_back_when_both_are_chosen(colloquium, own, organisation):
    later = {"key": DEBT, "title_fr": "Dettes", "title_nl": "Schulden", "room": "", "capacity": 9}
    longer = WORKSHOPS[1] | {"end": "12:00"}
    give_programme(colloquium, [WORKSHOPS[0], longer, MORNING | later | {"start": "11:00", "end": "12:00"}])
    text = own.get(address(colloquium)).text
    assert _("Overlaps with workshops of another hour: nobody can be at both.") in unescape(text)
    assert "Santé, jusqu’à 12 h" in unescape(text).replace("\xa0", " ")
    sent = {"workshop_name_1_0": HEALTH, "workshop_name_1_1": DEBT, "name_1": "Boris"}
    response = send(own, colloquium, organisation, **sent)
    assert "« Santé, 10 h – 12 h »" in unescape(response.text).replace("\xa0", " ").replace("\u202f", " ")
    assert not Seat.objects.exists()
    assert send(own, colloquium, organisation, **sent | {"workshop_name_1_0": HOUSING}).status_code == 302
    give_programme(colloquium, WORKSHOPS)
    assert _("Overlaps with workshops of another hour: nobody can be at both.") not in own.get(address(colloquium)).text


def test_workshops_are_kept_or_changed_when_the_person_changes(colloquium, own, organisation):
    send(own, colloquium, organisation, workshop_name_1_0=HOUSING)
    seat = Seat.objects.get()
    page = reverse("members:name_person", args=[seat.pk])
    assert _("%(workshop)s – full: on its waiting list") % {"workshop": "Logement (salle 2)"} not in own.get(page).text
    own.post(page, {"name": "Boris", "workshop_name_0": HOUSING})
    assert WorkshopPlace.objects.get().workshop.key == uuid.UUID(HOUSING)
    own.post(page, {"name": "Boris", "workshop_name_0": HEALTH})
    assert WorkshopPlace.objects.get().workshop.key == uuid.UUID(HEALTH)


# Offers


@pytest.fixture
def offered(date, register, others):
    """Two seats of the representative's organisation, held for it."""
    given = register("Di", "Eve", "Flo", "Gil", **others)
    waiting = register("Anouk", "Boris")
    seats.cancel(seat_ids=[seat.pk for seat in given[:2]], occurrence_id=date.pk, user=others["user"])
    return waiting


@pytest.mark.parametrize("page", ["home", "sign_up"])
def test_offers_stand_first_with_their_time_when_there_are_any(page, date, offered, own):
    text = own.get(reverse("members:home") if page == "home" else address(date)).text
    assert text.count("sign-up__offer") == 1
    assert text.index("sign-up__offer") < text.index("sign-ups__")


def test_seats_are_confirmed_when_the_offers_ticked_are_taken(date, offered, own):
    response = own.post(address(date, "accept"), {"place": [offered[0].pk]}, follow=True)
    assert "notice--success" in response.text
    assert statuses()[-2:] == ["confirmed", "offered"]


def test_nothing_is_taken_when_the_offer_is_gone(date, offered, own):
    seats.cancel(seat_ids=[seat.pk for seat in offered], occurrence_id=date.pk, user=offered[0].registration.created_by)
    response = own.post(address(date, "accept"), {"place": [seat.pk for seat in offered]}, follow=True)
    assert "notice--error" in response.text


def test_nothing_is_taken_when_another_organisation_accepts(date, offered, signed_in, other_representative):
    browser = signed_in(other_representative)
    browser.post(address(date, "accept"), {"place": [seat.pk for seat in offered]})
    assert statuses()[-2:] == ["offered", "offered"]


@pytest.mark.parametrize("name", ["accept", "withdraw_apology"])
def test_nothing_happens_when_a_button_is_opened_as_a_page(name, date, offered, own):
    assert own.get(address(date, name)).status_code == 302
    assert statuses()[-2:] == ["offered", "offered"]


# Cancelling several


def test_people_are_ticked_when_the_address_names_them(date, register, own):
    ana, bo = register("Anouk", "Boris")
    text = own.get(f"{address(date, 'cancel_several')}?place={bo.pk}&place=abc&place=\x00").text
    assert f'value="{bo.pk}" id="place-{bo.pk}" checked' in text
    assert f'value="{ana.pk}" id="place-{ana.pk}" checked' not in text
    assert statuses() == ["confirmed", "confirmed"]


def test_those_ticked_are_cancelled_when_the_button_is_pressed(date, register, own):
    seat, _other = register("Anouk", "Boris")
    assert own.post(address(date, "cancel_several"), {"place": [seat.pk]}).status_code == 302
    assert statuses() == ["cancelled", "confirmed"]


def test_all_are_cancelled_when_that_button_is_pressed(date, register, own):
    register("Anouk", "Boris", "Cyril")
    own.post(address(date, "cancel_several"), {"all": "1"})
    assert set(statuses()) == {"cancelled"}


@pytest.mark.parametrize("place", [[], ["abc"], ["\x00"], ["9" * 40], ["-1"], ["²"]])
def test_the_page_asks_again_when_nobody_is_ticked(place, date, register, own):
    register("Anouk")
    response = own.post(address(date, "cancel_several"), {"place": place})
    assert "error-summary" in response.text
    assert statuses() == ["confirmed"]


def test_people_of_others_are_not_cancelled_when_they_are_ticked(date, register, others, own):
    register("Anouk")
    (theirs,) = register("Di", **others)
    text = own.get(address(date, "cancel_several")).text
    assert "Di<" not in text
    own.post(address(date, "cancel_several"), {"place": [theirs.pk]})
    assert statuses() == ["confirmed", "confirmed"]


def test_the_reader_is_led_back_when_nobody_is_signed_up(date, own):
    assert own.get(address(date, "cancel_several")).url == address(date)


# Apologies


def test_the_organisation_is_excused_when_the_button_is_pressed(date, register, own, organisation):
    register("Anouk")
    response = own.post(address(date, "excuse"), {"organisation": organisation.pk, "note": "Grève"}, follow=True)
    assert Apology.objects.get().note == "Grève"
    assert statuses() == ["excused"]
    assert "sign-up__apology" in response.text


def test_nothing_happens_when_the_excuse_page_is_only_opened(date, register, own):
    register("Anouk")
    assert "Anouk" in own.get(address(date, "excuse")).text
    assert not Apology.objects.exists()


def test_no_proxy_is_asked_when_the_kind_takes_none(date, own, assembly):
    assert "proxy_holder" not in own.get(address(date, "excuse")).text
    assert "proxy_holder" in own.get(address(assembly, "excuse")).text


def test_a_proxy_is_given_and_shown_to_both_when_the_kind_takes_them(assembly, own, organisation, others, signed_in):
    sent = {"organisation": organisation.pk, "proxy_holder": others["organisation"].pk}
    own.post(address(assembly, "excuse"), sent)
    assert Apology.objects.get().proxy_holder == others["organisation"]
    theirs = signed_in(others["user"])
    for text in (theirs.get(address(assembly)).text, theirs.get(reverse("members:home")).text):
        assert organisation.name in text
    assert organisation.name in theirs.get(address(assembly, "excuse")).text


@pytest.mark.parametrize("holder", ["abc", "999999", "\x00", "9" * 40, "own"])
def test_the_word_stays_when_the_proxy_is_refused(holder, assembly, own, organisation):
    holder = organisation.pk if holder == "own" else holder
    sent = {"organisation": organisation.pk, "proxy_holder": holder, "note": "Grève des trams"}
    response = own.post(address(assembly, "excuse"), sent)
    assert "error-summary" in response.text
    assert "Grève des trams" in response.text
    assert not Apology.objects.exists()


@pytest.mark.parametrize("name", ["excuse", "withdraw_apology"])
def test_another_organisation_is_not_found_when_it_is_sent(name, date, own, other_organisation):
    for sent in ({"organisation": other_organisation.pk}, {"organisation": "abc"}, {}):
        assert own.post(address(date, name), sent).status_code == 404


def test_the_apology_ends_when_they_come_after_all(date, own, organisation, representative):
    apologies.excuse(occurrence_id=date.pk, organisation=organisation, user=representative)
    own.post(address(date, "withdraw_apology"), {"organisation": organisation.pk})
    assert not Apology.objects.exists()


def test_nothing_breaks_when_the_date_is_over(date, own, organisation):
    change(date, start=timezone.now() - dt.timedelta(days=2), end=timezone.now() - dt.timedelta(days=1))
    assert "error-summary" in own.post(address(date, "excuse"), {"organisation": organisation.pk}).text
    assert "notice--error" in own.post(address(date, "accept"), {"place": ["1"]}, follow=True).text
    assert own.post(address(date, "cancel_several"), {"all": "1"}).status_code == 200


def test_a_second_organisation_is_excused_when_it_is_chosen(date, own, representative, other_organisation):
    RepresentativeFactory(user=representative, organisation=other_organisation)
    text = own.get(f"{address(date, 'excuse')}?organisation={other_organisation.pk}").text
    assert f'name="organisation" value="{other_organisation.pk}"' in text


# Queries


@pytest.mark.parametrize("name", ["sign_up", "cancel_several", "excuse"])
def test_the_page_asks_as_much_when_twenty_people_are_signed_up(name, colloquium, register, own, queries_of_own):
    change(colloquium, capacity=1)
    register("Anouk", "Boris")
    few = queries_of_own(address(colloquium, name))
    register(*(f"Person {n}" for n in range(18)))
    assert queries_of_own(address(colloquium, name)) == few


@pytest.mark.parametrize("number", [1, 10])
def test_the_form_asks_as_much_when_it_brings_ten_people(number, organisation, own, django_assert_num_queries):
    date = occurrence(capacity=50)
    people = [PersonFactory(organisation=organisation).pk for _n in range(number)]

    def send(**fields):
        form = {"organisation": organisation.pk, "token": uuid.uuid4()} | fields
        return own.post(address(date), form)

    send(to_be_named=1)
    # Session, account, its rights (2), date, organisation, people; the transaction (2), the lock, what it guards, those
    # people again; registration, seats, history; the last calendar file, what else they have, the stamp; the mail, what
    # it is about; the count for pages kept whole.
    with django_assert_num_queries(21):
        assert send(people=people).status_code == 302
    assert date.seats.held().count() == number + 1
