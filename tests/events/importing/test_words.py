"""Words of a partner's event: taken over, kept where the coordination wrote its own, and offered to decide on."""

import datetime as dt

import pytest
from factories.calendars import found_date, found_event

from events.importing.drafts.words import words_on
from events.models import ImportedEvent

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 3)
LONG = " ".join(f"Phrase {number}." for number in range(60))
FIRST = {"title": "Goûter", "text": "Une soupe.", "place": "Rue Haute 1", "url": "https://partenaire.example/a"}
# New words there, by the name of the field, and what the coordination may have written here.
THERE = {
    "title": {"title": "Goûter des voisins"},
    "text": {"text": "Une soupe.\nPuis un café."},
    "place": {"place": "Rue Basse 2"},
    "link": {"url": "https://partenaire.example/b"},
}
HERE = {"title": "Notre goûter", "text": "Chez nous.", "place": "Notre salle", "link": "https://ailleurs.example/"}


def gouter(*dates, **words):
    return found_event(*(dates or [found_date(DAY)]), **FIRST | words)


def said(page):
    return {name: words_on(page, name) for name in ("title", "text", "place", "link")}


def as_an_editor(draft, name, words):
    """Write ``words`` as the editor of the CMS stores them."""
    if name == "title":
        draft.title = words
    elif name == "text":
        draft.introduction = words
    elif name == "place":
        draft.place_fr = words
    else:
        draft.body = [("text", f'<p data-block-key="a1b2c"><a href="{words}">Plus loin</a></p>')]
    draft.save_revision()


@pytest.mark.parametrize("name", THERE)
def test_new_words_are_taken_over_when_nobody_changed_them_here(take_in, draft, name):
    take_in(gouter())
    before = said(draft())
    assert take_in(gouter(**THERE[name])) == [("updated", "draft")]
    after = said(draft())
    assert {one for one in before if before[one] != after[one]} == {name}
    assert ImportedEvent.objects.get().offered == {}


@pytest.mark.parametrize("name", THERE)
def test_words_stay_and_new_ones_are_offered_when_they_were_changed_here(take_in, draft, name):
    take_in(gouter())
    as_an_editor(draft(), name, HERE[name])
    before = said(draft())
    assert take_in(gouter(**THERE[name])) == [("unchanged", ""), ("warned", "differs")]
    assert said(draft()) == before
    assert ImportedEvent.objects.get().offered == {name: next(iter(THERE[name].values()))}


@pytest.mark.parametrize("name", THERE)
def test_words_stay_unasked_when_they_were_changed_here_alone(take_in, draft, name):
    take_in(gouter())
    as_an_editor(draft(), name, HERE[name])
    before = said(draft())
    other = "place" if name != "place" else "title"
    assert take_in(gouter(**THERE[other])) == [("updated", "draft")]
    assert said(draft())[name] == before[name]


def test_offer_goes_when_the_partner_takes_its_change_back(take_in, draft):
    take_in(gouter())
    as_an_editor(draft(), "title", "Notre goûter")
    take_in(gouter(title="Goûter des voisins"))
    assert take_in(gouter(place="Rue Basse 2")) == [("updated", "draft")]
    assert ImportedEvent.objects.get().offered == {}
    assert draft().title == "Notre goûter"


def test_nothing_is_offered_when_both_wrote_the_same(take_in, draft):
    take_in(gouter())
    as_an_editor(draft(), "title", "Goûter des voisins")
    assert take_in(gouter(title="Goûter  des voisins")) == [("unchanged", "")]


def test_text_is_compared_whole_when_only_its_end_changed(take_in, draft):
    take_in(gouter(text=LONG))
    assert take_in(gouter(text=f"{LONG} Et un café.")) == [("updated", "draft")]
    assert "Et un café." in str(draft().body)
    as_an_editor(draft(), "text", "Chez nous.")
    assert take_in(gouter(text=f"{LONG} Et un thé.")) == [("unchanged", ""), ("warned", "differs")]


def test_pictures_stay_in_their_place_when_the_text_changes(take_in, draft):
    take_in(gouter(text="Une soupe.\nPuis un café."))
    stored = draft()
    text, link = stored.body.raw_data
    stored.body.raw_data.insert(0, {"type": "quote", "value": {"text": "Bon !", "source": ""}, "id": "q"})
    stored.save_revision()
    take_in(gouter(text="Une soupe.\nPuis un thé."))
    blocks = [(block["type"], block["id"]) for block in draft().body.raw_data]
    assert blocks == [("quote", "q"), ("text", text["id"]), ("text", link["id"])]


def test_words_of_an_editor_who_saved_the_text_unchanged_are_not_theirs(take_in, draft):
    take_in(gouter(text="Une soupe & un café.\nPuis « du thé »."))
    stored = draft()
    for number, block in enumerate(stored.body.raw_data):
        block["value"] = block["value"].replace("<p>", f'<p data-block-key="k{number}">').replace("&amp;", "&#38;")
    stored.save_revision()
    assert take_in(gouter(text="Une soupe.\nPuis du thé.")) == [("updated", "draft")]


def test_everything_is_offered_when_nothing_tells_what_the_partner_said_before(take_in, draft):
    """Events that older versions brought in."""
    take_in(gouter())
    ImportedEvent.objects.update(words={}, dates={}, fingerprint="of an older version")
    assert take_in(gouter(title="Autre", place="Rue Haute 1")) == [("unchanged", ""), ("warned", "differs")]
    assert ImportedEvent.objects.get().offered == {"title": "Autre"}
    assert draft().title == "Goûter"


def test_hostile_words_are_written_as_words(take_in, draft):
    take_in(gouter(text="<script>alert(1)</script>\n&lt;b&gt;", url='https://a.example/?"><script>'))
    html = str(draft().body)
    assert "<script>" not in html
    assert words_on(draft(), "link") == 'https://a.example/?"><script>'
    assert take_in(gouter(text="Une soupe.", url="https://a.example/")) == [("updated", "draft")]


# Words of one date


def test_place_and_title_of_a_date_follow_and_go_back_when_they_do_there(take_in, rows):
    take_in(gouter(found_date(DAY, place="Parvis 1", theme="Sous la pluie")))
    assert (rows()[0].place_fr, rows()[0].theme_fr) == ("Parvis 1", "Sous la pluie")
    take_in(gouter())
    assert (rows()[0].place_fr, rows()[0].theme_fr) == ("", "")


def test_place_of_a_date_stays_and_the_new_one_is_offered_when_it_was_changed_here(take_in, rows, draft):
    take_in(gouter(found_date(DAY, place="Parvis 1")))
    stored = draft()
    row = stored.dates.first()
    row.place_fr = "Notre salle"
    stored.dates.add(row)
    stored.save_revision()
    assert take_in(gouter(found_date(DAY, place="Parvis 2"))) == [("unchanged", ""), ("warned", "differs")]
    assert rows()[0].place_fr == "Notre salle"
    assert ImportedEvent.objects.get().offered == {f"place:{row.key}": "Parvis 2"}


# What is not certain


def test_draft_says_so_when_an_event_is_not_certain_yet(take_in, draft):
    assert take_in(gouter(is_tentative=True)) == [("created", ""), ("warned", "tentative")]
    assert draft().title == "Goûter (à confirmer)"
    assert draft().slug.startswith("gouter-")
    assert "confirmer" not in draft().slug
    assert take_in(gouter()) == [("updated", "draft")]
    assert draft().title == "Goûter"


def test_words_stay_when_an_event_is_cancelled_without_them(take_in, draft):
    take_in(gouter())
    before = said(draft())
    take_in(found_event(title="", is_cancelled=True))
    assert said(draft()) == before
