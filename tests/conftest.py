"""Fixtures every test may use: a founded site, people of each role, a frozen clock."""

import pytest
from django.core.cache import cache
from django.test import Client
from factories.network import OrganisationFactory, RepresentativeFactory, UserFactory

from config.foundation import found_site


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The rooms of the site are built once; each test's changes are rolled back."""
    with django_db_blocker.unblock():
        found_site()


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def site_tree(db):
    """The French home page; founds the site again after a test that committed and was flushed."""
    return found_site()


@pytest.fixture
def organisation(db):
    return OrganisationFactory(name_fr="L’Escale du Canal")


@pytest.fixture
def other_organisation(db):
    return OrganisationFactory(name_fr="La Ruche aux Devoirs")


@pytest.fixture
def representative(organisation):
    """The account of somebody who acts for ``organisation``."""
    return RepresentativeFactory(organisation=organisation).user


@pytest.fixture
def other_representative(other_organisation):
    """The account of somebody who acts for ``other_organisation``."""
    return RepresentativeFactory(organisation=other_organisation).user


@pytest.fixture
def coordinator(db):
    """A member of the group “Coordination”, as migrations make it."""
    from django.contrib.auth.models import Group

    user = UserFactory(email="coordination@coordination.example")
    user.groups.add(Group.objects.get(name="Coordination"))
    return user


@pytest.fixture
def signed_in():
    """``signed_in(user)`` is a test client with that user's session."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def readers(client, signed_in, representative, other_representative, coordinator):
    """A client of each role: nobody, another organisation's member, a member of ``organisation``, the coordinator."""
    return [client, *map(signed_in, (other_representative, representative, coordinator))]
