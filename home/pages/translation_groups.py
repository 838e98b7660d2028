"""The pages of one thing in several languages stay together, and none is public before what it hangs on.

The oldest page of a translation key is the source, the others translate it. Two rules hold after every save, move and
deletion, whoever makes it and by which way:

- a translation lies below the translation of its source's parent, with the slug of its source where that is free;
- a page is public only while the page above it and the page it translates are.

``BasePage.save`` asks before it writes, the signals (``home.pages.receivers``) act after, both in the transaction of
the save.
What is hidden with another page waits for it, and comes back with it.
"""

import logging
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, PageQuerySet
from wagtail_localize.models import LocaleSynchronization, StringTranslation, Translation

from home.cache.remembered import remembered
from home.models.waiting_pages import WaitingPage
from home.pages.stable_names import HistoryAction

logger = logging.getLogger(__name__)
HOME_DEPTH = 2


def group_of(page: Page) -> PageQuerySet:
    """All pages of ``page``'s translation key, the source first."""
    return Page.objects.filter(translation_key=page.translation_key).order_by("pk")


def source_of(page: Page) -> Page | None:
    """The page that ``page`` translates; None for a source."""
    first = group_of(page).first()
    return None if first is None or first.pk == page.pk else first


def translations_of(page: Page) -> list[Page]:
    """The pages that translate ``page``; none for a translation."""
    first, *others = group_of(page) or [page]
    return others if first.pk == page.pk else []


def waits_for(page: Page) -> Page | None:
    """The page that must be public before ``page`` can be: the one above it, or the one it translates."""
    parent = page.get_parent(update=True) if page.depth > HOME_DEPTH else None
    return next((other for other in (parent, source_of(page)) if other and not other.live), None)


@remembered
def begun_only() -> frozenset[tuple[uuid.UUID, int]]:
    """Pages, by key and locale, whose translation was asked for, and not one of its texts is written yet."""
    texts = StringTranslation.objects.filter(
        context__object=OuterRef("source__object"), locale=OuterRef("target_locale")
    )
    begun = Translation.objects.filter(~Exists(texts))
    return frozenset(begun.values_list("source__object", "target_locale"))


# Before a page is saved


def take_slug_of_source(page: Page) -> None:
    """Give a translation the slug of its source, unless a page beside it has that; homes are told apart by theirs."""
    source = source_of(page) if page.depth > HOME_DEPTH else None
    if source and source.slug != page.slug and is_free(source.slug, page.get_parent(), page):
        page.slug = source.slug


def is_free(slug: str, parent: Page, page: Page) -> bool:
    return not parent.get_children().filter(slug=slug).exclude(pk=page.pk).exists()


def hold_back(page: Page) -> WaitingPage | None:
    """Leave a page that is about to be public a draft while something hides it; what to save for its return."""
    if not page.live or waits_for(page) is None:
        return None
    waiting = WaitingPage(revision=page.live_revision)
    stored = Page.objects.filter(pk=page.pk).values_list("first_published_at", "last_published_at").first()
    page.first_published_at, page.last_published_at = stored or (None, None)
    page.live, page.has_unpublished_changes, page.live_revision = False, True, None
    return waiting


# After it


def settle(page: Page) -> None:
    """Let the pages below ``page`` and its translations follow what was saved."""
    translations = translations_of(page)
    if page.live:
        WaitingPage.objects.filter(page=page.pk).delete()
    else:
        for other in [*Page.objects.child_of(page).live(), *(other for other in translations if other.live)]:
            take_down(other)
    for translation in translations:
        align(translation, page)


def take_down(page: Page) -> None:
    """Unpublish ``page`` until what hides it is public again; the pages below it and its translations follow."""
    WaitingPage.objects.update_or_create(page_id=page.pk, defaults={"revision_id": page.live_revision_id})
    UnpublishPageAction(page, log_action=HistoryAction.TAKE_DOWN).execute(skip_permission_checks=True)


def align(translation: Page, source: Page) -> list[str]:
    """Put ``translation`` where its source is, under the same slug, with the same end; what had to change."""
    changed = []
    if translation.depth <= HOME_DEPTH:
        return changed
    ends = {"go_live_at": source.go_live_at, "expire_at": source.expire_at}
    if any(getattr(translation, name) != value for name, value in ends.items()):
        Page.objects.filter(pk=translation.pk).update(**ends)
        changed.append("schedule")
    if put_below_translated_parent(translation, source):
        changed.append("place")
    translation = Page.objects.get(pk=translation.pk).specific
    if translation.slug != source.slug and is_free(source.slug, translation.get_parent(), translation):
        # As published: no fault of its text may keep the source from being saved.
        translation.save(clean=False)
        changed.append("slug")
    return changed


def put_below_translated_parent(translation: Page, source: Page) -> bool:
    """Move ``translation`` below the translation of its source's parent, which is made where it is missing."""
    above = source.get_parent(update=True)
    target = above.get_translation_or_none(translation.locale)
    if target is None:
        target = above.specific.copy_for_translation(translation.locale, copy_parents=True, alias=True)
    if translation.is_child_of(target):
        return False
    moved = Page.objects.get(pk=translation.pk)
    if not is_free(moved.slug, target, moved):
        moved.slug = find_available_slug(target, moved.slug)
        moved.save(clean=False)
    moved.move(target, pos="last-child")
    return True


# When a page is published, moved or deleted


def complete(page: Page) -> list[Page]:
    """Give a public source an alias in each language that follows its own; bring back who waits for ``page``.

    Returns the aliases that were made.
    """
    made = []
    if source_of(page) is None:
        languages = LocaleSynchronization.objects.filter(sync_from=page.locale_id).select_related("locale")
        for one in languages.exclude(locale__in=group_of(page).order_by().values("locale")):
            made.append(page.copy_for_translation(one.locale, copy_parents=True, alias=True))
    below = Q(page__depth=page.depth + 1, page__path__startswith=page.path)
    waiting = WaitingPage.objects.filter(below | Q(page__translation_key=page.translation_key))
    for one in waiting.select_related("page", "revision"):
        come_back(one)
    return made


def come_back(waiting: WaitingPage) -> None:
    """Publish what was public before, where nothing hides it any more."""
    page = waiting.page
    if waits_for(page) is not None:
        return
    try:
        with transaction.atomic():
            if page.alias_of_id is None:
                revision = waiting.revision or page.get_latest_revision() or page.specific.save_revision(clean=False)
                revision.publish(log_action=HistoryAction.COME_BACK)
            elif page.alias_of.live:
                page.alias_of.specific.update_aliases()
    except ValidationError:
        # Its own editor says what is missing; the page it waited for is public all the same.
        logger.warning("Page %s does not come back: its text is not valid any more.", page.pk)


def follow_move(page: Page) -> None:
    """A translation goes back to its source; a page moved below a hidden one is hidden, or public again elsewhere."""
    source = source_of(page)
    if source and page.depth > HOME_DEPTH and put_below_translated_parent(page, source):
        return
    if page.live and waits_for(page):
        take_down(page)
    elif waiting := WaitingPage.objects.filter(page=page.pk).first():
        come_back(waiting)


def follow_deletion(page: Page) -> None:
    """Without its source a translation goes too; a translation that is deleted leaves its source alone."""
    left = list(group_of(page))
    if left and left[0].pk > page.pk:
        for pk in [other.pk for other in left]:
            if other := Page.objects.filter(pk=pk).first():
                other.specific.delete()


# What earlier versions left


def align_all() -> list[str]:
    """Put every page where these rules want it; a line for each change. Changes nothing twice."""
    lines = []
    for pk in list(Page.objects.filter(depth__gte=HOME_DEPTH).order_by("path").values_list("pk", flat=True)):
        page = Page.objects.get(pk=pk)
        if page.live and (other := waits_for(page)):
            take_down(page)
            lines.append(f"{page.url_path}: hidden, for {other.url_path} is not published")
        for translation in translations_of(page):
            before = translation.url_path
            if changed := align(translation, page):
                after = Page.objects.get(pk=translation.pk).url_path
                lines.append(f"{before}: now {after} ({', '.join(changed)}), as {page.url_path}")
        if page.live and source_of(page) is None:
            made = complete(page.specific)
            lines += [f"{alias.url_path}: made, for {page.url_path} had no page in its language" for alias in made]
    return lines


def out_of_step() -> list[Page]:
    """Public sources whose translation is not public: readers of its language see the source, in no list."""
    public = Page.objects.live().filter(translation_key=OuterRef("translation_key"), pk__gt=OuterRef("pk"))
    earlier = Page.objects.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
    sources = Page.objects.live().filter(~Exists(earlier), ~Exists(public), depth__gte=HOME_DEPTH)
    return list(sources.order_by("path"))
