"""Versions and signatures of the charter in the CMS."""

import pytest
from django.urls import reverse
from factories.network import OrganisationFactory

from charter.models import CharterVersion, Signature
from home.cache.stamp import renew_stamp

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


@pytest.fixture
def version(db):
    return CharterVersion.objects.create(number=1, adopted_on="2026-01-15")


def test_a_signature_is_kept_once_when_its_form_is_sent_twice(office, organisation, version):
    data = {"organisation": organisation.pk, "version": version.pk, "signed_on": "2026-02-01"}
    assert office.post(reverse("signatures:add"), data).status_code == 302
    assert office.post(reverse("signatures:add"), data).status_code == 200
    assert Signature.objects.count() == 1


def test_a_version_is_kept_when_organisations_signed_it(office, organisation, version):
    Signature.objects.create(organisation=organisation, version=version)
    assert office.post(reverse("charter_versions:delete", args=[version.pk]), follow=True).status_code == 200
    assert CharterVersion.objects.filter(pk=version.pk).exists()


def test_signatures_are_filtered_by_version_when_the_coordinator_asks(office, organisation, version):
    Signature.objects.create(organisation=organisation, version=version)
    second = CharterVersion.objects.create(number=2, adopted_on="2026-06-15")
    url = reverse("signatures:index")
    assert len(office.get(f"{url}?version={version.pk}").context["object_list"]) == 1
    assert len(office.get(f"{url}?version={second.pk}").context["object_list"]) == 0


@pytest.mark.parametrize(("name", "number"), [("signatures:index", 19)])
def test_a_listing_asks_as_few_queries_for_twenty_rows_as_for_two(
    office, version, django_assert_num_queries, name, number
):
    for _row in range(2):
        Signature.objects.create(organisation=OrganisationFactory(), version=version)
    office.get(reverse(name))
    renew_stamp()
    with django_assert_num_queries(number):
        office.get(reverse(name))
    for _row in range(18):
        Signature.objects.create(organisation=OrganisationFactory(), version=version)
    renew_stamp()
    with django_assert_num_queries(number):
        assert len(office.get(reverse(name)).context["object_list"]) == 20


def test_a_version_is_called_by_its_number_when_it_is_chosen(office, version):
    assert ">Version 1</option>" in office.get(reverse("signatures:add")).content.decode()
