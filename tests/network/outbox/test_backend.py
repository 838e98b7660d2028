"""Mails that Wagtail and Django write leave by the outbox too."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage, mail_admins, send_mail
from factories.network import UserFactory
from wagtail.admin.mail import send_notification

from network.models import OutgoingMail
from network.outbox import delivery

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def backends(settings):
    """As production has them, with a transport that tests can read."""
    settings.OUTBOX_BACKEND = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "network.outbox.backend.EmailBackend"


def test_each_recipient_gets_a_mail_in_the_language_of_the_account(site_tree):
    UserFactory(email="an@vereniging.example", language="nl")
    sent = send_mail("Sujet\n", "Bonjour.", None, ["an@vereniging.example", "x@elsewhere.example"])
    assert (sent, mail.outbox) == (1, [])
    delivery.deliver_due()
    assert [message.to for message in mail.outbox] == [["an@vereniging.example"], ["x@elsewhere.example"]]
    assert [message.extra_headers["Content-Language"] for message in mail.outbox] == ["nl", "fr"]
    assert all(message.alternatives and message.extra_headers["Message-ID"] for message in mail.outbox)


def test_no_editor_waits_for_the_server_when_a_page_goes_to_review(site_tree, coordinator, settings):
    settings.OUTBOX_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "network.outbox.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    page = site_tree.specific
    context = {"page": page, "revision": page.save_revision(user=UserFactory()), "added": [], "editor": coordinator}
    send_notification([coordinator], "updated_comments", context)
    (row,) = OutgoingMail.objects.all()
    assert (row.recipient, row.language, row.status) == (coordinator.email, coordinator.language, "queued")
    assert row.subject
    assert row.html


def test_a_mail_with_an_attachment_is_refused_and_not_sent_without_it(site_tree):
    message = EmailMessage("S", "B", to=["x@elsewhere.example"], attachments=[("a.txt", "x", "text/plain")])
    with pytest.raises(ValueError, match="attachments"):
        message.send()
    assert not OutgoingMail.objects.exists()


def test_nothing_is_written_when_there_is_nobody_to_write_to(site_tree):
    mail_admins("S", "B")
    assert not OutgoingMail.objects.exists()
