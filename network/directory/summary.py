"""What the home page says of the directory: the needs, how many answer each, and how many doors are open."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from home.text.bilingual import active_language
from network.directory.listing import network_members
from network.directory.needs import needs
from network.hours.members import open_members
from network.models import Theme


@dataclass(frozen=True)
class DirectorySummary:
    """Numbers of published organisations; ``needs`` with those that answer each, without needs nobody answers."""

    organisations: int
    needs: list[tuple[Theme, int]]
    open_now: int
    drop_in_now: int


def summary_of_directory(now: dt.datetime) -> DirectorySummary:
    """The summary at ``now`` (aware), with names in the active language; no query once members are remembered."""
    members = network_members(active_language(), timezone.localdate(now))
    answering = Counter(theme for member in members for theme in member.themes)
    return DirectorySummary(
        organisations=len(members),
        needs=[(need, answering[need]) for need in needs() if need in answering],
        open_now=len(open_members(now)),
        drop_in_now=len(open_members(now, drop_in_only=True)),
    )
