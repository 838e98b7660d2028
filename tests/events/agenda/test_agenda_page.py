"""The agenda as readers see it: months, filters, past and to come."""

import datetime as dt
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from factories.events import EventKindFactory, event_page, in_days, occurrence
from factories.network import OrganisationFactory, WorkingGroupFactory
from icalendar import Calendar

from events.models import EventDate, Occurrence

pytestmark = pytest.mark.django_db

# After a change, and then: the stamp, the dates, those moved away.
QUERIES = (16, 3)


@pytest.fixture(autouse=True)
def warm(client, site_tree):
    """What every process reads once: content types and the addresses of the home pages."""
    client.get("/fr/agenda/")


def html(client, path="/fr/agenda/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def rows(page: str) -> int:
    return page.count('<li class="row')


def test_each_date_is_on_one_side_when_some_are_over(client):
    event_page(title="Midi de demain", days=(3,))
    event_page(title="Midi d’hier", days=(-3,))
    coming, past = html(client), html(client, "/fr/agenda/?periode=passe")
    assert "Midi de demain" in coming
    assert "Midi d’hier" not in coming
    assert "Midi d’hier" in past
    assert "Midi de demain" not in past


def test_date_is_past_when_its_end_is_reached(client, time_machine):
    date = occurrence(days=(3,))
    time_machine.move_to(date.end - dt.timedelta(seconds=1), tick=False)
    assert rows(html(client)) == 1
    time_machine.move_to(date.end, tick=False)
    assert rows(html(client)) == 0
    assert rows(html(client, "/fr/agenda/?periode=passe")) == 1


def test_dates_stand_under_their_month_when_they_span_two(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    event_page(days=(5, 20))
    page = html(client)
    assert page.index("Novembre 2026") < page.index("Décembre 2026")
    assert "mercredi 25\u00a0novembre, 12\u00a0h\u00a0– 14\u00a0h" in page


def test_state_is_said_in_words_when_date_does_not_take_place(client):
    cancelled = EventDate(day=in_days(2), start_time=dt.time(12), status="cancelled")
    postponed = EventDate(day=in_days(3), start_time=dt.time(12), status="postponed", sort_order=1)
    event_page(dates=[cancelled, postponed])
    page = html(client)
    assert page.count("plate--void") == 2
    assert page.count("state--stop") == 2


def test_withdrawn_date_is_not_shown_when_its_page_is_unpublished(client):
    event_page(title="Retirée").unpublish()
    assert "Retirée" not in html(client)


def test_only_chosen_dates_are_shown_when_filtered_by_kind_and_group(client):
    group = WorkingGroupFactory(name_fr="Logement")
    kind = EventKindFactory(name_fr="Assemblée générale")
    event_page(title="Une assemblée", kind=kind)
    event_page(title="Une réunion", group=group)
    by_kind, by_group = html(client, f"/fr/agenda/?type={kind.slug}"), html(client, f"/nl/agenda/?groupe={group.slug}")
    assert "Une assemblée" in by_kind
    assert "Une réunion" not in by_kind
    assert "Une réunion" in by_group
    assert "Une assemblée" not in by_group


def test_filters_stay_when_reader_goes_to_the_past_or_the_next_page(client):
    kind = EventKindFactory()
    event_page(days=range(1, 24), kind=kind)
    page = html(client, f"/fr/agenda/?type={kind.slug}")
    assert rows(page) == 20
    assert f'href="?type={kind.slug}&amp;page=2"' in page
    assert f'href="?type={kind.slug}&amp;periode=passe"' in page
    assert rows(html(client, f"/fr/agenda/?type={kind.slug}&page=2")) == 3


@pytest.mark.parametrize("query", ["", "?periode=passe"])
def test_page_invites_when_there_is_no_date(client, query):
    page = html(client, f"/fr/agenda/{query}")
    assert 'class="empty"' in page
    assert ">Aucune date<" in page


def test_all_dates_are_offered_when_the_filter_finds_none(client):
    event_page()
    kind = EventKindFactory(name_fr="Colloque")
    page = html(client, f"/fr/agenda/?type={kind.slug}")
    assert 'class="empty"' in page
    assert rows(page) == 0
    assert '<a href="?">Effacer les filtres</a>' in page


NONSENSE = [
    "",
    "inconnu",
    "%00",
    "x" * 10_000,
    "9" * 10_000,
    "-1",
    "0",
    "1000000000000",
    "2026-13",
    "2026-00",
    "0000-01",
    "9999-12",
    "2026-12-31",
    "٢٠٢٦-١٢",
    "%F0%9F%92%A9",
    "%C3%28",
    "'; DROP TABLE",
    "%",
    "passe%0A",
]
NAMES = ["type", "groupe", "organisation", "lieu", "langue", "public", "q"]
PLACES_IN_TIME = ["", "&vue=mois", "&periode=passe", "&vue=mois&mois=2026-12", "&periode=passe&annee=2025"]


@pytest.mark.parametrize("name", [*NAMES, "vue", "mois", "periode", "annee", "page", "date"])
def test_agenda_answers_when_parameters_are_nonsense(client, name):
    event_page(title="Une rencontre", days=(2, -2))
    # Each value in two places, each place with many values.
    for number, value in enumerate(NONSENSE):
        for elsewhere in (PLACES_IN_TIME * 2)[number % len(PLACES_IN_TIME) :][:2]:
            address = f"/fr/agenda/?{name}={value}{elsewhere}"
            assert client.get(address).status_code == 200, address[:200]
    assert client.get(f"/fr/agenda/?{name}=a&{name}=b&{name}[]=c").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *("?page=abc", "?page=0", "?page=-1", "?page=%00", "?page=1000000000000", "?page=" + "9" * 10_000),
        *("?periode=demain", "?vue=semaine", "?mois=2026-12", "?annee=2025", "?date=2026-99-99"),
        *(f"?{name}={value}" for name in NAMES if name != "q" for value in ("inconnu", "%00", "x" * 10_000)),
        *("?q=%00", "?q=" + "x" * 10_000, "?q=++", "?q="),
    ],
)
def test_all_dates_are_shown_when_what_is_asked_is_not_known(client, query):
    event_page(title="Une rencontre")
    assert "Une rencontre" in html(client, f"/fr/agenda/{query}")


@pytest.mark.parametrize("query", ["vue=mois&mois=1999-12", "vue=mois&mois=2101-01", "vue=mois&mois=abc", "vue=mois"])
def test_this_month_is_shown_when_another_is_out_of_bounds(client, time_machine, query):
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    page = html(client, f"/fr/agenda/?{query}")
    assert '<h2 id="month-title">Novembre 2026</h2>' in page
    assert 'datetime="2026-11-30"' in page


@pytest.mark.parametrize("month", ["2000-01", "2100-12"])
def test_month_at_the_end_of_the_agenda_is_shown(client, month):
    assert f'datetime="{month}-01"' in html(client, f"/fr/agenda/?vue=mois&mois={month}")


def test_a_page_beyond_the_last_leads_back(client):
    event_page()
    page = html(client, "/fr/agenda/?page=7")
    assert "Cette page de l’agenda n’existe pas" in page
    assert '<a href="?">Revenir à la première page</a>' in page


def test_filters_combine_when_several_are_asked(client):
    group, kind, host = WorkingGroupFactory(), EventKindFactory(name_fr="Colloque"), OrganisationFactory()
    wanted = {"kind": kind, "group": group, "host": host, "spoken": "nl", "audience": "tous"}
    event_page(title="Celle-ci, insalubrité", place_fr="Salle des Écluses", **wanted)
    for name, other in {"kind": EventKindFactory(), "group": None, "spoken": "fr", "audience": "membres"}.items():
        event_page(title=f"Pas {name}", place_fr="Salle des Écluses", **wanted | {name: other})
    asked = {
        "type": kind.slug,
        "groupe": group.slug,
        "organisation": host.slug,
        "lieu": Occurrence.objects.get(kind=kind, spoken="nl", group=group, audience="tous").place_slug,
        "langue": "nl",
        "public": "tous",
        "q": "insalubrite celle",
    }
    page = html(client, f"/fr/agenda/?{urlencode(asked)}")
    assert rows(page) == 1
    assert "Celle-ci, insalubrité" in page
    for name in asked:
        others = {key: value for key, value in asked.items() if key != name}
        assert f'class="chip chip--remove" href="?{urlencode(others).replace("&", "&amp;")}"' in page
    assert '<a class="agenda-in-use__all" href="?">' in page
    for view in ("vue=mois", "periode=passe"):
        assert f'href="?{urlencode(asked).replace("&", "&amp;")}&amp;{view}"' in page
    assert "<title>Agenda – Colloque" in page


def test_form_keeps_what_was_chosen_when_it_is_sent_again(client):
    group = WorkingGroupFactory(name_fr="Logement")
    event_page(group=group)
    page = html(client, f"/fr/agenda/?groupe={group.slug}&q=%22%3E%3Cscript%3E&periode=passe&annee=2025")
    assert f'<option value="{group.slug}" selected>Logement</option>' in page
    assert 'value="&quot;&gt;&lt;script&gt;"' in page
    assert '<input type="hidden" name="periode" value="passe"><input type="hidden" name="annee" value="2025">' in page
    assert '<details class="agenda-form__more" id="agenda-more" open>' in page


def test_each_field_has_a_label_when_the_form_is_read_aloud(client):
    page = html(client)
    ids = re.findall(r'<(?:select|input type="search")[^>]* id="(agenda-[a-z]+)"', page)
    assert len(ids) == 7
    assert all(f'<label for="{one}">' in page for one in ids)


def test_years_lead_to_what_took_place_in_them(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    for day, title in [
        (dt.date(2024, 12, 31), "Saint-Sylvestre"),
        (dt.date(2025, 1, 1), "Nouvel An"),
        (dt.date(2026, 11, 19), "Hier"),
        (dt.date(2027, 1, 5), "À venir"),
    ]:
        event_page(title=title, dates=[EventDate(day=day, start_time=dt.time(0), end_time=dt.time(23))])
    page = html(client, "/fr/agenda/?periode=passe")
    assert re.findall(r"annee=(\d{4})\"", page) == ["2026", "2025", "2024"]
    of_2025 = html(client, "/fr/agenda/?periode=passe&annee=2025")
    assert "Nouvel An" in of_2025
    assert rows(of_2025) == 1
    assert "Rien n’a eu lieu en 2010" in html(client, "/fr/agenda/?periode=passe&annee=2010")


def test_marks_say_for_whom_and_in_which_language_when_it_matters(client):
    event_page(title="Ouverte", audience="tous", spoken="nl")
    event_page(title="Aux membres", audience="membres", spoken="fr-nl")
    page = html(client)
    assert "Ouvert à tous" in page
    assert page.count("<span>En néerlandais</span>") == 1
    assert page.count("<span>Français et néerlandais</span>") == 1


def test_state_comes_first_when_date_is_cancelled(client):
    event_page(
        title="Un midi",
        dates=[EventDate(day=in_days(2), start_time=dt.time(12), status="cancelled", reason_fr="Grève")],
    )
    page = html(client)
    assert page.index("<strong>Annulé</strong>") < page.index("Un midi</a>")
    assert "Grève" in page


@pytest.mark.parametrize("query", ["", "?vue=mois", "?periode=passe"])
def test_only_the_part_that_changes_is_sent_when_htmx_asks(client, query):
    event_page(title="Une rencontre", days=(2, -2))
    whole = client.get(f"/fr/agenda/{query}")
    part = client.get(f"/fr/agenda/{query}", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "HX-Request" in whole["Vary"]
    assert "HX-Request" in part["Vary"]
    assert "HX-Push-Url" not in whole
    text = part.content.decode()
    assert "<html" not in text
    assert "<h1" not in text
    assert "<title>Agenda" in text
    # What is swapped is what the whole page holds.
    inside = text.partition("</title>")[2].strip()
    assert squeezed(inside) in squeezed(whole.content.decode())


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_address_to_show_is_clean_when_htmx_sends_the_whole_form(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    kind = EventKindFactory()
    for query, shown in [
        ("q=&type=&groupe=&lieu=", "/fr/agenda/"),
        (f"q=++deux++mots&type={kind.slug}&groupe=", f"/fr/agenda/?type={kind.slug}&q=deux+mots"),
        ("vue=mois&type=", "/fr/agenda/?vue=mois&mois=2026-11"),
        ("page=3", "/fr/agenda/?page=3"),
    ]:
        assert client.get(f"/fr/agenda/?{query}", headers={"HX-Request": "true"})["HX-Push-Url"] == shown


def test_scripts_are_our_own_when_the_agenda_is_read(client):
    page = html(client)
    assert re.search(r'<script src="/static/django_htmx/htmx-2\.min[^"]*\.js" defer></script>', page)
    assert '"allowEval": false' in page
    assert "htmx" not in html(client, "/fr/")


@pytest.mark.parametrize(("kind", "extension"), [("calendar", "ics"), ("rss", "rss"), ("json", "json")])
def test_feeds_with_the_same_filters_are_announced_when_reader_filtered(client, kind, extension):
    chosen = EventKindFactory()
    page = html(client, f"/fr/agenda/?type={chosen.slug}&langue=nl&vue=mois")
    assert f'href="/fr/agenda/agenda.{extension}?type={chosen.slug}&amp;langue=nl">' in page


def test_feed_is_announced_when_agenda_is_read(client):
    page = html(client, "/nl/agenda/")
    assert '<link rel="alternate" type="text/calendar" title="Agenda" href="/nl/agenda/agenda.ics">' in page
    assert "webcal://testserver/nl/agenda/agenda.ics" in page


@pytest.mark.parametrize("period", ["", "periode=passe&"])
def test_the_calendar_holds_what_is_on_screen_when_the_reader_filtered(client, period):
    kind, group = EventKindFactory(name_fr="Colloque"), WorkingGroupFactory()
    event_page(title="Colloque du groupe", kind=kind, group=group)
    event_page(title="Colloque d’un autre", kind=kind)
    event_page(title="Midi du groupe", group=group)
    page = html(client, f"/fr/agenda/?{period}type={kind.slug}&groupe={group.slug}")
    query = f"type={kind.slug}&amp;groupe={group.slug}"
    assert f'"webcal://testserver/fr/agenda/agenda.ics?{query}"' in page
    assert f'href="/fr/agenda/agenda.ics?{query}"' in page
    response = client.get(f"/fr/agenda/agenda.ics?{unescape(query)}")
    assert response.status_code == 200
    assert [str(event["SUMMARY"]) for event in Calendar.from_ical(response.content).walk("VEVENT")] == [
        "Colloque du groupe"
    ]


@pytest.mark.parametrize("query", ["", "?periode=passe"])
@pytest.mark.parametrize("number", [2, 20])
def test_agenda_asks_as_few_queries_whatever_the_number_of_rows(client, queries_of, number, query):
    for n in range(number):
        event_page(days=(n + 1, -n - 1), group=WorkingGroupFactory(), host=OrganisationFactory())
    assert Occurrence.objects.count() == 2 * number
    assert queries_of(f"/nl/agenda/{query}") == QUERIES
    page = html(client, f"/nl/agenda/{query}")
    assert rows(page) == number
