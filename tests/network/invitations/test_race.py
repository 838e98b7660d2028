"""Two clicks in the same instant: one invitation, one account. The tests commit and clean up."""

import pytest
from factories.threads import at_once, in_thread

from network.invitations import mails
from network.invitations import services as invitations
from network.invitations.errors import InvitationUsed
from network.models import Commune, Invitation, Organisation, Representative, User

EMAIL, NAME = "course-invitation@association.example", "Course invitation"


@pytest.fixture
def links(monkeypatch):
    """The tokens of the links that would have left."""
    sent = []
    monkeypatch.setattr(mails, "invitation_written", lambda invitation, token: sent.append(token))
    monkeypatch.setattr(mails, "invitation_overtaken", lambda invitation: None)
    return sent


@pytest.fixture
def member(shared_database, links):
    """An organisation, committed, and gone after the test."""

    def found():
        names = {"name_fr": "Saint-Gilles", "name_nl": "Sint-Gillis"}
        commune = Commune.objects.get_or_create(nis_code="21013", defaults=names)[0]
        return Organisation.objects.create(name_fr=NAME, summary_fr=NAME, commune=commune, email=EMAIL)

    def remove():
        User.objects.filter(email=EMAIL).delete()
        Organisation.objects.filter(name_fr=NAME).delete()

    yield in_thread(found)
    in_thread(remove)


def inviting(organisation):
    return lambda: invitations.invite(email=EMAIL, organisation=organisation, language="fr", invited_by=None).pk


def test_one_invitation_leaves_when_two_are_sent_in_the_same_instant(member, links):
    first, second, third = at_once(*[inviting(member)] * 3)
    assert first == second == third
    assert len(links) == 1
    assert in_thread(lambda: Invitation.objects.filter(email=EMAIL).count()) == 1


def test_one_account_is_made_when_the_button_is_pressed_twice(member, links):
    in_thread(inviting(member))
    results = at_once(*[lambda: invitations.accept_invitation(token=links[0])] * 3)
    assert sum(isinstance(result, invitations.Acceptance) for result in results) == 1
    assert sum(isinstance(result, InvitationUsed) for result in results) == 2
    assert in_thread(lambda: Representative.objects.filter(user__email=EMAIL).count()) == 1
