"""Deleting a record says first what refers to it, fields of many to many included, and what becomes of that."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import DO_NOTHING
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.cms import registers
from factories.events import EventKindFactory, event_page
from factories.network import OrganisationFactory, RepresentativeFactory, ThemeFactory, WorkingGroupFactory

from home.admin.registers import UsesMixin
from home.admin.usage import Fate, relations_to, uses_of
from network.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(admin_client, site_tree):
    return admin_client


def organisation_with(need) -> None:
    organisation = OrganisationFactory()
    organisation.themes.add(need)
    organisation.save()


def words(office, namespace: str, record) -> str:
    """What the page to delete ``record`` says, on one line."""
    page = office.get(reverse(f"{namespace}:delete", args=[record.pk])).content.decode()
    return " ".join(page.split('id="main"')[1].split())


def test_deleting_a_need_says_which_organisations_lose_it(office):
    need, other = ThemeFactory(), ThemeFactory()
    for _number in range(14):
        organisation_with(need)
    organisation_with(other)
    said = words(office, "themes", need)
    assert "Utilisations : 14" in said
    assert "14 organisations" in said
    assert "Oui, supprimer" in said


def test_deleting_a_record_says_that_nothing_refers_to_it_when_nothing_does(office):
    said = words(office, "themes", ThemeFactory())
    assert "Rien n’y renvoie." in said
    assert "Oui, supprimer" in said


def test_deleting_a_kind_is_not_offered_when_events_are_of_it(office):
    kind = EventKindFactory(name_fr="Balade")
    event_page(kind=kind)
    event_page(title="Autre", kind=kind)
    said = words(office, "event_kinds", kind)
    # A page stands in two languages, and is one event.
    assert "2 événements" in said
    assert "2 dates" in said
    assert "Oui, supprimer" not in said


def test_deleting_an_organisation_tells_what_goes_from_what_stays(office):
    organisation = OrganisationFactory()
    RepresentativeFactory(organisation=organisation)
    Membership.objects.create(organisation=organisation, group=WorkingGroupFactory())
    event_page(host=organisation)
    fates = {use.model.__name__: (use.fate, use.count) for use in uses_of(organisation)}
    assert fates == {
        "Representative": (Fate.GOES, 1),
        "Membership": (Fate.GOES, 1),
        "EventPage": (Fate.STAYS, 1),
        "Occurrence": (Fate.STAYS, 1),
    }


def test_deleting_a_role_or_an_account_counts_each_other(office, representative):
    role = Group.objects.create(name="Bénévoles")
    role.user_set.add(representative)
    assert "1 compte" in words(office, "wagtailusers_groups", role)
    said = words(office, "wagtailusers_users", representative)
    assert "Utilisations : 1" in said
    assert "1 référent" in said


# Wagtail's own, for administrators: deleting a language or a site is refused or counted by Wagtail itself.
WAGTAILS = {"Locale", "Site"}
# Rows of the form of an organisation itself, with which they come and go.
PARTS = {"Location", "Service", "OpeningSlot", "Closure"}


def fields_to(model) -> set[tuple]:
    """Each field of any model that leads to ``model``, found from the other side; tables in between left aside."""
    return {
        (source, field.name)
        for source in apps.get_models()
        for field in (*source._meta.local_fields, *source._meta.local_many_to_many)
        if field.is_relation and field.related_model is model and source.__name__ not in PARTS
        if not (field.many_to_many and not field.remote_field.through._meta.auto_created)
        if getattr(field.remote_field, "on_delete", None) is not DO_NOTHING
    }


def test_every_register_counts_whatever_leads_to_it_before_it_deletes():
    left = {}
    for viewset in registers():
        if viewset.model.__name__ in WAGTAILS:
            continue
        assert issubclass(viewset.delete_view_class, UsesMixin), viewset
        missed = fields_to(viewset.model) - {(model, field) for model, field, _fate in relations_to(viewset.model)}
        if missed:
            left[viewset.model.__name__] = missed
    assert left == {}


def test_the_number_of_queries_is_the_same_when_two_or_twenty_organisations_have_a_need(office):
    need = ThemeFactory()
    for number, wanted in ((2, 2), (18, 20)):
        for _number in range(number):
            organisation_with(need)
        with CaptureQueriesContext(connection) as queries:
            assert sum(use.count for use in uses_of(need)) == wanted
        assert len(queries) == 1
