"""After an upgrade: links in mails that were sent open, the history reads, tasks run, calendars are answered."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail as mailbox
from django.core import signing
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from factories.recorded import SECRET_KEY
from factories.tasks import worker
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from events.access import signed_links
from events.models import FeedToken, Occurrence, Seat, SignUpSettings
from home.models import SiteSettings
from network.models import OutgoingMail

pytestmark = pytest.mark.usefixtures("upgraded")

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


@pytest.fixture(autouse=True)
def then():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def same_key(settings, monkeypatch):
    """The secret the mails were signed with."""
    settings.SECRET_KEY = SECRET_KEY
    known = signed_links.SIGNER
    monkeypatch.setattr(signed_links, "SIGNER", signing.Signer(key=SECRET_KEY, salt=known.salt, sep=known.sep))


def found_in_mails(pattern: str) -> list[str]:
    texts = OutgoingMail.objects.order_by("pk").values_list("text", flat=True)
    return list(dict.fromkeys(found for text in texts for found in re.findall(pattern, text)))


def test_links_open_their_sign_up_when_they_were_mailed_before_the_upgrade(same_key):
    links = found_in_mails(r"http://127\.0\.0\.1:8000(/\S+/lien/\S+)")
    assert [link.split(".")[0].rpartition("/")[2] for link in links] == ["1-24", "2-0", "3-0"]
    pages = [Client().get(link) for link in links]
    # Ida Maes had signed up twice, her address written in two ways: the second has the seats of both now.
    assert [page.status_code for page in pages] == [200, 410, 200]


def test_codes_open_their_seat_when_they_were_mailed_before_the_upgrade(same_key):
    codes = found_in_mails(r"code for the door: (\S+)\)")
    assert [signed_links.seat_of_code(code).pk for code in codes] == [1, 2, 3, 4, 5]
    assert [signed_links.door_code(seat) for seat in Seat.objects.filter(pk__lte=5).order_by("pk")] == codes


def test_the_history_is_read_in_words_when_it_was_written_before_the_upgrade():
    entries = [*ModelLogEntry.objects.all(), *PageLogEntry.objects.filter(action__startswith="events.")]
    words = {entry.action: entry.message for entry in entries}
    assert len(words) == 27
    assert words["events.capacity"] == "A changé le nombre de places\u00a0: 2. La salle est plus grande."
    assert words["events.cancel_date"] == "Une date a été annulée"
    assert [action for action in words if not registry.action_exists(action)] == []


def test_a_task_runs_when_it_was_queued_before_the_upgrade(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    row = DBTaskResult.objects.get()
    assert row.task_path == "network.tasks.deliver_mails"
    worker().run_task(row)
    row.refresh_from_db()
    assert (row.status, row.traceback) == ("SUCCESSFUL", "")
    assert [sent.to for sent in mailbox.outbox] == [["ida@xn--bcher-kva.example"]] * 2
    assert set(OutgoingMail.objects.filter(pk__in=(6, 7)).values_list("status", flat=True)) == {"sent"}


def test_private_calendars_are_answered_when_their_address_was_given_before_the_upgrade():
    in_force = FeedToken.objects.get(revoked_at=None).token
    replaced = FeedToken.objects.exclude(revoked_at=None).get().token
    answers = {token: Client().get(reverse("private_feed", args=[token])) for token in (in_force, replaced)}
    date = Occurrence.objects.get(pk=2)
    assert f"UID:{date.calendar_uid}" in answers[in_force].content.decode()
    assert date.calendar_uid not in answers[replaced].content.decode()


def test_the_rules_of_sign_up_keep_what_the_coordination_had_set():
    stored = SignUpSettings.objects.get()
    assert {name: getattr(stored, name) for name in RULES} == RULES
    assert stored.site == SiteSettings.objects.get().site
