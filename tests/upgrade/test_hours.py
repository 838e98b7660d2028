"""Hours after an upgrade: every fact is there and means what it meant, and each row has a name of its own."""

import datetime as dt

import pytest

from network.models import Closure, Location, OpeningSlot, Service

pytestmark = pytest.mark.usefixtures("upgraded")


def test_hours_mean_what_they_meant_when_rows_have_more_fields():
    rows = OpeningSlot.objects.order_by("pk").values_list("weekday", "opens", "closes", "kind", "location", "note_fr")
    assert list(rows) == [
        (0, dt.time(13), dt.time(16), "drop_in", None, "Prenez un ticket."),
        (1, dt.time(9, 30), dt.time(13), "drop_in", 1, ""),
        (1, dt.time(13, 30), dt.time(23, 59), "appointment", 1, ""),
    ]
    added = OpeningSlot.objects.values_list("service", "weeks", "first_day", "last_day", "on_holidays", "school")
    assert set(added) == {(None, "", None, None, False, "")}


def test_closures_and_pauses_concern_what_they_did_when_rows_have_more_fields():
    closure = Closure.objects.get()
    assert (closure.first_day, closure.last_day) == (dt.date(2026, 12, 24), dt.date(2027, 1, 3))
    assert (closure.service, closure.location, closure.reason_nl) == (None, None, "Verlof van het team")
    services = Service.objects.order_by("pk").values_list("title_fr", "status", "status_until")
    assert list(services) == [("Permanence sociale", "active", None), ("École de devoirs", "paused", None)]


@pytest.mark.parametrize(("model", "count"), [(Location, 1), (Service, 2), (OpeningSlot, 3), (Closure, 1)])
def test_each_row_has_a_name_of_its_own_when_it_had_none(model, count):
    assert len(set(model.objects.exclude(uid=None).values_list("uid", flat=True))) == count
