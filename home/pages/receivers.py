"""Signals that keep the pages of one translation key together, whichever way one of them is changed."""

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, post_page_move

from home.cache.stamp import lock_publishing
from home.pages import translation_groups
from home.pages.tree import publish_translations


def is_whole(instance, *, raw: bool, update_fields, **kwargs) -> bool:
    """Whether a page was saved as such: not by a fixture, and not some of its fields as a draft is recorded."""
    return isinstance(instance, Page) and (instance.depth or 0) > 1 and not raw and update_fields is None


@receiver(pre_save)
def queue_up(sender, instance, **kwargs):
    """Two changes of pages come one after the other, and each sees what the other did: both take this lock first."""
    if is_whole(instance, **kwargs):
        lock_publishing()


@receiver(post_save)
def settle_pages(sender, instance, **kwargs):
    if is_whole(instance, **kwargs):
        translation_groups.settle(instance)


@receiver(page_published)
def complete_group(sender, instance, **kwargs):
    if not instance.live:
        # Scheduled, or held back.
        return
    is_first_time = instance.first_published_at == instance.last_published_at
    if is_first_time and instance.alias_of_id is None and translation_groups.source_of(instance) is None:
        publish_translations(instance)
    translation_groups.complete(instance)


@receiver(post_page_move)
def follow_move(sender, instance, **kwargs):
    translation_groups.follow_move(instance)


@receiver(post_delete, sender=Page)
def follow_deletion(sender, instance, **kwargs):
    translation_groups.follow_deletion(instance)
