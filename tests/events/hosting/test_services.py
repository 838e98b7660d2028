"""Hosts take turns: offers, decisions, what accepting fills in, the CMS page, the member space."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories.events import EventKindFactory, date_of, dates_of, event_page, fresh, row
from factories.network import LocationFactory, OrganisationFactory, RepresentativeFactory

from events import errors
from events.hosting import services as hosting
from events.hosting.admin import kinds_in_turn
from events.hosting.months import read_month, read_months, usual_day
from events.models import EventKind, HostOffer, Occurrence
from events.repetition.rule import Repetition
from home.cache.stamp import renew_stamp
from home.models import SchoolHoliday, SiteSettings
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
JANUARY = dt.date(2027, 1, 1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def kind(site_tree):
    return EventKindFactory(hosts_in_turn=True, default_asks_meal=True)


@pytest.fixture
def midi(kind):
    """The page of a midi on 14 January that has no host yet; its record is ``date_of(midi)``."""
    return event_page(title="Midi", kind=kind, dates=[row(day=dt.date(2027, 1, 14))], place_fr="À confirmer")


@pytest.fixture
def sheet(organisation):
    """The address on the sheet of ``organisation``."""
    return LocationFactory(
        organisation=organisation,
        access_fr="De plain-pied",
        access_nl="Drempelvrij",
        latitude="50.83",
        longitude="4.34",
    )


@pytest.fixture
def offer(kind, organisation, representative):
    return hosting.offer_month(organisation=organisation, kind=kind, month=JANUARY, user=representative)


@pytest.fixture
def other_offer(kind, other_organisation, other_representative):
    return hosting.offer_month(organisation=other_organisation, kind=kind, month=JANUARY, user=other_representative)


# Offering


def test_a_month_is_offered_once_when_the_button_is_pressed_twice(kind, organisation, representative):
    made = [
        hosting.offer_month(organisation=organisation, kind=kind, month=day, user=representative)
        for day in (JANUARY, dt.date(2027, 1, 31))
    ]
    assert made[0] == made[1]
    assert HostOffer.objects.get().month == JANUARY


def test_organisation_and_coordination_are_told_when_a_month_is_offered(
    kind, midi, organisation, representative, coordinator
):
    SiteSettings.objects.update(email="bureau@coordination.example")
    offered = {"organisation": organisation, "kind": kind, "month": JANUARY, "note": "Pour 20 personnes"}
    hosting.offer_month(**offered, user=representative)
    receipt, told = OutgoingMail.objects.order_by("pk")
    assert receipt.recipient == representative.email
    assert told.recipient == "bureau@coordination.example"
    assert all(organisation.name_fr in mail.text and "14\u00a0janvier" in mail.text for mail in (receipt, told))
    assert "Pour 20 personnes" in told.text
    assert reverse("hosts", args=[kind.slug]) in told.text
    hosting.offer_month(**offered, user=representative)
    hosting.offer_month(**offered | {"month": dt.date(2027, 2, 1)}, user=coordinator)
    # Once for one offer, and the coordination need not write to itself.
    assert OutgoingMail.objects.filter(recipient="bureau@coordination.example").count() == 1


def test_a_month_is_offered_again_when_the_offer_was_withdrawn(offer, kind, organisation, representative):
    hosting.withdraw_offer(offer_id=offer.pk, user=representative)
    again = hosting.offer_month(organisation=organisation, kind=kind, month=JANUARY, user=representative)
    assert again != offer


@pytest.mark.parametrize("month", [dt.date(2026, 10, 1), dt.date(2027, 11, 1), dt.date(9999, 12, 31), dt.date.min])
def test_a_month_is_refused_when_it_is_over_or_far_away(month, kind, organisation, representative):
    with pytest.raises(errors.MonthOutOfReach):
        hosting.offer_month(organisation=organisation, kind=kind, month=month, user=representative)


def test_an_offer_is_refused_when_the_kind_has_no_turns(site_tree, organisation, representative):
    with pytest.raises(errors.NoTurns):
        hosting.offer_month(organisation=organisation, kind=EventKindFactory(), month=JANUARY, user=representative)


def test_an_offer_is_refused_when_the_person_acts_for_another(kind, organisation, other_representative):
    with pytest.raises(errors.NotYourOrganisation):
        hosting.offer_month(organisation=organisation, kind=kind, month=JANUARY, user=other_representative)


def test_an_offer_is_refused_when_the_date_has_a_host(kind, organisation, representative, other_organisation):
    event_page(kind=kind, dates=[row(day=dt.date(2027, 1, 14))], host=other_organisation)
    with pytest.raises(errors.MonthTaken, match=other_organisation.name):
        hosting.offer_month(organisation=organisation, kind=kind, month=JANUARY, user=representative)


def test_an_offer_stands_when_another_organisation_withdraws_it(offer, other_representative):
    with pytest.raises(errors.NotYourOffer):
        hosting.withdraw_offer(offer_id=offer.pk, user=other_representative)


def test_an_offer_stays_accepted_when_the_host_withdraws_it(offer, coordinator, representative):
    hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    with pytest.raises(errors.OfferAccepted):
        hosting.withdraw_offer(offer_id=offer.pk, user=representative)


# Accepting


def test_the_date_takes_place_access_and_coordinates_of_the_sheet_when_an_offer_is_accepted(
    midi, sheet, offer, coordinator
):
    before = date_of(midi)
    hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    date = date_of(midi)
    assert date.host == offer.organisation
    assert date.place_fr == "quai des Mariniers 12, 1060 Saint-Gilles"
    assert date.place_nl == "Schipperskaai 12, 1060 Sint-Gillis"
    assert (date.access_fr, date.access_nl) == ("De plain-pied", "Drempelvrij")
    assert (float(date.latitude), float(date.longitude)) == (50.83, 4.34)
    assert (date.uid, date.sequence) == (before.uid, before.sequence + 1)
    offer.refresh_from_db()
    assert (offer.status, offer.occurrence, offer.decided_at) == ("accepted", date, NOW)


def test_a_place_of_the_row_gives_way_when_an_offer_is_accepted(kind, sheet, offer, coordinator):
    page = event_page(kind=kind, dates=[row(day=dt.date(2027, 1, 14), place_fr="Ailleurs", place_nl="Elders")])
    hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    assert date_of(page).place_fr.startswith("quai des Mariniers")


def test_a_draft_keeps_its_changes_when_an_offer_is_accepted(midi, sheet, offer, coordinator):
    draft = fresh(midi)
    draft.title = "Midi, version en chantier"
    draft.save_revision()
    hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    page = fresh(midi)
    assert page.title == "Midi"
    latest = page.get_latest_revision_as_object()
    assert latest.title == "Midi, version en chantier"
    assert [one.host_id for one in latest.dates.all()] == [offer.organisation_id]
    page.get_latest_revision().publish()
    assert date_of(midi).host == offer.organisation


@pytest.mark.parametrize("protected", [True, None])
def test_the_place_is_asked_for_when_the_host_shows_no_address(protected, midi, organisation, offer, coordinator):
    if protected:
        LocationFactory(organisation=organisation, protected=True)
    with pytest.raises(errors.PlaceNeeded):
        hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    assert date_of(midi).host is None
    hosting.accept_offer(offer_id=offer.pk, user=coordinator, place_fr="Maison du Peuple", place_nl="Volkshuis")
    assert (date_of(midi).place_fr, date_of(midi).place_nl) == ("Maison du Peuple", "Volkshuis")


def test_the_second_offer_is_refused_when_the_first_was_accepted(midi, sheet, offer, other_offer, coordinator):
    LocationFactory(organisation=other_offer.organisation, street_fr="rue Haute 1")
    hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    with pytest.raises(errors.MonthTaken, match=offer.organisation.name):
        hosting.accept_offer(offer_id=other_offer.pk, user=coordinator)
    assert date_of(midi).host == offer.organisation
    other_offer.refresh_from_db()
    assert other_offer.status == "offered"


def test_nothing_happens_twice_when_an_offer_is_accepted_twice(midi, sheet, offer, coordinator):
    for _ in range(2):
        hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    assert OutgoingMail.objects.filter(kind="host_offer").count() == 1


def test_an_offer_is_refused_when_it_was_withdrawn_before_it_is_accepted(offer, representative, coordinator):
    hosting.withdraw_offer(offer_id=offer.pk, user=representative)
    for decide in (hosting.accept_offer, hosting.decline_offer):
        with pytest.raises(errors.OfferDecided):
            decide(offer_id=offer.pk, user=coordinator)


def test_an_accepted_offer_is_tied_to_its_date_when_the_date_is_published_later(kind, sheet, offer, coordinator):
    hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    offer.refresh_from_db()
    assert offer.occurrence is None
    page = event_page(kind=kind, dates=[row(day=dt.date(2027, 1, 14))], host=offer.organisation, place_fr="")
    offer.refresh_from_db()
    assert offer.occurrence == date_of(page)


def test_an_accepted_offer_waits_on_when_the_date_has_another_host(kind, offer, coordinator, other_organisation):
    hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    event_page(kind=kind, dates=[row(day=dt.date(2027, 1, 14))], host=other_organisation)
    offer.refresh_from_db()
    assert offer.occurrence is None
    hosting.decline_offer(offer_id=offer.pk, user=coordinator)


def test_an_accepted_host_stays_when_the_offer_is_declined_afterwards(midi, sheet, offer, coordinator):
    hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    with pytest.raises(errors.HostNamed):
        hosting.decline_offer(offer_id=offer.pk, user=coordinator)


@pytest.mark.parametrize("decide", [hosting.accept_offer, hosting.decline_offer])
def test_an_offer_is_left_alone_when_a_representative_decides(decide, offer, representative):
    with pytest.raises(errors.NotYourOffer):
        decide(offer_id=offer.pk, user=representative)


def test_the_organisation_hears_of_the_decision_when_an_offer_is_decided(midi, sheet, offer, other_offer, coordinator):
    hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    hosting.decline_offer(offer_id=other_offer.pk, user=coordinator)
    mails = OutgoingMail.objects.filter(kind="host_offer").order_by("pk")
    assert [mail.recipient for mail in mails] == [offer.created_by.email, other_offer.created_by.email]
    assert "janvier 2027" in mails[0].text
    assert "14 janvier" in mails[0].text.replace("\u00a0", " ")


# Months


def test_the_month_is_the_one_here_when_the_date_starts_in_the_night(kind):
    event_page(kind=kind, dates=[row(day=dt.date(2027, 2, 1), start_time=dt.time(0, 15), end_time=dt.time(1))])
    february = read_month(kind, dt.date(2027, 2, 1), user=None, now=NOW)
    assert february.date is not None
    assert read_month(kind, JANUARY, user=None, now=NOW).date is None


def test_a_cancelled_date_leaves_the_month_free_when_months_are_read(kind, organisation):
    event_page(kind=kind, dates=[row(day=dt.date(2027, 1, 14), status="cancelled")], host=organisation)
    month = read_month(kind, JANUARY, user=None, now=NOW)
    assert (month.date, month.is_free, month.shown.status) == (None, True, "cancelled")


def test_the_usual_weekday_is_suggested_when_a_month_has_no_date(midi, kind):
    assert usual_day(kind, dt.date(2027, 3, 1)) == dt.date(2027, 3, 11)
    assert usual_day(EventKindFactory(name_fr="Autre"), JANUARY) == JANUARY


def test_the_week_beside_is_suggested_when_the_usual_day_is_a_holiday(kind):
    rule = Repetition("weekday", JANUARY, dt.date(2027, 6, 30), weekdays=(3,), nths=(1,), skip_school_holidays=("nl",))
    event_page(kind=kind, dates=[row(day=dt.date(2027, 1, 7))], repetition=rule.to_json())
    # Ascension Day is the first Thursday of May 2027.
    assert usual_day(kind, dt.date(2027, 5, 1)) == dt.date(2027, 5, 13)
    easter = {"first_day": dt.date(2027, 3, 29), "last_day": dt.date(2027, 4, 11), "name_fr": "Pâques"}
    SchoolHoliday.objects.create(community="fr", name_nl="Pasen", **easter)
    assert usual_day(kind, dt.date(2027, 4, 1)) == dt.date(2027, 4, 1)
    SchoolHoliday.objects.create(community="nl", name_nl="Pasen", **easter)
    assert usual_day(kind, dt.date(2027, 4, 1)) == dt.date(2027, 4, 15)


def test_months_cost_two_queries_when_there_are_many(midi, kind, offer, other_offer, django_assert_num_queries):
    for number in range(10):
        event_page(title=f"Midi {number}", kind=kind, dates=[row(day=dt.date(2027, 2, 1 + number))])
    with django_assert_num_queries(2):
        for month in read_months(kind, JANUARY, 12, user=None, now=NOW):
            assert month.host is None
            assert all(one.organisation.name for one in month.offers)


# The CMS


@pytest.fixture
def cms(signed_in, coordinator):
    return signed_in(coordinator)


def test_the_page_shows_months_offers_and_who_never_hosted_when_the_coordinator_opens_it(
    cms, kind, midi, offer, other_offer
):
    text = cms.get(reverse("hosts", args=[kind.slug])).text
    assert offer.organisation.name in text
    assert reverse("offer_accept", args=[offer.pk]) in text
    assert reverse("offer_decline", args=[other_offer.pk]) in text


def test_the_menu_names_the_page_when_a_kind_has_turns(cms, kind):
    renew_stamp()
    assert kinds_in_turn() == [kind]
    assert reverse("hosts", args=[kind.slug]) in cms.get(reverse("wagtailadmin_home")).text


def test_the_register_counts_turns_when_dates_are_over(cms, kind, organisation, other_organisation):
    past = [
        row(day=dt.date(2026, 9, 10)),
        row(day=dt.date(2026, 10, 8)),
        row(day=dt.date(2026, 10, 9), status="cancelled"),
    ]
    event_page(kind=kind, dates=past, host=organisation)
    response = cms.get(reverse("hosts", args=[kind.slug]))
    counted = {one.name_fr: (one.hosted_count, one.last_hosted) for one in response.context["object_list"]}
    assert counted[organisation.name_fr][0] == 2
    assert timezone.localtime(counted[organisation.name_fr][1]).date() == dt.date(2026, 10, 8)
    assert counted[other_organisation.name_fr] == (0, None)
    assert [one.name_fr for one in response.context["object_list"]][-1] == organisation.name_fr


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?turn=never", ["La Ruche aux Devoirs"]),
        ("?turn=hosted", ["L’Escale du Canal"]),
        ("?q=ruché", ["La Ruche aux Devoirs"]),
    ],
)
@pytest.mark.usefixtures("other_organisation")
def test_the_register_is_searched_and_filtered_when_asked(query, found, cms, kind, organisation):
    event_page(kind=kind, dates=[row(day=dt.date(2026, 9, 10))], host=organisation)
    response = cms.get(reverse("hosts_results", args=[kind.slug]) + query)
    assert [one.name_fr for one in response.context["object_list"]] == found


@pytest.mark.parametrize("kind_of_file", ["csv", "xlsx"])
def test_the_register_is_exported_when_asked(kind_of_file, cms, kind, organisation):
    response = cms.get(reverse("hosts", args=[kind.slug]) + f"?export={kind_of_file}")
    assert response.status_code == 200
    assert b"".join(response.streaming_content if response.streaming else [response.content])


@pytest.mark.parametrize(
    "query", ["?ordering=abc", "?ordering=-hosted_count", "?turn=abc", "?q=%00", "?p=abc", "?turn=%00"]
)
def test_the_page_is_shown_when_the_query_is_nonsense(query, cms, kind, organisation):
    assert cms.get(reverse("hosts", args=[kind.slug]) + query).status_code == 200


def test_the_page_asks_as_much_when_there_are_twenty_organisations(cms, kind, midi):
    def count():
        renew_stamp()
        with CaptureQueriesContext(connection) as queries:
            assert cms.get(reverse("hosts", args=[kind.slug])).status_code == 200
        return len(queries)

    count()
    for number in range(2):
        offer_of_a_member(kind, number)
    first = count()
    for number in range(2, 20):
        offer_of_a_member(kind, number)
    assert count() == first


def offer_of_a_member(kind, number):
    mandate = RepresentativeFactory(organisation=OrganisationFactory(name_fr=f"Membre {number}"))
    hosting.offer_month(organisation=mandate.organisation, kind=kind, month=JANUARY, user=mandate.user)


def test_what_will_be_filled_in_is_shown_when_an_offer_is_opened(cms, midi, sheet, offer):
    text = cms.get(reverse("offer_accept", args=[offer.pk])).text
    assert "quai des Mariniers 12" in text
    assert "De plain-pied" in text
    offer.refresh_from_db()
    assert offer.status == "offered"


def test_the_date_is_published_when_the_offer_is_accepted_in_the_cms(cms, midi, sheet, offer):
    response = cms.post(reverse("offer_accept", args=[offer.pk]), {"place_fr": "", "place_nl": ""})
    assert response.url == reverse("hosts", args=[offer.kind.slug])
    assert date_of(midi).host == offer.organisation


def test_the_form_comes_back_when_the_place_is_needed_and_missing(cms, midi, offer):
    response = cms.post(reverse("offer_accept", args=[offer.pk]), {})
    assert response.status_code == 200
    assert "place_fr" in response.context["form"].errors
    assert cms.post(reverse("offer_accept", args=[offer.pk]), {"place_fr": "x" * 300}).status_code == 200
    assert cms.post(reverse("offer_accept", args=[offer.pk]), {"place_fr": "a\x00"}).status_code == 200


def test_the_form_of_the_new_date_is_filled_in_when_the_month_has_none(cms, kind, offer):
    response = cms.post(reverse("offer_accept", args=[offer.pk]), {})
    assert response.url.startswith(reverse("new_event_of_kind", args=[kind.slug]))
    form = cms.get(response.url).context["form"]
    assert form.initial["host"] == offer.organisation
    assert form.initial["day"] == JANUARY


@pytest.mark.parametrize("query", ["?host=abc&day=abc", "?host=999999", "?day=9999-01-01", "?host=%00&day=%00"])
def test_the_form_of_a_new_event_opens_when_what_it_starts_from_is_nonsense(query, cms, kind):
    assert cms.get(reverse("new_event_of_kind", args=[kind.slug]) + query).status_code == 200


@pytest.mark.usefixtures("midi", "sheet")
def test_the_coordinator_is_told_when_the_month_was_taken_meanwhile(cms, offer, other_offer, coordinator):
    LocationFactory(organisation=other_offer.organisation)
    hosting.accept_offer(offer_id=offer.pk, user=coordinator)
    response = cms.post(reverse("offer_accept", args=[other_offer.pk]), {}, follow=True)
    assert offer.organisation.name in str(next(iter(response.context["messages"])))


def test_an_offer_is_declined_when_the_button_is_pressed(cms, offer):
    assert cms.get(reverse("offer_decline", args=[offer.pk])).status_code == 405
    assert cms.post(reverse("offer_decline", args=[offer.pk])).status_code == 302
    offer.refresh_from_db()
    assert offer.status == "declined"


def test_the_dashboard_tells_of_offers_when_some_wait(cms, kind, offer):
    renew_stamp()
    assert reverse("hosts", args=[kind.slug]) in cms.get(reverse("wagtailadmin_home")).text


CMS_TABLE = {
    "anonymous": {"hosts": 302, "offer_accept": 302, "offer_decline": 302},
    "representative": {"hosts": 302, "offer_accept": 302, "offer_decline": 302},
    "editor": {"hosts": 302, "offer_accept": 302, "offer_decline": 302},
    "coordinator": {"hosts": 200, "offer_accept": 200, "offer_decline": 302},
}


@pytest.fixture
def browsers(signed_in, representative, coordinator, django_user_model):
    """A browser for each role of the table."""
    editor = django_user_model.objects.create_user("redaction@coordination.example")
    editor.groups.add(Group.objects.get(name="Rédaction"))
    users = {"representative": representative, "coordinator": coordinator, "editor": editor}
    return {"anonymous": Client()} | {role: signed_in(user) for role, user in users.items()}


@pytest.mark.parametrize(
    ("role", "name", "status"), [(role, name, row[name]) for role, row in CMS_TABLE.items() for name in row]
)
def test_only_the_coordination_decides_when_roles_open_the_cms(role, name, status, offer, browsers):
    address = reverse(name, args=[offer.kind.slug if name == "hosts" else offer.pk])
    browser = browsers[role]
    response = browser.post(address) if name == "offer_decline" else browser.get(address)
    assert response.status_code == status
    offer.refresh_from_db()
    assert offer.status == ("declined" if (role, name) == ("coordinator", "offer_decline") else "offered")


@pytest.mark.parametrize("slug", ["rien", "seminaire"])
def test_no_page_is_found_when_the_kind_has_no_turns(slug, cms, kind):
    EventKind.objects.create(name_fr="Seminaire")
    assert cms.get(f"/gestion/agenda/hotes/{slug}/", follow=True).status_code == 404


# The member space


@pytest.fixture
def member(signed_in, representative, kind):
    renew_stamp()
    return signed_in(representative)


def offering(member, member_organisation, **fields):
    values = {"organisation": member_organisation.pk, "month": "2027-01-01", "note": "Quarante chaises"} | fields
    return member.post(reverse("members:hosting"), values)


def test_a_month_is_offered_when_the_form_is_sent_twice(member, organisation):
    assert [offering(member, organisation).status_code for _ in range(2)] == [302, 302]
    assert HostOffer.objects.get().note == "Quarante chaises"
    assert "Quarante chaises" in member.get(reverse("members:hosting")).text


@pytest.mark.parametrize(
    "fields",
    [
        {"month": ""},
        {"month": "abc"},
        {"month": "2020-01-01"},
        {"month": "9999-12-31"},
        {"month": "\x00"},
        {"organisation": "abc"},
        {"organisation": "999999"},
        {"note": "x" * 400},
        {"note": "a\x00"},
    ],
)
def test_the_form_comes_back_in_words_when_it_is_wrong(fields, member, organisation):
    response = offering(member, organisation, **fields)
    assert response.status_code == 200
    assert "error-summary" in response.text
    assert not HostOffer.objects.exists()


def test_no_offer_is_made_when_it_is_for_another_organisation(member, other_organisation):
    assert "error-summary" in offering(member, other_organisation).text
    assert not HostOffer.objects.exists()


@pytest.mark.parametrize("query", ["?type=abc", "?type=%00", "?type="])
def test_the_first_kind_is_shown_when_the_type_is_nonsense(query, member):
    assert member.get(reverse("members:hosting") + query).status_code == 200


def test_offers_of_others_stay_secret_when_a_member_reads_the_months(member, other_offer):
    text = member.get(reverse("members:hosting")).text
    assert other_offer.organisation.name not in text
    assert 'value="2027-01-01"' in text


def test_a_taken_month_cannot_be_chosen_when_a_member_reads_the_months(member, kind, other_organisation):
    event_page(kind=kind, dates=[row(day=dt.date(2027, 1, 14))], host=other_organisation)
    assert 'value="2027-01-01"' not in member.get(reverse("members:hosting")).text


def test_an_offer_is_withdrawn_when_its_own_organisation_asks(member, offer):
    assert member.get(reverse("members:withdraw_offer", args=[offer.pk])).url == reverse("members:hosting")
    for _ in range(2):
        assert member.post(reverse("members:withdraw_offer", args=[offer.pk])).status_code == 302
    offer.refresh_from_db()
    assert offer.status == "withdrawn"


def test_an_offer_does_not_exist_when_another_organisation_withdraws_it_by_address(
    offer, signed_in, other_representative
):
    response = signed_in(other_representative).post(reverse("members:withdraw_offer", args=[offer.pk]))
    assert response.status_code == 404
    offer.refresh_from_db()
    assert offer.status == "offered"


def test_visitors_sign_in_when_they_open_the_page_of_hosts(kind, client):
    assert client.get(reverse("members:hosting")).status_code == 302
    assert client.post(reverse("members:withdraw_offer", args=[1])).status_code == 302


def test_the_page_is_not_found_when_no_kind_has_turns(site_tree, signed_in, representative):
    EventKind.objects.update(hosts_in_turn=False)
    renew_stamp()
    client = signed_in(representative)
    assert client.get(reverse("members:hosting")).status_code == 404
    assert reverse("members:hosting") not in client.get(reverse("members:home")).text


def test_the_member_page_asks_as_much_when_there_are_twenty_dates(member, kind, organisation, representative):
    def count():
        renew_stamp()
        with CaptureQueriesContext(connection) as queries:
            assert member.get(reverse("members:hosting")).status_code == 200
        return len(queries)

    event_page(kind=kind, dates=[row(day=dt.date(2027, 2, 1))])
    hosting.offer_month(organisation=organisation, kind=kind, month=dt.date(2027, 2, 1), user=representative)
    count()
    first = count()
    for number in range(3, 8):
        page = event_page(
            title=f"Midi {number}", kind=kind, dates=[row(day=dt.date(2027, number, n)) for n in range(1, 5)]
        )
        assert len(dates_of(page)) == 4
        hosting.offer_month(organisation=organisation, kind=kind, month=dt.date(2027, number, 1), user=representative)
    assert Occurrence.objects.filter(kind=kind).count() > 20
    assert count() == first
