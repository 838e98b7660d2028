"""Loads the editorial pages: home, charter, groups with their minutes, coordination, proposals, news."""

import datetime as dt
import html
import json
from collections.abc import Iterable

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from charter.models import CharterPage, CharterVersion, Signature
from config.foundation import add_page, translate
from home.models import BasePage, HomePage, NewsIndexPage, NewsPage, StandardPage
from network.models import GroupsPage, Membership, Organisation, WorkingGroup, WorkingGroupPage

from . import charter_text
from .coordination_pages import (
    COORDINATION_BODY,
    COORDINATION_INTRODUCTION,
    COORDINATION_PAGES,
    HOME_BODY,
    HOME_INTRODUCTION,
    PROPOSALS,
)
from .days import TUESDAY, monthly
from .group_pages import GROUP_PAGES
from .load_pictures import picture_named
from .news_texts import MINUTES, NEWS
from .words import Block, PageText, Words, bullets, heading, w


def stream(blocks: Iterable[Block]) -> list[tuple[str, object]]:
    """The value of a StreamField made of ``blocks``, with the pictures they name."""
    return [
        (
            block.kind,
            block.value | {"image": picture_named(block.value["image"])} if block.kind == "picture" else block.value,
        )
        for block in blocks
    ]


def dutch_of(words: Iterable[Words]) -> dict[str, str]:
    """Each source string as translation segments write it, with its Dutch; empty unless something is translated."""
    translated = [one for one in words if one.nl]
    plain = {one.fr: one.nl for one in translated}
    escaped = {html.escape(one.fr): html.escape(one.nl) for one in translated if "<" not in one.fr}
    return plain | escaped


def publish(parent: Page, page: BasePage, words: Iterable[Words], *, tags: str = "", picture: str = "") -> Page:
    """Add ``page`` below ``parent`` unless its slug is taken, in Dutch too where ``words`` have it."""
    if existing := parent.get_children().filter(slug=page.slug).first():
        return existing.specific
    with transaction.atomic():
        page.share_image = picture_named(picture)
        if tags:
            page.tags.add(*(tag.strip() for tag in tags.split(",")))
        page = add_page(parent, page)
        if dutch := dutch_of(words):
            translate(page, dutch)
    return page


def rewrite(page: BasePage, words: Iterable[Words], **fields) -> None:
    """Fill in and publish a page of the bare house that has no introduction yet, in both languages."""
    if page.introduction:
        return
    with transaction.atomic():
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision().publish()
        translate(type(page).objects.get(pk=page.pk), dutch_of(words))


def french(model: type[Page], **lookup) -> Page:
    return model.objects.get(locale__language_code="fr", **lookup)


def publish_text(parent: Page, source: PageText, model: type[BasePage] = StandardPage, **fields) -> Page:
    """Publish an editorial page of the data modules."""
    page = model(
        slug=source.slug,
        title=source.title.fr,
        introduction=source.introduction.fr,
        body=stream(source.body),
        show_in_menus=source.in_menu,
        **fields,
    )
    return publish(parent, page, source.words, tags=source.tags, picture=source.picture)


def load_home() -> None:
    """The home page's words, and an introduction for each room."""
    home = french(HomePage)
    rewrite(
        home,
        [
            HOME_INTRODUCTION,
            *words_of(HOME_BODY),
            Words(home.title, "Onthaal"),
            Words(home.headline, "{organisations} verenigingen en diensten, één wijk."),
            Words("fr", "nl"),
        ],
        introduction=HOME_INTRODUCTION.fr,
        body=stream(HOME_BODY),
    )
    for slug, title, introduction in ROOM_INTRODUCTIONS:
        page = Page.objects.child_of(home).get(slug=slug).specific
        rewrite(page, [introduction, Words(page.title, title)], introduction=introduction.fr)


ROOM_INTRODUCTIONS = (
    ("agenda", "Agenda", w("Midis, assemblées, réunions des groupes, fêtes : tout ce qui se passe, et comment y venir.", "Middagen, vergaderingen, werkgroepen, feesten: alles wat er gebeurt, en hoe u erbij bent.")),
    ("reseau", "Het netwerk", w("Les associations et les services du réseau : ce qu'ils font, où, et quand leur porte est ouverte.", "De verenigingen en diensten van het netwerk: wat ze doen, waar, en wanneer de deur openstaat.")),
    ("groupes", "Werkgroepen", w("Dix groupes se réunissent chaque mois autour d'un besoin. Chacun a sa lettre et sa couleur.", "Tien werkgroepen komen elke maand samen rond een nood. Elk met een eigen letter en kleur.")),
    ("actualites", "Nieuws", w("Ce que les membres ont fait, ce qu'ils préparent, ce qu'ils publient.", "Wat de leden deden, voorbereiden en publiceren.")),
)  # fmt: skip


def words_of(blocks: Iterable[Block]) -> list[Words]:
    return [one for block in blocks for one in block.words]


def load_coordination() -> None:
    """The pages about the coordination, and the proposals."""
    home = french(HomePage)
    room = french(StandardPage, slug="coordination")
    rewrite(
        room,
        [COORDINATION_INTRODUCTION, Words(room.title, "De coördinatie"), *words_of(COORDINATION_BODY)],
        introduction=COORDINATION_INTRODUCTION.fr,
        body=stream(COORDINATION_BODY),
        share_image=picture_named("canal"),
        show_in_menus=False,
    )
    for source in COORDINATION_PAGES:
        publish_text(room, source)
    publish_text(home, PROPOSALS)


def load_charter() -> None:
    """The charter's text, its versions and who signed them."""
    page = french(CharterPage)
    articles = charter_text.ARTICLES
    value = json.dumps([{"type": "article", "value": {"title": t.fr, "text": f"<p>{b.fr}</p>"}} for t, b in articles])
    words = [charter_text.INTRODUCTION, Words(page.title, "Het charter"), *(one for pair in articles for one in pair)]
    rewrite(page, words, introduction=charter_text.INTRODUCTION.fr, articles=value)
    if not CharterVersion.objects.exists():
        with transaction.atomic():
            load_signatures()


def load_signatures() -> None:
    """Four organisations out of five have signed, each the version in force when it joined."""
    today = timezone.localdate()
    signatories = [one for number, one in enumerate(Organisation.objects.order_by("pk")) if number % 5 != 4]
    versions = [
        CharterVersion.objects.create(
            number=number, adopted_on=dt.date(today.year - years, 3, 14), note_fr=note.fr, note_nl=note.nl
        )
        for number, years, note in charter_text.VERSIONS
    ]
    for rank, organisation in enumerate(signatories):
        day = dt.date(organisation.member_since, 1 + rank % 6, 3 + rank % 25)
        version = next(one for one in reversed(versions) if one.adopted_on <= day or one is versions[0])
        Signature.objects.create(organisation=organisation, version=version, signed_on=max(day, version.adopted_on))


def load_groups() -> None:
    """A page for each group, and the minutes of two of them."""
    room = french(GroupsPage)
    for group in WorkingGroup.objects.filter(letter__in=GROUP_PAGES):
        introduction, body = GROUP_PAGES[group.letter]
        page = WorkingGroupPage(
            title=group.name_fr, slug=group.slug, group=group, introduction=introduction.fr, body=stream(body)
        )
        publish(room, page, [Words(group.name_fr, group.name_nl), introduction, *words_of(body)], picture="cercle")
    for letter, months, said, to_do in MINUTES:
        load_minutes(letter, months, said, to_do)


def load_minutes(letter: str, months: int, said: tuple[str, ...], to_do: tuple[str, ...]) -> None:
    """The minutes of the meeting a group held ``months`` meetings ago."""
    day = monthly(timezone.localdate(), TUESDAY, 2 if letter == "L" else 4, past=months, coming=0)[0]
    page = WorkingGroupPage.objects.get(group__letter=letter, locale__language_code="fr")
    members = Membership.objects.filter(group=page.group).count()
    source = PageText(
        f"pv-{months}",
        w(f"Procès-verbal du {day.day}{'er' if day.day == 1 else ''} {MONTHS[day.month - 1]} {day.year}"),
        w(f"Réunion du groupe {page.title} ; {members} membres convoqués. Les situations évoquées sont anonymes."),
        (heading("Ce qui s'est dit"), bullets(*said), heading("À faire"), bullets(*to_do)),
        tags="procès-verbal",
    )
    publish_text(page, source)


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def load_news() -> None:
    """The news, each as many days old as the data say."""
    index = french(NewsIndexPage)
    for days, source in reversed(NEWS):
        publish_text(index, source, NewsPage, date=timezone.localdate() - relativedelta(days=days))
