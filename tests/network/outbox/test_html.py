"""The HTML of mails: made from the text by its convention, escaped, with the coordination at its foot."""

import pytest

from home.models import SiteSettings
from network.outbox.html import Part, as_html, preview_of, signed, split_parts

pytestmark = pytest.mark.django_db
URL = "https://www.example.be/a?b=1&c=2"


def kinds(text):
    return [(part.kind, part.lines) for part in split_parts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One\ntwo\n\nthree", [("text", ["One", "two"]), ("text", ["three"])]),
        (
            "Places\n------\nThey are:\n- a\n- b",
            [("heading", ["Places"]), ("text", ["They are:"]), ("list", ["a", "b"])],
        ),
        ("| Midi\n| mardi\nafter", [("panel", ["Midi", "mardi"]), ("text", ["after"])]),
        ("[ ] heat\n[ ] chairs", [("tasks", ["heat", "chairs"])]),
        ("See it :\n" + URL, [("button", ["See it"])]),
        ("No colon\n" + URL, [("text", ["No colon"]), ("link", [URL])]),
        ("x" * 60 + ":\n" + URL, [("text", ["x" * 60 + ":"]), ("link", [URL])]),
        ("-- \n---\n- \n| \n:", [("heading", ["--"]), ("text", ["-", "|", ":"])]),
        ("---", [("text", ["---"])]),
        (URL + "\n" + URL, [("link", [URL]), ("link", [URL])]),
        (f"See {URL} now", [("text", [f"See {URL} now"])]),
        (
            "javascript:alert(1)\nGo:\njavascript:alert(1)",
            [("text", ["javascript:alert(1)", "Go:", "javascript:alert(1)"])],
        ),
    ],
)
def test_a_text_falls_into_parts_when_its_lines_follow_the_convention(text, expected):
    assert kinds(text) == expected


def test_the_first_button_is_the_main_one_when_there_are_several():
    assert split_parts(f"Go:\n{URL}\n\nStay:\n{URL}") == [
        Part("button", ["Go"], URL, is_main=True),
        Part("button", ["Stay"], URL),
    ]


@pytest.mark.parametrize("line", ["{}", "- {}", "| {}", "[ ] {}", "{}\n---", "{}:\nhttps://www.example.be/"])
def test_markup_shows_as_it_was_typed_when_somebody_writes_it(line):
    html = as_html(line.format("<img src=x onerror=a()>"), subject="<script>", language="fr")
    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;img src=x onerror=a()&gt;" in html


def test_an_address_does_not_leave_its_attribute_when_it_has_quotes():
    html = as_html('Go:\nhttps://www.example.be/"onclick="a()', subject="s", language="fr")
    assert 'href="https://www.example.be/&quot;onclick=&quot;a()"' in html


def test_nothing_is_fetched_when_a_mail_is_opened():
    html = as_html(f"Go:\n{URL}", subject="s", language="fr")
    for remote in ("<img", "src=", "@import", "url(", "<link"):
        assert remote not in html


@pytest.mark.parametrize(("language", "name"), [("fr", "Coordination sociale"), ("nl", "Sociale coördinatie")])
def test_the_foot_names_the_coordination_when_its_settings_tell(site_tree, language, name):
    settings = SiteSettings.for_site(site_tree.get_site())
    settings.phone, settings.email, settings.postal_code = "02 555 01 23", "bonjour@coordination.example", "1210"
    settings.save()
    html = as_html("Bonjour.", subject="s", language=language)
    assert f'<html lang="{language}"' in html
    for words in (name, 'href="tel:+3225550123"', "mailto:bonjour@coordination.example?subject=M", "1210"):
        assert words in html
    text = signed("Bonjour.\n", language=language)
    assert text.startswith(f"Bonjour.\n\n-- \n{name}\n1210\n02 555 01 23 · bonjour@coordination.example\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bonjour,\n\nVoici.\n\nFin.", "Voici."),
        ("Bonjour,", "Bonjour,"),
        ("- a", ""),
        ("mot " * 60, ("mot " * 30).strip() + " …"),
    ],
)
def test_the_preview_says_what_the_mail_is_about_when_it_begins_with_a_greeting(text, expected):
    assert preview_of(split_parts(text)) == expected
