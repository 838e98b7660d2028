"""The private calendar of an organisation: what it holds, who has its address, and what a replaced one answers."""

import datetime as dt
import json
import logging
import threading
import uuid

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from factories.events import dates_of, event_page, in_days
from factories.network import OrganisationFactory, UserFactory, WorkingGroupFactory
from factories.sign_up import signed_up
from factories.threads import at_once, in_thread
from icalendar import Calendar

from config.logs import JsonFormatter
from events import errors
from events.calendars import private_feed
from events.models import FeedToken
from network.models import Commune, Membership, Organisation, Representative, User

pytestmark = pytest.mark.django_db
NONSENSE = "x" * 32


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


@pytest.fixture
def token(organisation, representative):
    return private_feed.issue_token(organisation=organisation, user=representative)


def address(token) -> str:
    return f"/flux/{token.token}/agenda.ics"


def events(response) -> dict:
    """What a calendar shows, by title."""
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def sign_up(page, organisation, user, people=1):
    date = dates_of(page)[0]
    signed_up(date, organisation, user, to_be_named=people)
    return date


def member_of(organisation, **fields):
    group = WorkingGroupFactory(**fields)
    Membership.objects.create(organisation=organisation, group=group, since=in_days(-10))
    return group


def test_headers_are_those_of_a_private_calendar_when_it_is_fetched(client, token):
    client.cookies["sessionid"] = "x"
    response = client.get(address(token))
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert response["Cache-Control"] == "private, no-cache"
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert not {"Access-Control-Allow-Origin", "Last-Modified", "Content-Encoding"} & set(response.headers)
    assert not response.cookies
    head = client.head(address(token))
    assert (head.content, head["ETag"]) == (b"", response["ETag"])


@pytest.mark.parametrize("pattern", ["{0}", "W/{0}", "*", '"other", {0}'])
def test_nothing_is_sent_again_when_the_reader_has_these_bytes(client, token, pattern):
    tag = client.get(address(token))["ETag"]
    response = client.get(address(token), headers={"If-None-Match": pattern.format(tag)})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
    assert "Content-Length" not in response
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "path",
    [f"/flux/{NONSENSE}/agenda.ics", "/flux/x/agenda.ics", "/flux/%00/agenda.ics", f"/flux/{'x' * 500}/agenda.ics",
     f"/flux/{NONSENSE}/agenda.json", f"/fr/flux/{NONSENSE}/agenda.ics", "/flux/é/agenda.ics"],
)  # fmt: skip
def test_the_answer_is_not_found_when_nobody_knows_the_address(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("query", ["langue=de", "langue=", "langue=%00", "langue=fr&langue=nl", "type=midi", "x"])
def test_the_answer_is_not_found_when_a_parameter_is_nonsense(client, token, query):
    assert client.get(f"{address(token)}?{query}").status_code == 404


def test_other_methods_are_refused_when_sent(client, token):
    assert client.post(address(token)).status_code == 405


def test_it_holds_sign_ups_meetings_and_deadlines_when_there_are_any(client, token, organisation, representative):
    own = member_of(organisation, name_fr="Logement")
    other = WorkingGroupFactory(name_fr="Dettes")
    sign_up(event_page(title="Inscrite", days=(20,)), organisation, representative, 2)
    full = event_page(title="Complète", days=(21,), capacity=1)
    sign_up(full, OrganisationFactory(), stranger(full), 1)
    sign_up(full, organisation, representative, 1)
    event_page(title="Réunion", days=(22,), group=own, sign_up="none")
    event_page(title="Ailleurs", days=(23,), group=other)
    event_page(title="À décider", days=(24,))
    shown = events(client.get(address(token)))
    assert set(shown) == {"Inscrite", "Complète", "Réunion", "Dernier jour pour s’inscrire\xa0: À décider"}
    assert [shown[title]["STATUS"] for title in ("Inscrite", "Complète", "Réunion")] == [
        "CONFIRMED",
        "TENTATIVE",
        "CONFIRMED",
    ]
    assert shown["Inscrite"]["DESCRIPTION"].startswith("2 places pour votre organisation.")


def stranger(page):
    """Somebody who may sign up for everybody: the coordination."""
    user = UserFactory()
    user.groups.add(Group.objects.get(name="Coordination"))
    return user


def test_a_date_is_the_same_as_in_public_when_it_is_signed_up_for(client, token, organisation, representative):
    sign_up(event_page(title="Midi"), organisation, representative)
    public = events(client.get("/fr/agenda/agenda.ics"))["Midi"]
    private = events(client.get(address(token)))["Midi"]
    assert (private["UID"], private["SEQUENCE"], private["DTSTART"]) == (
        public["UID"],
        public["SEQUENCE"],
        public["DTSTART"],
    )


def test_a_deadline_is_a_day_of_its_own_when_nobody_is_signed_up(client, token, organisation, representative):
    page = event_page(title="Midi", days=(20,))
    [(title, event)] = events(client.get(address(token))).items()
    date = dates_of(page)[0]
    assert title == "Dernier jour pour s’inscrire\xa0: Midi"
    assert event["UID"] == f"{uuid.uuid5(date.uid, 'deadline')}@coordination.example"
    assert event.decoded("DTSTART") == in_days(18)
    assert event["TRANSP"] == "TRANSPARENT"
    sign_up(page, organisation, representative)
    assert list(events(client.get(address(token)))) == ["Midi"]


def test_a_deadline_is_gone_when_it_has_passed(client, token):
    event_page(title="Midi", days=(1,))
    assert events(client.get(address(token))) == {}


def test_a_date_stays_as_cancelled_when_it_was_signed_up_for(client, token, organisation, representative):
    page = event_page(title="Midi")
    sign_up(page, organisation, representative)
    page.unpublish()
    [event] = events(client.get(address(token))).values()
    assert event["STATUS"] == "CANCELLED"


def test_nobody_is_named_when_people_are_signed_up(client, token, organisation, representative):
    date = dates_of(event_page(conference_url="https://visio.example/secret"))[0]
    signed_up(date, organisation, representative, "Anouk Nom")
    content = client.get(address(token)).content.decode()
    assert not [word for word in ("Anouk", "ATTENDEE", "ORGANIZER", representative.email, "secret") if word in content]


def test_words_are_in_the_language_of_the_address_when_it_names_one(client, token):
    event_page(title="Midi")
    response = client.get(f"{address(token)}?langue=nl", headers={"Accept-Language": "fr"})
    assert list(events(response)) == ["Laatste dag om in te schrijven: Midi"]
    assert response["Content-Language"] == "nl"
    french = client.get(address(token), headers={"Accept-Language": "nl"})
    assert list(events(french)) == ["Dernier jour pour s’inscrire\xa0: Midi"]


@pytest.mark.parametrize("count", [2, 20])
def test_reading_costs_no_query_per_date_when_there_are_many(token, organisation, representative, queries_of, count):
    group = member_of(organisation)
    for n in range(count):
        sign_up(event_page(title=f"M {n}", days=(n + 10,), host=OrganisationFactory()), organisation, representative)
        event_page(title=f"R {n}", days=(n + 10,), group=group)
        event_page(title=f"D {n}", days=(n + 10,))
    assert queries_of(address(token))[1] == 5


def test_a_replaced_address_says_so_for_thirty_days_when_it_is_read(client, token, organisation, representative):
    event_page()
    now = timezone.now()
    new = private_feed.replace_token(organisation=organisation, user=representative, token_id=token.pk)
    assert len(events(client.get(address(new)))) == 1
    first = client.get(address(token))
    [(title, event)] = events(first).items()
    assert title == "Cette adresse d’agenda ne sert plus"
    assert event["URL"].endswith(f"/fr/membres/calendrier/{organisation.slug}/")
    assert new.token not in first.content.decode()
    with time_machine.travel(now + dt.timedelta(days=29), tick=False):
        assert client.get(address(token)).content == first.content
    with time_machine.travel(now + dt.timedelta(days=30, minutes=1), tick=False):
        gone = client.get(address(token))
        assert (gone.status_code, gone["Cache-Control"]) == (410, "private, no-cache")
        assert client.get(address(new)).status_code == 200


def test_only_one_address_is_in_force_when_a_button_is_pressed_twice(token, organisation, representative):
    acting = {"organisation": organisation, "user": representative}
    new = private_feed.replace_token(**acting, token_id=token.pk)
    assert private_feed.replace_token(**acting, token_id=token.pk) == new
    assert private_feed.revoke_token(**acting, token_id=token.pk) == new
    assert private_feed.issue_token(**acting) == new
    assert private_feed.revoke_token(**acting, token_id=new.pk) is None
    assert private_feed.token_in_force(organisation) is None


@pytest.mark.parametrize("service", [private_feed.replace_token, private_feed.revoke_token])
def test_services_refuse_when_somebody_acts_for_another_organisation(
    token, organisation, other_representative, service
):
    with pytest.raises(errors.NotYourOrganisation):
        service(organisation=organisation, user=other_representative, token_id=token.pk)
    with pytest.raises(errors.NotYourOrganisation):
        private_feed.issue_token(organisation=organisation, user=other_representative)


@pytest.mark.parametrize("name", ["feed", "replace_feed", "revoke_feed"])
def test_each_role_sees_what_it_may_when_it_opens_the_page(readers, token, organisation, name):
    path = reverse(f"members:{name}", args=[organisation.slug])
    assert [reader.get(path).status_code for reader in readers] == [302, 404, 200, 404]
    if name != "feed":
        assert [reader.post(path, {"token": "x"}).status_code for reader in readers] == [302, 404, 302, 404]
        assert private_feed.token_in_force(organisation) == token


def test_the_way_to_the_page_leads_to_my_organisation_when_i_have_one(readers, organisation, other_organisation):
    path = reverse("members:my_feed")
    locations = [reader.get(path)["Location"] for reader in readers]
    assert locations[1:3] == [
        reverse("members:feed", args=[other_organisation.slug]),
        reverse("members:feed", args=[organisation.slug]),
    ]
    assert locations[3] == reverse("members:home")


def test_the_address_is_made_shown_replaced_and_closed_when_its_buttons_are_pressed(
    signed_in, organisation, representative
):
    reader = signed_in(representative)
    page = reverse("members:feed", args=[organisation.slug])
    assert "/flux/" not in reader.get(page).content.decode()
    assert reader.post(page).status_code == 302
    token = private_feed.token_in_force(organisation)
    shown = reader.get(page).content.decode()
    assert f"webcal://testserver{address(token)}" in shown
    assert f"http://testserver{address(token)}" in shown
    assert "data:image/svg+xml" in shown
    dutch = reader.get(page.replace("/fr/", "/nl/")).content.decode()
    assert f"webcal://testserver{address(token)}?langue=nl" in dutch
    for way, left in (("replace_feed", 1), ("revoke_feed", 0)):
        path, current = reverse(f"members:{way}", args=[organisation.slug]), private_feed.token_in_force(organisation)
        assert f'value="{current.pk}"' in reader.get(path).content.decode()
        assert private_feed.token_in_force(organisation) == current
        reader.post(path, {"token": current.pk})
        assert (
            FeedToken.objects.filter(organisation=organisation, revoked_at=None).exclude(pk=current.pk).count() == left
        )
    assert reader.get(reverse("members:replace_feed", args=[organisation.slug])).status_code == 302


@pytest.mark.parametrize("sent", [{}, {"token": "abc"}, {"token": "\0"}, {"token": "9" * 400}, {"token": "-1"}])
def test_nothing_changes_when_the_form_is_nonsense(signed_in, token, organisation, representative, sent):
    reader = signed_in(representative)
    for way in ("replace_feed", "revoke_feed"):
        assert reader.post(reverse(f"members:{way}", args=[organisation.slug]), sent).status_code == 302
    assert private_feed.token_in_force(organisation) == token


def test_no_log_holds_the_address_when_something_fails_at_it(token):
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (address(token),), None
    )
    record.path = f"https://c.example{address(token)}"
    line = JsonFormatter().format(record)
    assert token.token not in line
    assert "/flux/…/agenda.ics" in json.loads(line)["message"]


# Two colleagues at once


@pytest.fixture
def colleagues(shared_database):
    """An organisation with an account, committed, and gone after the test."""

    def found() -> tuple[Organisation, User]:
        names = {"name_fr": "Saint-Gilles", "name_nl": "Sint-Gillis"}
        commune = Commune.objects.get_or_create(nis_code="21013", defaults=names)[0]
        organisation = Organisation.objects.create(name_fr="Course aux adresses", summary_fr="À deux.", commune=commune)
        user = User.objects.create(email="course@adresses.example")
        Representative.objects.create(user=user, organisation=organisation, since=dt.date(2020, 1, 1))
        return organisation, user

    def remove() -> None:
        Organisation.objects.filter(name_fr="Course aux adresses").delete()
        User.objects.filter(email="course@adresses.example").delete()

    yield in_thread(found)
    in_thread(remove)


def in_force_of(organisation) -> list[int]:
    tokens = FeedToken.objects.filter(organisation=organisation, revoked_at=None)
    return in_thread(lambda: list(tokens.values_list("pk", flat=True)))


def asking(service, colleagues, **fields):
    """Work for a thread: ``service`` for the organisation; the key of the address it gives."""
    organisation, user = colleagues

    def work():
        token = service(organisation=organisation, user=user, **fields)
        return token and token.pk

    return work


def test_there_is_one_address_when_two_colleagues_ask_for_it_at_once(colleagues):
    made = at_once(*[asking(private_feed.issue_token, colleagues)] * 4)
    assert made == in_force_of(colleagues[0]) * 4


def test_there_is_one_new_address_when_two_colleagues_replace_it_at_once(colleagues):
    [old] = at_once(asking(private_feed.issue_token, colleagues))
    made = at_once(*[asking(private_feed.replace_token, colleagues, token_id=old)] * 4)
    assert made == in_force_of(colleagues[0]) * 4
    assert made[0] != old


def test_an_address_is_never_in_force_twice_when_one_replaces_and_one_closes_it_at_once(colleagues):
    [old] = at_once(asking(private_feed.issue_token, colleagues))
    services = (private_feed.replace_token, private_feed.revoke_token)
    made = at_once(*[asking(service, colleagues, token_id=old) for service in services])
    assert not [result for result in made if isinstance(result, Exception)]
    assert old not in in_force_of(colleagues[0])
    assert len(in_force_of(colleagues[0])) <= 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a transaction of SQLite is IMMEDIATE: it is itself the lock")
def test_one_of_two_fails_when_the_lock_is_taken_out(colleagues, monkeypatch):
    together, read = threading.Barrier(2), private_feed.token_in_force

    def read_together(organisation):
        token = read(organisation)
        together.wait(30)
        return token

    monkeypatch.setattr(private_feed, "lock_addresses", lambda **_fields: None)
    monkeypatch.setattr(private_feed, "token_in_force", read_together)
    made = at_once(*[asking(private_feed.issue_token, colleagues)] * 2)
    assert sorted(type(result).__name__ for result in made) == ["IntegrityError", "int"]
