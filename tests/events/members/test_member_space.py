"""The member space over HTTP: who sees what, what is refused and in which words, and nothing typed is lost."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from factories.events import occurrence
from factories.network import PersonFactory, RepresentativeFactory, UserFactory
from factories.sign_up import signed_up

from events.models import Occurrence, Registration, Seat
from home.cache.stamp import renew_stamp
from home.models import SiteSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=3)


@pytest.fixture
def seat(date, organisation, representative):
    """A confirmed seat of the representative's organisation."""
    return signed_up(date, organisation, representative, "Anouk").seats.get()


@pytest.fixture
def send(date, organisation, representative, signed_in):
    """Send the sign-up form as a browser does; the response."""

    def post(**fields):
        fields = {"organisation": organisation.pk, "name_1": "Anouk", "token": str(uuid.uuid4())} | fields
        return signed_in(representative).post(address(date), fields)

    return post


def address(date):
    return reverse("members:sign_up", args=[date.uid])


def panel(date, user):
    """What the template tag writes for ``user``."""
    request = RequestFactory().get("/fr/agenda/midi/")
    request.user = user or AnonymousUser()
    coordination = SiteSettings(phone="02 000 00 00", street_fr="parvis 37", email="bonjour@coordination.example")
    template = Template("{% load sign_up_tags %}{% sign_up_panel date %}")
    return template.render(Context({"request": request, "date": date, "coordination": coordination}))


# Who may open what: see also test_member_urls


@pytest.fixture
def browsers(signed_in, representative, other_representative, coordinator):
    """A browser for each role of the table."""
    users = {"representative": representative, "other": other_representative, "coordinator": coordinator}
    return {"anonymous": Client()} | {role: signed_in(user) for role, user in users.items()}


def test_language_leads_home_when_it_is_opened_as_a_page(signed_in, representative):
    response = signed_in(representative).get(reverse("members:language"))
    assert (response.status_code, response.url) == (302, reverse("members:home"))


@pytest.mark.parametrize("name", ["cancel", "name_person"])
def test_nothing_changes_when_another_organisation_posts(name, seat, signed_in, other_representative):
    response = signed_in(other_representative).post(reverse(f"members:{name}", args=[seat.pk]), {"name": "Boris"})
    assert response.status_code == 404
    seat.refresh_from_db()
    assert (seat.status, seat.person.name) == ("confirmed", "Anouk")


def test_the_reader_is_sent_to_a_language_when_the_address_has_none(site_tree, client):
    assert client.get("/membres/").headers["Location"] == "/fr/membres/"


def test_other_people_are_signed_up_when_the_form_is_sent_again_after_back(send):
    token = str(uuid.uuid4())
    for name in ("Anouk", "Boris", "Boris"):
        assert send(token=token, name_1=name).status_code == 302
    assert [seat.display_name for seat in Seat.objects.order_by("pk")] == ["Anouk", "Boris"]


def test_the_form_says_who_has_a_seat_when_it_is_sent_again_with_one_more(send):
    token = str(uuid.uuid4())
    send(token=token, name_1="Anouk")
    response = send(token=token, name_1="Anouk", name_2="Boris")
    assert response.status_code == 200
    assert "Anouk" in response.context["panel"].form.non_field_errors()[0]


@pytest.mark.parametrize(
    "path", ["inscription/nonsense/", f"inscription/{uuid.UUID(int=0)}/", "places/99999999999999999999/nom/"]
)
def test_nothing_is_found_when_the_address_is_nonsense(path, site_tree, signed_in, representative):
    assert signed_in(representative).get(f"/fr/membres/{path}").status_code == 404


@pytest.mark.parametrize("query", ["organisation=abc", "organisation=%00", "organisation=" + "9" * 30, "organisation="])
def test_the_own_organisation_is_taken_when_the_choice_is_nonsense(
    query, date, signed_in, representative, organisation
):
    response = signed_in(representative).get(f"{address(date)}?{query}")
    assert organisation.name in response.text


@pytest.mark.parametrize("page", ["abc", "-1", "0", "%00", "9" * 10_000])
def test_the_past_is_shown_when_the_page_number_is_nonsense(page, seat, signed_in, representative):
    assert signed_in(representative).get(f"{reverse('members:past')}?page={page}").status_code == 200


def test_a_withdrawn_date_is_not_found_when_its_form_is_opened(date, signed_in, representative):
    Occurrence.objects.update(withdrawn_at=timezone.now())
    assert signed_in(representative).get(address(date)).status_code == 404


# Signing up


def test_people_are_signed_up_when_the_form_is_sent(date, send, organisation):
    known = PersonFactory(organisation=organisation, name="Travail de rue")
    response = send(people=[known.pk], name_2="Boris", to_be_named="1", note="Sans viande")
    assert response.status_code == 302
    names = [seat.person and seat.person.name for seat in Seat.objects.order_by("pk")]
    assert names == ["Travail de rue", "Anouk", "Boris", None]
    assert Registration.objects.get().note == "Sans viande"
    assert response.url.startswith(address(date))


def test_one_registration_is_made_when_the_button_is_pressed_twice(send):
    token = str(uuid.uuid4())
    assert [send(token=token).status_code, send(token=token).status_code] == [302, 302]
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"name_1": "x" * 200},
        {"name_1": "Anouk\x00"},
        {"token": "not-a-uuid"},
        {"token": ""},
        {"to_be_named": "-1"},
        {"to_be_named": "abc"},
        {"to_be_named": "9" * 30},
        {"note": "x" * 10_000},
        {"people": ["abc"]},
        {"people": ["999999"]},
        {"people": ["\x00"]},
    ],
)
def test_the_form_comes_back_with_what_was_typed_when_it_is_wrong(fields, send):
    response = send(name_3="Zoë <Quai>", **fields)
    assert response.status_code == 200
    assert "error-summary" in response.text
    assert 'value="Zoë &lt;Quai&gt;"' in response.text
    assert not Registration.objects.exists()


def test_a_new_token_is_given_when_the_one_sent_was_none(send):
    response = send(token="not-a-uuid")
    assert 'name="token" value="not-a-uuid"' not in response.text


def test_nobody_is_signed_up_when_nobody_is_named(send):
    assert "error-summary" in send(name_1="").text
    assert not Registration.objects.exists()


def test_the_name_stays_in_the_form_when_the_person_is_signed_up_already(seat, send):
    response = send(name_1="Anouk", note="Deux repas")
    assert "error-summary" in response.text
    assert "Deux repas" in response.text
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"closes_at": timezone.now() - dt.timedelta(hours=1)},
        {"status": "cancelled"},
        {"status": "postponed"},
        {"sign_up": "none"},
        {"start": timezone.now() - dt.timedelta(days=2), "end": timezone.now() - dt.timedelta(days=1)},
    ],
)
def test_what_was_typed_stays_when_the_date_takes_no_sign_up(change, date, send):
    Occurrence.objects.update(**change)
    response = send(name_1="Anouk Typed")
    assert "error-summary" in response.text
    assert "Anouk Typed" in response.text
    assert not Registration.objects.exists()


def test_the_form_is_refused_when_it_is_for_another_organisation(send, other_organisation):
    response = send(organisation=other_organisation.pk, name_1="Anouk Typed")
    assert "error-summary" in response.text
    assert "Anouk Typed" in response.text
    assert not Registration.objects.exists()


def test_the_coordination_signs_up_any_organisation_when_somebody_calls(date, signed_in, coordinator, organisation):
    client = signed_in(coordinator)
    assert organisation.name in client.get(address(date)).text
    fields = {"organisation": organisation.pk, "name_1": "Anouk", "token": str(uuid.uuid4())}
    assert client.post(address(date), fields).status_code == 302
    assert Registration.objects.get().organisation == organisation


def test_a_representative_of_two_organisations_chooses_when_signing_up(
    date, signed_in, representative, organisation, other_organisation
):
    RepresentativeFactory(user=representative, organisation=other_organisation)
    response = signed_in(representative).get(f"{address(date)}?organisation={other_organisation.pk}")
    assert f'name="organisation" value="{other_organisation.pk}"' in response.text


def test_the_message_is_shown_once_when_a_sign_up_is_made(date, signed_in, representative, organisation):
    client = signed_in(representative)
    fields = {"organisation": organisation.pk, "name_1": "Anouk", "token": str(uuid.uuid4())}
    response = client.post(address(date), fields, follow=True)
    assert "notice--success" in response.text
    assert "notice--success" not in client.get(address(date)).text


# Changing and cancelling


def test_a_seat_is_kept_when_the_confirmation_page_is_only_opened(seat, signed_in, representative):
    signed_in(representative).get(reverse("members:cancel", args=[seat.pk]))
    seat.refresh_from_db()
    assert seat.status == "confirmed"


def test_a_seat_is_given_up_when_the_button_is_pressed_even_twice(seat, signed_in, representative):
    client = signed_in(representative)
    for _ in range(2):
        assert client.post(reverse("members:cancel", args=[seat.pk])).status_code == 302
    seat.refresh_from_db()
    assert seat.status == "cancelled"


def test_the_seat_stays_when_it_is_cancelled_after_the_date(seat, signed_in, representative):
    Occurrence.objects.update(start=timezone.now() - dt.timedelta(days=2), end=timezone.now() - dt.timedelta(days=1))
    response = signed_in(representative).post(reverse("members:cancel", args=[seat.pk]), follow=True)
    assert "notice--error" in response.text
    seat.refresh_from_db()
    assert seat.status == "confirmed"


@pytest.mark.parametrize("name", ["cancel", "name_person"])
def test_no_form_is_asked_when_the_date_is_over(name, seat, signed_in, representative):
    Occurrence.objects.update(start=timezone.now() - dt.timedelta(days=2), end=timezone.now() - dt.timedelta(days=1))
    response = signed_in(representative).get(reverse(f"members:{name}", args=[seat.pk]), follow=True)
    assert response.redirect_chain[0][0].startswith(address(seat.occurrence))
    assert "notice--error" in response.text


def test_somebody_else_takes_the_seat_when_the_name_is_changed(seat, signed_in, representative):
    signed_in(representative).post(reverse("members:name_person", args=[seat.pk]), {"name": "Boris"})
    seat.refresh_from_db()
    assert seat.person.name == "Boris"


def test_the_seat_is_to_be_named_when_an_empty_name_is_sent(seat, signed_in, representative):
    response = signed_in(representative).post(reverse("members:name_person", args=[seat.pk]), {"name": ""})
    assert response.status_code == 302
    seat.refresh_from_db()
    assert seat.person is None


@pytest.mark.parametrize("name", ["x" * 200, "Boris\x00"])
def test_the_name_stays_when_the_new_one_cannot_be_kept(name, seat, signed_in, representative):
    response = signed_in(representative).post(reverse("members:name_person", args=[seat.pk]), {"name": name})
    assert "error-summary" in response.text
    seat.refresh_from_db()
    assert seat.person.name == "Anouk"


def test_the_mails_change_language_when_the_person_asks(site_tree, signed_in, representative):
    client = signed_in(representative)
    client.post(reverse("members:language"), {"language": "nl"})
    representative.refresh_from_db()
    assert representative.language == "nl"
    assert "notice--error" in client.post(reverse("members:language"), {"language": "xx"}, follow=True).text


# The panel


def test_the_panel_offers_sign_in_and_a_telephone_when_nobody_is_signed_in(date):
    text = panel(date, None)
    assert "?next=/fr/agenda/midi/" in text.replace("%2F", "/")
    assert "02 000 00 00" in text
    assert "parvis 37" in text
    assert "<form" not in text


def test_the_panel_says_so_when_the_account_has_no_mandate(date):
    text = panel(date, UserFactory())
    assert "<form" not in text
    assert "?next=" not in text


def test_colleagues_signed_up_already_are_shown_as_such_when_the_panel_is_read(seat, date, representative):
    PersonFactory(organisation=seat.registration.organisation, name="Boris")
    text = panel(date, representative)
    assert f'id="person-{seat.person_id}" disabled checked' in text
    assert text.count("disabled") == 1


def test_names_stay_secret_when_another_organisation_reads_the_panel(seat, date, other_representative):
    assert "Anouk" not in panel(date, other_representative)
    assert "Anouk" not in panel(date, None)


def test_the_button_offers_the_waiting_list_when_the_date_is_full(date, representative, organisation):
    before = panel(date, representative)
    signed_up(date, organisation, representative, to_be_named=4)
    assert panel(date, representative) != before
    assert panel(date, representative).count("sign-ups__waiting") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"closes_at": timezone.now() - dt.timedelta(hours=1)},
        {"status": "cancelled"},
        {"status": "postponed"},
        {"sign_up": "none"},
        {"end": timezone.now() - dt.timedelta(days=1), "start": timezone.now() - dt.timedelta(days=2)},
    ],
)
def test_the_panel_shows_no_form_when_the_date_takes_no_sign_up(change, date, representative):
    Occurrence.objects.update(**change)
    date.refresh_from_db()
    assert "<form" not in panel(date, representative)


def test_the_panel_costs_one_query_when_a_visitor_reads_it(date, django_assert_num_queries):
    with django_assert_num_queries(1):
        panel(date, None)


# N+1


@pytest.fixture
def sign_up_two(site_tree, representative, organisation):
    """``sign_up_two(title)`` makes a date of one seat, and signs up one person who has it and one who waits."""

    def call(title):
        date = occurrence(title=title, capacity=1)
        for person in (f"{title} a", f"{title} b"):
            signed_up(date, organisation, representative, person)

    return call


def let_all_dates_pass():
    now = timezone.now()
    Occurrence.objects.update(start=now - dt.timedelta(days=2), end=now - dt.timedelta(days=1))


@pytest.mark.parametrize(("name", "count"), [("home", 17), ("coming", 12), ("past", 12)])
def test_the_member_space_asks_as_much_when_there_are_twenty_sign_ups(
    name, count, sign_up_two, browsers, django_assert_num_queries
):
    client = browsers["representative"]
    sign_up_two("Midi 0")
    if name == "past":
        let_all_dates_pass()
    client.get(reverse(f"members:{name}"))
    renew_stamp()
    with django_assert_num_queries(count):
        client.get(reverse(f"members:{name}"))
    for n in range(1, 10):
        sign_up_two(f"Midi {n}")
    if name == "past":
        let_all_dates_pass()
    renew_stamp()
    with django_assert_num_queries(count):
        response = client.get(reverse(f"members:{name}"))
    assert response.text.count("Midi 5 a" if name == "home" else "Midi 9 a") >= 1


def test_no_mail_leaves_when_the_form_is_refused(send, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(name_1="")
    assert mail.outbox == []
