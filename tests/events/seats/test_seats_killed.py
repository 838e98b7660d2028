"""Web servers and workers killed while people sign up over HTTP: what was answered is there, once, and so is its mail.

Only in the long run, by ``make stress`` and CI (STRESS_SECONDS is set); test_outbox_killed always asks it of mails.
"""

import http.client
import os
import random
import signal
import socket
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from factories import killing
from factories.crowd import address, faults_of, found_crowd, remove_crowd
from factories.demo import free_port
from factories.killing import WORKER, kill, wait_for_end
from factories.threads import in_thread

from events.models import Registration, Seat
from network.models import OutgoingMail, User
from network.outbox import delivery

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="processes need a database they can share"),
    pytest.mark.skipif("STRESS_SECONDS" not in os.environ, reason="half a minute: make stress"),
]
CLIENTS, KILLS = 8, 12
CSRF = "k" * 32


@dataclass
class Client:
    """Somebody who signs people up and cancels, and sends a form again until it is answered."""

    number: int
    port: int
    date: object
    over: threading.Event
    signed_up: dict[uuid.UUID, int] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)
    tries: int = 0
    unexpected: list = field(default_factory=list)

    def live(self) -> None:
        chance = random.Random(self.number)
        try:
            user = User.objects.get(email=address(self.number))
            self.organisation = user.mandates.get().organisation_id
            self.cookies = f"{settings.SESSION_COOKIE_NAME}={session_of(user)}; {settings.CSRF_COOKIE_NAME}={CSRF}"
            while not self.over.is_set():
                self.sign_up(chance.randint(1, 3)) if chance.random() < 0.6 else self.cancel()
        except Exception as error:
            self.unexpected.append(repr(error))
        finally:
            connections.close_all()

    def sign_up(self, people: int) -> None:
        token = uuid.uuid4()
        form = {"organisation": self.organisation, "token": token, "to_be_named": people, "sure": people}
        if self.post(reverse("members:sign_up", args=[self.date.uid]), form) == 302:
            self.signed_up[token] = people

    def cancel(self) -> None:
        seat = Seat.objects.active().filter(registration__token__in=list(self.signed_up)).order_by("?").first()
        if seat and self.post(reverse("members:cancel", args=[seat.pk]), {}) == 302:
            self.cancelled.add(seat.pk)

    def post(self, path: str, form: dict) -> int | None:
        """Status of the answer, after as many tries as it takes; None if there was none until the end."""
        headers = {
            "Host": "localhost",
            "Cookie": self.cookies,
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": "https://localhost/",
            "X-CSRFToken": CSRF,
            "X-Forwarded-Proto": "https",
        }
        while not self.over.is_set():
            self.tries += 1
            with suppress(OSError, http.client.HTTPException):
                asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                asked.request("POST", path, urlencode(form), headers)
                status = asked.getresponse().status
                asked.close()
                if status != 302:
                    self.unexpected.append(f"{path}: {status}")
                return status
            time.sleep(0.02)
        return None


def session_of(user: User) -> str:
    """The key of a session in which ``user`` is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return session.session_key


@pytest.fixture
def date(shared_database):
    yield in_thread(found_crowd)
    in_thread(remove_crowd)
    in_thread(lambda: DBTaskResult.objects.all().delete())
    in_thread(lambda: Session.objects.all().delete())


@pytest.fixture
def machinery():
    with killing.machinery() as parts:
        yield parts


def test_what_was_answered_is_there_once_when_web_and_worker_are_killed_again_and_again(date, machinery):
    server, processes = machinery
    chance, port, over = random.Random(20261121), free_port(), threading.Event()
    server.slowness = lambda: chance.uniform(0, 0.01)
    clients = [Client(number, port, date, over) for number in range(CLIENTS)]
    threads = [threading.Thread(target=client.live) for client in clients]
    killed = 0
    for thread in threads:
        thread.start()
    try:
        for _round in range(KILLS):
            web, worker = processes.start(f"serve {port}"), processes.start(WORKER)
            wait_for_answer(port)
            time.sleep(chance.uniform(0.2, 2))
            killed += kill_group(web) + kill(worker)
            assert in_thread(lambda: faults_of(date)) == []
        web = processes.start(f"serve {port}")
        wait_for_answer(port)
        time.sleep(1)
    finally:
        over.set()
        for thread in threads:
            thread.join(30)
        kill_group(web)
    in_thread(lambda: delivery.tidy(now=timezone.now() + delivery.LEASE))
    wait_for_end(processes.start("send_outbox"), seconds=30)
    asked = sum(len(client.signed_up) for client in clients)
    print(f"\n{killed} killed; {asked} sign-ups answered after {sum(client.tries for client in clients)} tries.")
    assert killed >= KILLS
    assert [fault for client in clients for fault in client.unexpected] == []
    in_thread(lambda: check_seats(date, clients))
    in_thread(lambda: check_mails(date, Counter(server.numbers())))


def wait_for_answer(port: int, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError(f"Nothing answers on port {port}.")


def kill_group(leader: int) -> bool:
    """Kill gunicorn and its workers at one instant."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def check_seats(date, clients: list[Client]) -> None:
    """Nothing lost of what was answered, nothing twice."""
    answered = {token: people for client in clients for token, people in client.signed_up.items()}
    assert answered
    there = Counter(Seat.objects.filter(occurrence=date).values_list("registration__token", flat=True))
    assert {token: there[token] for token in answered} == answered
    given_up = {pk for client in clients for pk in client.cancelled}
    assert given_up
    assert not Seat.objects.active().filter(pk__in=given_up).exists()
    assert faults_of(date) == []


def check_mails(date, taken: Counter) -> None:
    """Each sign-up has its mail; each mail was taken once at most, and says so where nobody can know."""
    rows = dict(OutgoingMail.objects.filter(recipient__startswith="foule-").values_list("pk", "status"))
    print(f"{len(rows)} mails: {Counter(rows.values())}; {len(taken)} taken.")
    assert not Registration.objects.filter(occurrence=date, mails=None).exists()
    assert set(taken) <= set(rows)
    assert set(taken.values()) == {1}
    assert {status for pk, status in rows.items() if pk not in taken} <= {"uncertain"}
    assert set(rows.values()) <= {"sent", "uncertain"}
