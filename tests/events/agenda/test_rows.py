"""Templates that take rows fail when they are given the record itself: an empty text would hide the mistake."""

import uuid

import pytest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils import timezone

from events.models import Apology, Occurrence, Seat
from network.models import Organisation

NOW = timezone.now()
DATE = Occurrence(pk=1, uid=uuid.UUID(int=1), start=NOW, end=NOW, closes_at=NOW)
ORGANISATION = Organisation(pk=1, slug="escale", name_fr="L’Escale du Canal")


@pytest.mark.parametrize(
    ("template", "context"),
    [
        ("events/agenda/date_line.html", {"line": DATE}),
        ("events/admin/next_dates_panel.html", {"rows": [DATE]}),
        ("events/admin/convocations_panel.html", {"rows": [DATE]}),
        ("events/members/_member_apologies.html", {"apologies": [Apology(occurrence=DATE)]}),
        ("events/sign_up/_sign_ups.html", {"panel": {"signed_up": [Seat(pk=1)], "date": DATE, "may_change": True}}),
        ("network/directory/organisation_row.html", {"listed": ORGANISATION}),
    ],
)
def test_a_template_fails_when_it_is_given_a_record_in_place_of_a_row(template, context):
    with pytest.raises((AttributeError, TypeError, NoReverseMatch)):
        render_to_string(template, context)
