"""What the CMS says, asks and refuses where an action on one page concerns its translations too."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page, Revision

from home.pages.translation_groups import source_of, translations_of, waits_for

# The permission of Wagtail's that each action asks of the pages that follow.
PERMISSIONS = {"unpublish": "can_unpublish", "delete": "can_delete", "move": "can_move"}


def refuse_early_publication(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook before a page is published or scheduled: not before what it hangs on. What was typed is kept as a draft."""
    other = waits_for(page)
    if other is None or is_public_by(other, page.go_live_at):
        return None
    messages.error(request, early_in_words(page, other))
    return redirect("wagtailadmin_pages:edit", page.pk)


def is_public_by(page: Page, moment: datetime | None) -> bool:
    """Whether ``page`` is scheduled to be public by ``moment``, if that is one."""
    if moment is None:
        return False
    return Revision.page_revisions.filter(object_id=str(page.pk), approved_go_live_at__lte=moment).exists()


def early_in_words(page: Page, other: Page) -> str:
    words = {"title": page.get_admin_display_title(), "other": other.get_admin_display_title()}
    if other.translation_key == page.translation_key:
        return (
            _("“%(title)s” stays a draft: it translates a page that is not published. Publish “%(other)s” first.")
            % words
        )
    return _("“%(title)s” stays a draft: the page above it is not published. Publish “%(other)s” first.") % words


def refuse_early_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The same in the editor of translations, which publishes by itself."""
    is_asked = request.method == "POST" and request.POST.get("action") == "publish"
    return refuse_early_publication(request, page) if is_asked and source_of(page) else None


def tell_of_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Hook before a page is moved: its source moves in its place, and its translations follow."""
    if source := source_of(page):
        target = destination.get_translation_or_none(source.locale)
        if target is None:
            messages.error(
                request, _("There is no page to move “%(title)s” to in its own language.") % {"title": source}
            )
            return redirect("wagtailadmin_pages:move", source.pk)
        messages.info(request, _("A translation moves with the page it translates. This is that page."))
        return redirect("wagtailadmin_pages:move_confirm", source.pk, target.pk)
    return refuse_without_right(request, [page], "move") or tell_what_follows(request, page, "move", destination)


def tell_of_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    return refuse_without_right(request, [page], "delete") or tell_what_follows(request, page, "delete")


def refuse_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    return refuse_without_right(request, [page], "unpublish")


def tell_what_follows(request: HttpRequest, page: Page, action: str, destination: Page | None = None) -> None:
    """Say it above the question whether one is sure."""
    if request.method == "GET":
        for sentence in following_in_words(page, action, destination):
            messages.warning(request, sentence)


def following_in_words(page: Page, action: str, destination: Page | None = None) -> list[str]:
    """What ``action`` on ``page`` does to other pages, or leaves as it is, in sentences."""
    if source_of(page):
        stays = {
            "unpublish": _(
                "Only this translation leaves the site. At its address, readers see the text of the page it "
                "translates, with a notice."
            ),
            "delete": _(
                "Only this translation is deleted. At its address, readers see the text of the page it "
                "translates, with a notice."
            ),
        }
        sentences = [stays[action]]
    elif translations_of(page):
        follows = {
            "unpublish": _("Its translation leaves the site too, and comes back with it."),
            "delete": _("Its translation is deleted too."),
            "move": _("Its translation moves too. The old addresses lead to the new ones, in both languages."),
        }
        sentences = [follows[action]]
    else:
        sentences = []
    below = page.get_descendants().live().count() if action == "unpublish" else 0
    if below:
        sentences.append(
            ngettext(
                "%(count)d page below it leaves the site with it, and comes back with it.",
                "%(count)d pages below it leave the site with it, and come back with it.",
                below,
            )
            % {"count": below}
        )
    if destination and page.live and not destination.live:
        hidden = {"title": destination.get_admin_display_title()}
        sentences.append(_("“%(title)s” is not published: below it, this page leaves the site until it is.") % hidden)
    return sentences


def refuse_without_right(request: HttpRequest, pages: Iterable[Page], action: str) -> HttpResponse | None:
    """Whoever may not do ``action`` to a page that would follow does not do it to the first either."""
    for page in pages:
        for other in translations_of(page):
            if not getattr(other.permissions_for_user(request.user), PERMISSIONS[action])():
                words = {"title": page.get_admin_display_title(), "other": other.get_admin_display_title()}
                messages.error(
                    request,
                    _("“%(title)s” stays as it is: you may not do the same to its translation “%(other)s”.") % words,
                )
                return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def check_many(request: HttpRequest, action_type: str, objects: list, action) -> HttpResponse | None:
    """Hook before an action on several pages at once: what follows its source is not acted on a second time."""
    if Page not in action.models:
        return None
    if action_type == "publish":
        early = ((page, waits_for(page)) for page in objects)
        for page, other in early:
            if other and other not in objects:
                messages.warning(request, early_in_words(page, other))
    if action_type not in PERMISSIONS:
        return None
    chosen = {page.pk for page in objects}
    sources = {page.pk: source_of(page) for page in objects}
    objects[:] = [page for page in objects if not sources[page.pk] or sources[page.pk].pk not in chosen]
    if action_type == "move" and any(sources[page.pk] for page in objects):
        messages.error(request, _("A translation moves with the page it translates: choose that page instead."))
        return redirect(reverse("wagtailadmin_explore_root"))
    return refuse_without_right(request, objects, action_type)


def slug_taken_by(page: Page, slug: str, parent: Page) -> Page | None:
    """The page of another thing that has ``slug`` at the same place in the other language."""
    others = Page.objects.filter(slug=slug, depth=parent.depth + 1).exclude(translation_key=page.translation_key)
    for other in parent.get_translations():
        if found := others.filter(path__startswith=other.path).first():
            return found
    return None
