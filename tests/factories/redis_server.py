"""A Redis of the test's own, brought into every state that one in production meets.

Where redis-server is not installed the tests that need it are skipped, with REDIS_SERVER=required they fail.
"""

import os
import shutil
import signal
import socketserver
import subprocess
import threading
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import redis
from django.test import override_settings

from config.settings.base import caches
from factories.demo import free_port

PROGRAM = shutil.which("redis-server")
needs_redis_server = pytest.mark.skipif(
    not PROGRAM and os.environ.get("REDIS_SERVER") != "required", reason="redis-server is not installed"
)


class RedisServer:
    """A running server that keeps nothing on disk."""

    def __init__(self, folder: Path, port: int = 0):
        self.port = port or free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis(port=self.port)
        self.folder = folder
        self.start()

    def start(self):
        options = {"--port": self.port, "--bind": "127.0.0.1", "--save": "", "--dir": self.folder}
        words = [PROGRAM, *(str(word) for option in options.items() for word in option)]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603
        for _ in range(200):
            try:
                return self.client.ping()
            except redis.ConnectionError:
                time.sleep(0.02)
        raise TimeoutError("redis-server does not answer.")

    def stop(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()

    def hang(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def fill(self):
        """More than it may hold, and it gives nothing up for what comes."""
        self.client.config_set("maxmemory-policy", "noeviction")
        self.client.config_set("maxmemory", "1mb")
        try:
            while True:
                self.client.set(os.urandom(8), b"x" * 100_000)
        except redis.exceptions.OutOfMemoryError:
            return

    def follow(self):
        """The replica of a server that is not there: it reads, and refuses every write."""
        self.client.replicaof("127.0.0.1", 1)

    def lead(self):
        self.client.replicaof("NO", "ONE")

    def empty(self):
        self.client.config_set("maxmemory", 0)
        self.client.flushall()


class Answering(socketserver.BaseRequestHandler):
    """Says the same ``reply`` to every command; closes the connection where it is empty."""

    def __init__(self, reply, *args):
        self.reply = reply
        super().__init__(*args)

    def handle(self):
        while self.request.recv(65_536) and self.reply:
            self.request.sendall(self.reply)


@contextmanager
def server_that_answers(reply: bytes):
    """The URL of something that answers ``reply`` to whatever it is asked."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), partial(Answering, reply)) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"redis://127.0.0.1:{server.server_address[1]}/0"
        server.shutdown()


@contextmanager
def redis_in(state: str, folder: Path):
    """The URL of a Redis in ``state``, one of ``STATES``."""
    if state in REPLIES:
        with server_that_answers(REPLIES[state]) as url:
            yield url
        return
    server = RedisServer(folder)
    try:
        BROKEN[state](server)
        yield server.url
    finally:
        server.stop()


REPLIES = {
    "closing": b"",
    "loading": b"-LOADING Redis is loading the dataset in memory\r\n",
    "locked": b"-NOAUTH Authentication required.\r\n",
    "not saving": b"-MISCONF Redis is configured to save RDB snapshots, but it is unable to persist to disk\r\n",
    "no redis": b"HTTP/1.1 400 Bad Request\r\n\r\n",
}
BROKEN = {
    "refusing": RedisServer.stop,
    "hanging": RedisServer.hang,
    "full": RedisServer.fill,
    "read-only": RedisServer.follow,
}
STATES = [*BROKEN, *REPLIES]


@contextmanager
def caches_on(url: str):
    """Inside, the caches of the site are on the Redis at ``url``."""
    with override_settings(CACHES=caches(url, prefix="own")):
        yield
