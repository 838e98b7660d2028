"""People of an organisation who are signed up, as their form does it."""

import uuid

from events.models import Occurrence, Registration
from events.seats import services as seats
from network.models import Organisation, User


def signed_up(date: Occurrence, organisation: Organisation, user: User, *names: str, **fields) -> Registration:
    """``names`` (and ``to_be_named`` more) of ``organisation``, signed up by ``user`` with a form of their own."""
    fields = {"token": uuid.uuid4()} | fields
    return seats.register(occurrence_id=date.pk, organisation=organisation, user=user, names=names, **fields)
