"""``manage.py prepare_demo``: everything between the installed packages and the served demo, in one process."""

import gc
import io
import os
import socket
import time
from collections.abc import Callable

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from wagtail.models import Site

from events.models import Occurrence


class Command(BaseCommand):
    help = "Build the assets, migrate, load the demo the first time, and say where it will be. Safe to run again."

    requires_system_checks: list[str] = []  # ty: ignore[incompatible-attribute-override]

    def handle(self, **options):
        # A migration makes and drops classes by the thousand: after every few, looking for garbage is a tenth of it.
        gc.freeze()
        gc.set_threshold(50_000, 50, 50)
        port = int(os.environ.get("PORT", "8000"))
        refuse_taken_port(port)
        self.step("Building fonts and translations", lambda: call_command("build_assets", verbosity=0))
        self.step("Collecting static files", collect_static_files)
        self.step("Preparing the database", lambda: call_command("migrate", verbosity=0))
        if Occurrence.objects.filter(search_text="").exists():
            self.step("Bringing the dates up to date", lambda: call_command("synchronise_dates", stdout=io.StringIO()))
        call_command("load_demo", address=f"http://127.0.0.1:{port}")
        # Saved, not updated: a signal tells whoever remembers the site.
        site = Site.objects.get(is_default_site=True)
        site.hostname, site.port = "127.0.0.1", port
        site.save()
        self.stdout.write("\nCtrl-C stops it.")

    def step(self, name: str, work: Callable[[], object]) -> None:
        """Do ``work``, saying what it is before and how long it took after."""
        self.stdout.write(f"{name} …", ending="")
        self.stdout.flush()
        started = time.monotonic()
        work()
        self.stdout.write(f" {time.monotonic() - started:.1f} s")


def collect_static_files() -> None:
    """Collect them unless neither the packages nor our own files changed since the last time."""
    stamp = settings.STATIC_ROOT / "collected"
    ours = sorted(path for folder in settings.STATICFILES_DIRS for path in folder.rglob("*") if path.is_file())
    state = [f"{path} {path.stat().st_mtime_ns}" for path in [settings.ROOT / "requirements" / "base.txt", *ours]]
    if not stamp.exists() or stamp.read_text().splitlines() != state:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text("\n".join(state))


def refuse_taken_port(port: int) -> None:
    """Say so before a minute of work where another program listens already."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} is in use: choose another, like “make demo PORT={port + 1}”.") from error
