"""A date for tests that commit: made and removed in threads of their own, whatever was done to it."""

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
    start = timezone.now() + dt.timedelta(days=20)
    return Occurrence.objects.create(
        event_key=uuid.uuid4(),
        row=uuid.uuid4(),
        kind=EventKind.objects.create(name_fr="Course"),
        start=start,
        end=start + dt.timedelta(hours=2),
        closes_at=start,
        sign_up="members",
        capacity=capacity,
        first_published_at=timezone.now(),
        changed_at=timezone.now(),
        texts={"fr": {"title": "Course"}},
    )


def remove_everything() -> None:
    """Whatever ``found_date`` and the test made of it."""
    keys = [str(pk) for pk in Occurrence.objects.filter(kind__name_fr="Course").values_list("pk", flat=True)]
    ModelLogEntry.objects.filter(action__startswith="events.", object_id__in=keys).delete()
    Seat.objects.filter(occurrence__kind__name_fr="Course").delete()
    Registration.objects.filter(occurrence__kind__name_fr="Course").delete()
    Occurrence.objects.filter(kind__name_fr="Course").delete()
    EventKind.objects.filter(name_fr="Course").delete()
    User.objects.filter(email=EMAIL).delete()
    Organisation.objects.filter(name_fr="Course").delete()
