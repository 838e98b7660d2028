"""What every template may ask: the way around the site, dates in words, small numbers."""

from django import template
from django.core.paginator import Page as PageOfRows
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from home import dates
from home.design import badges, theme
from home.models.news import Headline, latest_headlines
from home.pages import navigation
from home.text.bilingual import active_language
from home.text.rich_text import allowed_html
from home.text.telephones import with_links

register = template.Library()

register.filter("allowed_html", allowed_html)
register.filter("date_words", dates.date_in_words)
register.filter("time_words", dates.time_in_words)
register.filter("moment_words", dates.moment_in_words)
register.filter("telephone_links", with_links)


@register.filter
def day_words(moment) -> str:
    """``jeudi 3 décembre``: for a list whose heading says the year."""
    return dates.date_in_words(moment, with_year=False)


@register.filter
def short_date(moment) -> str:
    """``3 décembre 2026``: where the weekday does not matter."""
    return dates.date_in_words(moment, with_weekday=False)


@register.filter
def month_words(moment) -> str:
    """``décembre 2026``."""
    return date_format(dates.local_day(moment), "F Y")


@register.filter
def bdi(name) -> SafeString:
    """A person's name as it reads by itself: no script and no mark in it turns what stands around it."""
    return format_html("<bdi>{}</bdi>", name)


@register.simple_tag
def when_words(date, with_year: bool = False) -> str:
    """Day and hours of anything with ``start``, ``end`` and ``all_day``."""
    return dates.when_in_words(date.start, date.end, all_day=date.all_day, with_year=with_year)


@register.simple_tag
def plate(moment, size: str = "", void: bool = False) -> str:
    """The plate of a date, ``size`` ``"small"`` in lists; struck through where ``void``."""
    return badges.plate(moment, is_small=size == "small", is_void=bool(void))


@register.simple_tag
def badge(group) -> str:
    """The badge of a working group, or of anything with a ``letter`` and a ``colour``."""
    return badges.badge(group.letter, group.colour)


@register.simple_tag(takes_context=True)
def main_menu(context) -> list[navigation.Link]:
    return navigation.menu(context.get("request"))


@register.simple_tag(takes_context=True)
def footer_links(context) -> list[navigation.Link]:
    return navigation.footer(context.get("request"))


@register.simple_tag(takes_context=True)
def breadcrumbs(context) -> list[navigation.Link]:
    return navigation.trail(context.get("request"), context.get("page"))


@register.simple_tag(takes_context=True)
def language_links(context) -> list[navigation.LanguageLink]:
    """The switch; pages of an error, which Django gives its ``exception``, have no counterpart."""
    request = context.get("request")
    return navigation.languages(request, context.get("page"), is_lost="exception" in context) if request else []


@register.simple_tag(takes_context=True)
def latest_news(context) -> list[Headline]:
    """The newest news in the reader's language, each with its address."""
    language = active_language()
    return latest_headlines(navigation.root_path(context.get("request"), language), language)


@register.simple_tag
def theme_address(settings) -> str:
    """Address of the stylesheet with the coordination's own colours; empty where it keeps the colours of the house."""
    return theme.address(settings) if settings else ""


@register.filter
def with_number(sentence: str, organisations: int) -> str:
    """The headline, with the number of members where the editor wrote ``{organisations}``."""
    return sentence.replace("{organisations}", str(organisations))


@register.filter
def minus(number: int, other: int) -> int:
    """What is left of ``number``, never below zero."""
    return max(0, number - other)


@register.filter
def elided_pages(rows: PageOfRows) -> list:
    """Numbers of the pages around the current one, with gaps."""
    return list(rows.paginator.get_elided_page_range(rows.number, on_each_side=1, on_ends=1))
