"""The outbox and a real mail server on loopback: what arrives, how often, and what a dead or rude server leaves."""

import datetime as dt
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from types import SimpleNamespace

import pytest
from django.utils import timezone
from factories.mail_server import MailServer

from home.models import SiteSettings
from network.models import OutgoingMail
from network.outbox import delivery
from network.outbox.message import as_message
from network.outbox.queue import Letter, queue_mails

pytestmark = pytest.mark.django_db
CALENDAR = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "SUMMARY:Été à l’Écluse",
        "ATTENDEE;CN=Anouk:mailto:ana@association.example",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
)


@pytest.fixture
def server(settings):
    server = MailServer()
    settings.EMAIL_BACKEND = "network.outbox.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    server.start()
    yield server
    server.stop()


def queue(count=1, **fields):
    """``count`` mails, each to a person of their own."""
    basis = {"kind": "test", "language": "fr", "text": "Bonjour à tous."}
    return queue_mails(
        Letter(**basis | {"recipient": f"p{number}@association.example", "subject": f"Été {number}"} | fields)
        for number in range(count)
    )


def statuses():
    return list(OutgoingMail.objects.order_by("pk").values_list("status", flat=True))


def test_mails_arrive_once_over_one_connection_when_many_are_due(server):
    mails = queue(30)
    assert delivery.deliver_due() == (30, 0)
    assert server.numbers() == [one.pk for one in mails]
    assert len(server.sessions) == 1
    assert delivery.deliver_due() == (0, 0)


def test_every_part_arrives_whole_when_a_mail_has_a_calendar(server):
    queue(calendar=CALENDAR, calendar_method="REQUEST", calendar_sequence=0)
    delivery.deliver_due()
    (message,) = server.taken
    alternative, attachment = message.iter_parts()
    text, html, inline = alternative.iter_parts()
    assert text.get_content().startswith("Bonjour à tous.")
    assert "Bonjour à tous." in html.get_content()
    assert (inline.get_content_type(), inline["Content-Type"].params["method"]) == ("text/calendar", "REQUEST")
    assert inline.get_payload(decode=True) == attachment.get_payload(decode=True) == CALENDAR.encode()
    assert inline.get_content().count("ATTENDEE") == 1
    assert (message["Subject"], message["Auto-Submitted"]) == ("Été 0", "auto-generated")


SUBJECTS = [
    "Été",
    "Votre place est libre",
    "Demain : Midi de la coordination sociale – mardi 12 janvier 2027, 12 h",
    "Rappel " * 30,
    "x" * 240,
    "é" * 120,
    "=?utf-8?q?not_encoded?=",
    'a, b; c <d> "e"',
]
NAMES = [
    "Coordination sociale",
    "Été, asbl",
    'Les "3" ponts <x@y.example>',
    "Anderlecht – " * 6,
    "x" * 80,
    "Ann (coord)",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_subject_and_sender_begin_on_the_line_of_their_name(subject, name, settings, monkeypatch):
    monkeypatch.setattr("network.outbox.message.default_settings", lambda: SimpleNamespace(name=name))
    settings.DEFAULT_FROM_EMAIL = "Site <site@coordination.example>"
    (mail,) = queue(subject=subject)
    raw = as_message(mail, answers_to=[]).message().as_bytes(linesep="\r\n")
    read = message_from_bytes(raw)
    unfolded = read["Subject"].replace("\r\n", "")
    assert str(make_header(decode_header(unfolded))) == subject.strip()
    sender, address = parseaddr(" ".join(read["From"].split()))
    assert (str(make_header(decode_header(sender))), address) == (" ".join(name.split()), "site@coordination.example")
    assert max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
    assert not re.search(rb"^[\w-]+: *\r\n", raw, re.MULTILINE)


def test_the_sender_has_the_name_of_the_readers_language(server, site_tree):
    coordination = SiteSettings.objects.get()
    coordination.name_fr, coordination.name_nl = "Coordination sociale d’Anderlecht", "Sociale Coördinatie Anderlecht"
    coordination.save()
    queue(language="nl")
    queue(language="fr")
    delivery.deliver_due()
    names = [message["From"].addresses[0].display_name for message in server.taken]
    assert names == ["Sociale Coördinatie Anderlecht", "Coordination sociale d’Anderlecht"]


def test_all_arrive_once_and_in_order_when_a_dead_server_comes_back(server):
    server.stop()
    mails = queue(6, recipient="ana@association.example", reference="date:1")
    now = timezone.now()
    assert delivery.deliver_due(now=now) == (0, 6)
    server.start()
    for minutes in (2, 4, 60):
        delivery.deliver_due(now=now + dt.timedelta(minutes=minutes))
    assert server.numbers() == [one.pk for one in mails]
    assert set(statuses()) == {"sent"}


def test_the_others_arrive_when_the_server_refuses_or_drops_some(server):
    server.refused = {"p0@association.example"}
    server.cut_before = {"p1@association.example"}
    server.cut_after = {"p2@association.example"}
    queue(5)
    delivery.deliver_due()
    found = OutgoingMail.objects.order_by("pk").values_list("status", "problem")
    assert list(found) == [
        ("failed", "address"),
        ("queued", "unreachable"),
        ("uncertain", "broken_off"),
        ("sent", ""),
        ("sent", ""),
    ]


def test_nothing_arrives_twice_when_a_mail_was_taken_without_an_answer(server):
    server.cut_after = {"p0@association.example"}
    queue()
    now = timezone.now()
    for days in range(3):
        delivery.deliver_due(now=now + dt.timedelta(days=days))
    assert len(server.taken) == 1
    assert statuses() == ["uncertain"]
