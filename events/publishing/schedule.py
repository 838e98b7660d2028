"""What is planned for pages of the agenda at a later hour, and what it would tell people then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision

from events.mails.announcements import Gathered, gathering
from events.mails.compose import reference_of
from events.models import EventPage


@dataclass(frozen=True)
class Plans:
    """Versions that wait for their hour, and pages that leave the site at one; keys with the moment (aware)."""

    publications: frozenset[tuple[int, datetime]]
    expiries: frozenset[tuple[int, datetime]]

    @classmethod
    def read(cls) -> "Plans":
        """As they stand now; two queries."""
        kind = ContentType.objects.get_for_model(EventPage)
        planned = Revision.objects.filter(content_type=kind, approved_go_live_at__isnull=False)
        expiring = EventPage.objects.filter(live=True, expire_at__gt=timezone.now())
        return cls(
            publications=frozenset(planned.values_list("pk", "approved_go_live_at")),
            expiries=frozenset(expiring.values_list("pk", "expire_at")),
        )

    def changed_since(self) -> Iterator[Gathered]:
        """What was planned since would tell people, each at its moment; nothing is kept of the trial."""
        now = Plans.read()
        for pk, moment in sorted(now.publications - self.publications):
            yield tried(lambda pk=pk: publish_now(Revision.objects.get(pk=pk)), leaves_at=moment)
        for pk, moment in sorted(now.expiries - self.expiries):
            yield tried(lambda pk=pk: unpublish_now(EventPage.objects.get(pk=pk)), leaves_at=moment)


def publish_now(revision: Revision) -> None:
    """Write the version as publishing will: it is the saving of the live page that tells people."""
    page = revision.as_object()
    page.live = True
    page.save()


def unpublish_now(page: EventPage) -> None:
    UnpublishPageAction(page, log_action=False).execute(skip_permission_checks=True)


def tried(act, *, leaves_at: datetime) -> Gathered:
    """What ``act`` would tell people, done and taken back."""
    with transaction.atomic():
        with gathering(leaves_at=leaves_at) as gathered:
            act()
            gathered.carry_out_what_waits()
        transaction.set_rollback(True)
    return without_dates_over(gathered)


def without_dates_over(gathered: Gathered) -> Gathered:
    """Leave out dates that will be over when the plan is carried out: nobody is told of those any more."""
    over = {pk: reference_of(date) for pk, date in gathered.dates.items() if date.is_past(gathered.leaves_at)}
    gathered.letters = [letter for letter in gathered.letters if letter.reference not in over.values()]
    gathered.dates = {pk: date for pk, date in gathered.dates.items() if pk not in over}
    return gathered
