"""``manage.py build_assets``: what is made from sources and kept out of git: fonts and compiled catalogues."""

import os
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

from home.design.fonts import build_fonts


class Command(BaseCommand):
    help = "Cut the fonts and compile the translations; does nothing where all is up to date."

    requires_system_checks: list[str] = []  # ty: ignore[incompatible-attribute-override]

    def handle(self, *args, verbosity=1, **options):
        build = settings.ROOT / "build"
        made = [*build_fonts(build / "static" / "fonts", build / "stamps"), *compile_catalogues(settings.LOCALE_PATHS)]
        if verbosity:
            for path in made:
                self.stdout.write(f"{Path(path).relative_to(settings.ROOT)}")


def compile_catalogues(folders) -> list[Path]:
    """Compile each catalogue newer than its compiled file; needs no gettext on the machine. Returns those written."""
    written = []
    for source in (path for folder in folders for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # In one step, so that a server reading it meanwhile never sees half a file.
        partial = target.with_suffix(".partial")
        polib.pofile(str(source)).save_as_mofile(str(partial))
        os.replace(partial, target)
        written.append(target)
    return written
