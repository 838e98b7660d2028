"""The log of mails in the CMS: found again, read as it left, sent again by who may."""

import pytest
from django.urls import reverse
from django.utils import timezone

from home.cache.stamp import renew_stamp
from network.models import OutgoingMail
from network.outbox.queue import Letter, erase_sent, queue_mails

pytestmark = pytest.mark.django_db
QUERIES = 17


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


def queue(count=1, **fields):
    basis = {"kind": "test", "language": "fr", "subject": "Midi <b>", "text": "Bonjour."}
    return queue_mails(
        Letter(**basis | {"recipient": f"p{number}@association.example"} | fields) for number in range(count)
    )


def page(client, mail):
    return client.get(reverse("mails:inspect", args=[mail.pk])).content.decode()


def test_the_log_asks_as_few_queries_for_twenty_mails_as_for_two(office, django_assert_num_queries):
    queue(2)
    office.get(reverse("mails:index"))
    for count in (0, 18):
        queue(count)
        renew_stamp()
        with django_assert_num_queries(QUERIES):
            rows = office.get(reverse("mails:index")).context["object_list"]
        assert len(rows) == 2 + count


@pytest.mark.parametrize("status", OutgoingMail.Status.values)
def test_the_log_shows_only_what_is_asked_for_when_a_status_is_chosen(office, status):
    for number, name in enumerate(OutgoingMail.Status.values):
        (mail,) = queue(recipient=f"{name}@association.example")
        OutgoingMail.objects.filter(pk=mail.pk).update(status=name, attempts=number)
    rows = office.get(reverse("mails:index"), {"status": status}).context["object_list"]
    assert [row.recipient for row in rows] == [f"{status}@association.example"]


def test_a_mail_is_found_when_a_part_of_the_address_is_searched(office):
    queue(3)
    rows = office.get(reverse("mails:index"), {"q": "p1@"}).context["object_list"]
    assert [row.recipient for row in rows] == ["p1@association.example"]


def test_the_log_says_what_will_come_when_it_is_empty(office):
    body = office.get(reverse("mails:index")).content.decode()
    assert "Aucun e-mail n’a encore été écrit" in body


def test_the_error_is_said_in_words_when_a_mail_failed(office):
    (mail,) = queue()
    OutgoingMail.objects.update(status="failed", problem="address", last_error="550 nobody")
    listing = office.get(reverse("mails:index")).content.decode()
    assert "refuse cette adresse" in listing
    assert "550 nobody" in page(office, mail)


def test_the_mail_is_shown_as_it_left_when_it_is_opened(office):
    (mail,) = queue(calendar="BEGIN:VCALENDAR")
    body = page(office, mail)
    assert '<iframe class="cms-mail" sandbox srcdoc="&lt;!doctype html&gt;' in body
    assert "BEGIN:VCALENDAR" in body
    assert "Midi <b>" not in body


@pytest.mark.parametrize(
    ("status", "offered"), [("uncertain", True), ("failed", True), ("sent", False), ("queued", False)]
)
def test_sending_again_is_offered_when_a_mail_is_in_trouble(office, status, offered):
    (mail,) = queue()
    OutgoingMail.objects.update(status=status)
    assert (reverse("mails:send_again", args=[mail.pk]) in page(office, mail)) == offered


def test_a_later_mail_is_named_when_an_earlier_one_may_be_sent_again(office):
    (mail,) = queue(reference="date:1")
    (later,) = queue(reference="date:1", subject="Annulé : Midi")
    OutgoingMail.objects.update(status="uncertain")
    assert reverse("mails:inspect", args=[later.pk]) in page(office, mail)
    assert "Annulé : Midi" not in page(office, later).split("<dl>")[0].split("<form", 2)[-1]


def test_an_erased_mail_is_still_listed_when_its_words_are_gone(office):
    (mail,) = queue()
    OutgoingMail.objects.update(status="failed")
    erase_sent(timezone.now())
    assert "E-mail effacé" in office.get(reverse("mails:index")).content.decode()
    assert "<iframe" not in page(office, mail)


def test_nothing_is_sent_again_when_no_such_mail_exists(office):
    assert office.post(reverse("mails:send_again", args=[999_999_999]), follow=True).status_code == 404


def test_an_address_stands_as_people_write_it_when_its_domain_has_accents(office):
    (mail,) = queue(recipient="zoe@xn--bcher-kva.example")
    for text in (page(office, mail), office.get(reverse("mails:index")).text):
        assert "zoe@bücher.example" in text
