"""An organisation's sheet: what it tells now, who may read it, and what it never tells."""

import datetime as dt
import json
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from factories.events import event_page
from factories.network import (
    LocationFactory,
    MembershipFactory,
    OpeningSlotFactory,
    OrganisationFactory,
    ThemeFactory,
)
from wagtail.models import Site

from charter.models import CharterVersion, Signature
from home.models import SiteSettings
from network.models import Closure, OpeningSlot, Organisation, Service

pytestmark = pytest.mark.django_db
PATH = "/fr/reseau/lescale-du-canal/"
QUERIES = (24, 4)


def on_monday(hour, minute=0):
    return time_machine.travel(dt.datetime(2026, 11, 23, hour, minute, tzinfo=ZoneInfo("Europe/Brussels")), tick=False)


def structured(response) -> dict:
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(block[1])


@pytest.fixture
def sheet(organisation, site_tree):
    """A published organisation with an address and Monday hours."""
    LocationFactory(organisation=organisation)
    OpeningSlotFactory(organisation=organisation)
    return organisation


def test_the_doors_are_said_open_until_the_hour_when_they_are(client, sheet):
    with on_monday(10):
        assert client.get(PATH).context["sheet"].doors.open_now.until.isoformat() == "2026-11-23T13:00:00"


def test_the_next_opening_is_said_when_the_doors_are_closed(client, sheet):
    with on_monday(13):
        shown = client.get(PATH).context["sheet"].doors
    assert shown.open_now is None
    assert shown.next_opening.begins.isoformat() == "2026-11-30T09:30:00"


def test_a_closure_is_said_with_its_reason_when_it_covers_today(client, sheet):
    Closure.objects.create(
        organisation=sheet, first_day="2026-11-23", last_day="2026-11-24", reason_fr="Formation de l’équipe"
    )
    with on_monday(10):
        response = client.get(PATH)
    assert response.context["sheet"].doors.open_now is None
    assert "Formation de l’équipe" in response.content.decode()


def test_the_hours_are_drawn_and_stand_in_a_table_when_there_are_slots(client, sheet):
    with on_monday(10):
        text = client.get(PATH).content.decode()
    assert '<rect x="15.0%" y="1" width="35.0%"' in text
    assert text.count("9\u00a0h\u00a030 – 13\u00a0h") == 2
    assert "style=" not in text


def test_everything_is_shown_when_the_sheet_is_full(client, sheet):
    theme = ThemeFactory(name_fr="Dettes")
    sheet.themes.add(theme)
    sheet.enterprise_number = "0877761611"
    sheet.phone, sheet.website, sheet.member_since = "02 000 00 00", "https://www.escale.example/", 2005
    sheet.save()
    Service.objects.create(organisation=sheet, title_fr="École de devoirs", status=Service.Status.PAUSED)
    Service.objects.create(organisation=sheet, title_fr="Service arrêté", status=Service.Status.ENDED)
    MembershipFactory(organisation=sheet, group__name_fr="Logement")
    version = CharterVersion.objects.create(number=1, adopted_on="2020-01-01")
    Signature.objects.create(organisation=sheet, version=version)
    event_page(title="Midi chez nous", host=sheet)
    text = client.get(PATH).content.decode()
    for expected in (
        'href="/fr/reseau/?theme=dettes"',
        "0877.761.611",
        'href="tel:+3220000000"',
        ">escale.example</a>",
        "2005",
        "École de devoirs",
        "Logement",
        "Midi chez nous",
        "openstreetmap.org/search?query=quai",
    ):
        assert expected in text
    assert "Service arrêté" not in text
    assert "TVA" not in text


def test_a_protected_address_is_nowhere_in_the_page_when_read_by_anyone(readers, sheet):
    refuge = LocationFactory(
        organisation=sheet,
        name_fr="Le Refuge",
        street_fr="rue du Secret 7",
        street_nl="Geheimstraat 7",
        latitude="50.123456",
        protected=True,
    )
    OpeningSlotFactory(organisation=sheet, location=refuge, weekday=2)
    for reader in readers:
        for path in (PATH, PATH.replace("/fr/", "/nl/"), "/fr/reseau/", "/fr/reseau/?q=secret"):
            text = reader.get(path).content.decode()
            for secret in ("Refuge", "rue du Secret", "Geheimstraat", "50.123456", "50,123456"):
                assert secret not in text
    hours = structured(readers[0].get(PATH))["location"][0]["openingHoursSpecification"]
    assert [slot["dayOfWeek"] for slot in hours] == ["Monday"]


def test_the_reader_is_asked_to_call_first_when_the_only_address_is_protected(client, organisation, site_tree):
    LocationFactory(organisation=organisation, street_fr="rue du Secret 7", protected=True)
    OpeningSlotFactory(organisation=organisation)
    response = client.get(PATH)
    assert b"Secret" not in response.content
    assert "location" not in structured(response)


def test_a_protected_address_stays_hidden_when_the_sheet_is_read_again(client, sheet):
    """What is remembered is read by many: a slot must not forget for the second that its address is protected."""
    OpeningSlotFactory(organisation=sheet, location=LocationFactory(organisation=sheet, protected=True), weekday=2)
    first, second = client.get(PATH), client.get(PATH)
    assert [slot["dayOfWeek"] for slot in structured(second)["location"][0]["openingHoursSpecification"]] == ["Monday"]
    assert second.content == first.content


def test_the_point_on_the_map_is_written_without_zeros_when_it_has_few_digits(client, organisation, site_tree):
    LocationFactory(organisation=organisation, latitude="50.830000", longitude="4.345600")
    assert "?mlat=50.83&amp;mlon=4.3456#map=18/50.83/4.3456" in client.get(PATH).text


def test_the_slot_s_address_is_said_when_there_are_several(client, sheet):
    annex = LocationFactory(organisation=sheet, name_fr="L’Annexe", street_fr="rue des Pavés 3", sort_order=2)
    OpeningSlotFactory(organisation=sheet, location=annex, kind=OpeningSlot.Kind.APPOINTMENT)
    slots = client.get(PATH).context["sheet"].slots
    assert {slot.kind: slot.location and slot.location.name for slot in slots} == {
        OpeningSlot.Kind.APPOINTMENT: "L’Annexe",
        OpeningSlot.Kind.DROP_IN: None,
    }


def test_structured_data_follow_schema_org_when_the_sheet_is_read(client, sheet):
    Organisation.objects.filter(pk=sheet.pk).update(kind=Organisation.Kind.CPAS, summary_fr="</script><b>&")
    response = client.get(PATH)
    data = structured(response)
    assert data["@type"] == "GovernmentOrganization"
    assert data["description"] == "</script><b>&"
    assert data["location"][0]["address"]["postalCode"] == "1060"
    assert data["location"][0]["openingHoursSpecification"][0]["opens"] == "09:30"
    assert b"</script><b>" not in response.content


def test_a_mistake_is_reported_by_mail_to_the_coordination_when_it_has_an_address(client, sheet):
    settings = SiteSettings.for_site(Site.objects.get())
    settings.email = "coordination@coordination.example"
    settings.save()
    Organisation.objects.filter(pk=sheet.pk).update(name_fr="L'Escale & Cie")
    text = client.get(PATH).content.decode()
    assert "mailto:coordination@coordination.example?subject=" in text
    assert "L%27Escale%20%26%20Cie" in text


def test_who_may_read_a_sheet_when_it_is_not_published(readers, sheet):
    Organisation.objects.filter(pk=sheet.pk).update(published=False)
    answers = [reader.get(PATH) for reader in readers]
    assert [answer.status_code for answer in answers] == [404, 404, 200, 200]
    assert all(b"notice--warning" in answer.content for answer in answers[2:])


def test_internal_notes_are_never_shown_when_the_coordinator_reads(signed_in, sheet, coordinator):
    Organisation.objects.filter(pk=sheet.pk).update(notes="Appeler avant midi")
    assert "Appeler avant midi" not in signed_in(coordinator).get(PATH).content.decode()


def test_a_sheet_is_not_found_when_its_slug_is_unknown_or_nonsense(client, site_tree):
    for slug in ("inconnue", "%00", "x" * 5000, "a/b", "É"):
        assert client.get(f"/fr/reseau/{slug}/").status_code == 404


def test_no_organisation_hides_the_plan_when_it_is_called_so(site_tree):
    assert OrganisationFactory(name_fr="Plan").slug == "plan-2"


def test_the_sheet_reads_in_dutch_with_french_marked_when_the_dutch_is_missing(client, sheet):
    text = client.get(PATH.replace("/fr/", "/nl/")).content.decode()
    assert '<h1 lang="fr">L’Escale du Canal</h1>' in text
    assert "Een sociale permanentie" in text
    assert "Schipperskaai 12" in text
    assert "Maandag" in text


@pytest.mark.parametrize("size", [2, 20])
def test_the_sheet_makes_no_query_per_part_when_it_grows(queries_of, sheet, size):
    for number in range(size):
        LocationFactory(organisation=sheet, sort_order=number)
        OpeningSlotFactory(organisation=sheet, weekday=number % 7)
        Service.objects.create(organisation=sheet, title_fr=f"Service {number}")
        Closure.objects.create(organisation=sheet, first_day="2030-01-01", last_day="2030-01-02")
        sheet.themes.add(ThemeFactory())
        MembershipFactory(organisation=sheet)
    sheet.save()
    event_page(host=sheet, days=range(1, size + 1))
    assert queries_of(PATH) == QUERIES


@pytest.mark.parametrize(("dutch", "shown"), [("Frans, Turks", ">Frans, Turks<"), ("", ' lang="fr">français, turc<')])
def test_languages_are_named_in_the_readers_language_when_they_can_be(client, sheet, dutch, shown):
    Organisation.objects.filter(pk=sheet.pk).update(languages_fr="français, turc", languages_nl=dutch)
    assert f"<span{shown}" in client.get(PATH.replace("/fr/", "/nl/")).content.decode()


def told(client) -> list[dict]:
    return structured(client.get(PATH))["location"][0]["openingHoursSpecification"]


def test_the_days_that_are_not_as_every_week_are_told_to_search_engines(client, sheet):
    OpeningSlotFactory(organisation=sheet, weekday=1, opens=dt.time(14), closes=dt.time(16), weeks="2")
    Closure.objects.create(organisation=sheet, first_day="2026-12-05", last_day="2026-12-13")
    with on_monday(10):
        found = told(client)
    dated = [(one["validFrom"], one["validThrough"], one["opens"], one["closes"]) for one in found[1:]]
    assert found[0] == {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": "Monday",
        "opens": "09:30",
        "closes": "13:00",
    }
    # The second Tuesday of December is in the closure.
    assert dated == [("2026-12-07", "2026-12-07", "00:00", "00:00")]


def test_a_day_and_a_night_are_told_apart_from_a_day_without_hours(client, sheet):
    OpeningSlotFactory(organisation=sheet, weekday=2, opens=dt.time(0), closes=dt.time(0))
    with on_monday(10):
        assert [(one["opens"], one["closes"]) for one in told(client)] == [("09:30", "13:00"), ("00:00", "23:59")]


def test_hours_without_address_are_at_no_place_when_the_first_address_is_protected(client, organisation, site_tree):
    LocationFactory(organisation=organisation, street_fr="rue du Secret 7", protected=True, sort_order=0)
    LocationFactory(organisation=organisation, street_fr="rue Ouverte 1", sort_order=1)
    OpeningSlotFactory(organisation=organisation)
    assert "openingHoursSpecification" not in structured(client.get(PATH))["location"][0]


def test_the_pause_is_told_with_its_last_day_when_all_services_are_closed(client, sheet):
    Service.objects.create(organisation=sheet, title_fr="Permanence", status="paused", status_until="2026-12-31")
    with on_monday(10):
        text = client.get(PATH).text
    assert "Suspendu jusqu’au 31\u00a0décembre 2026." in text
    assert "suspendu jusqu’au 31\u00a0décembre 2026" in text
    assert "Ouvre le lundi 4\u00a0janvier à 9\u00a0h\u00a030, sans rendez-vous." in text


def test_the_reader_is_asked_to_call_first_when_the_hours_are_two_years_old(client, sheet):
    Organisation.objects.filter(pk=sheet.pk).update(last_verified="2020-01-01")
    with on_monday(10):
        text = client.get(PATH).text
    assert "Heures non vérifiées depuis deux ans\u00a0: appelez d’abord." in text
    assert "Ouvert maintenant" not in text


def test_a_night_is_said_to_last_until_tomorrow(client, organisation, site_tree):
    OpeningSlotFactory(organisation=organisation, opens=dt.time(20), closes=dt.time(8))
    with on_monday(21):
        assert "jusqu’à demain 8\u00a0h." in client.get(PATH).text
        assert "tot morgen 8\u00a0u." in client.get(PATH.replace("/fr/", "/nl/")).text
        assert "jusqu’à demain 8\u00a0h." in client.get("/fr/reseau/").text
