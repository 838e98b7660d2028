"""Adds rows to those recorded at an earlier commit, by the services of that commit.

Run in a checkout of it, whose settings of development sign the links, with an empty database in DATABASE_URL::

    DATABASE_URL=sqlite:////tmp/past.sqlite3 DJANGO_SETTINGS_MODULE=config.settings.dev PYTHONPATH=.:site \\
        python …/tests/upgrade/record.py

It migrates, reads the rows, adds what is written below, and writes all of them again. What is there is fictional.
"""

import gzip
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import django

django.setup()

# The apps of that commit, once Django is there.
from django.conf import settings  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core import serializers  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.serializers.json import DjangoJSONEncoder  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import override_settings  # noqa: E402
from events.date_actions import note_in_history  # noqa: E402

from events import journal, private_feed  # noqa: E402
from events.models import EventPage, Occurrence  # noqa: E402
from network.models import Organisation, User  # noqa: E402
from network.tasks import deliver_mails  # noqa: E402

ROWS = Path(__file__).resolve().parent / "recorded" / "98bd62b.json.gz"
NOW = datetime(2026, 11, 25, 11, 30, tzinfo=UTC)
# No rule is that of a new install, so that none arrives by chance.
RULES = {
    "notice_days": 20,
    "host_checklist_days": 30,
    "host_totals_days": 5,
    "host_checklist_fr": "La salle est réservée.\nLe repas est commandé.",
    "host_checklist_nl": "De zaal is geboekt.\nDe maaltijd is besteld.",
    "offer_hours": 36,
    "near_days": 4,
    "near_offer_hours": 8,
    "manual_hours": 10,
    "confirmation_hours": 20,
    "unconfirmed_share": 40,
    "unconfirmed_by_place": 9,
    "names_kept_months": 10,
    "wishes_kept_days": 5,
}
# Both organisations had it, which nothing refused.
SHARED_NUMBER = "0877761611"
ACTIONS_ON_DATES = (
    "events.cancel_date",
    "events.postpone_date",
    "events.restore_date",
    "events.change_date",
    "events.change_seats",
)


def load(rows: list[dict]) -> None:
    """Put ``rows`` in the place of what the migrations made."""
    models = [django.apps.apps.get_model(label) for label in dict.fromkeys(row["model"] for row in rows)]
    for model in reversed(models):
        model._base_manager.all().delete()
    for row in serializers.deserialize("python", rows):
        row.save()


def add() -> None:
    """Write what the rows lack."""
    user, organisation = User.objects.get(pk=24), Organisation.objects.get(pk=1)
    former = private_feed.issue_token(organisation=organisation, user=user)
    private_feed.replace_token(organisation=organisation, user=user, token_id=former.pk)
    date, page = Occurrence.objects.get(pk=2), EventPage.objects.order_by("pk").first()
    for action in journal.ACTIONS:
        journal.record(action, date, user, count=2, whose=organisation.name, reason="La salle est plus grande.")
    for action in ACTIONS_ON_DATES:
        note_in_history(page, action, date, {"status": "planned"}, {}, user=user)
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        # The confirmation that waits in the outbox, and the welcome behind it.
        deliver_mails.enqueue([6, 7])


ADDED = (
    "events.feedtoken",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "django_tasks_database.dbtaskresult",
)


def added(rows: list[dict]) -> list[dict]:
    """The rows of ``ADDED`` that are new, each type of content by its name: its key differs between databases."""
    known = {(row["model"], str(row["pk"])) for row in rows}
    stored = [row for label in ADDED for row in django.apps.apps.get_model(label)._base_manager.order_by("pk")]
    new = [row for row in serializers.serialize("python", stored) if (row["model"], str(row["pk"])) not in known]
    for row in new:
        if "content_type" in row["fields"]:
            row["fields"]["content_type"] = ContentType.objects.get(pk=row["fields"]["content_type"]).natural_key()
    return new


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    rows = json.loads(gzip.decompress(ROWS.read_bytes()))
    with transaction.atomic(), mock.patch("django.utils.timezone.now", return_value=NOW):
        load(rows)
        add()
        rows += added(rows)
        transaction.set_rollback(True)
    for row in rows:
        if row["model"] == "home.sitesettings":
            row["fields"] |= RULES
        if row["model"] == "network.organisation":
            row["fields"]["enterprise_number"] = SHARED_NUMBER
    text = json.dumps(rows, cls=DjangoJSONEncoder, indent=1, ensure_ascii=False)
    ROWS.write_bytes(gzip.compress(text.encode(), mtime=0))
    sys.stdout.write(f"{len(rows)} rows, {ROWS.stat().st_size} bytes, signed with {settings.SECRET_KEY}\n")
