"""What factories write themselves is what the site would have written."""

import copy
import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone
from factories.events import event_page, in_days, new_event
from factories.network import OrganisationFactory, WorkingGroupFactory
from modelcluster.models import get_all_child_relations
from wagtail.blocks import StreamValue
from wagtail.models import Page

from events.models import AgendaPage, EventDate, EventPage, Occurrence, ProgrammeItem, Stand

# What is drawn at random, numbers rows or tells when they were written.
OF_ITS_OWN = {
    "id", "page_ptr", "path", "url_path", "slug", "translation_key", "alias_of", "uid",
    "event_key", "row", "key", "page",
}  # fmt: skip


def saved_by_wagtail(page: EventPage) -> EventPage:
    """``page`` and its mirror by way of the page tree: each save asks and tells everybody."""
    agenda = AgendaPage.objects.get(locale__language_code="fr")
    page.first_published_at = page.last_published_at = timezone.now()
    page.locale = agenda.locale
    agenda.add_child(instance=page)
    for mirror in agenda.get_translations():
        page.create_alias(parent=mirror, update_locale=mirror.locale, reset_translation_key=False)
    return page


def facts(row) -> dict:
    return {
        field.name: field.value_to_string(row) for field in row._meta.concrete_fields if field.name not in OF_ITS_OWN
    }


def told(page: EventPage) -> list:
    """Everything the tables hold of the event of ``page``."""
    pages = EventPage.objects.filter(translation_key=page.translation_key).order_by("pk")
    written = [facts(one) for one in pages]
    for one in pages:
        for relation in get_all_child_relations(EventPage):
            written += [facts(row) for row in getattr(one, relation.get_accessor_name()).all()]
    dates = Occurrence.objects.filter(event_key=page.translation_key).order_by("start")
    written += [facts(date) | {"workshops": [facts(one) for one in date.workshops.all()]} for date in dates]
    keys = [{row.key for row in one.dates.all()} for one in pages]
    return [*written, keys[0] == keys[1] == {date.row for date in dates}, pages[1].alias_of_id == pages[0].pk]


def one_date():
    return {}


def series():
    host, group = OrganisationFactory(name_fr="Hôte"), WorkingGroupFactory(letter="A")
    return {"days": (3, 9, 16), "host": host, "group": group, "place_nl": "Volkshuis", "access": "step_free"}


def colloquium():
    day = in_days(5)
    return {
        "dates": [EventDate(day=day, last_day=in_days(7), capacity=3, theme_fr="Dettes")],
        "programme": [
            ProgrammeItem(
                key=uuid.UUID(int=n), sort_order=n, day=day, start_time=dt.time(9 + n), title_fr=f"Atelier {n}"
            )
            for n in (0, 8)
        ],
        "stands": [Stand(number="1", organisation=OrganisationFactory(name_fr="Stand"))],
        "body": StreamValue(
            EventPage.body.field.stream_block, [{"type": "text", "value": "<p>Un mot.</p>", "id": "1"}], is_lazy=True
        ),
        "sign_up": "members",
        "show_in_menus": True,
    }


@pytest.mark.parametrize("shape", [one_date, series, colloquium])
def test_an_event_is_as_wagtail_saves_it_when_the_factory_writes_its_rows(shape, site_tree):
    fields = shape()
    # Rows that were saved would be moved from one event to the other.
    unsaved = {name: copy.deepcopy(value) if isinstance(value, list) else value for name, value in fields.items()}
    with time_machine.travel(timezone.now(), tick=False):
        made = event_page(title="Usine", **fields)
        saved = saved_by_wagtail(new_event(title="Usine", **unsaved))
    assert told(made) == told(saved)
    assert Page.find_problems() == ([], [], [], [], [])
