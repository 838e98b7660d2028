"""What is wrong with this install, in words for whoever runs it: ``manage.py doctor`` asks each check in turn.

A check yields findings, and nothing where all is well. It reads only, and never for long. One that fails itself is a
finding too. To add one: write the function beside its subject, and name it in ``CHECKS`` (``config.doctor.checks``).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import close_old_connections


class State(StrEnum):
    """How much a finding matters."""

    WELL = "well"
    # To know or to improve; the site does its work.
    ADVICE = "advice"
    WRONG = "wrong"
    # The check itself did not come to an end.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One thing that is as it should not be, and what to do about it."""

    state: State
    words: str


@dataclass(frozen=True)
class Result:
    """What one check found."""

    name: str
    findings: tuple[Finding, ...]

    @property
    def state(self) -> State:
        """The worst of what was found."""
        return max((finding.state for finding in self.findings), key=list(State).index, default=State.WELL)

    @property
    def is_good(self) -> bool:
        return self.state in {State.WELL, State.ADVICE}


Check = Callable[[], Iterable[Finding]]


def wrong(words: str) -> Finding:
    return Finding(State.WRONG, words)


def advice(words: str) -> Finding:
    return Finding(State.ADVICE, words)


def examine(checks: dict[str, Check]) -> Iterator[Result]:
    """Ask each of ``checks`` by its name; what one raises is its finding."""
    for name, check in checks.items():
        found = []
        try:
            found.extend(check())
        # Whatever it is: the other checks have their own to tell, and this is when an operator needs them.
        except Exception as error:
            found.append(Finding(State.UNKNOWN, f"could not be checked: {reason(error)}"))
            # The next check gets a connection of its own.
            close_old_connections()
        yield Result(name, tuple(found))


def reason(error: Exception) -> str:
    """The kind of an error and the first line of what it says."""
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
