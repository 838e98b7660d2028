"""Two ways for an event to go that never save its page: treebeard deletes in bulk, and what expires is unpublished
through the base class. And the first publication of an event, which its Dutch page waits for.
"""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from events.models import EventPage
from events.synchronise import synchronise, synchronise_hosted
from home.bilingual import SOURCE_LANGUAGE
from home.tree import publish_translations
from network.models import Location


@receiver(post_delete, sender=EventPage)
@receiver(page_unpublished, sender=EventPage)
def withdraw_dates(sender, instance, **kwargs):
    synchronise(instance)


@receiver(post_save, sender=Location)
@receiver(post_delete, sender=Location)
def move_hosted_dates(sender, instance, **kwargs):
    """An address that changed is the place of dates to come; one that is protected now, also of those over.

    After the commit: a form writes addresses one by one, and people must not be told what stands between two of them.
    """
    move = partial(synchronise_hosted, instance.organisation_id, past_too=instance.protected)
    transaction.on_commit(move)


@receiver(page_published, sender=EventPage)
def publish_prepared_translations(sender, instance, **kwargs):
    is_first_time = instance.first_published_at == instance.last_published_at
    if is_first_time and instance.alias_of_id is None and instance.locale.language_code == SOURCE_LANGUAGE:
        publish_translations(instance)
