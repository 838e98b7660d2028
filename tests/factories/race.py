"""Dates for tests that commit: made and removed in threads of their own, whatever was done to it."""

import datetime as dt
import uuid

from django.utils import timezone
from wagtail.models import ModelLogEntry

from events.models import EventKind, Occurrence, Registration, Seat
from network.models import Commune, Organisation, Representative, User

EMAIL = "race@association.example"


def found_date(capacity: int) -> Occurrence:
    """A date with ``capacity`` seats and an organisation with a representative, as rows of their own."""
    # As the factory makes it: it stays, for other tests to meet.
    names = {"name_fr": "Saint-Gilles", "name_nl": "Sint-Gillis"}
    commune = Commune.objects.get_or_create(nis_code="21013", defaults=names)[0]
    organisation = Organisation.objects.create(name_fr="Course", summary_fr="Quarante d’un coup.", commune=commune)
    user = User.objects.create(email=EMAIL)
    Representative.objects.create(user=user, organisation=organisation, since=dt.date(2020, 1, 1))
    return date_without_page("Course", sign_up="members", capacity=capacity)


def date_without_page(title: str, **fields) -> Occurrence:
    """A date of two hours in twenty days, with a kind that has its ``title`` too; ``fields`` are what differs."""
    now = timezone.now()
    start = fields.setdefault("start", now + dt.timedelta(days=20))
    return Occurrence.objects.create(
        event_key=uuid.uuid4(),
        row=uuid.uuid4(),
        kind=EventKind.objects.create(name_fr=title),
        end=start + dt.timedelta(hours=2),
        closes_at=start,
        first_published_at=now,
        changed_at=now,
        texts={"fr": {"title": title}},
        **fields,
    )


def remove_date(title: str) -> None:
    """The date of ``date_without_page``, its kind, and who is signed up."""
    ours = {"occurrence__kind__name_fr": title}
    Seat.objects.filter(**ours).delete()
    Registration.objects.filter(**ours).delete()
    Occurrence.objects.filter(kind__name_fr=title).delete()
    EventKind.objects.filter(name_fr=title).delete()


def remove_everything() -> None:
    """Whatever ``found_date`` and the test made of it."""
    keys = [str(pk) for pk in Occurrence.objects.filter(kind__name_fr="Course").values_list("pk", flat=True)]
    ModelLogEntry.objects.filter(action__startswith="events.", object_id__in=keys).delete()
    remove_date("Course")
    User.objects.filter(email=EMAIL).delete()
    Organisation.objects.filter(name_fr="Course").delete()
