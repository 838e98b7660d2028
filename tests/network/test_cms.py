"""The network in the CMS: organisations with their hours, mandates, accounts without passwords."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from factories.network import (
    CommuneFactory,
    LocationFactory,
    MembershipFactory,
    OpeningSlotFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
    WorkingGroupFactory,
)
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from network.models import Organisation, Representative, User, WorkingGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


def sheet(slots=(), **values):
    return nested_form_data(
        {
            "name_fr": "Le Seuil",
            "kind": "asbl",
            "summary_fr": "Un accueil de jour.",
            "commune": CommuneFactory().pk,
            "email": "contact@seuil.example",
            "published": "on",
            "last_verified": "2026-11-01",
            "locations": inline_formset([]),
            "services": inline_formset([]),
            "opening_slots": inline_formset(list(slots)),
            "closures": inline_formset([]),
        }
        | values
    )


def slot(opens, closes, **values):
    return {"weekday": "0", "opens": opens, "closes": closes, "kind": "drop_in", "location": ""} | values


def test_an_organisation_is_kept_with_its_hours_when_its_form_is_sent(office):
    slots = [slot("09:00", "12:00"), slot("12:00", "14:00")]
    assert office.post(reverse("organisations:add"), sheet(slots)).status_code == 302
    organisation = Organisation.objects.get()
    assert (organisation.slug, organisation.opening_slots.count()) == ("le-seuil", 2)


def test_hours_are_refused_when_they_overlap(office):
    slots = [slot("09:00", "12:00"), slot("11:00", "14:00")]
    response = office.post(reverse("organisations:add"), sheet(slots))
    assert response.status_code == 200
    assert "opens" in response.context["form"].formsets["opening_slots"].forms[1].errors
    assert not Organisation.objects.exists()


def test_hours_are_refused_at_an_address_when_it_is_another_organisations(office):
    foreign = LocationFactory()
    response = office.post(reverse("organisations:add"), sheet([slot("09:00", "12:00", location=foreign.pk)]))
    assert "location" in response.context["form"].formsets["opening_slots"].forms[0].errors


@pytest.mark.parametrize(
    "values", [{"enterprise_number": "123"}, {"email": ""}, {"name_fr": ""}, {"commune": "\0"}, {"name_fr": "a\0b"}]
)
def test_an_organisation_is_refused_in_words_when_its_form_makes_no_sense(office, values):
    assert office.post(reverse("organisations:add"), sheet(**values)).status_code == 200
    assert not Organisation.objects.exists()


def test_an_organisation_is_found_without_accents_when_the_coordinator_searches(office):
    OrganisationFactory(name_fr="Énergie Solidaire")
    OrganisationFactory(name_fr="Le Seuil")
    found = office.get(reverse("organisations:index") + "?q=ENERGIE soli").context["object_list"]
    assert [organisation.name_fr for organisation in found] == ["Énergie Solidaire"]


def test_organisations_are_filtered_and_sorted_when_the_coordinator_asks(office):
    one, two, other = (OrganisationFactory(name_fr=name) for name in ("Aa", "Bb", "Cc"))
    group = MembershipFactory(organisation=one).group
    MembershipFactory(organisation=two, group=group)
    RepresentativeFactory(organisation=other)
    url = reverse("organisations:index")
    in_group = office.get(f"{url}?groups={group.pk}&ordering=-name_fr").context["object_list"]
    assert list(in_group) == [two, one]
    assert list(office.get(f"{url}?represented=true").context["object_list"]) == [other]


def test_an_organisation_that_signed_or_came_is_kept_with_the_reason_when_deleted(office, organisation):
    from charter.models import CharterVersion, Signature

    version = CharterVersion.objects.create(number=1, adopted_on="2026-01-01")
    Signature.objects.create(organisation=organisation, version=version)
    url = reverse("organisations:delete", args=[organisation.pk])
    assert office.get(url).context["view"].usage.is_protected
    assert office.post(url, follow=True).status_code == 200
    assert Organisation.objects.filter(pk=organisation.pk).exists()


def test_a_group_is_refused_when_its_letter_cannot_be_read_on_its_colour(office):
    data = {"name_fr": "Logement", "letter": "L", "colour": "#ffff00", "order": "1", "active": "on"}
    assert "colour" in office.post(reverse("groups:add"), data).context["form"].errors
    assert office.post(reverse("groups:add"), data | {"colour": "#b5122b"}).status_code == 302
    assert WorkingGroup.objects.get().slug == "logement"


def test_a_mandate_is_given_when_the_coordinator_fills_in_its_form(office, organisation):
    user = UserFactory()
    data = {"user": user.pk, "organisation": organisation.pk, "since": "2026-01-01", "until": ""}
    assert office.post(reverse("representatives:add"), data).status_code == 302
    assert Representative.objects.current().filter(user=user, organisation=organisation).exists()
    assert office.post(reverse("representatives:add"), data).status_code == 200


ACCOUNT = {"email": "Nadia@Escale.example", "first_name": "N.", "last_name": "Escale", "language": "nl"}


def test_an_account_is_made_without_password_when_its_form_is_sent(office):
    assert office.post(reverse("wagtailusers_users:add"), ACCOUNT | {"is_active": "on"}).status_code == 302
    user = User.objects.get(email="nadia@escale.example")
    assert (user.language, user.has_usable_password(), user.is_active) == ("nl", False, True)


def test_an_address_is_refused_when_it_has_an_account_in_other_capitals(office):
    UserFactory(email="nadia@escale.example")
    assert "email" in office.post(reverse("wagtailusers_users:add"), ACCOUNT).context["form"].errors


def test_rights_are_not_given_when_the_coordination_slips_them_into_the_form(office, coordinator):
    group = Group.objects.get(name="Coordination")
    rights = {"is_superuser": "on", "groups": [group.pk], "is_active": "on"}
    office.post(reverse("wagtailusers_users:add"), ACCOUNT | rights)
    user = User.objects.get(email="nadia@escale.example")
    assert not user.is_superuser
    assert not user.groups.exists()
    own = {"email": coordinator.email, "first_name": "A", "last_name": "B", "language": "fr"}
    office.post(reverse("wagtailusers_users:edit", args=[coordinator.pk]), own | rights)
    coordinator.refresh_from_db()
    assert not coordinator.is_superuser
    assert coordinator.is_active


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_an_administrators_account_is_closed_when_the_coordination_asks(office, action):
    admin = UserFactory(is_superuser=True)
    url = reverse(f"wagtailusers_users:{action}", args=[admin.pk])
    assert office.get(url).status_code == 302
    office.post(url, ACCOUNT)
    admin.refresh_from_db()
    assert admin.email != "nadia@escale.example"


def test_many_accounts_get_no_rights_at_once_when_the_coordination_asks(office):
    user, group = UserFactory(), Group.objects.get(name="Coordination")
    url = reverse("wagtail_bulk_action", args=["network", "user", "assign_role"])
    office.post(f"{url}?id={user.pk}", {"role": group.pk})
    assert not user.groups.exists()


def test_an_administrator_gives_rights_when_the_form_says_so(site_tree, signed_in):
    client = signed_in(UserFactory(is_superuser=True))
    group = Group.objects.get(name="Rédaction")
    client.post(reverse("wagtailusers_users:add"), ACCOUNT | {"groups": [group.pk], "is_active": "on"})
    assert User.objects.get(email="nadia@escale.example").groups.get() == group


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("organisations:index", 18),
        ("groups:index", 15),
        ("memberships:index", 17),
        ("representatives:index", 16),
        ("wagtailusers_users:index", 16),
    ],
)
def test_a_listing_asks_as_few_queries_for_twenty_rows_as_for_two(office, django_assert_num_queries, name, number):
    def fill(count):
        for _row in range(count):
            mandate = RepresentativeFactory()
            MembershipFactory(organisation=mandate.organisation, group=WorkingGroupFactory())
            OpeningSlotFactory(organisation=mandate.organisation)

    fill(2)
    office.get(reverse(name))
    with django_assert_num_queries(number):
        office.get(reverse(name))
    fill(18)
    with django_assert_num_queries(number):
        assert len(office.get(reverse(name)).context["object_list"]) >= 20
