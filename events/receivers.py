"""What reaches dates without a save of their page: bulk deletion, expiry, and changes of what they name or list."""

from functools import partial

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.documents import get_document_model, get_document_model_string
from wagtail.models import CollectionViewRestriction
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from events.mails.announcements import once_changed
from events.models import EventKind, EventPage
from events.models.page_rows import EventDocument
from events.publishing.synchronise import name_again, note_changed, source_page, synchronise, synchronise_hosted
from network.models import Location, Organisation, WorkingGroup

NAMED = {EventKind: "kind", WorkingGroup: "group", Organisation: "host"}


@receiver(post_delete, sender=EventPage)
@receiver(page_unpublished, sender=EventPage)
def withdraw_dates(sender, instance, **kwargs):
    synchronise(instance)


@receiver(page_slug_changed)
def tell_dates_of_an_address(sender, instance, **kwargs):
    """The address of its page stands in every calendar that holds a date, and goes with that of a page above."""
    below = EventPage.objects.descendant_of(instance, inclusive=True)
    if keys := set(below.order_by().values_list("translation_key", flat=True)):
        note_changed(keys)


@receiver(post_page_move)
def tell_dates_of_a_move(sender, instance, url_path_before, url_path_after, **kwargs):
    if url_path_before != url_path_after:
        tell_dates_of_an_address(sender, instance)


@receiver(post_save, sender=Location)
@receiver(post_delete, sender=Location)
def move_hosted_dates(sender, instance, **kwargs):
    """An address that changed is the place of dates to come; one that is protected now, also of those over.

    Once all are written: a form writes addresses one by one, and people must not be told what stands between two.
    """
    move = partial(synchronise_hosted, instance.organisation_id, past_too=instance.protected)
    once_changed(("address", instance.organisation_id, instance.protected), move)


def tell_dates_of_a_name(sender, instance, **kwargs):
    """The name of a kind, group or host stands in every calendar that holds one of its dates."""
    names = {"name_fr": instance.name_fr, "name_nl": instance.name_nl}
    if sender.objects.filter(pk=instance.pk).exclude(**names).exists():
        once_changed(("name", sender, instance.pk), partial(name_again, **{NAMED[sender]: instance.pk}))


for model in NAMED:
    pre_save.connect(tell_dates_of_a_name, sender=model, dispatch_uid=f"events.name.{model.__name__}")


def events_that_list(documents) -> set:
    """Keys of the events among whose documents one of ``documents`` is."""
    rows = EventDocument.objects.filter(document__in=documents).order_by()
    return set(rows.values_list("page__translation_key", flat=True))


def bring_up_to_date(keys: set) -> None:
    for key in sorted(keys):
        if page := source_page(key):
            synchronise(page)


@receiver(post_save, sender=get_document_model_string())
@receiver(pre_delete, sender=get_document_model_string())
def tell_events_of_a_file(sender, instance, **kwargs):
    """The address of a file carries its name, and dates carry that address: one replaced has another."""
    if keys := events_that_list([instance.pk]):
        once_changed(("files", *sorted(keys)), partial(bring_up_to_date, keys))


@receiver(post_save, sender=CollectionViewRestriction)
@receiver(post_delete, sender=CollectionViewRestriction)
def tell_events_of_a_collection(sender, instance, **kwargs):
    """A collection that is private now, or public: so are its files, and those of the collections below it."""
    files = get_document_model().objects.filter(collection__path__startswith=instance.collection.path)
    if keys := events_that_list(files):
        once_changed(("files", *sorted(keys)), partial(bring_up_to_date, keys))
