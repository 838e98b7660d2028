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

from home.memory import renew_stamp
from network.models import Organisation, OutgoingMail, Representative, User, WorkingGroup
from network.outbox import queue_mail

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


@pytest.mark.indexed
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


def mandate(organisation, **values):
    return {"organisation": organisation.pk, "since": "2026-01-01", "until": ""} | values


def test_a_mandate_is_given_when_the_coordinator_names_an_account(office, organisation):
    user = UserFactory()
    data = mandate(organisation, email=user.email.upper(), first_name="Autre")
    assert office.post(reverse("representatives:add"), data).status_code == 302
    assert Representative.objects.current().filter(user=user, organisation=organisation).exists()
    user.refresh_from_db()
    assert user.first_name == "Coordination"


def test_a_mandate_makes_the_account_when_nobody_has_the_address(office, organisation):
    data = mandate(organisation, email="Nadia@Escale.example", first_name="N.", last_name="Escale", language="nl")
    assert office.post(reverse("representatives:add"), data).status_code == 302
    user = Representative.objects.get(organisation=organisation).user
    assert (user.email, user.get_full_name(), user.language) == ("nadia@escale.example", "N. Escale", "nl")
    assert not user.has_usable_password()
    assert not user.is_staff


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "personne"}, "email"),
        ({"email": "nova@escale.example", "first_name": "", "last_name": "Escale"}, "first_name"),
        ({"email": "nova@escale.example", "first_name": "N\0", "last_name": "Escale"}, "first_name"),
        ({"email": "nova@escale.example", "first_name": "N.", "last_name": "Escale", "language": "de"}, "language"),
        ({"email": "nova@escale.example", "first_name": "N.", "last_name": "E", "until": "2025-01-01"}, None),
    ],
)
def test_no_account_is_made_when_the_mandate_makes_no_sense(office, organisation, values, field):
    before = User.objects.count()
    response = office.post(reverse("representatives:add"), mandate(organisation) | values)
    assert response.status_code == 200
    assert field is None or field in response.context["form"].errors
    assert User.objects.count() == before


def test_a_mandate_is_refused_in_words_when_the_person_has_it_already(office, organisation):
    data = mandate(organisation, email=RepresentativeFactory(organisation=organisation).user.email)
    assert "organisation" in office.post(reverse("representatives:add"), data).context["form"].errors


def test_a_mandate_is_ended_without_naming_the_person_again_when_it_is_edited(office, organisation):
    given = RepresentativeFactory(organisation=organisation)
    url = reverse("representatives:edit", args=[given.pk])
    assert "email" not in office.get(url).context["form"].fields
    assert office.post(url, mandate(organisation, since="2020-01-01", until="2026-02-01")).status_code == 302
    changed = Representative.objects.get()
    assert (changed.user, str(changed.until)) == (given.user, "2026-02-01")


def test_a_mandate_is_refused_in_words_when_it_moves_to_an_organisation_the_person_has(office, organisation):
    given = RepresentativeFactory(organisation=organisation)
    other = RepresentativeFactory(user=given.user)
    url = reverse("representatives:edit", args=[other.pk])
    assert "organisation" in office.post(url, mandate(organisation)).context["form"].errors


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
        ("organisations:index", 20),
        ("groups:index", 17),
        ("memberships:index", 19),
        ("representatives:index", 18),
        ("wagtailusers_users:index", 18),
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
    renew_stamp()
    with django_assert_num_queries(number):
        office.get(reverse(name))
    fill(18)
    renew_stamp()
    with django_assert_num_queries(number):
        assert len(office.get(reverse(name)).context["object_list"]) >= 20


@pytest.fixture
def failed_mail(db):
    mail = queue_mail(kind="test", recipient="a@escale.example", language="fr", subject="Midi", text="Bonjour")
    OutgoingMail.objects.filter(pk=mail.pk).update(status="failed", attempts=8, last_error="refused")
    return mail


def test_a_mail_that_failed_is_sent_when_the_coordinator_asks_for_it(
    office, failed_mail, mailoutbox, django_capture_on_commit_callbacks
):
    url = reverse("mails:send_again", args=[failed_mail.pk])
    inspected = office.get(reverse("mails:inspect", args=[failed_mail.pk])).content.decode()
    assert url in inspected
    assert "<dd> – </dd>" in " ".join(inspected.split())
    with django_capture_on_commit_callbacks(execute=True):
        response = office.post(url, follow=True)
    failed_mail.refresh_from_db()
    assert (failed_mail.status, failed_mail.attempts, failed_mail.last_error) == ("sent", 1, "")
    assert [mail.to for mail in mailoutbox] == [["a@escale.example"]]
    assert url not in response.content.decode()


def test_a_mail_leaves_once_when_sending_it_again_is_asked_twice(
    office, failed_mail, mailoutbox, django_capture_on_commit_callbacks
):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            office.post(reverse("mails:send_again", args=[failed_mail.pk]))
    assert len(mailoutbox) == 1


def test_nobody_else_sends_a_mail_again_when_not_of_the_coordination(
    site_tree, client, signed_in, representative, failed_mail
):
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    url = reverse("mails:send_again", args=[failed_mail.pk])
    for reader in (client, signed_in(representative), signed_in(editor)):
        assert reader.post(url).status_code in (302, 403)
    failed_mail.refresh_from_db()
    assert failed_mail.status == "failed"


def test_a_mail_is_not_sent_when_its_address_is_only_visited(office, failed_mail):
    assert office.get(reverse("mails:send_again", args=[failed_mail.pk])).status_code == 405
