"""Run by the kill tests as a process of its own: starts commands of production, each in a process to be killed.

Reads lines: the words of a ``manage.py`` command; ``write FILE COUNT``, which writes mails as requests do and notes
each in FILE once it is committed; or ``serve PORT``, which is gunicorn in a process group of its own. Answers each line
with the number of the process. Forked, so that a process is there at once and not after the seconds that Django takes
to start.
"""

import os
import signal
import sys

sys.path[:0] = [".", "site"]

import django  # noqa: E402


def write(path: str, count: str) -> None:
    from django.db import transaction

    from network.outbox.queue import Letter, queue_mail, queue_mails

    notes = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number in range(int(count)):
        fields = {"kind": "test", "language": "fr", "subject": f"Mail {number}", "text": "Bonjour."}
        person = {"recipient": f"p{number % 7}@association.example", "reference": f"date:{number % 3}"}
        with transaction.atomic():
            mails = [queue_mail(**fields, **person)] if number % 5 else queue_mails([Letter(**fields, **person)] * 3)
        os.write(notes, "".join(f"{mail.pk}\n" for mail in mails).encode())


def serve(port: str) -> None:
    from gunicorn.app.wsgiapp import WSGIApplication

    os.setpgid(0, 0)
    sys.argv = [
        "gunicorn",
        "--config",
        "site/gunicorn.conf.py",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "critical",
    ]
    WSGIApplication("%(prog)s [OPTIONS]").run()


def warm_up() -> None:
    """Import what serves, so that a server forked from here answers at once; no connection is handed down."""
    from django.db import connections

    import config.urls
    import config.wsgi  # noqa: F401

    connections.close_all()


OWN = {"write": write, "serve": serve}


def main() -> None:
    django.setup()
    from django.core.management import call_command

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "serve":
            warm_up()
        pid = os.fork()
        if pid == 0:
            # The answers to the test go through the parent only.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            OWN[words[0]](*words[1:]) if words[0] in OWN else call_command(*words)
            os._exit(0)
        print(pid, flush=True)


main()
