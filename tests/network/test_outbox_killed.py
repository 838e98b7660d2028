"""Workers, commands and requests of production killed in the middle: no mail is lost, none is taken twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from factories.mail_server import MailServer
from factories.threads import in_thread

from network import delivery
from network.models import OutgoingMail

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="processes need a database they can share"),
]
ROOT = Path(__file__).parents[2]
KILLS = 40
WORKER = "db_worker --interval 0.01 --no-startup-delay -v0"


class Processes:
    """Commands in processes of their own, on the database of the tests and with the settings of production."""

    def __init__(self, port: int):
        database = connection.settings_dict
        url = "postgres://{USER}:{password}@{HOST}:{PORT}/{NAME}"
        required = {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": "only-for-tests",
            "DATABASE_URL": url.format(**database, password=quote(database["PASSWORD"])),
            "ALLOWED_HOSTS": "localhost",
            "BASE_URL": "http://localhost",
            "DEFAULT_FROM_EMAIL": "site@coordination.example",
            "CALENDAR_UID_DOMAIN": "coordination.example",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        command = [sys.executable, str(ROOT / "tests" / "factories" / "killable.py")]
        options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "start_new_session": True}
        self.parent = subprocess.Popen(command, cwd=ROOT, env=os.environ | required, **options)  # noqa: S603

    def start(self, command: str) -> int:
        self.parent.stdin.write(command + "\n")
        self.parent.stdin.flush()
        return int(self.parent.stdout.readline())

    def stop(self):
        os.killpg(self.parent.pid, signal.SIGKILL)
        self.parent.wait(30)
        self.parent.stdin.close()
        self.parent.stdout.close()


@pytest.fixture(scope="module")
def machinery(django_db_setup):
    """A mail server and the processes that know its port: Django takes seconds to start, so it does once."""
    server = MailServer()
    server.start()
    processes = Processes(server.port)
    yield server, processes
    processes.stop()
    server.stop()


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


def kill(pid: int) -> bool:
    """Whether the process was still there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def wait_for_end(pid: int, seconds: float = 20):
    end = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()


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
