"""The history of a date, as entries of Wagtail's log."""

import pytest
from factories.events import occurrence
from wagtail.log_actions import LogContext, log
from wagtail.models import ModelLogEntry

from events.dates import history

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_named", [True, False])
def test_an_entry_is_what_wagtail_s_own_log_writes(site_tree, coordinator, is_named):
    """Ours is written without two questions to the database: whatever Wagtail adds to an entry must be added there."""
    date = occurrence()
    with LogContext(user=coordinator):
        history.record(
            "events.capacity", date, coordinator if is_named else None, count=12, reason="Une salle plus grande"
        )
        ours = ModelLogEntry.objects.for_instance(date).first()
        theirs = log(date, "events.capacity", data=ours.data)
    fields = [field.attname for field in ModelLogEntry._meta.concrete_fields if field.name not in ("id", "timestamp")]
    assert "uuid" in fields
    assert [getattr(ours, name) for name in fields] == [getattr(theirs, name) for name in fields]
    assert ours.timestamp <= theirs.timestamp
