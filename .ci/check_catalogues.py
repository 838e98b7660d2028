"""Whether the French and Dutch catalogues are complete and, where gettext is installed, as fresh as the code.

``--write`` brings the catalogues up to date instead.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "site" / "locale"
LANGUAGES = ["fr", "nl"]
# These change at each run and say nothing to a translator.
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date")


def catalogue_in(folder: Path, code: str) -> Path:
    return folder / code / "LC_MESSAGES" / "django.po"


def messages(path: Path) -> dict[tuple, polib.POEntry]:
    """Entries in use, by context, text and plural."""
    if not path.exists():
        return {}
    return {(e.msgctxt, e.msgid, e.msgid_plural): e for e in polib.pofile(str(path)) if not e.obsolete}


def incomplete(code: str) -> list[str]:
    entries = messages(catalogue_in(LOCALE, code)).values()
    return [f"{code}: not translated: {e.msgid!r}" for e in entries if not e.translated() and not e.fuzzy] + [
        f"{code}: fuzzy: {e.msgid!r}" for e in entries if e.fuzzy
    ]


def collect(folder: Path) -> None:
    """Bring the catalogues in ``folder`` up to date with the code, without the lines that only make noise."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    os.chdir(ROOT)
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.LOCALE_PATHS = [folder]
    # Without the last one gettext would write where the catalogues are kept, whatever LOCALE_PATHS says.
    ignored = [".venv/*", "var/*", "build/*", "tests/*", "bench/*", ".ci/*", "site/locale/*"]
    for code in LANGUAGES:
        (folder / code / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    call_command("makemessages", locale=LANGUAGES, no_location=True, no_wrap=True, ignore_patterns=ignored, verbosity=0)
    for code in LANGUAGES:
        catalogue = polib.pofile(str(catalogue_in(folder, code)), wrapwidth=0)
        catalogue.metadata = {name: value for name, value in catalogue.metadata.items() if name not in VOLATILE}
        catalogue.save()


def stale() -> list[str]:
    """What the code says and the catalogues do not, and the reverse; the catalogues themselves are left alone."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "locale"
        shutil.copytree(LOCALE, copy)
        collect(copy)
        found = {code: set(messages(catalogue_in(copy, code))) for code in LANGUAGES}
    known = {code: set(messages(catalogue_in(LOCALE, code))) for code in LANGUAGES}
    return [
        f"{code}: {what}: {key[1]!r}"
        for code in LANGUAGES
        for what, keys in (("missing", found[code] - known[code]), ("no longer used", known[code] - found[code]))
        for key in sorted(keys, key=str)
    ]


def main() -> int:
    if "--write" in sys.argv:
        collect(LOCALE)
        return 0
    problems = [problem for code in LANGUAGES for problem in incomplete(code)]
    problems += [f"{code}: no catalogue" for code in LANGUAGES if not catalogue_in(LOCALE, code).exists()]
    if shutil.which("xgettext"):
        problems += stale()
    else:
        print("xgettext is not installed: whether the catalogues are as fresh as the code was not checked.")
    for problem in problems[:40]:
        print(problem)
    if problems:
        print(f"{len(problems)} texts to mend; make messages collects what is missing.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
