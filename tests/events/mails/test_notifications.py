"""What people are told by mail about their sign-ups, in their language, and what their calendars understand of it."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override
from factories.events import occurrence
from factories.network import RepresentativeFactory
from factories.sign_up import signed_up
from icalendar import Calendar

from events.access.signed_links import sign_up_link
from events.mails.notifications import letters_of_change
from events.mails.recipients import statuses_by_address
from events.models import Occurrence, Registration, Seat
from events.publishing.synchronise import before_change, update
from events.seats import offers
from events.seats import services as seats
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=2)


@pytest.fixture
def sign_up(date, organisation, representative):
    def call(*names, organisation=organisation, user=representative):
        return signed_up(date, organisation, user, *names)

    return call


@pytest.fixture
def cancel(date, representative):
    def call(name):
        seat = Seat.objects.active().get(person__name=name)
        return seats.cancel(seat_ids=[seat.pk], occurrence_id=date.pk, user=representative)

    return call


def mails(kind=None):
    queued = OutgoingMail.objects.order_by("pk")
    return list(queued.filter(kind=kind) if kind else queued)


def change(date, **facts):
    date = Occurrence.objects.get(pk=date.pk)
    update(date, facts, now=timezone.now())
    return date


def event(mail):
    """The VEVENT of a mail, read by the icalendar package."""
    [found] = Calendar.from_ical(mail.calendar).walk("VEVENT")
    return found


def public_registration(date, *, number=1, **fields):
    """Somebody without an account who holds seat ``number``."""
    words = {"contact_name": f"Public {number}", "email": f"public{number}@ailleurs.example", "token": uuid.uuid4()}
    fields = {"confirmed_at": timezone.now()} | fields
    registration = Registration.objects.create(occurrence=date, **words | fields)
    Seat.objects.create(
        registration=registration,
        occurrence=date,
        guest_name=registration.contact_name,
        status=Seat.Status.CONFIRMED,
        number=number,
        ceiling=date.capacity,
        queued_at=timezone.now(),
    )
    return registration


def test_a_confirmation_says_the_seat_when_there_is_room(sign_up, date, representative):
    registration = sign_up("Anouk")
    [mail] = mails()
    assert (mail.kind, mail.recipient, mail.language) == ("registration", representative.email, "fr")
    assert "Anouk" in mail.text
    assert date.title in mail.subject
    assert mail.text.count(sign_up_link(registration.pk, representative.pk, "fr")) == 1
    assert mail.html.startswith("<!doctype html>")


def test_the_mail_is_in_dutch_when_the_person_reads_dutch(sign_up, date, representative):
    representative.language = "nl"
    representative.save()
    registration = sign_up("Anouk", user=representative)
    [mail] = mails()
    assert mail.language == "nl"
    assert sign_up_link(registration.pk, representative.pk, "nl") in mail.text
    assert f"/nl/membres/inscription/{date.uid}/" in mail.calendar.replace("\r\n ", "")
    assert "jeudi" not in mail.text


def test_the_rank_and_the_rule_are_told_when_people_wait(sign_up):
    sign_up("Anouk", "Boris")
    sign_up("Cyril")
    waiting = mails()[1]
    assert "1" in waiting.text.split("Cyril")[1].splitlines()[0]
    assert len(waiting.text) > len(mails()[0].text)
    assert event(waiting)["STATUS"] == "CONFIRMED"


def test_the_calendar_is_tentative_when_all_of_a_person_wait(sign_up, other_organisation, other_representative):
    sign_up("Anouk", "Boris")
    sign_up("Cyril", organisation=other_organisation, user=other_representative)
    found = event(mails()[1])
    assert found["STATUS"] == "TENTATIVE"
    assert found["ATTENDEE"].params["PARTSTAT"] == "TENTATIVE"


def test_the_invitation_addresses_one_person_when_it_is_sent(sign_up, date, representative):
    sign_up("Anouk", "Boris")
    [mail] = mails()
    found = event(mail)
    assert (mail.calendar_method, Calendar.from_ical(mail.calendar)["METHOD"]) == ("REQUEST", "REQUEST")
    assert found["UID"] == date.calendar_uid
    assert found["SEQUENCE"] == date.sequence
    assert found["ATTENDEE"] == f"mailto:{representative.email}"
    assert found["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert found["ATTENDEE"].params["RSVP"] == "FALSE"
    assert str(found["ORGANIZER"]).startswith("mailto:")
    assert "Anouk" not in mail.calendar


def test_both_hear_of_it_when_a_seat_passes_from_one_to_the_other(
    sign_up, cancel, date, other_organisation, other_representative
):
    sign_up("Anouk", "Boris")
    sign_up("Cyril", organisation=other_organisation, user=other_representative)
    cancel("Boris")
    [offer] = mails("offer")
    assert offer.recipient == other_representative.email
    assert event(offer)["STATUS"] == "TENTATIVE"
    [receipt] = mails("cancellation")
    assert "Boris" in receipt.text
    assert receipt.calendar_method == "REQUEST"
    waiting = Seat.objects.filter(status=Seat.Status.OFFERED).values_list("pk", flat=True)
    offers.accept(seat_ids=waiting, occurrence_id=date.pk, user=other_representative)
    [accepted] = mails("accepted")
    assert accepted.calendar_method == "REQUEST"
    assert event(accepted)["STATUS"] == "CONFIRMED"
    assert "Cyril" in accepted.text


def test_the_date_leaves_the_calendar_when_the_last_seat_is_given_up(sign_up, cancel, date):
    sign_up("Anouk")
    cancel("Anouk")
    [receipt] = mails("cancellation")
    assert receipt.calendar_method == "CANCEL"
    assert event(receipt)["STATUS"] == "CANCELLED"
    assert event(receipt)["SEQUENCE"] == date.sequence + 1


@pytest.mark.parametrize(
    ("names", "words"), [(["Anouk"], "Cette inscription est"), (["Anouk", "Boris"], "Ces inscriptions")]
)
def test_the_receipt_counts_when_one_or_several_are_cancelled(names, words, sign_up, date, representative):
    sign_up(*names)
    ids = list(Seat.objects.values_list("pk", flat=True))
    seats.cancel(seat_ids=ids, occurrence_id=date.pk, user=representative)
    [receipt] = mails("cancellation")
    assert words in receipt.text


def test_the_calendar_takes_the_date_back_when_the_person_signs_up_again(sign_up, cancel):
    sign_up("Anouk")
    cancel("Anouk")
    sign_up("Anouk")
    sequences = [event(mail)["SEQUENCE"] for mail in mails()]
    # Outlook ignores a REQUEST with the SEQUENCE of the CANCEL before it.
    assert sequences == [0, 1, 2]
    assert mails()[-1].calendar_method == "REQUEST"
    assert event(mails()[-1])["DTSTAMP"].dt >= event(mails()[-2])["DTSTAMP"].dt


def test_everybody_signed_up_is_told_when_the_date_moves(sign_up, date, other_organisation, other_representative):
    sign_up("Anouk", "Boris")
    sign_up("Cyril", organisation=other_organisation, user=other_representative)
    moved = change(date, start=date.start + dt.timedelta(days=1), end=date.end + dt.timedelta(days=1))
    first, second = mails("date_changed")
    assert {first.recipient, second.recipient} >= {other_representative.email}
    assert event(first)["DTSTART"].dt == moved.start
    assert event(first)["SEQUENCE"] == date.sequence + 1
    assert first.calendar_method == "REQUEST"


def test_the_former_place_is_told_when_the_place_changes(sign_up, date):
    sign_up("Anouk")
    change(date, place_fr="Centre culturel")
    [mail] = mails("date_changed")
    assert "Centre culturel" in mail.text
    assert "Maison du Peuple" in mail.text


def test_the_date_takes_place_after_all_when_its_page_is_published_again(sign_up, date):
    sign_up("Anouk")
    change(date, withdrawn_at=timezone.now())
    change(date, withdrawn_at=None)
    [mail] = mails("date_restored")
    with override("fr"):
        words = gettext("Takes place after all: %(title)s") % {"title": date.title}
    assert mail.subject.split() == words.split()
    assert mail.calendar_method == "REQUEST"


def test_days_are_told_without_hours_when_a_date_of_whole_days_moves(sign_up, date):
    midnight = timezone.localtime(date.start).replace(hour=0)
    change(date, all_day=True, start=midnight, end=midnight + dt.timedelta(days=2))
    sign_up("Anouk")
    change(date, start=midnight + dt.timedelta(days=7), end=midnight + dt.timedelta(days=9))
    [mail] = mails("date_changed")
    assert mail.text.count(" – ") == 2
    assert "0\u00a0h" not in mail.text


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"status": "cancelled"}, "date_cancelled"),
        ({"status": "postponed"}, "date_put_off"),
        ({"withdrawn_at": timezone.now()}, "date_cancelled"),
    ],
)
def test_calendars_strike_the_date_out_when_it_does_not_take_place(facts, kind, sign_up, date):
    sign_up("Anouk")
    change(date, reason_fr="Inondation", **facts)
    [mail] = mails(kind)
    assert mail.calendar_method == "CANCEL"
    assert event(mail)["STATUS"] == "CANCELLED"
    assert event(mail)["UID"] == date.calendar_uid
    assert event(mail)["SEQUENCE"] == date.sequence + 1
    assert "Inondation" in mail.text


def test_nobody_is_told_when_only_a_typo_is_mended(sign_up, date):
    sign_up("Anouk")
    change(date, texts={"fr": {"title": "Midi", "summary": "Mieux écrit."}})
    assert [mail.kind for mail in mails()] == ["registration"]


def test_a_cancellation_never_overtakes_when_both_are_about_one_date(sign_up, cancel):
    sign_up("Anouk")
    cancel("Anouk")
    request, cancellation = mails()
    assert request.reference == cancellation.reference
    assert request.pk < cancellation.pk


def test_a_colleague_hears_of_changes_when_the_account_that_signed_up_is_closed(
    sign_up, date, organisation, representative
):
    sign_up("Anouk")
    representative.is_active = False
    representative.save()
    colleague = RepresentativeFactory(organisation=organisation).user
    change(date, place_fr="Centre culturel")
    assert [mail.recipient for mail in mails("date_changed")] == [colleague.email]


def test_no_mail_is_written_when_the_sign_up_is_refused(sign_up):
    sign_up("Anouk")
    with pytest.raises(Exception, match="Anouk"):
        sign_up("Anouk")
    assert len(mails()) == 1


# Who hears of it


def test_the_representatives_hear_of_it_when_the_coordination_signs_people_up(
    sign_up, coordinator, representative, date
):
    sign_up("Anouk", user=coordinator)
    change(date, place_fr="Centre culturel")
    assert [mail.recipient for mail in mails()] == [representative.email] * 2
    assert [mail.calendar_method for mail in mails()] == ["REQUEST"] * 2
    assert gettext("Thank you for signing up. Here is where things stand:") not in mails()[0].text


def test_the_author_hears_of_it_when_the_organisation_has_no_account(sign_up, coordinator, other_organisation):
    sign_up("Anouk", user=coordinator, organisation=other_organisation)
    assert [mail.recipient for mail in mails()] == [coordinator.email]


def test_the_successor_hears_of_changes_when_a_mandate_has_ended(sign_up, date, organisation, representative):
    sign_up("Anouk")
    representative.mandates.update(until=timezone.localdate())
    colleague = RepresentativeFactory(organisation=organisation).user
    change(date, place_fr="Centre culturel")
    assert [mail.recipient for mail in mails("date_changed")] == [colleague.email]


def test_nobody_hears_of_it_when_the_mandate_ended_and_the_organisation_has_no_other(sign_up, date, representative):
    sign_up("Anouk")
    representative.mandates.update(until=timezone.localdate())
    change(date, place_fr="Centre culturel")
    assert mails("date_changed") == []


def test_somebody_from_the_public_hears_of_changes_when_they_have_no_account(date):
    registration = public_registration(date, language="nl")
    change(date, place_fr="Centre culturel")
    [mail] = mails("date_changed")
    assert (mail.recipient, mail.language) == (registration.email, "nl")
    assert event(mail)["ATTENDEE"].params["CN"] == registration.contact_name
    assert event(mail)["ATTENDEE"] == f"mailto:{registration.email}"


def test_an_address_has_what_anybody_asked_for_it_when_others_are_signed_up_too(
    sign_up, date, representative, other_organisation, coordinator
):
    other = RepresentativeFactory(organisation=other_organisation).user
    public_registration(date, number=2, email=other.email)
    sign_up("Anouk")
    sign_up("Boris", user=coordinator, organisation=other_organisation)
    sign_up("Cyril")
    colleague = RepresentativeFactory(organisation=representative.mandates.get().organisation).user
    representative.mandates.update(until=timezone.localdate())
    people = (representative, colleague, other, coordinator)
    have = statuses_by_address(date, {user.email for user in people})
    # Whoever signed up acts for nobody any more, so that a colleague answers for it; as for what the coordination did.
    assert [have.get(user.email) for user in people] == [None, {"confirmed", "waiting"}, {"confirmed", "waiting"}, None]
    assert [statuses_by_address(date, {user.email}).get(user.email) for user in people] == [
        have.get(user.email) for user in people
    ]


def test_what_a_mail_says_costs_as_much_when_many_others_are_signed_up(date, sign_up, django_assert_num_queries):
    seats.set_capacity(occurrence_id=date.pk, capacity=40)
    date.refresh_from_db()
    sign_up("Anouk")
    for n in range(10, 30):
        public_registration(date, number=n, email=f"other{n}@ailleurs.example")
    told = Registration.objects.get(organisation__isnull=False).created_by.email
    with django_assert_num_queries(1):
        assert statuses_by_address(date, {told}) == {told: {"confirmed"}}


@pytest.mark.parametrize("number", [2, 20])
def test_a_change_costs_as_many_queries_when_more_people_hear_of_it(number, date, django_assert_num_queries):
    seats.set_capacity(occurrence_id=date.pk, capacity=20)
    date.refresh_from_db()
    for n in range(1, number + 1):
        public_registration(date, number=n)
    before = before_change(date)
    date.place_fr = "Centre culturel"
    with django_assert_num_queries(12):
        letters = letters_of_change(date, before, now=timezone.now())
    assert len(letters) == number


# What it tells


def test_only_those_confirmed_get_the_link_when_one_takes_part_from_afar(
    sign_up, date, other_organisation, other_representative
):
    link = "https://visio.example/secret"
    change(date, conference_url=link)
    sign_up("Anouk", "Boris")
    sign_up("Cyril", organisation=other_organisation, user=other_representative)
    confirmed, waiting = mails()
    assert link in confirmed.text
    assert event(confirmed)["CONFERENCE"] == link
    assert link not in waiting.text + waiting.calendar + waiting.html


def test_access_and_programme_are_told_when_the_date_has_them(sign_up, date):
    words = {"title_fr": "Accueil", "title_nl": "Onthaal", "room": "salle 2"}
    session = words | {"key": str(uuid.uuid4()), "day": "2027-01-14", "start": "09:30", "capacity": None}
    change(date, access_fr="Entrée de plain-pied", programme=[session])
    sign_up("Anouk")
    [mail] = mails()
    assert "Entrée de plain-pied" in mail.text
    assert "9\u00a0h\u00a030 – Accueil (salle 2)" in mail.text
