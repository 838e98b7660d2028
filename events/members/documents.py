"""Documents of the working groups an organisation is a member of: minutes, slides, what a meeting rests on."""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction

from events.agenda.event_detail import DocumentLink
from events.dates.listing import with_kinds
from events.dates.programme import words_of
from events.models import Occurrence
from network.models import Membership, Organisation, User


@dataclass(frozen=True)
class DatedDocuments:
    """The documents of one date, minutes first."""

    date: Occurrence
    documents: list[DocumentLink]


def dates_with_documents(organisations: Iterable[Organisation]):
    """Dates of the groups these organisations belong to today that have documents, the latest first."""
    groups = Membership.objects.current().filter(organisation__in=organisations).values("group")
    dates = Occurrence.objects.listed().filter(group__in=groups).exclude(documents=[])
    return dates.order_by("-start", "uid")


def documents_of(dates: Iterable[Occurrence], user: User) -> list[DatedDocuments]:
    """What of their documents ``user`` may open; dates without any are left out. Four queries at most."""
    dates = with_kinds(dates)
    closed = closed_to(user, {row["document_id"] for date in dates for row in date.documents})
    found = []
    for date in dates:
        rows = [row for row in date.documents if row["is_public"] or row["document_id"] not in closed]
        links = [DocumentLink(row["url"], words_of(row, "title"), row["is_minutes"]) for row in rows]
        if links:
            found.append(DatedDocuments(date, sorted(links, key=lambda link: not link.is_minutes)))
    return found


def closed_to(user: User, keys: set[int]) -> set[int]:
    """Those of these documents that only groups of accounts may read to which ``user`` does not belong."""
    by_groups = CollectionViewRestriction.objects.filter(restriction_type=CollectionViewRestriction.GROUPS)
    by_groups = list(by_groups.select_related("collection").prefetch_related("groups"))
    if not by_groups or not keys or user.is_superuser:
        return set()
    own = set(user.groups.values_list("pk", flat=True))
    paths = [one.collection.path for one in by_groups if own.isdisjoint(group.pk for group in one.groups.all())]
    rows = get_document_model().objects.filter(pk__in=keys).values_list("pk", "collection__path")
    return {pk for pk, path in rows if any(path.startswith(closed) for closed in paths)}
