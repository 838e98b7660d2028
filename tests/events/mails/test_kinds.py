"""Every kind of mail about a date: in both languages, as programs read it, with the one addressee's calendar."""

import datetime as dt
import email
import re
import uuid
from email.policy import default

import pytest
from django.utils import timezone
from factories.calendar_programs import needs_ical_js, run_ical_js
from factories.events import occurrence
from factories.network import OrganisationFactory, RepresentativeFactory
from factories.sign_up import signed_up
from icalendar import Calendar

from events.access.signed_links import door_code, sign_up_link
from events.admin.mail_samples import product_words, sample
from events.mails import notifications
from events.mails.kinds import KINDS, NAME, NAMELESS, OwnWords
from events.models import MailText, Occurrence, Registration, RegistrationMail, Seat, WorkshopPlace
from events.models.kinds import SignUp
from events.publishing.synchronise import update
from events.seats import offers
from events.seats import services as seats
from events.seats.meals_and_needs import Wish
from home.cache.stamp import one_reading
from network.models import OutgoingMail
from network.outbox.html import split_parts
from network.outbox.message import as_message

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC)
WORKSHOP = str(uuid.UUID(int=7))
# An offer to host that was declined is about a month; what a host prepares is done without the site.
WITHOUT_DATE = ("host_declined",)
WITHOUT_LINK = ("host_checklist", "host_totals")


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=2)


@pytest.fixture
def sign_up(date, organisation, representative):
    def call(*names, user=None, of=None, **fields):
        return signed_up(date, of or organisation, user or representative, *names, **fields)

    return call


def of_kind(kind):
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def change(date, **facts):
    date = Occurrence.objects.get(pk=date.pk)
    update(date, facts, now=timezone.now())
    return date


def public(date, status, **fields):
    """A sign-up of somebody from the public with one seat of ``status``, loaded as services load it."""
    registration = Registration.objects.create(
        occurrence=date,
        contact_name="Zoé Quai",
        email="zoe@ailleurs.example",
        token=uuid.uuid4(),
        language="nl",
        confirmed_at=None if status == Seat.Status.PENDING else timezone.now(),
    )
    has_number = status != Seat.Status.WAITING
    Seat.objects.create(
        registration=registration,
        occurrence=date,
        guest_name="Zoé Quai",
        status=status,
        number=1 if has_number else None,
        ceiling=date.capacity if has_number else None,
        queued_at=timezone.now(),
        **fields,
    )
    return registration


# Every kind


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written_when_a_sample_is_made(kind, language, django_assert_num_queries):
    with django_assert_num_queries(0):
        letter = sample(kind, language, OwnWords(), now=NOW)
    assert letter["subject"] or kind == "message"
    assert "None" not in letter["text"]
    assert "\n\n\n" not in letter["text"]
    kinds = [part.kind for part in split_parts(letter["text"])]
    assert kinds.count("panel") == (kind not in WITHOUT_DATE)
    assert ("button" in kinds or "link" in kinds) == (kind not in WITHOUT_LINK)


@pytest.mark.parametrize("kind", KINDS)
def test_dutch_differs_from_french_when_a_sample_is_made(kind):
    french, dutch = (sample(kind, language, OwnWords(), now=NOW)["text"] for language in ("fr", "nl"))
    assert french != dutch
    assert product_words(kind, "fr", now=NOW)["closing"] != product_words(kind, "nl", now=NOW)["closing"]


@pytest.mark.parametrize("kind", KINDS)
def test_own_words_replace_the_products_and_leave_the_facts_when_they_are_written(kind):
    names = " ".join(f"{{{name}}}" for name in KINDS[kind].names)
    own = OwnWords(MailText(kind=kind, subject_fr="Objet {titre}", opening_fr=f"Début {names}", closing_fr="Fin {nom}"))
    letter = sample(kind, "fr", own, now=NOW)
    assert f"Fin {'nadia@association.example' if kind in NAMELESS else 'Nadia Benali'}" in letter["text"]
    first = "décembre 2026" if KINDS[kind].names[0] == "mois" else "Midi de la coordination"
    assert f"Début {first}" in letter["text"]
    assert not NAME.search(letter["text"])
    assert ("| Midi de la coordination" in letter["text"]) == (kind not in WITHOUT_DATE)
    assert letter["subject"] == "Objet Midi de la coordination"
    with_product_words = sample(kind, "nl", own, now=NOW)
    assert "Début" not in with_product_words["text"]


def test_what_is_typed_is_text_when_own_words_hold_signs_of_templates(sign_up):
    MailText.objects.create(kind="registration", opening_fr="{% now %} {{ x }} <b> {titre.__class__}")
    sign_up("Anouk")
    [mail] = of_kind("registration")
    assert "{% now %} {{ x }} <b> {titre.__class__}" in mail.text
    assert "<b> " not in mail.html


# Links and codes


def test_one_link_is_there_for_each_sign_up_when_a_mail_speaks_of_several(sign_up, date, representative):
    first, second = sign_up("Anouk"), sign_up("Boris")
    change(date, place_fr="Centre culturel")
    [mail] = of_kind("date_changed")
    for registration in (first, second):
        assert mail.text.count(sign_up_link(registration.pk, representative.pk, "fr")) == 1
    assert RegistrationMail.objects.filter(mail=mail).count() == 2


def test_the_code_for_the_door_is_told_when_a_seat_is_confirmed_only(sign_up):
    sign_up("Anouk", "Boris", "Cyril")
    [mail] = of_kind("registration_partly")
    held, waiting = Seat.objects.filter(number=1).get(), Seat.objects.waiting().get()
    assert door_code(held) in mail.text
    assert door_code(waiting) not in mail.text


def test_workshops_are_told_with_room_and_hour_when_people_chose_them(sign_up, date):
    session = {
        "key": WORKSHOP, "day": f"{date.start:%Y-%m-%d}", "start": "13:30", "capacity": 1,
        "title_fr": "Atelier logement", "title_nl": "Atelier wonen", "room": "salle 2",
    }  # fmt: skip
    change(date, programme=[session])
    wishes = {name: Wish(workshops=(WORKSHOP,)) for name in ("Anouk", "Boris")}
    sign_up("Anouk", "Boris", wishes=wishes)
    assert WorkshopPlace.objects.count() == 2
    [mail] = of_kind("registration")
    assert "Anouk, 13\u00a0h\u00a030 – Atelier logement (salle 2)\n" in mail.text
    assert "Boris, 13\u00a0h\u00a030 – Atelier logement (salle 2) – liste d’attente" in mail.text


# The public


def test_an_address_is_asked_to_confirm_when_somebody_from_the_public_signs_up(date):
    until = timezone.now() + dt.timedelta(hours=24)
    registration = public(date, Seat.Status.PENDING, held_until=until)
    notifications.confirmation_asked(registration, now=timezone.now())
    [mail] = of_kind("to_confirm")
    assert (mail.recipient, mail.language, mail.calendar, mail.not_after) == (registration.email, "nl", "", until)
    assert sign_up_link(registration.pk, None, "nl") in mail.text
    change(date, place_fr="Centre culturel")
    assert of_kind("date_changed") == []


def test_the_public_is_welcomed_with_a_calendar_when_the_address_is_confirmed(date):
    registration = public(date, Seat.Status.CONFIRMED)
    notifications.registration_made(registration, now=timezone.now())
    [mail] = of_kind("welcome")
    [event] = Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert event["ATTENDEE"] == "mailto:zoe@ailleurs.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert "/membres/" not in event["URL"]


def test_nothing_changes_but_a_mail_leaves_when_an_address_asks_again(date):
    registration = public(date, Seat.Status.CONFIRMED)
    notifications.asked_again(registration, now=timezone.now())
    [mail] = of_kind("asked_again")
    assert mail.calendar == ""
    assert Seat.objects.count() == 1


# Offers, moves, messages


def test_an_offer_says_until_when_and_stays_tentative_until_it_is_accepted(
    sign_up, date, representative, other_organisation, other_representative
):
    sign_up("Anouk", "Boris")
    sign_up("Cyril", user=other_representative, of=other_organisation)
    seats.cancel(
        seat_ids=Seat.objects.filter(person__name="Boris").values_list("pk", flat=True),
        occurrence_id=date.pk,
        user=representative,
    )
    [offer] = of_kind("offer")
    seat = Seat.objects.get(status=Seat.Status.OFFERED)
    hour = timezone.localtime(seat.held_until)
    assert f"{hour.hour}\u00a0h" in offer.text
    assert answer_in(offer) == ("REQUEST", "TENTATIVE", "TENTATIVE")
    for _time in range(2):
        seat.refresh_from_db()
        offers.lapse(occurrence_id=date.pk, now=seat.held_until)
    [lapsed] = of_kind("offer_ended")
    assert answer_in(lapsed) == ("CANCEL", "DECLINED", "CANCELLED")
    assert sequence_in(lapsed) == sequence_in(offer) + 1


def answer_in(mail):
    [event] = Calendar.from_ical(mail.calendar).walk("VEVENT")
    return mail.calendar_method, event["ATTENDEE"].params["PARTSTAT"], str(event["STATUS"])


def sequence_in(mail):
    [event] = Calendar.from_ical(mail.calendar).walk("VEVENT")
    return event["SEQUENCE"]


def test_the_calendar_follows_when_people_are_moved_to_another_date(sign_up, date, site_tree):
    registration = sign_up("Anouk")
    other = occurrence(title="Midi suivant", days=(27,))
    Seat.objects.update(occurrence=other)
    Registration.objects.update(occurrence=other)
    moved = Seat.objects.filter(registration=registration).with_people()
    notifications.moved(date, other, moved, now=timezone.now())
    [new], [old] = of_kind("moved"), of_kind("moved_away")
    assert answer_in(new) == ("REQUEST", "ACCEPTED", "CONFIRMED")
    assert answer_in(old) == ("CANCEL", "DECLINED", "CANCELLED")
    assert (new.reference, old.reference) == (f"date:{other.uid}", f"date:{date.uid}")


def test_a_message_reaches_each_in_their_language_when_the_coordination_writes(
    sign_up, date, other_organisation, other_representative
):
    sign_up("Anouk")
    other_representative.language = "nl"
    other_representative.save()
    sign_up("Cyril", user=other_representative, of=other_organisation)
    held = Seat.objects.with_people()
    words = {"fr": ("Parking\r\nfermé", "Venez à pied, {personnes}."), "nl": ("Parking dicht", "Kom te voet.")}
    notifications.queue(notifications.message(date, held, words, now=timezone.now()))
    french, dutch = of_kind("message")
    assert french.subject == "Parking fermé"
    assert "Venez à pied, Anouk." in french.text
    assert "Cyril" not in french.text
    assert "Kom te voet." in dutch.text
    assert french.calendar == ""


@pytest.mark.parametrize("number", [2, 20])
def test_a_message_costs_as_many_queries_when_more_people_get_it(number, date, sign_up, django_assert_num_queries):
    seats.set_capacity(occurrence_id=date.pk, capacity=None)
    for _n in range(number):
        mandate = RepresentativeFactory(organisation=OrganisationFactory())
        sign_up("Anouk", user=mandate.user, of=mandate.organisation)
    held = Seat.objects.with_people()
    with one_reading(), django_assert_num_queries(8):
        queued = notifications.queue(notifications.message(date, held, {"fr": ("Objet", "Texte")}, now=timezone.now()))
    assert len(queued) == number


# As programs read it


def parsed(mail):
    """The message as it leaves, read by Python's ``email``."""
    return email.message_from_bytes(as_message(mail, answers_to=[]).message().as_bytes(linesep="\r\n"), policy=default)


def test_the_calendar_is_inline_and_attached_alike_when_a_mail_is_read(sign_up, representative):
    sign_up("Anouk", "Boris")
    message = parsed(of_kind("registration")[0])
    alternative, attachment = message.iter_parts()
    assert message.get_content_type() == "multipart/mixed"
    plain, html, inline = alternative.iter_parts()
    assert [part.get_content_type() for part in (plain, html, inline)] == ["text/plain", "text/html", "text/calendar"]
    assert inline.get_param("method") == "REQUEST"
    assert attachment.get_filename() == "invitation.ics"
    assert inline.get_payload(decode=True) == attachment.get_payload(decode=True)
    assert inline.get_payload(decode=True).count(b"ATTENDEE") == 1
    assert representative.email.encode() in inline.get_payload(decode=True).replace(b"\r\n ", b"")
    assert b"Anouk" not in inline.get_payload(decode=True)
    assert "Anouk" in plain.get_content()
    assert "Anouk" in html.get_content()


READ_WITH_ICAL_JS = """
import fs from "node:fs";
const { default: ICAL } = await import(process.argv[1]);
const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(0, "utf8")));
const [event] = calendar.getAllSubcomponents("vevent");
const attendees = event.getAllProperties("attendee");
console.log(JSON.stringify({
  method: calendar.getFirstPropertyValue("method"),
  uid: event.getFirstPropertyValue("uid"),
  sequence: event.getFirstPropertyValue("sequence"),
  status: event.getFirstPropertyValue("status"),
  attendees: attendees.map((one) => [one.getFirstValue(), one.getParameter("partstat")]),
}));
"""


@needs_ical_js
def test_ical_js_reads_request_change_and_cancel_when_a_sign_up_lives(sign_up, date, representative):
    registration = sign_up("Anouk")
    change(date, place_fr="Centre culturel")
    seats.cancel(seat_ids=registration.seats.values_list("pk", flat=True), occurrence_id=date.pk, user=representative)
    read = [run_ical_js(READ_WITH_ICAL_JS, mail.calendar.encode()) for mail in OutgoingMail.objects.order_by("pk")]
    address = f"mailto:{representative.email}"
    assert [(one["method"], one["sequence"], one["status"]) for one in read] == [
        ("REQUEST", 0, "CONFIRMED"),
        ("REQUEST", 1, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
    ]
    assert {one["uid"] for one in read} == {date.calendar_uid}
    assert [one["attendees"] for one in read] == [
        [[address, "ACCEPTED"]],
        [[address, "ACCEPTED"]],
        [[address, "DECLINED"]],
    ]


def test_nobody_elses_names_are_told_when_several_organisations_come(
    sign_up, date, representative, other_organisation, other_representative
):
    Occurrence.objects.update(sign_up=SignUp.PUBLIC)
    sign_up("Anouk Premier")
    sign_up("Cyril Deuxième", user=other_representative, of=other_organisation)
    change(date, status="cancelled")
    named = {
        mail.recipient: re.findall("Anouk Premier|Cyril Deuxième", mail.text) for mail in of_kind("date_cancelled")
    }
    assert named == {representative.email: ["Anouk Premier"], other_representative.email: ["Cyril Deuxième"]}
