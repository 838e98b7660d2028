"""What the files about editorial pages hold: pictures, home, coordination, charter, groups, minutes, news."""

from typing import NamedTuple

from .blocks import Block
from .days import Day
from .words import Words, words_in


class PictureText(NamedTuple):
    """A picture of ``drawings.pictures`` by its ``name``; ``title`` is its name in the library of the CMS."""

    name: str
    title: str
    alt: Words


class PicturesText(NamedTuple):
    pictures: tuple[PictureText, ...]


class PageText(NamedTuple):
    """An editorial page: Dutch where its texts have it. ``tags`` are separated by commas."""

    slug: str
    title: Words
    introduction: Words
    body: tuple[Block, ...]
    tags: str = ""
    picture: str = ""
    in_menu: bool = False

    @property
    def words(self) -> list[Words]:
        """Every text of the page."""
        return [self.title, self.introduction, *words_in(self.body)]


class RoomText(NamedTuple):
    """A page that every new site has: its title in Dutch, for the French one is there."""

    slug: str
    title: Words
    introduction: Words


class HomeText(NamedTuple):
    title: Words
    headline: Words
    introduction: Words
    body: tuple[Block, ...]
    rooms: tuple[RoomText, ...]


class CoordinationText(NamedTuple):
    """The page of the coordination, those below it, and the proposals."""

    title: Words
    introduction: Words
    body: tuple[Block, ...]
    pages: tuple[PageText, ...]
    proposals: PageText


class ArticleText(NamedTuple):
    title: Words
    text: Words


class VersionText(NamedTuple):
    number: int
    years_ago: int
    note: Words


class CharterText(NamedTuple):
    title: Words
    introduction: Words
    articles: tuple[ArticleText, ...]
    versions: tuple[VersionText, ...]


class GroupText(NamedTuple):
    """A working group and its page."""

    letter: str
    name: Words
    colour: str
    introduction: Words
    mission: Words
    outputs: tuple[Words, ...]


class GroupsText(NamedTuple):
    """The working groups, and the two headings of each one's page."""

    mission_heading: Words
    outputs_heading: Words
    groups: tuple[GroupText, ...]


class MinutesText(NamedTuple):
    """The minutes of one meeting of the group with this letter."""

    slug: str
    group: str
    day: Day
    said: tuple[Words, ...]
    to_do: tuple[Words, ...]


class AllMinutesText(NamedTuple):
    """``title`` names a ``{date}``, ``introduction`` a ``{group}`` and its number of ``{members}``."""

    title: Words
    introduction: Words
    said_heading: Words
    to_do_heading: Words
    minutes: tuple[MinutesText, ...]


class NewsItemText(NamedTuple):
    day: Day
    page: PageText


class NewsText(NamedTuple):
    """The news, the newest first."""

    news: tuple[NewsItemText, ...]
