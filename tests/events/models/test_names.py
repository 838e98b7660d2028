"""Names people type: never an address in our mails, never a trick on our pages, however they got into the database."""

import re
import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from factories.events import occurrence
from factories.sign_up import signed_up
from wagtail.admin.forms.account import NameEmailForm

from events import errors
from events.access.signed_links import signed_registration
from events.attendance import walk_ins as at_the_door
from events.mails import kinds
from events.models import MailText, Seat
from events.models.actors import LinkHolder
from events.seats import guests as walk_ins
from events.seats import public_registration
from events.seats import services as seats
from events.seats.public_registration import Visitor
from home.templatetags.site_tags import bdi
from network.admin.accounts import AccountForm
from network.directory.forms import NameForm
from network.models import OutgoingMail, Person
from network.outbox.html import as_html, as_words, split_parts

pytestmark = pytest.mark.django_db
LURE = "Gagnez : https://evil.example/x"
HOSTILE = [
    LURE,
    "| x",
    "- x",
    "[x](https://evil.example)",
    "evil.example/x",
    "gagnez.com",
    "www.evil.example",
    "a@evil.com",
]
HOSTILE += ["https:evil", "---", "[ ] x", "Go:\nhttps://evil.example", "<a href=//evil.com>x</a>"]


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=5, sign_up="public")


@pytest.fixture
def services(date, organisation, representative, coordinator):
    """Every service that takes a name, by what it is called."""
    shared = {"occurrence_id": date.pk}

    def at_door(name, whose=organisation):
        walk_in = at_the_door.WalkIn(uuid.uuid4(), name, whose, timezone.now())
        return at_the_door.welcome(walk_in=walk_in, user=coordinator, device=str(uuid.uuid4()), **shared)

    def public(*names):
        fields = {"email": "bo@example.org", "language": "fr", "token": uuid.uuid4()}
        return public_registration.sign_up(people=[Visitor(name) for name in names], **fields, **shared)

    def swap(name):
        made = signed_up(date, organisation, representative, to_be_named=1)
        return seats.name_person(seat_id=made.seats.get().pk, name=name, user=representative)

    guests = {"user": coordinator, "token": uuid.uuid4(), "language": "fr"}
    return {
        "public": public,
        "public, further": lambda name: public("Boris", name),
        "member": lambda name: signed_up(date, organisation, representative, name),
        "swap": swap,
        "guests": lambda name: walk_ins.register_guests(names=[name], **guests, **shared),
        "door": at_door,
        "door, public": lambda name: at_door(name, None),
    }


SERVICES = ["public", "public, further", "member", "swap", "guests", "door", "door, public"]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("name", [LURE, "www.x", "jan@x", "42", "🎉"])
def test_nobody_gets_a_seat_when_the_name_is_none(service, name, services):
    with pytest.raises(errors.NameUnusable):
        services[service](name)
    assert not Seat.objects.exclude(person=None, guest_name="").exists()


@pytest.mark.parametrize("service", SERVICES)
def test_only_what_is_seen_is_kept_when_somebody_is_named(service, services):
    services[service]("\u202eJose\u0301\u200b\x07\n Ö")
    assert "José Ö" in {seat.display_name for seat in Seat.objects.all()}


def test_a_colleague_stays_one_when_the_name_is_typed_in_other_characters(date, organisation, representative):
    signed_up(date, organisation, representative, "José")
    with pytest.raises(errors.AlreadySignedUp):
        signed_up(date, organisation, representative, "Jose\u0301")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE network_person SET name = %s", ["Jose\u0301"])
    with pytest.raises(errors.AlreadySignedUp):
        signed_up(date, organisation, representative, "josé")
    assert Person.objects.count() == 1


@pytest.mark.parametrize("form_class", [NameForm, NameEmailForm, AccountForm])
def test_an_account_keeps_its_name_when_another_is_none(form_class, representative, coordinator):
    kwargs = {"editor": coordinator} if form_class is AccountForm else {}
    data = {"first_name": LURE, "last_name": "\u202eZoé", "email": representative.email, "language": "fr"}
    form = form_class(data, instance=representative, **kwargs)
    assert "first_name" in form.errors
    assert form.instance.last_name == "Zoé"


# Mails


def test_the_mail_names_nobody_when_an_address_is_to_be_confirmed(services):
    words = {"opening_fr": "Bonjour {nom}, {personnes}, {organisation} !", "subject_fr": "{nom} {titre}"}
    MailText.objects.create(kind="to_confirm", **words)
    services["public"]("Marie Curie", "Pierre Curie")
    mail = OutgoingMail.objects.get()
    for text in (mail.subject, mail.text):
        assert "Curie" not in text
        assert "{" not in text
    assert not {"nom", "personnes", "organisation"} & set(kinds.KINDS["to_confirm"].names)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_part_of_a_mail_is_a_link_or_a_mark_when_a_name_looks_like_one(name):
    words = as_words(name)
    assert [part.kind for part in split_parts(f"A\n{words}\nB\n\n{words}")] == ["text", "text"]
    for line in (words, f"- {words}", f"| {words}: seat 4", f"Bonjour {words}, voyez"):
        html = as_html(line, subject=words, language="fr")
        assert not [url for url in re.findall(r'href="([^"]*)', html) if "evil" in url or "gagnez" in url]
    assert words.replace("\u2060", "") == " ".join(name.split())


@pytest.mark.parametrize("name", ["Jean-Pierre d’Ursel", "Dr. J.P. Ó", "أحمد", "Zoé & Léa (stagiaires)"])
def test_a_name_stays_as_it_is_when_it_is_put_into_a_mail(name):
    assert as_words(name) == name


def test_no_mail_makes_a_link_when_a_stored_name_is_an_address(services, date, organisation, representative):
    made = signed_up(date, organisation, representative, "Anouk", "Boris")
    Person.objects.filter(name="Anouk").update(name=LURE)
    representative.first_name = "gagnez.com"
    representative.save()
    MailText.objects.create(kind="cancellation", opening_fr="Bonjour {nom}\n{personnes}\n{organisation}")
    seats.cancel(seat_ids=[seat.pk for seat in made.seats.all()], occurrence_id=date.pk, user=representative)
    mail = OutgoingMail.objects.get(kind="cancellation")
    html = as_html(mail.text, subject=mail.subject, language="fr")
    assert not re.findall(r'href="[^"]*(?:evil|gagnez)', html)
    assert "evil" in html


# Pages


def pages_about(date, made, guest):
    """Addresses of pages that show people, each with whether the coordination reads it."""
    link = signed_registration(guest.pk, None)
    place = made.seats.first().pk
    return [
        (reverse("members:link", args=[link]), False),
        (reverse("members:link_cancel", args=[link]), False),
        (reverse("members:link_name", args=[link, guest.seats.get().pk]), False),
        (reverse("members:home"), False),
        (reverse("members:sign_up", args=[date.uid]), False),
        (reverse("members:several"), False),
        (reverse("members:cancel", args=[place]), False),
        (reverse("members:name_person", args=[place]), False),
        (reverse("members:excuse", args=[date.uid]), False),
        (reverse("dates:inspect", args=[date.pk]), True),
        (reverse("dates:registration", args=[date.pk, made.pk]), True),
        (reverse("dates:registration", args=[date.pk, guest.pk]), True),
        (reverse("dates:attendance", args=[date.pk]), True),
    ]


def test_a_name_turns_nothing_around_it_when_a_page_shows_it(date, services, coordinator, client):
    made = services["member"]("Anouk")
    representative = made.created_by
    guest = services["public"]("Boris")
    public_registration.confirm(user=LinkHolder(guest.pk))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE network_person SET name = %s", ["\u202eevil"])
        cursor.execute("UPDATE events_seat SET guest_name = %s WHERE person_id IS NULL", ["\u202eevil"])
        cursor.execute("UPDATE events_registration SET contact_name = %s WHERE email <> ''", ["\u202eevil"])
    pages = pages_about(date, made, guest)
    assert len(pages) == 13
    for address, by_coordination in pages:
        client.force_login(coordinator if by_coordination else representative)
        text = client.get(address).text
        # In an attribute a name stands alone, and the title of a page holds none.
        seen = re.sub(r"<[^>]*>", lambda tag: tag[0] if "bdi" in tag[0] else "<>", text)
        assert "<bdi>\u202eevil</bdi>" in seen, address
        assert "evil" not in seen.replace("<bdi>\u202eevil</bdi>", ""), address


def test_a_name_is_escaped_when_it_is_set_apart():
    assert bdi("<b>") == "<bdi>&lt;b&gt;</bdi>"


# Names of before


def typed_before(person: Person, name: str) -> None:
    """``name`` as a former version of the site kept it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE network_person SET name = %s WHERE id = %s", [name, person.pk])


def upgrade():
    import_module("network.migrations.0005_names_in_one_form").keep_in_one_form(apps, None)
    import_module("events.migrations.0008_names_in_one_form").keep_in_one_form(apps, None)


def test_twins_become_one_colleague_with_all_seats_when_the_site_is_upgraded(organisation, representative, site_tree):
    first, second = occurrence(capacity=5), occurrence(capacity=5)
    one = signed_up(first, organisation, representative, "A").seats.get()
    other = signed_up(second, organisation, representative, "B").seats.get()
    Person.objects.filter(name="B").update(email="jose@example.org")
    typed_before(one.person, "José")
    typed_before(other.person, "Jose\u0301\u200b")
    upgrade()
    [left] = Person.objects.all()
    assert (left.name, left.email) == ("José", "jose@example.org")
    assert set(left.seats.all()) == {one, other}


def test_twins_keep_a_seat_each_when_both_come_to_one_date(date, organisation, representative):
    one, other = signed_up(date, organisation, representative, "A", "B").seats.select_related("person")
    typed_before(one.person, "José")
    typed_before(other.person, "Jose\u0301")
    upgrade()
    assert Person.objects.count() == 2
    assert Seat.objects.active().exclude(person=None).count() == 2


def test_other_names_are_kept_in_the_new_form_when_the_site_is_upgraded(services, representative):
    guest = services["public"]("Boris")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_seat SET guest_name = %s", ["Jose\u0301"])
        cursor.execute("UPDATE events_registration SET contact_name = %s", ["\u200b"])
        cursor.execute("UPDATE network_user SET first_name = %s", ["\u202eZoé"])
    upgrade()
    guest.refresh_from_db()
    representative.refresh_from_db()
    # What would be empty stays: it says that there was a name.
    assert guest.contact_name == "\u200b"
    assert (guest.seats.get().guest_name, representative.first_name) == ("José", "Zoé")
