"""Workers, commands and requests of production killed in the middle: no mail is lost, none is taken twice."""

import random
import time
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from factories import killing
from factories.killing import WORKER, kill, wait_for_end
from factories.mail_server import MailServer
from factories.threads import in_thread

from home.models import TimedRun
from network.models import OutgoingMail
from network.outbox import delivery

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="processes need a database they can share"),
]
KILLS = 40


@pytest.fixture(scope="module")
def machinery(django_db_setup):
    with killing.machinery() as parts:
        yield parts


@pytest.fixture
def server(machinery):
    server = machinery[0]
    server.taken.clear()
    server.slowness = lambda: 0
    return server


@pytest.fixture
def processes(db, machinery):
    yield machinery[1]
    in_thread(remove_everything)


def remove_everything():
    OutgoingMail.objects.all().delete()
    DBTaskResult.objects.all().delete()
    # What send_outbox noted when it ended.
    TimedRun.objects.all().delete()


def test_every_mail_is_taken_once_or_visibly_uncertain_when_everything_is_killed_at_random(processes, server, tmp_path):
    chance = random.Random(20261121)
    server.slowness = lambda: chance.uniform(0, 0.01)
    notes = tmp_path / "acknowledged"
    killed = 0
    for round_ in range(KILLS // 2):
        started = [processes.start(WORKER), processes.start(f"write {notes} 8")]
        if round_ % 2:
            started.append(processes.start("send_outbox"))
        time.sleep(chance.uniform(0.05, 0.4))
        chance.shuffle(started)
        killed += sum(kill(pid) for pid in started)
    in_thread(lambda: delivery.tidy(now=timezone.now() + delivery.LEASE))
    wait_for_end(processes.start("send_outbox"))
    check(server, acknowledged={int(line) for line in notes.read_text().splitlines()})
    assert killed >= KILLS // 2


def check(server: MailServer, *, acknowledged: set[int]):
    """Nothing lost of what was committed, nothing twice; what is not certain says so."""
    taken = Counter(server.numbers())
    rows = in_thread(lambda: dict(OutgoingMail.objects.values_list("pk", "status")))
    assert acknowledged
    assert acknowledged <= set(rows)
    assert set(taken) <= set(rows)
    assert set(taken.values()) == {1}
    assert {status for pk, status in rows.items() if pk not in taken} <= {"uncertain"}
    assert set(rows.values()) == {"sent", "uncertain"}


@pytest.mark.parametrize("command", [WORKER, "send_outbox"])
def test_a_mail_is_uncertain_when_its_sender_is_killed_after_the_server_took_it(processes, server, command, tmp_path):
    wait_for_end(processes.start(f"write {tmp_path / 'acknowledged'} 2"))
    server.slowness = lambda: 0.5 if server.taken else 0
    pid = processes.start(command)
    server.wait_for(1)
    assert kill(pid)
    in_thread(lambda: delivery.tidy(now=timezone.now() + delivery.LEASE))
    server.slowness = lambda: 0
    wait_for_end(processes.start("send_outbox"))
    rows = in_thread(lambda: list(OutgoingMail.objects.order_by("pk").values_list("pk", "status")))
    assert [status for _pk, status in rows] == ["uncertain", "sent", "sent", "sent"]
    assert sorted(server.numbers()) == [pk for pk, _status in rows]
