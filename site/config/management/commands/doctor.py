"""``manage.py doctor``: what is wrong with this install, for the operator; in English, like every command."""

import json
import sys

from django.core.management.base import BaseCommand
from django.utils import translation

from config.doctor import examine
from config.doctor.checks import CHECKS


class Command(BaseCommand):
    help = "Say what is wrong with this install and what to do. Changes nothing; ends with 1 where something is wrong."

    # What they find is one of the checks.
    requires_system_checks: list[str] = []  # ty: ignore[incompatible-attribute-override]

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="write the findings as one JSON object, for a monitor")

    def handle(self, **options):
        with translation.override("en"):
            results = []
            for result in examine(CHECKS):
                results.append(result)
                if not options["json"]:
                    self.tell(result)
        is_good = all(result.is_good for result in results)
        if options["json"]:
            found = {"well": is_good, "checks": [as_json(result) for result in results]}
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
        else:
            self.stdout.write("Nothing is wrong." if is_good else "Something is wrong.")
        if not is_good:
            sys.exit(1)

    def tell(self, result) -> None:
        if not result.findings:
            self.stdout.write(f"{'well':8} {result.name}")
        for finding in result.findings:
            style = self.style.WARNING if finding.state == "advice" else self.style.ERROR
            self.stdout.write(f"{style(f'{finding.state:8}')} {result.name}: {finding.words}")


def as_json(result) -> dict:
    found = [{"state": finding.state, "words": finding.words} for finding in result.findings]
    return {"name": result.name, "state": result.state, "findings": found}
