"""A new event from a kind: two steps, no slug, no date typed twice."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from factories.events import in_days
from factories.network import LocationFactory, OrganisationFactory, UserFactory

from events.models import EventKind, EventPage, Occurrence
from events.seats.apologies import excuse

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(db):
    return EventKind.objects.create(
        name_fr="Colloque",
        default_title_fr="Colloque de la coordination",
        default_title_nl="Colloquium van de coördinatie",
        default_introduction_fr="Une journée pour penser ensemble.",
        default_introduction_nl="Een dag om samen te denken.",
        default_start=dt.time(9),
        default_end=dt.time(17),
        default_capacity=200,
        default_closes_days_before=5,
    )


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


def form_of(kind):
    return reverse("new_event_of_kind", args=[kind.slug])


def typed(**values):
    return {
        "title": "Colloque",
        "day": in_days(40).isoformat(),
        "start_time": "09:00",
        "end_time": "17:00",
        "place_fr": "Maison du Peuple",
        "capacity": "200",
    } | values


def test_the_kinds_are_offered_when_a_new_event_is_asked_for(office, kind):
    EventKind.objects.create(name_fr="Ancien", active=False)
    response = office.get(reverse("new_event"))
    assert list(response.context["kinds"]) == [kind]
    assert form_of(kind) in response.content.decode()


def test_the_form_is_filled_from_the_kind_when_one_is_chosen(office, kind):
    form = office.get(form_of(kind)).context["form"]
    assert form.initial == {
        "title": "Colloque de la coordination",
        "title_nl": "Colloquium van de coördinatie",
        "start_time": dt.time(9),
        "end_time": dt.time(17),
        "capacity": 200,
    }


def test_a_draft_opens_in_the_editor_with_everything_from_the_kind_when_the_form_is_sent(office, kind):
    response = office.post(form_of(kind), typed(draft=""))
    page = EventPage.objects.get(alias_of=None)
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert office.get(response["Location"]).status_code == 200
    assert (page.live, page.slug, page.introduction) == (False, "colloque", "Une journée pour penser ensemble.")
    assert (page.sign_up, page.capacity, page.closes_days_before) == ("members", 200, 5)
    assert page.owner.email == "coordination@coordination.example"
    assert not Occurrence.objects.exists()


def test_the_date_is_in_the_agenda_when_publish_now_is_pressed(office, kind):
    office.post(form_of(kind), typed(publish=""))
    date = Occurrence.objects.get()
    assert (date.title, date.capacity, date.place_fr) == ("Colloque", 200, "Maison du Peuple")
    assert date.start.astimezone().time() == dt.time(9)


def test_a_new_event_has_every_default_of_its_kind_when_its_form_is_sent_as_it_came(office, site_tree):
    defaults = {
        "title_fr": "Assemblée",
        "title_nl": "Vergadering",
        "introduction_fr": "Tous les membres.",
        "introduction_nl": "Alle leden.",
        "start": dt.time(18),
        "end": dt.time(21),
        "audience": "tous",
        "asks_meal": True,
        "asks_needs": True,
        "sign_up": "public",
        "capacity": 60,
        "closes_days_before": 4,
        "reminder_days": "14, 2",
    }
    known = {field.name.removeprefix("default_") for field in EventKind._meta.fields if "default_" in field.name}
    assert known == defaults.keys()
    kind = EventKind.objects.create(name_fr="Réunion", **{f"default_{name}": value for name, value in defaults.items()})
    initial = office.get(form_of(kind)).context["form"].initial
    office.post(form_of(kind), initial | {"day": in_days(40).isoformat(), "place_fr": "Ici", "publish": ""})
    page, dutch = EventPage.objects.order_by("pk")
    date = page.dates.get()
    words = {"title_fr": page.title, "title_nl": dutch.title}
    words |= {"introduction_fr": page.introduction, "introduction_nl": dutch.introduction}
    hours = {"start": date.start_time, "end": date.end_time}
    assert defaults == words | hours | {name: getattr(page, name) for name in defaults if hasattr(page, name)}


def test_an_assembly_takes_proxies_and_reminders_when_the_coordinator_gave_them_to_its_kind(
    office, kind, organisation, representative, other_organisation
):
    url = reverse("event_kinds:edit", args=[kind.pk])
    kept = {name: value for name, value in office.get(url).context["form"].initial.items() if value is not None}
    office.post(url, kept | {"takes_proxies": "on", "default_reminder_days": "14, 2"})
    office.post(form_of(kind), typed(publish=""))
    date = Occurrence.objects.get()
    assert date.reminder_days == [14, 2]
    apology = excuse(
        occurrence_id=date.pk, organisation=organisation, user=representative, proxy_holder=other_organisation
    )
    assert apology.proxy_holder == other_organisation


def test_audience_and_questions_come_from_the_kind_when_an_event_is_created(office, kind):
    EventKind.objects.update(default_audience="tous", default_asks_meal=True, default_asks_needs=True)
    office.post(form_of(kind), typed(draft=""))
    page = EventPage.objects.get(alias_of=None)
    assert (page.audience, page.asks_meal, page.asks_needs) == ("tous", True, True)


def test_the_repetition_follows_with_the_first_date_when_the_event_repeats(office, kind):
    response = office.post(form_of(kind), typed(publish="", repeats="on"))
    page = EventPage.objects.get(alias_of=None)
    assert response["Location"] == reverse("event_repetition", args=[page.pk])
    assert not page.live
    form = office.get(response["Location"]).context["form"]
    assert (form["first_day"].value(), form["start_time"].value()) == (in_days(40), dt.time(9))


def test_an_alias_in_dutch_stands_beside_the_event_when_it_is_created(office, kind):
    office.post(form_of(kind), typed(draft=""))
    page = EventPage.objects.get(alias_of=None)
    assert EventPage.objects.get(alias_of=page.pk).locale.language_code == "nl"


def dutch_page():
    return EventPage.objects.get(locale__language_code="nl")


def test_the_event_is_in_dutch_at_once_when_its_dutch_title_is_given(office, client, kind):
    office.post(form_of(kind), typed(title_nl="Colloquium", publish=""))
    page = dutch_page()
    assert (page.live, page.alias_of, page.title) == (True, None, "Colloquium")
    assert page.introduction == "Een dag om samen te denken."
    assert Occurrence.objects.get().texts["nl"]["title"] == "Colloquium"
    assert "Colloquium" in client.get("/nl/agenda/colloque/").content.decode()


def test_the_dutch_page_waits_for_the_french_one_when_the_event_is_a_draft(
    office, kind, django_capture_on_commit_callbacks
):
    office.post(form_of(kind), typed(title_nl="Colloquium", draft=""))
    assert not dutch_page().live
    page = EventPage.objects.get(locale__language_code="fr")
    page.place_fr = "Salle communale"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    dutch = dutch_page()
    assert (dutch.live, dutch.title, dutch.place_fr) == (True, "Colloquium", "Salle communale")
    assert Occurrence.objects.get().texts["nl"]["title"] == "Colloquium"


def test_the_dutch_page_stays_away_when_an_editor_took_it_down(office, kind):
    office.post(form_of(kind), typed(title_nl="Colloquium", publish=""))
    dutch_page().unpublish()
    EventPage.objects.get(locale__language_code="fr").save_revision().publish()
    assert not dutch_page().live


def test_two_events_of_one_title_get_addresses_of_their_own_when_both_are_created(office, kind):
    for day in (40, 50):
        office.post(form_of(kind), typed(day=in_days(day).isoformat(), publish=""))
    assert EventPage.objects.filter(alias_of=None).values("slug").distinct().count() == 2


def test_the_place_is_the_hosts_address_when_a_host_is_chosen(office, kind):
    host = OrganisationFactory()
    LocationFactory(organisation=host)
    office.post(form_of(kind), typed(place_fr="", host=host.pk, publish=""))
    assert "quai des Mariniers 12" in Occurrence.objects.get().place_fr


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "!!!"}, "title"),
        ({"day": ""}, "day"),
        ({"day": "2026-99-99"}, "day"),
        ({"day": "2001-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"title_nl": "a\0b"}, "title_nl"),
        ({"start_time": ""}, "start_time"),
        ({"start_time": "25:00"}, "start_time"),
        ({"place_fr": ""}, "host"),
        ({"host": "\0"}, "host"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "99999999999"}, "capacity"),
        ({"title": "a\0b"}, "title"),
    ],
)
def test_a_field_is_refused_in_words_when_it_makes_no_sense(office, kind, values, field):
    response = office.post(form_of(kind), typed(publish="") | values)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not EventPage.objects.exists()


@pytest.mark.parametrize("title", ["Midi chez …", "Midi chez ... "])
def test_the_title_is_refused_when_only_its_beginning_is_there(office, kind, title):
    response = office.post(form_of(kind), typed(title=title) | {"publish": ""})
    assert list(response.context["form"].errors) == ["title"]


def test_dutch_readers_see_the_french_page_when_the_dutch_title_is_only_begun(office, kind):
    office.post(form_of(kind), typed(title="Midi chez Toit Commun", title_nl="Middag bij …") | {"publish": ""})
    dutch = EventPage.objects.get(locale__language_code="nl")
    assert dutch.title == "Midi chez Toit Commun"
    assert dutch.alias_of.title == "Midi chez Toit Commun"


def test_an_unknown_kind_is_not_found_when_it_is_asked_for(office):
    assert office.get(reverse("new_event_of_kind", args=["inconnu"]), follow=True).status_code == 404


def test_an_editor_makes_a_draft_even_when_asking_to_publish(site_tree, signed_in, kind):
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    client = signed_in(editor)
    assert 'name="publish"' not in client.get(form_of(kind)).content.decode()
    client.post(form_of(kind), typed(publish=""))
    assert not EventPage.objects.get(alias_of=None).live


def test_nobody_else_creates_events_when_not_allowed(site_tree, signed_in, representative, kind):
    assert Client().post(form_of(kind), typed()).status_code == 302
    assert signed_in(representative).post(form_of(kind), typed()).status_code in (302, 403)
    assert not EventPage.objects.exists()
