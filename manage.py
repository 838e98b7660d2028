#!/usr/bin/env python
"""Django's command line, with both import roots on the path: the apps and the project package."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main():
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    from config.settings.environment import MistakenEnvironment

    try:
        execute_from_command_line(sys.argv)
    except MistakenEnvironment as mistakes:
        # For an operator: what to write, without the trace of how it was found.
        sys.exit(str(mistakes))


if __name__ == "__main__":
    main()
