"""Adding and translating pages the way the CMS does, for whoever does it without its forms."""

from wagtail.models import Locale, Page
from wagtail_localize.models import LocaleSynchronization, StringTranslation, Translation, TranslationSource


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


def translate(page: Page, words: dict[str, str], *, language: str = "nl", user=None) -> Page:
    """Translate ``page`` as an editor does in the CMS; ``words`` maps each source string to its translation.

    Strings that ``words`` lacks stay in the source language. Returns the translation, published if ``page`` is.
    """
    locale = Locale.objects.get(language_code=language)
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string", "context"):
        if text := words.get(segment.string.data):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string, locale=locale, context=segment.context, defaults={"data": text}
            )
    translation.save_target(user=user, publish=page.live)
    return page.get_translation(locale)


def publish_translations(page: Page) -> None:
    """Publish the translations prepared while ``page`` was a draft, with its texts as they are now."""
    waiting = page.get_translations().filter(live=False, first_published_at=None, alias_of=None).values("locale")
    translations = Translation.objects.filter(source__object_id=page.translation_key, source__locale=page.locale)
    for translation in translations.filter(enabled=True, target_locale__in=waiting):
        TranslationSource.update_or_create_from_instance(page)
        translation.refresh_from_db()
        translation.save_target(publish=True)
