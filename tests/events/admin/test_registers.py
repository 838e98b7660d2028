"""The registers of the agenda in the CMS: exports that hold what the list shows, kinds with all they start with."""

import csv
import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.events import EventKindFactory, event_page, row
from factories.network import OrganisationFactory, WorkingGroupFactory
from wagtail.users.models import UserProfile

from events.models import EventKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


def exported(client, query=""):
    response = client.get(reverse("events:index") + "?export=csv" + query)
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("import_sources:index", {"fr": "Importer un calendrier", "nl": "Een agenda importeren"}),
        ("dates:index", {"fr": "Dates et inscriptions", "nl": "Data en inschrijvingen"}),
        ("event_repetition", {"fr": "Répétition", "nl": "Herhaling"}),
    ],
)
def test_a_page_of_the_agenda_has_its_title_in_the_language_of_each_when_they_differ(office, coordinator, name, titles):
    address = reverse(name, args=[event_page().pk] if name == "event_repetition" else [])
    profile = UserProfile.get_for_user(coordinator)
    shown = {}
    for language in titles:
        profile.preferred_language = language
        profile.save()
        shown[language] = BeautifulSoup(office.get(address).content, "html.parser").title.get_text()
    assert {language for language, title in titles.items() if title in shown[language]} == {"fr", "nl"}


def test_the_export_of_events_holds_a_full_line_for_each_when_it_is_asked_for(office):
    host, group = OrganisationFactory(name_fr="L’Escale"), WorkingGroupFactory(name_fr="Logement")
    page = event_page(title="Midi des voisins", host=host, group=group, dates=[row(day=dt.date(2090, 3, 1))])
    [line] = exported(office)
    assert list(line.values()) == [
        "Midi des voisins",
        "2090-03-01 12:00:00",
        page.kind.name,
        "Logement",
        "L’Escale",
        "Maison du Peuple",
        "pour les membres du réseau",
        "0",
        "0",
        "True",
    ]


def test_the_export_of_events_holds_no_formula_when_a_title_begins_like_one(office):
    event_page(title="=HYPERLINK(1)")
    assert exported(office)[0]["Titre"] == "'=HYPERLINK(1)"


def test_the_export_of_events_keeps_the_filters_when_some_are_set(office):
    event_page(title="Midi")
    other = event_page(title="Fête", kind=EventKindFactory(name_fr="Fête de quartier"))
    assert [line["Titre"] for line in exported(office, f"&kind={other.kind_id}")] == ["Fête"]


def test_the_export_asks_as_many_queries_when_it_holds_2_and_20_events(office):
    def add(number):
        for _one in range(number):
            event_page(host=OrganisationFactory(), group=WorkingGroupFactory())

    def queries():
        exported(office)
        with CaptureQueriesContext(connection) as found:
            exported(office)
        return len(found)

    add(2)
    two = queries()
    add(18)
    assert queries() == two


def test_a_kind_keeps_what_new_events_start_with_when_the_coordinator_edits_it(office):
    kind = EventKindFactory(name_fr="Assemblée générale")
    url = reverse("event_kinds:edit", args=[kind.pk])
    form = office.get(url).context["form"]
    typed = {name: value for name, value in form.initial.items() if value is not None}
    chosen = ("needs_notice", "takes_proxies", "hosts_in_turn", "default_asks_meal", "default_asks_needs")
    changes = {"default_audience": "tous", "default_reminder_days": "14, 2"}
    assert office.post(url, typed | dict.fromkeys(chosen, "on") | changes).status_code == 302
    kind = EventKind.objects.get(pk=kind.pk)
    assert all(getattr(kind, name) for name in chosen)
    assert (kind.default_audience, kind.default_reminder_days) == ("tous", "14, 2")


def test_dates_are_narrowed_when_the_audience_is_chosen(office):
    event_page(title="Fête", audience="tous")
    event_page(title="Réunion", audience="membres")
    dates = office.get(reverse("dates:index") + "?audience=tous").context["object_list"]
    assert [date.title for date in dates] == ["Fête"]
