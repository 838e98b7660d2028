"""Redis away, full, hung, loading or read-only: whoever asks meets a miss, limits hold, and nobody waits for long."""

import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.events import date_of, event_page
from factories.redis_server import STATES, RedisServer, caches_on, needs_redis_server, redis_in
from factories.sign_up import signed_up

from config import redis_cache
from events.access.signed_links import signed_registration

pytestmark = needs_redis_server
# One request finds Redis away and waits for it, the others do not.
LONGEST_WAIT = 1.5


@pytest.fixture
def away(request, tmp_path):
    """The caches of the site are on a Redis in the state that the test is given."""
    with redis_in(request.param, tmp_path) as url, caches_on(url):
        yield request.param


@pytest.fixture
def server(tmp_path):
    server = RedisServer(tmp_path)
    with caches_on(server.url):
        yield server
    server.stop()


@pytest.fixture
def no_pause(monkeypatch):
    """Each request tries the server again."""
    monkeypatch.setattr(redis_cache.CircuitBreaker, "may_try", lambda self: True)


in_each_state = pytest.mark.parametrize("away", STATES, indirect=True)
in_common_states = pytest.mark.parametrize("away", ["refusing", "hanging", "full", "loading"], indirect=True)


@in_each_state
def test_every_operation_is_a_miss_when_redis_does_not_serve(away):
    began = time.monotonic()
    assert cache.get("absent", "default") == "default"
    assert cache.get_many(["absent", "other"]) == {}
    assert cache.has_key("absent") is False
    assert cache.delete("absent") is False
    assert cache.touch("absent") is False
    cache.delete_many(["absent", "other"])
    cache.set_many({"a": 1, "b": 2}, 60)
    cache.set("c", "three", 60)
    assert cache.get_or_set("d", lambda: "four", 60) == "four"
    assert cache.add("counter", 1, 60) is True
    assert cache.add("counter", 1, 60) is False
    assert (cache.incr("counter"), cache.incr("counter", 5), cache.decr("counter")) == (2, 7, 6)
    with pytest.raises(ValueError, match="absent"):
        cache.incr("absent")
    assert caches["pages"].get("absent") is None
    cache.clear()
    assert time.monotonic() - began < LONGEST_WAIT


@pytest.fixture
def addresses(site_tree, representative, organisation):
    """What a visitor reads, the form that anybody sends, and the link of a mail."""
    date = date_of(event_page(title="Midi au quai", sign_up="public"))
    registration = signed_up(date, organisation, representative, "Marie")
    link = reverse("members:link", args=[signed_registration(registration.pk, representative.pk)])
    form = reverse("public:sign_up", args=[date.uid])
    return ["/fr/", "/fr/agenda/", "/fr/agenda/agenda.ics", "/fr/recherche/?q=midi", form, link]


@in_common_states
def test_no_page_fails_when_redis_does_not_serve(away, addresses):
    began = time.monotonic()
    visitor = Client(raise_request_exception=False)
    statuses = [visitor.get(path).status_code for path in addresses]
    assert statuses == [200] * len(addresses)
    assert time.monotonic() - began < 10


@in_common_states
def test_the_public_signs_up_when_redis_does_not_serve(away, addresses):
    visitor = Client(raise_request_exception=False)
    form = addresses[-2]
    stamp = re.search(r'name="stamp" value="([^"]*)"', visitor.get(form).text)[1]
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        sent = {"contact_name": "Boris", "email": "bo@example.org", "website": "", "stamp": stamp}
        assert visitor.post(form, sent).status_code == 302


@in_common_states
@pytest.mark.django_db
def test_sign_in_is_refused_after_five_failures_when_redis_does_not_serve(away, client):
    form = {"login": "marie@escale.example", "password": "wrong"}
    statuses = [client.post("/fr/membres/compte/login/", form).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


@in_common_states
@pytest.mark.django_db
def test_health_says_the_cache_is_away_when_redis_does_not_serve(away, client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": True, "cache": False})


@pytest.mark.django_db
def test_health_is_good_when_redis_serves(server, client):
    assert client.get("/healthz").json() == {"database": True, "cache": True}


def test_redis_is_asked_once_in_five_seconds_when_it_hangs(server):
    cache.set("known", 1)
    server.hang()
    waits = []
    for _ in range(50):
        began = time.monotonic()
        cache.get("known")
        waits.append(time.monotonic() - began)
    assert 0.4 < waits[0] < LONGEST_WAIT
    assert max(waits[1:]) < 0.1


def test_nobody_waits_twice_when_many_threads_meet_a_redis_that_hangs(server):
    cache.set("known", 1)
    server.hang()

    def waited(_number) -> float:
        began = time.monotonic()
        for _ in range(5):
            cache.get("known")
        return time.monotonic() - began

    with ThreadPoolExecutor(8) as pool:
        assert max(pool.map(waited, range(8))) < LONGEST_WAIT


def test_one_line_a_minute_is_logged_for_each_cause_when_redis_does_not_serve(server, no_pause, caplog, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(redis_cache.time, "monotonic", lambda: clock[0])
    server.fill()
    for _ in range(10):
        cache.set("key", "value")
    server.stop()
    for _ in range(10):
        cache.set("key", "value")
    told = [(record.levelname, "OutOfMemory" in record.message) for record in caplog.records]
    assert told == [("WARNING", True), ("WARNING", False)]
    clock[0] += 61
    cache.set("key", "value")
    assert len(caplog.records) == 3


def test_no_secret_is_logged_when_the_address_holds_a_password(caplog):
    with caches_on("redis://coordination:hunter2@127.0.0.1:1/0"):
        cache.get("key")
    assert "127.0.0.1:1" in caplog.text
    assert "hunter2" not in caplog.text


def test_redis_is_used_again_when_it_is_back(server, no_pause, caplog):
    caplog.set_level(logging.INFO)
    for state, end in ((server.fill, server.empty), (server.follow, server.lead), (server.stop, server.start)):
        state()
        cache.set("key", "in memory")
        assert cache.get("key") == "in memory"
        assert cache.is_away
        end()
        assert not cache.is_away
        cache.set("key", "in redis")
        assert server.client.exists("own:1:key")
    assert "serves again" in caplog.text


def test_the_first_request_is_answered_by_redis_when_it_was_restarted(server):
    cache.set("key", 1)
    server.stop()
    server.start()
    cache.set("key", 2)
    assert not cache.is_away
    assert server.client.get("own:1:key") == b"2"


def test_nothing_old_is_read_when_redis_is_back(server, no_pause):
    cache.set_many({"set": "old", "deleted": "old", "among": "old", "kept": "old"})
    server.hang()
    cache.set("set", "new")
    cache.delete("deleted")
    cache.delete_many(["among"])
    server.go_on()
    assert cache.get_many(["set", "deleted", "among", "kept"]) == {"kept": "old"}
    server.stop()
    assert cache.get("set") is None


def test_what_was_counted_still_counts_when_redis_comes_and_goes(server, no_pause):
    server.stop()
    assert cache.add("attempts", 0, 300)
    assert [cache.incr("attempts") for _ in range(3)] == [1, 2, 3]
    server.start()
    assert cache.get("attempts") is None
    server.stop()
    assert cache.incr("attempts") == 4


def test_a_value_is_a_miss_when_other_code_wrote_it(server, caplog):
    server.client.set("own:1:key", b"\x80\x05cnowhere\nThing\n.")
    assert cache.get("key", "default") == "default"
    assert cache.get_many(["key"]) == {}
    assert not cache.is_away
    assert len(caplog.records) == 1


def test_memory_is_bounded_when_redis_is_away(server, monkeypatch):
    monkeypatch.setattr(redis_cache, "MOST_CHANGES", 10)
    server.stop()
    cache.set("page", b"x" * 10_000)
    assert cache.get("page") is None
    for number in range(50):
        cache.set(f"small-{number}", b"x")
    breaker = redis_cache.breaker_of(server.url)
    assert len(breaker.changed) == 10
    assert breaker.memory._max_entries == redis_cache.MOST_VALUES


def test_counters_are_exact_when_threads_count_without_redis(server):
    server.stop()
    cache.add("attempts", 0, 300)

    with ThreadPoolExecutor(8) as pool:
        counted = [*pool.map(lambda _number: cache.incr("attempts"), range(400))]
    assert sorted(counted) == [*range(1, 401)]
