"""The migration that moves dates postponed before the agenda knew ``previous_start``: in drafts too."""

from importlib import import_module

import pytest
from django.apps import apps
from factories.events import event_page, fresh, in_days

migration = import_module("events.migrations.0003_move_postponed_dates")
OLD = {"day": "2026-03-27", "start_time": "12:00:00", "last_day": "2026-03-28", "status": "postponed"}


def test_a_row_of_a_draft_moves_when_it_was_postponed_to_a_day():
    content = {"dates": [OLD | {"postponed_to": "2026-04-03"}, OLD | {"postponed_to": None}]}
    assert migration.move_rows(content)
    moved, waiting = content["dates"]
    assert (moved["day"], moved["last_day"], moved["status"]) == ("2026-04-03", "2026-04-04", "planned")
    assert moved["previous_start"] == "2026-03-27T12:00:00+01:00"
    assert (waiting["day"], waiting["status"]) == (OLD["day"], "postponed")


@pytest.mark.parametrize("content", [{}, {"dates": []}, {"dates": [OLD]}])
def test_a_draft_stays_as_it_is_when_nothing_was_postponed_to_a_day(content):
    assert not migration.move_rows(content)


@pytest.mark.django_db
def test_the_date_keeps_its_new_day_when_the_last_draft_is_published(site_tree):
    page = event_page(with_revision=True)
    revision = page.latest_revision
    revision.content["dates"][0] |= {"status": "postponed", "postponed_to": in_days(27).isoformat()}
    revision.save(update_fields=["content"])
    migration.move_in_drafts(apps)
    fresh(page).latest_revision.publish()
    row = fresh(page).dates.get()
    assert (row.day, row.status, row.previous_start is None) == (in_days(27), "planned", False)
