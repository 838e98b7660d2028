"""A copied event keeps what editors wrote; what happened to the dates of the other one is not its own."""

import datetime as dt
import uuid

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from factories.events import dates_of, event_page, fresh, in_days
from factories.network import OrganisationFactory
from factories.sign_up import signed_up
from wagtail.documents import get_document_model

from events.models import (
    EventDate,
    EventDocument,
    EventKind,
    EventPage,
    ImportedEvent,
    ImportSource,
    ProgrammeItem,
    Stand,
)
from events.models.occurrences import Status
from home.models import BasePage
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db
MOVED = dt.datetime(2026, 10, 13, 10, tzinfo=dt.UTC)

# Each field of each row: whether a copy keeps it. A new field stands in neither list until somebody decides.
KEPT = {
    EventDate: {
        "sort_order", "day", "slot", "start_time", "end_time", "last_day", "host", "place_fr", "place_nl", "capacity",
        "theme_fr", "theme_nl",
    },
    ProgrammeItem: {
        "sort_order", "day", "start_time", "end_time", "title_fr", "title_nl", "room", "speakers", "text_fr", "text_nl",
        "capacity",
    },
    Stand: {"sort_order", "number", "organisation", "name", "offer_fr", "offer_nl"},
    EventDocument: {"sort_order", "document", "title_fr", "title_nl", "day", "is_minutes"},
}  # fmt: skip
FRESH = {
    EventDate: {
        *("id", "page", "key", "status", "reason_fr", "reason_nl", "previous_start", "cancelled_there", "convoked_on"),
    },
    ProgrammeItem: {"id", "page", "key"},
    Stand: {"id", "page"},
    EventDocument: {"id", "page"},
}
# Of the page itself: editors' choices, and what is the other event's.
KEPT_ON_PAGE = {
    "kind", "group", "host", "place_fr", "place_nl", "access", "practical", "audience", "spoken", "conference_url",
    "conference_is_public", "repetition", "body", "sign_up", "capacity", "closes_days_before", "opens_days_before",
    "organisation_cap", "cap_lifted_days_before", "reminder_days", "quorum", "asks_meal", "asks_needs",
    "shows_participants",
}  # fmt: skip


@pytest.fixture
def page(site_tree):
    """An event whose rows have a value of their own in every field, published, with a draft and a planned end."""
    paper = get_document_model().objects.create(title="Ordre du jour", file=ContentFile(b"%PDF-1.4", name="odj.pdf"))
    host = OrganisationFactory()
    day = in_days(20)
    cancelled = EventDate(
        # As an import makes it.
        key=uuid.uuid5(uuid.NAMESPACE_URL, "partner"), sort_order=0, day=day, slot=in_days(13),
        start_time=dt.time(12), end_time=dt.time(14), last_day=in_days(21), host=host, capacity=7, place_fr="Salle",
        place_nl="Zaal", theme_fr="Lire", theme_nl="Lezen", status=Status.CANCELLED, reason_fr="Grève", reason_nl="R",
        previous_start=MOVED, convoked_on=in_days(-3), cancelled_there=True,
    )  # fmt: skip
    later = EventDate(sort_order=1, day=in_days(40), start_time=dt.time(9))
    page = fresh(event_page(dates=[cancelled, later], with_revision=True))
    page.programme = [
        ProgrammeItem(
            sort_order=0, day=day, start_time=dt.time(12), end_time=dt.time(13), title_fr="Accueil", title_nl="Onthaal",
            room="B", speakers="Une voisine", text_fr="Café", text_nl="Koffie", capacity=5,
        )
    ]  # fmt: skip
    page.stands = [
        Stand(sort_order=0, number="7", organisation=host, name="La Ruche", offer_fr="Miel", offer_nl="Honing")
    ]
    page.documents = [
        EventDocument(sort_order=0, document=paper, title_fr="Ordre du jour", title_nl="Agenda", day=day),
        EventDocument(sort_order=1, document=paper, title_fr="Procès-verbal", is_minutes=True),
    ]
    page.save_revision().publish()
    draft = fresh(page)
    draft.title = "En préparation"
    draft.expire_at = timezone.now() + dt.timedelta(days=90)
    draft.save_revision()
    return fresh(page)


def by_admin(page, office, **form) -> EventPage:
    """What *Copier* of the CMS makes of ``page``."""
    form = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": page.get_parent().pk} | form
    assert office.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form).status_code == 302
    return EventPage.objects.get(slug="copie", locale=page.locale)


def by_code(page, office) -> EventPage:
    return page.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=False)


def below_a_copied_agenda(page, office) -> EventPage:
    agenda = page.get_parent().specific
    copy = agenda.copy(recursive=True, update_attrs={"slug": "agenda-bis"}, keep_live=False)
    return EventPage.objects.child_of(copy).get()


def rows_of(page) -> dict:
    """The rows of the newest draft of ``page``, by their model."""
    draft = fresh(page).get_latest_revision_as_object()
    return {
        EventDate: [*draft.dates.all()],
        ProgrammeItem: [*draft.programme.all()],
        Stand: [*draft.stands.all()],
        EventDocument: [*draft.documents.all()],
    }


@pytest.mark.parametrize("model", KEPT)
def test_each_field_of_a_row_is_either_kept_or_begins_anew(model):
    assert {field.name for field in model._meta.concrete_fields} == KEPT[model] | FRESH[model]


def test_each_field_of_the_page_is_known_to_be_kept():
    own = {field.name for field in EventPage._meta.concrete_fields if field.model is EventPage}
    assert own - {"page_ptr"} - {field.name for field in BasePage._meta.fields} == KEPT_ON_PAGE


@pytest.mark.parametrize("copy", [by_admin, by_code, below_a_copied_agenda])
def test_a_copy_keeps_the_words_and_no_trace_of_what_happened(page, coordinator, signed_in, copy):
    copied = copy(page, signed_in(coordinator))
    before, after = rows_of(page), rows_of(copied)
    for model, kept in KEPT.items():
        one, other = before[model][0], after[model][0]
        for name in kept:
            assert getattr(other, name) == getattr(one, name), name
        for field in (model._meta.get_field(name) for name in FRESH[model] - {"id", "page", "key"}):
            assert getattr(one, field.name) != field.get_default(), f"{field.name} proves nothing"
            assert getattr(other, field.name) == field.get_default(), field.name
    keys = [{row.key for model in (EventDate, ProgrammeItem) for row in rows[model]} for rows in (before, after)]
    assert not keys[0] & keys[1]
    assert {key.version for key in keys[1]} == {4}
    assert [file.title_fr for file in after[EventDocument]] == ["Ordre du jour"]
    draft = fresh(copied).get_latest_revision_as_object()
    assert (draft.expire_at, draft.go_live_at, draft.expired, draft.first_published_at) == (None, None, False, None)


def test_the_copy_is_an_event_of_its_own_when_published(page, coordinator, signed_in, organisation):
    source = ImportSource.objects.create(name="Partenaire", kind=EventKind.objects.first())
    ImportedEvent.objects.create(
        source=source, uid="x", event_key=page.translation_key, fingerprint="y", seen_at=timezone.now()
    )
    signed_up(dates_of(page)[1], organisation, coordinator, "Anouk")
    OutgoingMail.objects.all().delete()
    copied = by_admin(page, signed_in(coordinator), publish_copies="on")
    fresh(copied).get_latest_revision().publish()
    dates, others = dates_of(copied), dates_of(page)
    assert [(one.status, one.sequence, one.seats.count(), one.previous_start) for one in dates] == [
        ("planned", 0, 0, None)
    ] * 2
    assert not {one.uid for one in dates} & {one.uid for one in others}
    assert not ImportedEvent.objects.filter(event_key=copied.translation_key).exists()
    assert not OutgoingMail.objects.exists()


def test_the_dates_stay_the_same_when_an_older_revision_that_was_copied_is_published(page, coordinator, signed_in):
    copied = by_admin(page, signed_in(coordinator), publish_copies="on")
    before = [(one.uid, one.row, one.status) for one in dates_of(copied)]
    fresh(copied).revisions.order_by("pk").exclude(pk=fresh(copied).latest_revision_id).last().publish()
    assert [(one.uid, one.row, one.status) for one in dates_of(copied)] == before


def test_what_happened_stands_in_the_other_language_too_when_the_page_is_translated(page):
    [translation] = page.get_translations()
    [row, _] = translation.specific.dates.all()
    assert (row.status, row.previous_start, row.key) == (Status.CANCELLED, MOVED, page.dates.first().key)


def test_an_alias_shows_what_happened_when_it_is_made_by_copying(page, coordinator, signed_in):
    alias = by_admin(page, signed_in(coordinator), alias="on")
    assert alias.alias_of_id == page.pk
    assert [one.status for one in dates_of(alias)] == [one.status for one in dates_of(page)]
