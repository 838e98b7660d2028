"""Whatever is done to a date, in whatever order: identity, SEQUENCE, sign-ups and what feeds say obey the contract."""

import pytest
from django.db import transaction
from factories.events import date_of, event_page, fresh, in_days
from factories.sign_up import signed_up
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import errors
from events.calendars import ical
from events.models import Occurrence
from events.publishing import date_actions
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db

# What makes calendars ask their reader again (calendars.md).
TOLD = ("start", "end", "all_day", "place_fr", "place_nl", "status", "withdrawn_at")
STATUS = {"planned": "CONFIRMED", "postponed": "TENTATIVE", "cancelled": "CANCELLED"}
ACTIONS = ("cancel", "postpone", "put off", "restore")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "cancel",
                "postpone",
                "put off",
                "restore",
                "title",
                "place",
                "draft title",
                "draft place",
                "publish draft",
            ]
        ),
        st.integers(0, 3),
    ),
    min_size=2,
    max_size=8,
)


def act(page, user, what: str, number: int) -> None:
    """One action; a refusal is an answer too."""
    how = {"occurrence_id": date_of(page).pk, "user": user}
    try:
        if what == "cancel":
            date_actions.cancel_date(reason_fr=f"Raison {number}", **how)
        elif what == "postpone":
            date_actions.postpone_date(day=in_days(20 + number), **how)
        elif what == "put off":
            date_actions.postpone_date(**how)
        elif what == "restore":
            date_actions.restore_date(**how)
    except errors.DateActionError:
        pass


def edit(page, what: str, number: int) -> None:
    """One edit of the page: published at once, or left as a draft, or the draft that is there published."""
    page = fresh(page)
    if what == "publish draft":
        page.get_latest_revision().publish()
        return
    page = page.get_latest_revision_as_object()
    if what.endswith("title"):
        page.title = f"Titre {number}"
    else:
        page.place_fr = f"Lieu {number}"
    revision = page.save_revision()
    if not what.startswith("draft"):
        revision.publish()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_contract_holds_when_dates_are_acted_on_and_edited(
    site_tree, representative, organisation, coordinator, steps
):
    with transaction.atomic():
        page = event_page(with_revision=True)
        first = date_of(page)
        signed_up(first, organisation, representative, "A", "B")
        before = first
        for what, number in steps:
            if what in ACTIONS:
                act(page, coordinator, what, number)
            else:
                edit(page, what, number)
            after = date_of(page)
            is_told = [getattr(after, name) for name in TOLD] != [getattr(before, name) for name in TOLD]
            assert (after.pk, after.uid) == (first.pk, first.uid)
            assert after.sequence == before.sequence + is_told
            assert after.seats.filter(status="confirmed").count() == 2
            lines = ical.vevent(Occurrence.objects.with_relations().get(pk=after.pk), "fr")
            assert f"STATUS:{STATUS[after.status]}" in lines
            assert f"SEQUENCE:{after.sequence}" in lines
            before = after
        sequences = list(
            OutgoingMail.objects.filter(reference=f"date:{first.uid}")
            .order_by("pk")
            .values_list("calendar_sequence", flat=True)
        )
        assert sequences == sorted(set(sequences))
        transaction.set_rollback(True)
