"""An organisation is excused for a date, and at an assembly lets another member vote for it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override
from factories.events import EventKindFactory, occurrence
from factories.network import OrganisationFactory, RepresentativeFactory
from factories.sign_up import signed_up
from wagtail.models import ModelLogEntry

from events import errors
from events.models import Apology, Registration, Seat
from events.models.actors import LinkHolder
from events.seats import apologies, offers
from events.seats import services as seats
from events.sign_up.apology_forms import ApologyForm
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly(site_tree):
    return occurrence(
        title="Assemblée", capacity=2, kind=EventKindFactory(name_fr="Assemblée générale", takes_proxies=True)
    )


@pytest.fixture
def other(other_organisation, other_representative):
    """Another member and its representative, as ``other.organisation`` and ``other.user``."""
    return other_representative.mandates.get()


@pytest.fixture
def third(db):
    """Another member, with somebody who acts for it."""
    return RepresentativeFactory(organisation=OrganisationFactory(name_fr="Le Phare")).organisation


@pytest.fixture
def excuse(assembly, organisation, representative):
    def call(**fields):
        fields = {"occurrence_id": assembly.pk, "organisation": organisation, "user": representative} | fields
        return apologies.excuse(**fields)

    return call


def kinds_to(user) -> list[str]:
    """Kinds of the mails that wait for ``user``."""
    return list(OutgoingMail.objects.filter(recipient=user.email).order_by("pk").values_list("kind", flat=True))


def test_seats_end_excused_when_the_organisation_is(assembly, organisation, representative, excuse):
    signed_up(assembly, organisation, representative, "Anouk", "Boris", "Cyril")
    excuse(note="Grève")
    assert set(Seat.objects.values_list("status", "number")) == {("excused", None)}
    assert Apology.objects.get().note == "Grève"


def test_freed_seats_are_offered_when_others_wait(assembly, organisation, representative, other, excuse):
    signed_up(assembly, organisation, representative, "Anouk", "Boris")
    signed_up(assembly, other.organisation, other.user, "Di")
    excuse()
    assert Seat.objects.get(person__name="Di").status == "offered"


def test_seats_of_others_stay_when_an_organisation_is_excused(assembly, other, excuse):
    signed_up(assembly, other.organisation, other.user, "Di")
    excuse()
    assert Seat.objects.get().status == "confirmed"


def test_a_receipt_goes_to_whoever_signed_up_and_whoever_excused(assembly, organisation, representative, excuse):
    signed_up(assembly, organisation, representative, "Anouk")
    colleague = RepresentativeFactory(organisation=organisation).user
    excuse(user=colleague)
    assert kinds_to(representative) == ["registration", "excused"]
    assert kinds_to(colleague) == ["excused"]


def test_all_representatives_hear_of_it_when_the_coordination_excuses_them(representative, coordinator, excuse):
    excuse(user=coordinator)
    assert kinds_to(representative) == ["excused"]
    assert kinds_to(coordinator) == []


def test_nothing_is_sent_twice_when_the_same_apology_comes_again(representative, excuse):
    excuse()
    excuse()
    assert Apology.objects.count() == 1
    assert kinds_to(representative) == ["excused"]
    assert ModelLogEntry.objects.filter(action="events.excuse").count() == 1


def test_another_organisation_is_not_excused_by_a_representative(other_organisation, excuse):
    with pytest.raises(errors.NotYourOrganisation):
        excuse(organisation=other_organisation)


def test_a_link_excuses_its_own_organisation_and_no_other(
    assembly, organisation, representative, other_organisation, excuse
):
    made = signed_up(assembly, organisation, representative, "Anouk")
    holder = LinkHolder(made.pk, representative)
    with pytest.raises(errors.NotYourOrganisation):
        excuse(user=holder, organisation=other_organisation)
    assert excuse(user=holder).created_by == representative


def test_nobody_is_excused_when_the_date_is_over_or_cancelled(assembly, excuse):
    with pytest.raises(errors.DatePast):
        excuse(now=assembly.end)
    assembly.status = "cancelled"
    assembly.save()
    with pytest.raises(errors.DateCancelled):
        excuse()


def test_the_holder_hears_of_the_proxy_when_one_is_given(other, excuse):
    excuse(proxy_holder=other.organisation)
    assert kinds_to(other.user) == ["proxy_given"]


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_mails_name_both_sides_when_a_proxy_is_given(representative, other, excuse, language):
    for user in (representative, other.user):
        user.language = language
        user.save()
    excuse(proxy_holder=other.organisation)
    receipt, proxy = OutgoingMail.objects.order_by("pk")
    assert "La Ruche aux Devoirs" in receipt.text
    assert "L’Escale du Canal" in proxy.text


def test_a_proxy_is_refused_when_the_kind_takes_none(site_tree, other_organisation, excuse):
    with pytest.raises(errors.NoProxies):
        excuse(occurrence_id=occurrence(title="Midi").pk, proxy_holder=other_organisation)
    assert not Apology.objects.exists()


def test_a_proxy_is_refused_when_it_goes_to_the_giver(organisation, excuse):
    with pytest.raises(errors.ProxyToItself):
        excuse(proxy_holder=organisation)


def test_a_proxy_is_refused_when_the_holder_is_no_member(excuse):
    with pytest.raises(errors.HolderNotMember):
        excuse(proxy_holder=OrganisationFactory(published=False))


def test_a_proxy_is_refused_when_the_holder_is_excused_too(other, excuse):
    excuse(organisation=other.organisation, user=other.user)
    with pytest.raises(errors.HolderExcused):
        excuse(proxy_holder=other.organisation)


def test_a_proxy_is_refused_when_the_holder_has_one(other_organisation, third, coordinator, excuse):
    excuse(organisation=third, user=coordinator, proxy_holder=other_organisation)
    with pytest.raises(errors.HolderCarriesOne):
        excuse(proxy_holder=other_organisation)


def test_the_database_refuses_a_second_proxy_when_a_script_writes_it(assembly, organisation, other_organisation, third):
    Apology.objects.create(occurrence=assembly, organisation=organisation, proxy_holder=other_organisation)
    with pytest.raises(IntegrityError), transaction.atomic():
        Apology.objects.create(occurrence=assembly, organisation=third, proxy_holder=other_organisation)


def test_only_free_members_are_offered_as_holders(assembly, organisation, other_organisation, third, excuse):
    fourth = OrganisationFactory()
    OrganisationFactory(published=False)
    excuse(proxy_holder=other_organisation)
    assert set(apologies.possible_holders(assembly, third)) == {fourth}
    assert set(apologies.possible_holders(assembly, organisation)) == {fourth, third, other_organisation}


@pytest.mark.parametrize(("language", "expected"), [("fr", ["Épis", "Zinc"]), ("nl", ["Aren", "Épis"])])
def test_holders_are_listed_by_the_name_the_reader_sees(language, expected, assembly, organisation):
    OrganisationFactory(name_fr="Zinc", name_nl="Aren")
    OrganisationFactory(name_fr="Épis", name_nl="Épis")
    with override(language):
        form = ApologyForm(occurrence=assembly, organisation=organisation)
        assert [name for _key, name in form.fields["proxy_holder"].choices][1:] == expected


def test_both_holders_hear_of_it_when_the_proxy_passes_to_another(assembly, other, third, excuse):
    excuse(proxy_holder=other.organisation)
    excuse(proxy_holder=third)
    assert kinds_to(other.user) == ["proxy_given", "proxy_ended"]
    assert apologies.proxy_held(assembly, third).organisation == Apology.objects.get().organisation


def test_a_proxy_held_goes_back_when_its_holder_is_excused(assembly, organisation, representative, other, excuse):
    excuse(proxy_holder=other.organisation)
    excuse(organisation=other.organisation, user=other.user)
    assert apologies.apology_of(assembly, organisation).proxy_holder is None
    assert kinds_to(representative) == ["excused", "proxy_returned"]


def test_the_proxy_ends_when_the_apology_is_withdrawn(assembly, organisation, representative, other, excuse):
    excuse(proxy_holder=other.organisation)
    apologies.withdraw_apology(occurrence_id=assembly.pk, organisation=organisation, user=representative)
    assert not Apology.objects.exists()
    assert kinds_to(representative) == ["excused", "apology_withdrawn"]
    assert kinds_to(other.user) == ["proxy_given", "proxy_ended"]


def test_nothing_happens_when_there_is_no_apology_to_withdraw(assembly, organisation, representative):
    assert not apologies.withdraw_apology(occurrence_id=assembly.pk, organisation=organisation, user=representative)
    assert kinds_to(representative) == []


def test_an_apology_stays_when_another_organisation_withdraws_it(assembly, organisation, other_representative, excuse):
    excuse()
    with pytest.raises(errors.NotYourOrganisation):
        apologies.withdraw_apology(occurrence_id=assembly.pk, organisation=organisation, user=other_representative)
    assert Apology.objects.exists()


def test_signing_up_again_withdraws_the_apology(assembly, organisation, representative, other, excuse):
    excuse(proxy_holder=other.organisation)
    signed_up(assembly, organisation, representative, "Anouk")
    assert not Apology.objects.exists()
    assert kinds_to(other.user) == ["proxy_given", "proxy_ended"]
    assert ModelLogEntry.objects.filter(action="events.return").count() == 1


def test_the_apology_stays_when_the_new_sign_up_is_refused(assembly, organisation, representative, excuse):
    excuse()
    with pytest.raises(errors.NobodyNamed):
        signed_up(assembly, organisation, representative)
    assert Apology.objects.exists()


def test_an_offer_ends_when_the_organisation_that_waited_is_excused(
    assembly, organisation, representative, other, excuse
):
    first = signed_up(assembly, other.organisation, other.user, "Di", "Eve")
    waiting = signed_up(assembly, organisation, representative, "Anouk").seats.get()
    seats.cancel(seat_ids=[first.seats.first().pk], occurrence_id=assembly.pk, user=other.user)
    excuse()
    with pytest.raises(errors.OfferGone):
        offers.accept(seat_ids=[waiting.pk], occurrence_id=assembly.pk, user=representative)
    assert Registration.objects.count() == 2
