"""Processes of production to be killed in the middle of a test, and the mail server they talk to."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from factories.mail_server import MailServer

ROOT = Path(__file__).parents[2]
WORKER = "db_worker --interval 0.01 --no-startup-delay -v0"


class Processes:
    """Commands in processes of their own, on the database of the tests and with the settings of production."""

    def __init__(self, port: int):
        database = connection.settings_dict
        url = "postgres://{USER}:{password}@{HOST}:{PORT}/{NAME}"
        required = {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": url.format(**database, password=quote(database["PASSWORD"])),
            "ALLOWED_HOSTS": "localhost",
            "BASE_URL": "https://localhost",
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


@contextmanager
def machinery():
    """A mail server and the processes that know its port: Django takes seconds to start, so it does once."""
    server = MailServer()
    server.start()
    processes = Processes(server.port)
    try:
        yield server, processes
    finally:
        processes.stop()
        server.stop()


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
