"""Loads the editorial pages: home, charter, groups with their minutes, coordination, proposals, news."""

import datetime as dt
import html
import json
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from wagtail.models import Page
from wagtail_localize.models import LocaleSynchronization

from charter.models import CharterPage, CharterVersion, Signature
from config.foundation import translate
from home.models import BasePage, HomePage, NewsIndexPage, NewsPage, StandardPage
from network.models import GroupsPage, Membership, Organisation, WorkingGroup, WorkingGroupPage

from .drawings.library import picture_named
from .texts.blocks import Block
from .texts.files import CHARTER, COORDINATION, GROUPS, HOME, MINUTES, NEWS
from .texts.pages import GroupText, MinutesText, PageText
from .texts.words import Words, words_in


def stream(blocks: Iterable[Block]) -> list[tuple[str, object]]:
    """The value of a StreamField made of ``blocks``, with the pictures they name."""
    return [with_picture(block) if block.picture else block.french for block in blocks]


def with_picture(block: Block) -> tuple[str, object]:
    """The value of a block that names a picture of the library."""
    kind, value = block.french
    return kind, {"image": picture_named(block.picture.name), **value}


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
        put_online(parent, page)
        if dutch := dutch_of(words):
            translate(page, dutch)
    return page


def put_online(parent: Page, page: BasePage) -> None:
    """Add ``page`` below ``parent``, live, with an alias in each language that follows.

    Without the drafts the CMS keeps of a page it publishes, which take half of the loading: nobody wrote them.
    """
    page.locale = parent.locale
    page.first_published_at = page.last_published_at = timezone.now()
    parent.add_child(instance=page)
    for synchronization in LocaleSynchronization.objects.filter(sync_from=page.locale_id):
        page.copy_for_translation(synchronization.locale, copy_parents=True, alias=True)


def rewrite(page: BasePage, words: Iterable[Words], **fields) -> None:
    """Fill in and publish a page of a new install that has no introduction yet, in both languages."""
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
    home, source = french(HomePage), HOME.read()
    words = [
        source.introduction,
        *words_in(source.body),
        Words(home.title, source.title.nl),
        Words(home.headline, source.headline.nl),
        Words("fr", "nl"),
    ]
    rewrite(home, words, introduction=source.introduction.fr, body=stream(source.body))
    for room in source.rooms:
        page = Page.objects.child_of(home).get(slug=room.slug).specific
        rewrite(page, [room.introduction, Words(page.title, room.title.nl)], introduction=room.introduction.fr)


def load_coordination() -> None:
    """The pages about the coordination, and the proposals."""
    home, source = french(HomePage), COORDINATION.read()
    room = french(StandardPage, slug="coordination")
    rewrite(
        room,
        [source.introduction, Words(room.title, source.title.nl), *words_in(source.body)],
        introduction=source.introduction.fr,
        body=stream(source.body),
        share_image=picture_named("canal"),
        show_in_menus=False,
    )
    for page in source.pages:
        publish_text(room, page)
    publish_text(home, source.proposals)


def load_charter() -> None:
    """The charter's text, its versions and who signed them."""
    page, source = french(CharterPage), CHARTER.read()
    values = [{"title": article.title.fr, "text": f"<p>{article.text.fr}</p>"} for article in source.articles]
    articles = json.dumps([{"type": "article", "value": value} for value in values])
    words = [source.introduction, Words(page.title, source.title.nl), *words_in(source.articles)]
    rewrite(page, words, introduction=source.introduction.fr, articles=articles)
    if not CharterVersion.objects.exists():
        with transaction.atomic():
            load_signatures()


def load_signatures() -> None:
    """Four organisations out of five have signed, each the version in force when it joined."""
    today = timezone.localdate()
    signatories = [one for number, one in enumerate(Organisation.objects.order_by("pk")) if number % 5 != 4]
    versions = [
        CharterVersion.objects.create(
            number=source.number,
            adopted_on=dt.date(today.year - source.years_ago, 3, 14),
            **source.note.as_fields("note"),
        )
        for source in CHARTER.read().versions
    ]
    for rank, organisation in enumerate(signatories):
        day = dt.date(organisation.member_since, 1 + rank % 6, 3 + rank % 25)
        version = next(one for one in reversed(versions) if one.adopted_on <= day or one is versions[0])
        Signature.objects.create(organisation=organisation, version=version, signed_on=max(day, version.adopted_on))


def load_groups() -> None:
    """A page for each group, and the minutes of two of them."""
    room = french(GroupsPage)
    sources = {source.letter: source for source in GROUPS.read().groups}
    for group in WorkingGroup.objects.filter(letter__in=sources):
        source = sources[group.letter]
        body = body_of(source)
        page = WorkingGroupPage(
            title=group.name_fr, slug=group.slug, group=group, introduction=source.introduction.fr, body=stream(body)
        )
        words = [Words(group.name_fr, group.name_nl), source.introduction, *words_in(body)]
        publish(room, page, words, picture="cercle")
    for source in MINUTES.read().minutes:
        load_minutes(source)


def body_of(group: GroupText) -> tuple[Block, ...]:
    """What a group wants and what it made."""
    return (
        Block(heading=GROUPS.read().mission_heading),
        Block(paragraphs=(group.mission,)),
        Block(heading=GROUPS.read().outputs_heading),
        Block(bullets=group.outputs),
    )


def load_minutes(source: MinutesText) -> None:
    """The minutes of one meeting of a group."""
    day = source.day.around(timezone.localdate())
    with override("fr"):
        date = f"{day.day}{'er' if day.day == 1 else ''} {date_format(day, 'F Y')}"
    page = WorkingGroupPage.objects.get(group__letter=source.group, locale__language_code="fr")
    members = Membership.objects.filter(group=page.group).count()
    every = MINUTES.read()
    text = PageText(
        source.slug,
        Words(every.title.fr.format(date=date)),
        Words(every.introduction.fr.format(group=page.title, members=members)),
        (
            Block(heading=every.said_heading),
            Block(bullets=source.said),
            Block(heading=every.to_do_heading),
            Block(bullets=source.to_do),
        ),
        tags="procès-verbal",
    )
    publish_text(page, text)


def load_news() -> None:
    """The news, each dated as its file says."""
    index, today = french(NewsIndexPage), timezone.localdate()
    for source in reversed(NEWS.read().news):
        publish_text(index, source.page, NewsPage, date=source.day.around(today))
