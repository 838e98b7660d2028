"""Whether the French and Dutch catalogues are complete and, where gettext is installed, as fresh as the code.

``--write`` keeps what gettext collected instead of restoring the catalogues.
"""

import os
import shutil
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = {code: ROOT / "site" / "locale" / code / "LC_MESSAGES" / "django.po" for code in ("fr", "nl")}
# These change at each run and say nothing to a translator.
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date")


def messages(path: Path) -> dict[tuple, polib.POEntry]:
    """Entries in use, by context, text and plural."""
    if not path.exists():
        return {}
    return {(e.msgctxt, e.msgid, e.msgid_plural): e for e in polib.pofile(str(path)) if not e.obsolete}


def incomplete(code: str) -> list[str]:
    entries = messages(CATALOGUES[code]).values()
    return [f"{code}: not translated: {e.msgid!r}" for e in entries if not e.translated() and not e.fuzzy] + [
        f"{code}: fuzzy: {e.msgid!r}" for e in entries if e.fuzzy
    ]


def collect() -> None:
    """Bring the catalogues up to date with the code, without the lines that only make noise."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    os.chdir(ROOT)
    import django
    from django.core.management import call_command

    django.setup()
    ignored = [".venv/*", "var/*", "build/*", "tests/*", "bench/*", ".ci/*"]
    for path in CATALOGUES.values():
        path.parent.mkdir(parents=True, exist_ok=True)
    call_command(
        "makemessages", locale=list(CATALOGUES), no_location=True, no_wrap=True, ignore_patterns=ignored, verbosity=0
    )
    for path in CATALOGUES.values():
        catalogue = polib.pofile(str(path), wrapwidth=0)
        catalogue.metadata = {k: v for k, v in catalogue.metadata.items() if k not in VOLATILE}
        catalogue.save()


def stale() -> list[str]:
    """What the code says and the catalogues do not, and the reverse."""
    before = {code: path.read_bytes() if path.exists() else None for code, path in CATALOGUES.items()}
    known = {code: set(messages(path)) for code, path in CATALOGUES.items()}
    try:
        collect()
        found = {code: set(messages(path)) for code, path in CATALOGUES.items()}
    finally:
        for code, content in before.items():
            if content is not None:
                CATALOGUES[code].write_bytes(content)
    return [
        f"{code}: {what}: {key[1]!r}"
        for code in CATALOGUES
        for what, keys in (("missing", found[code] - known[code]), ("no longer used", known[code] - found[code]))
        for key in sorted(keys, key=str)
    ]


def main() -> int:
    if "--write" in sys.argv:
        collect()
        return 0
    problems = [problem for code in CATALOGUES for problem in incomplete(code)]
    problems += [f"{code}: no catalogue" for code, path in CATALOGUES.items() if not path.exists()]
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
