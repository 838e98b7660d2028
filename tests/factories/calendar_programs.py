"""The calendar programs of this machine, with which tests read the calendars the site writes.

Where one is missing the tests that are marked to need it are skipped, with CALENDAR_CLIENTS=required they fail. ICAL_JS
names the folder of the npm package ``ical.js``, which node reads.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

KHAL, VDIRSYNCER, NODE = map(shutil.which, ("khal", "vdirsyncer", "node"))
ICAL_JS = Path(os.environ.get("ICAL_JS", "ical.js")) / "dist" / "ical.js"


def needing(found, reason: str):
    """A mark: skips a test without what it needs, unless all programs are required."""
    return pytest.mark.skipif(not found and os.environ.get("CALENDAR_CLIENTS") != "required", reason=reason)


needs_khal = needing(KHAL, "khal is not installed on this machine")
needs_vdirsyncer = needing(VDIRSYNCER, "vdirsyncer is not installed on this machine")
needs_ical_js = needing(NODE and ICAL_JS.is_file(), "node or the npm package ical.js (ICAL_JS) is missing")


def run_ical_js(script: str, calendar: bytes):
    """What ``script`` prints as JSON; it finds the address of ical.js in ``process.argv[1]`` and the calendar in 0."""
    assert ICAL_JS.is_file(), f"no package ical.js at {ICAL_JS}: ICAL_JS names its folder"
    command = [NODE or "node", "--input-type=module", "-e", script, "--", str(ICAL_JS.resolve())]
    done = subprocess.run(command, input=calendar, capture_output=True, check=True, timeout=60)  # noqa: S603
    return json.loads(done.stdout)
