"""A deleted event page withdraws its dates, whoever deletes it and however: treebeard deletes in bulk."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from events.models import EventPage
from events.synchronise import synchronise


@receiver(post_delete, sender=EventPage)
def withdraw_dates(sender, instance, **kwargs):
    synchronise(instance)
