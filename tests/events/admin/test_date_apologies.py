"""An organisation calls that it does not come: excused by hand on the page of a date, and taken back."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from factories.events import EventKindFactory, dates_of, event_page
from factories.network import OrganisationFactory, UserFactory
from factories.sign_up import signed_up

from events import errors
from events.models import Apology, Occurrence, Seat
from events.seats import apologies
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db
REASON = "Grève des trams"


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


@pytest.fixture
def dates(site_tree):
    """Two assemblies of one seat each."""
    kind = EventKindFactory(name_fr="Assemblée générale", takes_proxies=True)
    return dates_of(event_page(days=(20, 30), capacity=1, kind=kind))


@pytest.fixture
def date(dates):
    return dates[0]


def url(name, date, *more):
    return reverse(f"dates:{name}", args=[date.pk, *more])


def sign_up(date, organisation, user, *names):
    made = signed_up(date, organisation, user, *names)
    return {seat.display_name: seat for seat in made.seats.all()}


def confirm(client, address, **sent):
    """Look at what would happen, then confirm what was seen."""
    page = client.post(address, {"show": "1", **sent})
    assert page.status_code == 200
    return client.post(address, {"confirm": "1", "seen": page.context["rehearsal"].fingerprint, **sent}, follow=True)


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_an_organisation_is_excused_after_its_seats_were_seen(office, date, organisation, representative, coordinator):
    sign_up(date, organisation, representative, "Anouk")
    waiting = sign_up(date, OrganisationFactory(), coordinator, "Boris")["Boris"]
    third = OrganisationFactory()
    sent = {"organisation": organisation.pk, "note": REASON, "proxy_holder": third.pk}
    page = office.post(url("excuse", date), {"show": "1", **sent})
    assert [seat.display_name for seat in page.context["rehearsal"].seats] == ["Anouk"]
    assert [seat.display_name for seat in page.context["rehearsal"].others] == ["Boris"]
    assert not Apology.objects.exists()
    assert not OutgoingMail.objects.filter(kind="excused").exists()
    answer = confirm(office, url("excuse", date), **sent)
    apology = Apology.objects.get()
    assert (apology.organisation, apology.note, apology.proxy_holder) == (organisation, REASON, third)
    assert apology.created_by == coordinator
    assert Seat.objects.get(pk=waiting.pk).status == "offered"
    assert OutgoingMail.objects.filter(kind="excused", recipient=representative.email).count() == 1
    shown = answer.content.decode()
    assert REASON in shown
    assert third.name in shown
    history = office.get(url("history", date)).content.decode()
    assert organisation.name in history
    assert str(coordinator) in history


def test_nothing_is_sent_twice_when_the_button_is_pressed_twice(office, date, organisation, representative):
    sent = {"organisation": organisation.pk, "note": REASON}
    page = office.post(url("excuse", date), {"show": "1", **sent})
    again = {"confirm": "1", "seen": page.context["rehearsal"].fingerprint, **sent}
    assert office.post(url("excuse", date), again).status_code == 302
    mails = OutgoingMail.objects.count()
    answer = office.post(url("excuse", date), again | {"note": ""}, follow=True)
    assert organisation.name in told(answer)
    assert Apology.objects.get().note == REASON
    assert OutgoingMail.objects.count() == mails


def test_another_choice_is_shown_before_it_is_made_when_it_was_not_seen(office, date, organisation, other_organisation):
    page = office.post(url("excuse", date), {"show": "1", "organisation": organisation.pk})
    seen = page.context["rehearsal"].fingerprint
    answer = office.post(url("excuse", date), {"confirm": "1", "seen": seen, "organisation": other_organisation.pk})
    assert answer.status_code == 200
    assert "Quelque chose a changé depuis" in str(answer.context["form"].non_field_errors())
    assert not Apology.objects.exists()


def test_reason_and_proxy_change_and_the_apology_is_taken_back(office, date, organisation, coordinator, representative):
    apologies.excuse(occurrence_id=date.pk, organisation=organisation, user=coordinator, note="Malade")
    holder = OrganisationFactory()
    change = url("excuse_change", date, organisation.pk)
    assert "Malade" in office.get(change).content.decode()
    confirm(office, change, note=REASON, proxy_holder=holder.pk)
    assert Apology.objects.values_list("note", "proxy_holder").get() == (REASON, holder.pk)
    back = url("excuse_withdraw", date, organisation.pk)
    page = office.get(back)
    assert Apology.objects.exists()
    answer = office.post(back, {"confirm": "1", "seen": page.context["rehearsal"].fingerprint}, follow=True)
    assert organisation.name in told(answer)
    assert not Apology.objects.exists()
    assert OutgoingMail.objects.filter(kind="apology_withdrawn", recipient=representative.email).count() == 1
    assert organisation.name in told(office.post(back, {"confirm": "1"}, follow=True))


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"organisation": "x"},
        {"organisation": "\x00"},
        {"organisation": "9" * 30},
        {"note": "x" * 999},
        {"proxy_holder": "x"},
        {"proxy_holder": "itself"},
    ],
)
@pytest.mark.parametrize("button", ["show", "confirm"])
def test_nobody_is_excused_when_the_form_is_malformed(office, date, organisation, bad, button):
    sent = {"organisation": organisation.pk, "note": ""} | bad if bad else {}
    if sent.get("proxy_holder") == "itself":
        sent["proxy_holder"] = organisation.pk
    answer = office.post(url("excuse", date), {button: "1", **sent})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Apology.objects.exists()


def test_the_page_says_so_when_the_date_is_over_or_called_off(office, date, organisation):
    Occurrence.objects.update(status="cancelled")
    answer = office.post(url("excuse", date), {"show": "1", "organisation": organisation.pk})
    assert answer.context["form"].non_field_errors() == [errors.DateCancelled.message]
    before = date.start - dt.timedelta(days=90)
    Occurrence.objects.update(status="planned", start=before, end=before + dt.timedelta(hours=2))
    answer = office.post(url("excuse", date), {"show": "1", "organisation": organisation.pk})
    assert answer.context["form"].non_field_errors() == [errors.DatePast.message]
    assert url("excuse", date) not in office.get(url("inspect", date)).content.decode()


def test_only_the_coordination_excuses_by_hand(dates, organisation, representative, coordinator, signed_in):
    apologies.excuse(occurrence_id=dates[0].pk, organisation=organisation, user=coordinator, note=REASON)
    editor = UserFactory(email="redaction@coordination.example")
    editor.groups.add(Group.objects.get(name="Rédaction"))
    names = (("excuse",), ("excuse_change", organisation.pk), ("excuse_withdraw", organisation.pk))
    for client in (Client(), signed_in(representative), signed_in(editor)):
        for name, *more in names:
            address = url(name, dates[0], *more)
            for answer in (client.get(address), client.post(address, {"confirm": "1"})):
                assert answer.status_code in (302, 403), address
                assert REASON not in answer.content.decode()
                assert "/dates/inspect/" not in answer.get("Location", "")
    assert Apology.objects.exists()


def test_an_apology_of_another_date_is_not_found(office, dates, organisation, coordinator):
    apologies.excuse(occurrence_id=dates[1].pk, organisation=organisation, user=coordinator)
    assert office.get(url("excuse_change", dates[0], organisation.pk), follow=True).status_code == 404
    assert office.get(url("excuse_withdraw", dates[0], organisation.pk)).url == url("inspect", dates[0])
    assert office.get(url("excuse_withdraw", dates[0], 0), follow=True).status_code == 404
    assert Apology.objects.exists()
