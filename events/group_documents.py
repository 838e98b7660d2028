"""Documents of the working groups an organisation is a member of: minutes, slides, what a meeting rests on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction

from events.event_sheet import DocumentLink
from events.listing import with_paths
from events.models import Occurrence
from events.programme import words_of
from network.models import Membership, Organisation, User

# ``/documents/12/pv.pdf``, as the document itself says its address.
ADDRESS = re.compile(r"/documents/(\d{1,9})/")


@dataclass(frozen=True)
class DatedDocuments:
    """The documents of one date, minutes first."""

    date: Occurrence
    documents: list[DocumentLink]


def dates_with_documents(organisations: Iterable[Organisation]):
    """Dates of the groups these organisations belong to today that have documents, the latest first."""
    groups = Membership.objects.current().filter(organisation__in=organisations).values("group")
    dates = Occurrence.objects.filter(group__in=groups, withdrawn_at=None).exclude(documents=[])
    return dates.order_by("-start", "uid")


def documents_of(dates: Iterable[Occurrence], user: User) -> list[DatedDocuments]:
    """What of their documents ``user`` may open; dates without any are left out. Four queries at most."""
    dates = with_paths(dates)
    closed = closed_to(user, {key for date in dates for row in date.documents if (key := key_of(row)) is not None})
    found = []
    for date in dates:
        rows = [row for row in date.documents if row["is_public"] or key_of(row) not in closed]
        links = [DocumentLink(row["url"], words_of(row, "title"), row["is_minutes"]) for row in rows]
        if links:
            found.append(DatedDocuments(date, sorted(links, key=lambda link: not link.is_minutes)))
    return found


def key_of(row: dict) -> int | None:
    """The primary key in the address of a document; None for one that lies elsewhere."""
    match = ADDRESS.search(row["url"])
    return int(match.group(1)) if match else None


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
