"""Two coordinators, and two runs of the same job, in the same instant: one wins. The tests commit and clean up."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone
from factories.threads import at_once, in_thread

from events import errors
from events.hosting import mails as host_mails
from events.hosting import services as hosting
from events.hosting.months import this_month
from events.models import EventKind, HostNotice, HostOffer, Occurrence
from network.models import Commune, Organisation, User

KIND, MEMBERS = "Course aux hôtes", ("Course A", "Course B")


@pytest.fixture
def mails(monkeypatch):
    """The mails that would have left."""
    sent = []
    monkeypatch.setattr(host_mails, "queue_mails", lambda letters: sent.extend(one.recipient for one in letters))
    return sent


@pytest.fixture
def offers(shared_database, mails):
    """Two offers for one month, committed, and gone after the test."""
    yield in_thread(found_offers)
    in_thread(remove_everything)


def found_offers() -> list[int]:
    names = {"name_fr": "Saint-Gilles", "name_nl": "Sint-Gillis"}
    commune = Commune.objects.get_or_create(nis_code="21013", defaults=names)[0]
    kind = EventKind.objects.create(name_fr=KIND, hosts_in_turn=True)
    User.objects.create_superuser("course@coordination.example")
    members = [
        Organisation.objects.create(name_fr=name, summary_fr=name, commune=commune, email="course@association.example")
        for name in MEMBERS
    ]
    month = this_month(timezone.now())
    return [HostOffer.objects.create(organisation=one, kind=kind, month=month).pk for one in members]


def remove_everything() -> None:
    HostNotice.objects.filter(occurrence__kind__name_fr=KIND).delete()
    HostOffer.objects.filter(kind__name_fr=KIND).delete()
    Occurrence.objects.filter(kind__name_fr=KIND).delete()
    EventKind.objects.filter(name_fr=KIND).delete()
    Organisation.objects.filter(name_fr__in=MEMBERS).delete()
    User.objects.filter(email="course@coordination.example").delete()


def accepting(offer_id):
    """Work for a thread: accept the offer."""

    def work():
        user = User.objects.get(email="course@coordination.example")
        return hosting.accept_offer(offer_id=offer_id, user=user).status.value

    return work


def test_one_offer_wins_when_two_are_accepted_at_once(offers, mails):
    made = at_once(*map(accepting, offers))
    assert sorted(type(result).__name__ for result in made) == ["MonthTaken", "str"]
    assert len(mails) == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a transaction of SQLite is IMMEDIATE: it is itself the lock")
def test_both_offers_win_when_the_lock_is_taken_out(offers, monkeypatch):
    together = threading.Barrier(2)
    read = hosting.read_month

    def read_together(*args, **kwargs):
        month = read(*args, **kwargs)
        together.wait(30)
        return month

    monkeypatch.setattr(hosting, "read_month", read_together)
    monkeypatch.setattr(hosting, "lock_kind", lambda kind_id: EventKind.objects.get(pk=kind_id))
    monkeypatch.setattr(hosting, "lock_publishing", lambda: None)
    assert at_once(*map(accepting, offers)) == ["accepted", "accepted"]


def test_one_offer_is_made_when_the_form_arrives_twice_at_once(offers):
    def work():
        user = User.objects.get(email="course@coordination.example")
        kind, organisation = EventKind.objects.get(name_fr=KIND), Organisation.objects.get(name_fr=MEMBERS[0])
        month = this_month(timezone.now()) + dt.timedelta(days=40)
        return hosting.offer_month(organisation=organisation, kind=kind, month=month, user=user).pk

    made = at_once(work, work)
    assert not [result for result in made if isinstance(result, errors.Refusal)]
    assert len(set(made)) == 1


def test_the_mail_leaves_once_when_two_runs_find_it_at_once(offers, mails):
    def found_date():
        start = timezone.now() + dt.timedelta(days=2)
        return Occurrence.objects.create(
            event_key=uuid.uuid4(),
            row=uuid.uuid4(),
            kind=EventKind.objects.get(name_fr=KIND),
            host=Organisation.objects.get(name_fr=MEMBERS[0]),
            start=start,
            end=start + dt.timedelta(hours=2),
            closes_at=start,
            first_published_at=timezone.now(),
            changed_at=timezone.now(),
            texts={"fr": {"title": "Course"}},
        )

    date = in_thread(found_date)

    def work():
        return host_mails.send_one(date, HostNotice.Kind.TOTALS, write=host_mails.write_totals, now=timezone.now())

    assert sorted(at_once(work, work)) == [False, True]
    assert mails == ["course@association.example"]
