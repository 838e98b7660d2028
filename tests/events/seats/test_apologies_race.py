"""Apologies sent while others sign up, and proxies given at the same instant. See test_seats_race for the threads."""

import datetime as dt

import pytest
from factories.race import EMAIL, found_date, remove_everything
from factories.sign_up import signed_up
from factories.threads import at_once, in_thread

from events import errors
from events.mails import notifications
from events.models import Apology, EventKind, Seat
from events.seats import apologies
from network.models import Organisation, Representative, User

CAPACITY = 5


@pytest.fixture
def date(shared_database, monkeypatch):
    """A date of five seats that takes proxies, and six members, committed, and gone after the test."""
    monkeypatch.setattr(notifications, "tell", lambda *told, **how: None)
    made = in_thread(found)
    yield made
    in_thread(remove)


def found():
    date = found_date(CAPACITY)
    EventKind.objects.filter(pk=date.kind_id).update(takes_proxies=True)
    commune = Organisation.objects.get(name_fr="Course").commune
    for number in range(6):
        member = Organisation.objects.create(name_fr=f"Excuse {number}", summary_fr="Membre.", commune=commune)
        user = User.objects.create(email=f"excuse{number}@association.example")
        Representative.objects.create(user=user, organisation=member, since=dt.date(2020, 1, 1))
    return date


def remove():
    Apology.objects.filter(occurrence__kind__name_fr="Course").delete()
    remove_everything()
    User.objects.filter(email__startswith="excuse").delete()
    Organisation.objects.filter(name_fr__startswith="Excuse").delete()


def signing_up(date, email, people):
    def work():
        user = User.objects.get(email=email)
        return signed_up(date, user.mandates.get().organisation, user, to_be_named=people).pk

    return work


def excusing(date, number, *, holder=None):
    def work():
        user = User.objects.get(email=f"excuse{number}@association.example")
        proxy_holder = Organisation.objects.get(name_fr=f"Excuse {holder}") if holder is not None else None
        organisation = user.mandates.get().organisation
        fields = {"organisation": organisation, "user": user, "proxy_holder": proxy_holder}
        return apologies.excuse(occurrence_id=date.pk, **fields).pk

    return work


def standing(date):
    """How many seats are held, how many people wait, and of how many organisations that are excused."""

    def work():
        active = Seat.objects.active().filter(occurrence=date)
        excused = Apology.objects.filter(occurrence=date).values("organisation")
        theirs = active.filter(registration__organisation__in=excused)
        return active.held().count(), active.waiting().count(), theirs.count()

    return in_thread(work)


def test_the_freed_seats_pass_on_when_an_organisation_excuses_itself_while_others_sign_up(date):
    in_thread(signing_up(date, "excuse0@association.example", 4))
    others = [signing_up(date, EMAIL, 1) for _one in range(6)]
    outcomes = at_once(excusing(date, 0), excusing(date, 0), *others)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert outcomes[0] == outcomes[1]
    assert standing(date) == (CAPACITY, 1, 0)


def test_an_organisation_is_excused_or_comes_when_it_says_both_at_once(date):
    for _round in range(4):
        outcomes = at_once(excusing(date, 1), signing_up(date, "excuse1@association.example", 2))
        assert [one for one in outcomes if isinstance(one, Exception)] == []
        held, waiting, of_the_excused = standing(date)
        assert (of_the_excused, waiting) == (0, 0)
        assert held == 0 or not in_thread(Apology.objects.filter(occurrence=date).exists)


def test_one_proxy_is_held_when_five_members_give_theirs_to_the_same_at_once(date):
    outcomes = at_once(*[excusing(date, number, holder=5) for number in range(5)])
    assert [type(one).__name__ for one in outcomes].count("HolderCarriesOne") == 4
    assert in_thread(Apology.objects.filter(occurrence=date, proxy_holder__name_fr="Excuse 5").count) == 1


def test_nobody_holds_the_proxy_of_somebody_who_holds_theirs_when_two_excuse_themselves_at_once(date):
    outcomes = at_once(excusing(date, 2, holder=3), excusing(date, 3, holder=2))
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert all(isinstance(one, errors.HolderExcused) for one in refused)
    assert len(refused) == 1
