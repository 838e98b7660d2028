"""Pages and feeds kept whole: the same bytes while nothing changes, and the new ones at the next request."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone
from factories.events import date_of, event_page, fresh, in_days
from factories.network import (
    LocationFactory,
    MembershipFactory,
    OpeningSlotFactory,
    OrganisationFactory,
    WorkingGroupFactory,
)
from factories.sign_up import signed_up
from factories.visits import NOON, Visit

from charter.models import CharterVersion, Signature
from events.seats import services as seats
from home.models import HomePage, NewsIndexPage, NewsPage, SiteSettings
from home.pages.tree import add_page, translate
from network.models import Closure, GroupsPage, Organisation, Service, WorkingGroupPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(visit):
    return event_page(title="Midi au quai", capacity=10)


@pytest.mark.parametrize(
    "path", ["/fr/", "/nl/", "/fr/agenda/", "/fr/agenda/agenda.ics", "/fr/reseau/", "/fr/groupes/"]
)
def test_the_kept_answer_is_the_same_when_nothing_changed(event, visit, path):
    first, second = visit(path), visit(path)
    assert first == second
    assert first[0] == "200 OK"
    assert visit.asked == 1


def test_each_minute_is_asked_anew_when_time_passes(event, visit):
    visit("/fr/agenda/")
    with time_machine.travel(NOON + dt.timedelta(minutes=1), tick=False):
        visit("/fr/agenda/")
    assert visit.asked == 2


def test_a_date_leaves_the_list_when_it_is_over(visit):
    page = event_page(title="Midi au quai", days=(0,))
    assert "Midi au quai" in visit.text("/fr/agenda/")
    with time_machine.travel(date_of(page).end, tick=False):
        assert "Midi au quai" not in visit.text("/fr/agenda/")


def test_the_panel_says_closed_when_sign_up_closes(event, visit):
    address = event.get_url()
    before = visit.text(address)
    with time_machine.travel(date_of(event).closes_at, tick=False):
        after = visit.text(address)
    assert "Inscriptions closes" not in before
    assert "Inscriptions closes" in after


def rename_event(event):
    page = fresh(event)
    page.title = "Soupe au quai"
    page.save_revision().publish()
    return "Soupe au quai"


def cancel_event(event):
    page = fresh(event)
    row = page.dates.get()
    row.status, row.reason_fr = "cancelled", "La chaudière est en panne."
    page.dates.add(row)
    page.save_revision().publish()
    return "Annulé"


def rename_kind(event):
    event.kind.name_fr = event.kind.plural_fr = "Rencontre de midi"
    event.kind.save()
    return "Rencontre de midi"


def write_notice(event):
    settings = SiteSettings.objects.get()
    settings.notice_fr = "Le bureau est fermé vendredi."
    settings.save()
    return "Le bureau est fermé vendredi."


def publish_news(event):
    add_page(NewsIndexPage.objects.get(locale__language_code="fr"), NewsPage(title="La soupe revient", date=in_days(0)))
    return "La soupe revient"


def retitle_home(event):
    home = HomePage.objects.get(locale__language_code="fr")
    home.headline = "Un autre accueil."
    home.save_revision().publish()
    return "Un autre accueil."


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/fr/agenda/", rename_event),
        ("/fr/agenda/midi-au-quai/", rename_event),
        ("/fr/agenda/agenda.ics", rename_event),
        ("/fr/agenda/agenda.json", rename_event),
        ("/fr/agenda/agenda.rss", rename_event),
        ("/nl/agenda/", rename_event),
        ("/fr/", rename_event),
        ("/fr/agenda/", cancel_event),
        ("/fr/agenda/midi-au-quai/", cancel_event),
        ("/fr/agenda/", rename_kind),
        ("/fr/agenda/agenda.ics", rename_kind),
        ("/fr/agenda/", write_notice),
        ("/fr/reseau/", write_notice),
        ("/fr/actualites/", publish_news),
        ("/fr/", retitle_home),
    ],
)
def test_the_new_bytes_come_at_the_next_request_when_the_agenda_changes(event, visit, path, change):
    before = visit(path)
    assert visit(path) == before
    words = change(event)
    assert words.encode() not in before[2]
    assert words in visit.text(path)


def test_what_is_left_is_told_when_seats_are_taken_and_given_back(event, visit, organisation, representative):
    date = date_of(event)
    address = event.get_url()
    told = [visit.text(address)]
    registration = signed_up(date, organisation, representative, "A", "B")
    told.append(visit.text(address))
    seats.cancel(seat_ids=[seat.pk for seat in registration.seats.all()], occurrence_id=date.pk, user=representative)
    told.append(visit.text(address))
    seats.set_capacity(occurrence_id=date.pk, capacity=7)
    told.append(visit.text(address))
    assert visit.asked == 4
    assert organisation.name in told[1]
    assert organisation.name not in told[2]
    assert len({told[0], told[1], told[3]}) == 3


def test_the_event_is_gone_when_it_is_unpublished(event, visit):
    assert visit(event.get_url())[0] == "200 OK"
    fresh(event).unpublish()
    assert visit(event.get_url())[0].startswith("404")
    assert "STATUS:CANCELLED" in visit.text("/fr/agenda/agenda.ics")


def test_the_dutch_page_is_dutch_when_it_is_translated(event, visit):
    address = event.get_url().replace("/fr/", "/nl/")
    assert "Midi au quai" in visit.text(address)
    translate(fresh(event), {"Midi au quai": "Middag aan de kade"})
    assert "Middag aan de kade" in visit.text(address)


def test_the_page_answers_at_its_new_address_when_it_is_renamed(event, visit):
    assert visit("/fr/agenda/soupe/")[0].startswith("404")
    page = fresh(event)
    page.slug = "soupe"
    page.save_revision().publish()
    assert visit("/fr/agenda/soupe/")[0] == "200 OK"


def rename_organisation(organisation):
    organisation.name_fr = "La Nouvelle Escale"
    organisation.save()
    return "La Nouvelle Escale"


def open_a_door(organisation):
    OpeningSlotFactory(organisation=organisation, opens=dt.time(6, 25), closes=dt.time(7, 35))
    return "6\u00a0h\u00a025"


def close_for_days(organisation):
    OpeningSlotFactory(organisation=organisation)
    Closure.objects.create(
        organisation=organisation, first_day=in_days(0), last_day=in_days(3), reason_fr="Inventaire des soupes"
    )
    return "Inventaire des soupes"


def move(organisation):
    LocationFactory(organisation=organisation, street_fr="rue des Soupes 4")
    return "rue des Soupes 4"


def serve(organisation):
    Service.objects.create(organisation=organisation, title_fr="Soupe de minuit")
    return "Soupe de minuit"


@pytest.mark.parametrize("change", [rename_organisation, open_a_door, close_for_days, move, serve])
def test_the_sheet_is_true_when_the_organisation_changes(visit, change):
    organisation = OrganisationFactory(name_fr="Escale")
    address = f"/fr/reseau/{organisation.slug}/"
    before = visit.text(address)
    words = change(organisation)
    assert words not in before
    assert words in visit.text(address)


def test_the_directory_lists_it_when_an_organisation_arrives_and_leaves(visit):
    assert "Escale nouvelle" not in visit.text("/fr/reseau/")
    organisation = OrganisationFactory(name_fr="Escale nouvelle")
    assert "Escale nouvelle" in visit.text("/fr/reseau/")
    Organisation.objects.get(pk=organisation.pk).delete()
    assert "Escale nouvelle" not in visit.text("/fr/reseau/")


def test_the_group_names_its_members_when_one_joins(visit):
    group = WorkingGroupFactory(name_fr="Logement")
    add_page(GroupsPage.objects.get(locale__language_code="fr"), WorkingGroupPage(title="Logement", group=group))
    organisation = OrganisationFactory(name_fr="Toit Ouvert")
    assert "Toit Ouvert" not in visit.text("/fr/groupes/logement/")
    membership = MembershipFactory(group=group, organisation=organisation)
    assert "Toit Ouvert" in visit.text("/fr/groupes/logement/")
    membership.delete()
    assert "Toit Ouvert" not in visit.text("/fr/groupes/logement/")


def test_the_charter_names_who_signed_when_somebody_signs(visit):
    version = CharterVersion.objects.create(number="1", adopted_on=in_days(-100))
    organisation = OrganisationFactory(name_fr="Signataire du Quai")
    assert "Signataire du Quai" not in visit.text("/fr/charte/")
    Signature.objects.create(organisation=organisation, version=version, signed_on=timezone.localdate())
    assert "Signataire du Quai" in visit.text("/fr/charte/")


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/fr/agenda/", "POST", {}),
        ("/fr/agenda/", "GET", {"Cookie": "sessionid=abc"}),
        ("/fr/agenda/", "GET", {"Cookie": "theme=dark; messages=abc"}),
        ("/fr/agenda/", "GET", {"Authorization": "Basic eDp5"}),
        ("/fr/membres/", "GET", {}),
        ("/fr/recherche/?q=midi", "GET", {}),
        ("/fr/rien-du-tout/", "GET", {}),
        (f"/fr/agenda/?q={'x' * 500}", "GET", {}),
        ("/healthz", "GET", {}),
        ("/", "GET", {}),
    ],
)
def test_nothing_is_kept_when_an_answer_is_not_for_everybody(visit, path, method, headers):
    for _ in range(2):
        visit(path, method, **headers)
    assert visit.asked == 2


def test_a_part_and_the_page_are_kept_apart_when_a_script_asks(event, visit):
    whole = visit("/fr/agenda/")[2]
    part = visit("/fr/agenda/", **{"HX-Request": "true"})[2]
    assert whole != part
    assert visit("/fr/agenda/")[2] == whole


def test_a_calendar_is_not_sent_again_when_its_reader_has_it(event, visit):
    tag = visit("/fr/agenda/agenda.ics")[1]["ETag"]
    for pattern in ("{0}", "W/{0}", '"other", {0}', "*"):
        status, fields, content = visit("/fr/agenda/agenda.ics", **{"If-None-Match": pattern.format(tag)})
        assert (status, content) == ("304 Not Modified", b"")
        assert fields["ETag"] == tag
        assert fields["Cache-Control"]
    assert visit.asked == 1


def test_the_tag_decides_too_when_the_calendar_is_not_kept_yet(event, visit):
    tag = Visit()("/fr/agenda/agenda.ics")[1]["ETag"]
    rename_kind(event)
    assert visit("/fr/agenda/agenda.ics", **{"If-None-Match": tag})[0] == "200 OK"
    assert visit.asked == 1
    tag = visit("/fr/agenda/agenda.ics")[1]["ETag"]
    assert visit("/fr/agenda/agenda.ics", **{"If-None-Match": tag})[0].startswith("304")


def test_the_tag_decides_too_when_an_answer_is_too_large_to_keep(event, visit, monkeypatch):
    monkeypatch.setattr("config.page_cache.LARGEST_ANSWER", 100)
    whole = visit("/fr/agenda/agenda.ics")
    assert visit("/fr/agenda/agenda.ics")[2] == whole[2]
    status, fields, content = visit("/fr/agenda/agenda.ics", **{"If-None-Match": whole[1]["ETag"]})
    assert (status, content) == ("304 Not Modified", b"")
    assert fields["ETag"] == whole[1]["ETag"]
    assert visit.asked == 3


def test_a_poster_is_not_drawn_again_when_its_reader_has_it(event, visit, monkeypatch):
    tag = visit(f"{event.get_url()}affiche.pdf")[1]["ETag"]
    monkeypatch.setattr("events.posters.views.poster_pdf", lambda *_drawn: pytest.fail("drawn again"))
    status, _fields, content = visit(f"{event.get_url()}affiche.pdf", **{"If-None-Match": tag})
    assert status.startswith("304")
    assert content == b""


def test_memory_is_given_back_when_answers_are_over(event, visit):
    visit("/fr/agenda/")
    visit("/fr/")
    assert len(visit.application.kept.plain.answers) == 2
    with time_machine.travel(NOON + dt.timedelta(minutes=1), tick=False):
        visit("/fr/agenda/")
    assert len(visit.application.kept.plain.answers) == 1
    rename_event(event)
    visit("/fr/")
    assert len(visit.application.kept.plain.answers) == 1


def test_memory_is_given_back_when_answers_weigh_too_much_together(event, visit, monkeypatch):
    monkeypatch.setattr("config.page_cache.MOST_BYTES", 1.5 * len(visit("/fr/agenda/")[2]))
    rename_event(event)
    for path in ("/nl/agenda/", "/fr/agenda/"):
        visit(path)
        assert [key.path for key in visit.application.kept.plain.answers] == [path]


def test_another_process_finds_it_when_redis_keeps_answers(event, visit):
    before = visit("/fr/agenda/agenda.ics")
    other = Visit()
    other.application.shared = visit.application.shared = caches["default"]
    rename_event(event)
    after = visit("/fr/agenda/agenda.ics")
    assert other("/fr/agenda/agenda.ics") == after != before
    assert other("/fr/agenda/agenda.ics") == after
    assert (visit.asked, other.asked) == (2, 0)


def test_nothing_of_before_is_found_when_another_version_starts(event, visit, monkeypatch):
    visit.application.shared = caches["default"]
    visit("/fr/agenda/")
    monkeypatch.setattr("config.page_cache.START", uuid.uuid4())
    other = Visit()
    other.application.shared = caches["default"]
    other("/fr/agenda/")
    assert other.asked == 1


def test_no_body_comes_when_only_the_head_is_asked_for(event, visit):
    whole = visit("/fr/agenda/agenda.ics")
    status, fields, content = visit("/fr/agenda/agenda.ics", "HEAD")
    assert (status, fields, content) == (whole[0], whole[1], b"")


def test_django_answers_when_no_connection_is_open_yet(event, visit, monkeypatch):
    monkeypatch.setattr("config.page_cache.public_version", lambda: "")
    for _ in range(2):
        assert visit("/fr/agenda/")[0] == "200 OK"
    assert visit.asked == 2
