"""Invitations: from the coordinator's form to the member space, and every way a link can fail."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.network import OrganisationFactory, RepresentativeFactory, UserFactory

from network.invitations import services as invitations
from network.invitations.errors import AccountClosed, AlreadyRepresents, AnsweredAlready, MandateOver
from network.models import Invitation, Organisation, OutgoingMail, Representative, User, organisations_of
from network.outbox.html import split_parts

pytestmark = pytest.mark.django_db

NOVA = "nova@association.example"


@pytest.fixture
def invite(site_tree, organisation, coordinator, django_capture_on_commit_callbacks):
    """Invite as the coordinator does, and let the mail leave; the invitation."""

    def send(email=NOVA, **values):
        values = {"organisation": organisation, "language": "fr", "invited_by": coordinator} | values
        with django_capture_on_commit_callbacks(execute=True):
            return invitations.invite(email=email, **values)

    return send


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


def link():
    """The path that the last mail names."""
    return re.search(r"http://testserver(/\S+/invitation/\S+/)", mail.outbox[-1].body)[1]


# The link


def test_a_person_enters_the_member_space_when_the_button_of_the_link_is_pressed(invite, organisation, client):
    invite(email="Nova@Association.example", language="nl", until=timezone.localdate() + dt.timedelta(days=400))
    assert mail.outbox[-1].to == [NOVA]
    assert link().startswith("/nl/")
    page = client.get(link())
    assert page.status_code == 200
    assert organisation.name_fr in page.text
    assert "Coordination de l’équipe" in page.text
    response = client.post(link())
    assert response.url == "/nl/membres/"
    user = User.objects.get(email=NOVA)
    assert client.get(response.url).context["user"] == user
    assert list(organisations_of(user)) == [organisation]
    assert (user.language, user.has_usable_password(), user.is_staff) == ("nl", False, False)
    assert EmailAddress.objects.get(user=user).verified
    assert Representative.objects.get(user=user).until == timezone.localdate() + dt.timedelta(days=400)


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_link_is_a_button_and_each_sentence_ends_once_in_the_mail(language, invite):
    invite(email=NOVA, language=language)
    text = mail.outbox[-1].body
    assert [part.url.endswith(link()) for part in split_parts(text) if part.kind == "button"] == [True]
    assert ".." not in text


def test_nothing_changes_when_the_link_is_only_read(invite, client):
    invite()
    for _ in range(2):
        assert client.get(link()).status_code == 200
        assert client.head(link()).status_code == 200
    assert not User.objects.filter(email=NOVA).exists()
    assert Invitation.objects.get().state() == "waiting"


def test_the_token_is_found_nowhere_in_its_table(invite):
    invitation = invite()
    token = link().rstrip("/").rpartition("/")[2]
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values().get())
    assert len(token) >= 40


def used(invitation):
    invitation.accepted_at = timezone.now()


def withdrawn(invitation):
    invitation.withdrawn_at = timezone.now()


def expired(invitation):
    invitation.created_at = timezone.now() - dt.timedelta(days=15)
    invitation.expires_at = timezone.now()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [(used, "déjà été acceptée"), (withdrawn, "a été retirée"), (expired, "a expiré")],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_says_why_when_the_link_opens_nothing_any_more(spoil, words, method, invite, client):
    invitation = invite()
    spoil(invitation)
    invitation.save()
    response = getattr(client, method)(link())
    assert response.status_code == 410
    assert words in response.text
    assert not User.objects.filter(email=NOVA).exists()


@pytest.mark.parametrize("token", ["x", "é" * 43, "a\x00b", "x" * 5000, "%00", "-1"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_says_so_when_the_token_is_nonsense(token, method, site_tree, client):
    response = getattr(client, method)(f"/fr/membres/invitation/{token}/")
    assert response.status_code == 404
    assert "<form" not in response.text.split("<main")[1]


def test_the_page_is_the_same_when_the_address_got_an_account_meanwhile(invite, client):
    invite()
    before = client.get(link()).content
    UserFactory(email=NOVA)
    csrf = rb'name="csrfmiddlewaretoken" value="\w+"'
    assert re.sub(csrf, b"", Client().get(link()).content) == re.sub(csrf, b"", before)


def test_an_account_made_meanwhile_gets_the_mandate_when_it_has_one_factor(invite, organisation, client):
    invite()
    user = UserFactory(email=NOVA)
    assert client.post(link()).url == "/fr/membres/"
    assert client.get("/fr/membres/").context["user"] == user
    assert list(organisations_of(user)) == [organisation]


@pytest.mark.parametrize("guard", ["second factor", "staff"])
def test_the_link_signs_nobody_in_when_the_account_is_guarded(guard, invite, organisation, coordinator, client):
    invite()
    user = UserFactory(email=NOVA)
    if guard == "staff":
        user.groups.set(coordinator.groups.all())
    else:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.post(link()).url == reverse("account_login")
    assert client.get("/fr/membres/").status_code == 302
    assert list(organisations_of(user)) == [organisation]


def test_the_link_opens_nothing_when_the_account_was_closed(invite, client):
    invite()
    UserFactory(email=NOVA, is_active=False)
    assert client.post(link()).status_code == 403
    assert not Representative.objects.exists()


def test_another_session_ends_when_somebody_accepts_in_its_browser(invite, representative, signed_in):
    invite()
    browser = signed_in(representative)
    assert representative.email in browser.get(link()).text
    browser.post(link())
    assert browser.get("/fr/membres/").context["user"].email == NOVA


def test_a_claim_without_proof_is_dropped_when_the_owner_of_the_mailbox_accepts(invite, representative, client):
    EmailAddress.objects.create(user=representative, email=NOVA, verified=False)
    invite()
    client.post(link())
    assert EmailAddress.objects.get(email=NOVA).user.email == NOVA


def test_the_link_is_refused_without_the_token_of_the_form(invite):
    invite()
    assert Client(enforce_csrf_checks=True).post(link()).status_code == 403


# The services


def test_an_accepted_invitation_says_so_when_its_button_is_pressed_in_another_tab(invite):
    invite()
    browser = Client(enforce_csrf_checks=True)
    fields = {"csrfmiddlewaretoken": str(browser.get(link()).context["csrf_token"])}
    answers = [browser.post(link(), fields, headers={"origin": "http://testserver"}) for _tab in range(2)]
    assert answers[0].status_code == 302
    # Signing in renews the mark of forms: the other tab has the one before.
    assert "acceptée" in answers[1].text
    assert "trop longtemps" not in answers[1].text


def test_one_invitation_leaves_when_the_button_is_clicked_twice(invite):
    assert invite().pk == invite().pk
    assert len(mail.outbox) == 1


def test_the_database_refuses_a_second_one_that_waits(invite):
    invitation = invite()
    invitation.pk, invitation.token_hash = None, "other"
    with pytest.raises(IntegrityError), transaction.atomic():
        invitation.save()


def test_a_new_link_replaces_the_old_when_invited_again_later(invite, client, time_machine):
    time_machine.move_to("2026-11-02T10:00:00+01:00")
    invite()
    old = link()
    time_machine.move_to("2026-11-20T10:00:00+01:00")
    assert client.get(old).status_code == 410
    assert invite().state() == "waiting"
    assert Invitation.objects.count() == 1
    assert client.get(old).status_code == 404
    assert client.get(link()).status_code == 200


@pytest.mark.parametrize("spoil", [withdrawn, expired, lambda invitation: None])
def test_the_link_works_again_when_the_coordinator_invites_again(
    spoil, invite, client, coordinator, django_capture_on_commit_callbacks
):
    invitation = invite()
    spoil(invitation)
    invitation.save()
    with django_capture_on_commit_callbacks(execute=True):
        again = invitations.invite_again(invitation_id=invitation.pk, invited_by=coordinator)
    assert again.state() == "waiting"
    assert client.get(link()).status_code == 200
    assert len(mail.outbox) == 2


def test_an_answer_stands_when_somebody_withdraws_it_or_invites_again(invite, client, coordinator):
    invitation = invite()
    client.post(link())
    with pytest.raises(AnsweredAlready):
        invitations.withdraw_invitation(invitation_id=invitation.pk)
    with pytest.raises(AnsweredAlready):
        invitations.invite_again(invitation_id=invitation.pk, invited_by=coordinator)


def test_a_mail_still_waiting_does_not_leave_when_the_invitation_is_withdrawn(organisation, coordinator):
    invitation = invitations.invite(email=NOVA, organisation=organisation, language="fr", invited_by=coordinator)
    invitations.withdraw_invitation(invitation_id=invitation.pk)
    assert OutgoingMail.objects.get().status == OutgoingMail.Status.WITHDRAWN


def test_the_mandate_is_given_at_once_when_the_address_has_an_account(invite, organisation):
    user = UserFactory(email=NOVA, language="nl")
    invitation = invite()
    assert invitation.state() == "accepted"
    assert list(organisations_of(user)) == [organisation]
    assert mail.outbox[-1].to == [NOVA]
    assert "U vertegenwoordigt nu" in mail.outbox[-1].subject
    assert "/invitation/" not in mail.outbox[-1].body


def test_a_proven_second_address_finds_its_account_and_a_mere_claim_does_not(invite, representative):
    address = EmailAddress.objects.create(user=representative, email=NOVA, verified=False)
    assert invite(organisation=OrganisationFactory()).state() == "waiting"
    address.verified = True
    address.save()
    assert invite(organisation=OrganisationFactory()).state() == "accepted"


def test_a_mandate_begins_anew_when_the_former_one_had_ended(invite, organisation):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    user = RepresentativeFactory(organisation=organisation, until=yesterday, user__email=NOVA).user
    assert not organisations_of(user).exists()
    invite()
    assert Representative.objects.get().since == timezone.localdate()
    assert organisations_of(user).get() == organisation


def test_an_invitation_is_refused_when_it_makes_no_sense(invite, representative):
    with pytest.raises(AlreadyRepresents):
        invite(email=representative.email)
    UserFactory(email="closed@association.example", is_active=False)
    with pytest.raises(AccountClosed):
        invite(email="closed@association.example")
    with pytest.raises(MandateOver):
        invite(until=timezone.localdate())


def test_one_person_acts_for_two_organisations_when_invited_for_both(invite, organisation, other_organisation, client):
    invite()
    first = link()
    invite(organisation=other_organisation)
    client.post(first)
    client.post(link())
    assert organisations_of(User.objects.get(email=NOVA)).count() == 2


def test_the_link_ends_with_the_mandate_when_that_is_sooner(invite, time_machine):
    time_machine.move_to("2026-11-02T10:00:00+01:00")
    invitation = invite(until=dt.date(2026, 11, 5))
    assert timezone.localtime(invitation.expires_at).isoformat() == "2026-11-05T00:00:00+01:00"


def test_access_ends_with_the_mandate(organisation, signed_in, site_tree, time_machine):
    time_machine.move_to("2026-11-02T10:00:00+01:00")
    organisation.published = False
    organisation.save()
    mandate = RepresentativeFactory(organisation=organisation, until=dt.date(2026, 11, 10))
    assert Organisation.objects.visible_to(mandate.user).count() == 1
    time_machine.move_to("2026-11-10T00:00:00+01:00")
    assert not organisations_of(mandate.user).exists()
    assert Organisation.objects.visible_to(mandate.user).count() == 0
    page = signed_in(mandate.user).get("/fr/membres/")
    assert page.status_code == 200
    assert "a pris fin le" in page.text
    assert organisation.name_fr in page.text


# The CMS


def sent(**values):
    return {"emails": NOVA, "language": "fr", "until": ""} | values


def test_a_new_account_gets_the_name_that_was_pasted_with_its_address(office, organisation, client):
    pasted = "Nova Lenz <nova@bücher.example>; abel@association.example"
    assert office.post(reverse("invitations:add"), sent(organisation=organisation.pk, emails=pasted)).status_code == 302
    invitation = Invitation.objects.get(email="nova@xn--bcher-kva.example")
    assert "Nova Lenz" in office.get(reverse("invitations:index")).text
    token = invitation.new_token()
    invitation.save()
    assert "nova@bücher.example" in client.get(f"/fr/membres/invitation/{token}/").text
    client.post(f"/fr/membres/invitation/{token}/")
    user = User.objects.get(email="nova@bücher.example")
    assert (user.first_name, user.last_name) == ("Nova", "Lenz")


@pytest.mark.parametrize("name", ["", "Autre Nom"])
def test_an_account_keeps_its_own_name_when_another_was_pasted(name, invite, organisation):
    user = UserFactory(email=NOVA, first_name="Nova", last_name="Lenz")
    first, _space, last = name.partition(" ")
    invite(first_name=first, last_name=last)
    user.refresh_from_db()
    assert user.get_full_name() == "Nova Lenz"


def test_several_are_invited_when_the_coordinator_writes_one_a_line(office, organisation, representative):
    emails = f"{NOVA}\n\n  Abel@Association.example, \n{NOVA}\n{representative.email}\n"
    response = office.post(reverse("invitations:add"), sent(organisation=organisation.pk, emails=emails))
    assert response.url == reverse("invitations:index")
    assert set(Invitation.objects.values_list("email", flat=True)) == {NOVA, "abel@association.example"}
    assert office.get(response.url).text.count("2 invitations") >= 1


@pytest.mark.parametrize(
    "values",
    [
        {"emails": ""},
        {"emails": "nobody"},
        {"emails": "a@b.example\nx\x00y"},
        {"emails": "\n".join(f"a{n}@b.example" for n in range(21))},
        {"emails": "x" * 7000},
        {"emails": f"{'x' * 250}@association.example"},
        {"organisation": "0"},
        {"organisation": "abc"},
        {"language": "de"},
        {"until": "2020-01-01"},
        {"until": "31/31/2026"},
    ],
)
def test_the_form_comes_back_when_it_makes_no_sense(values, office, organisation):
    response = office.post(reverse("invitations:add"), sent(organisation=organisation.pk) | values)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("chosen", ["abc", "-1", "99999999999999999999", "é", "%00"])
def test_the_form_opens_when_its_address_names_nonsense(chosen, office):
    assert office.get(reverse("invitations:add"), {"organisation": chosen}).status_code == 200


def test_none_leaves_when_one_of_them_is_refused(office, organisation):
    UserFactory(email="closed@association.example", is_active=False)
    emails = f"{NOVA}\nclosed@association.example"
    response = office.post(reverse("invitations:add"), sent(organisation=organisation.pk, emails=emails))
    assert "closed@association.example" in str(response.context["form"].errors)
    assert not Invitation.objects.exists()


def test_buttons_renew_and_withdraw_when_the_coordinator_presses_them(office, invite):
    invitation = invite()
    assert "renvoyer" in office.get(reverse("invitations:inspect", args=[invitation.pk])).text
    assert office.post(reverse("invitations:withdraw", args=[invitation.pk])).status_code == 302
    invitation.refresh_from_db()
    assert invitation.state() == "withdrawn"
    assert office.post(reverse("invitations:again", args=[invitation.pk])).status_code == 302
    assert Invitation.objects.filter(email=NOVA).in_state("waiting").count() == 1
    assert office.get(reverse("invitations:withdraw", args=[invitation.pk])).status_code == 405


def test_each_state_filters_the_list_and_each_row_is_in_one(office, invite):
    for spoil in (used, withdrawn, expired, lambda invitation: None):
        invitation = invite(email=f"{getattr(spoil, '__name__', '').strip('<>')}@association.example")
        spoil(invitation)
        invitation.save()
    rows = [
        list(office.get(reverse("invitations:index"), {"state": state}).context["object_list"])
        for state in Invitation.State
    ]
    assert [len(part) for part in rows] == [1, 1, 1, 1]
    assert len({row.pk for part in rows for row in part}) == 4
    for query in ({"state": "x"}, {"organisation": "abc"}, {"p": "abc"}, {"ordering": "x"}, {"q": "\x00"}):
        assert office.get(reverse("invitations:index"), query).status_code == 200


def test_the_list_is_helpful_when_nobody_was_invited(office):
    page = office.get(reverse("invitations:index")).text
    assert reverse("invitations:add") in page


def test_the_form_is_one_click_away_from_the_sheet_and_the_list_of_representatives(office, organisation):
    add = reverse("invitations:add")
    assert f"{add}?organisation={organisation.pk}" in office.get(
        reverse("organisations:edit", args=[organisation.pk])
    ).text.replace("&amp;", "&")
    assert add in office.get(reverse("representatives:index")).text
    chosen = office.get(add, {"organisation": organisation.pk}).context["form"]["organisation"].value()
    assert chosen == str(organisation.pk)


@pytest.mark.parametrize("rows", [2, 20])
def test_the_list_asks_as_often_when_it_grows(rows, office, coordinator, django_assert_num_queries):
    now = timezone.now()
    for number in range(rows):
        Invitation.objects.create(
            email=f"p{number}@association.example",
            organisation=OrganisationFactory(),
            invited_by=UserFactory(),
            token_hash=str(number),
            created_at=now,
            expires_at=now,
        )
    office.get(reverse("invitations:index"))
    with django_assert_num_queries(LIST_QUERIES):
        office.get(reverse("invitations:index"))


LIST_QUERIES = 15


@pytest.mark.parametrize("role", [0, 1, 2])
def test_nobody_else_invites(role, readers, invite):
    invitation = invite()
    for name, arguments in (
        ("index", []),
        ("add", []),
        ("inspect", [invitation.pk]),
        ("again", [invitation.pk]),
        ("withdraw", [invitation.pk]),
    ):
        address = reverse(f"invitations:{name}", args=arguments)
        assert readers[role].get(address).status_code in {302, 403, 405}
        assert readers[role].post(address).status_code in {302, 403, 405}
    invitation.refresh_from_db()
    assert invitation.state() == "waiting"
    assert Invitation.objects.count() == 1


def test_an_editor_neither_sees_nor_invites(site_tree, signed_in, invite):
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    invitation = invite()
    for name, arguments in (("index", []), ("add", []), ("inspect", [invitation.pk])):
        response = signed_in(editor).get(reverse(f"invitations:{name}", args=arguments))
        assert response.status_code in {302, 403}
    assert signed_in(editor).post(reverse("invitations:withdraw", args=[invitation.pk])).status_code in {302, 403}
    assert reverse("invitations:index") not in signed_in(editor).get("/gestion/").text
