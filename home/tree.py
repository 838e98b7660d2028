"""Adding a page the way the CMS does, for whoever adds one without its forms."""

from wagtail.models import Page
from wagtail_localize.models import LocaleSynchronization


def add_page(parent: Page, page: Page, *, publish: bool = True, user=None) -> Page:
    """Add ``page`` below ``parent`` with a revision, and an alias in each language that follows the parent's.

    The slug comes from the title. ``user`` is noted as author; without ``publish`` the page stays a draft.
    """
    page.locale = parent.locale
    page.live = False
    page.owner = user
    parent.add_child(instance=page)
    revision = page.save_revision(user=user, log_action="wagtail.create" if user else False)
    if publish:
        revision.publish(user=user)
        page.refresh_from_db()
    for synchronization in LocaleSynchronization.objects.filter(sync_from=page.locale_id):
        page.copy_for_translation(synchronization.locale, copy_parents=True, alias=True)
    return page
