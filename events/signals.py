"""Two ways for an event to go that never save its page: treebeard deletes in bulk, and what expires is unpublished
through the base class.
"""

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_unpublished

from events.models import EventPage
from events.synchronise import synchronise


@receiver(post_delete, sender=EventPage)
@receiver(page_unpublished, sender=EventPage)
def withdraw_dates(sender, instance, **kwargs):
    synchronise(instance)
