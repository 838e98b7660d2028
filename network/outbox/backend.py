"""Where mails that others write go, such as Wagtail's about pages in review: into the outbox, to leave as ours do.

Whoever saves a page then waits for no mail server, and a dead one is no error of theirs.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation

from network.models import User
from network.outbox.queue import Letter, queue_mails
from network.stable_names import MailKind


class EmailBackend(BaseEmailBackend):
    """Django's way out for every mail but those of the outbox, which take that of ``OUTBOX_BACKEND``."""

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        messages = list(email_messages)
        queue_mails(letter for message in messages for letter in letters_of(message))
        return len(messages)


def letters_of(message: EmailMessage) -> Iterator[Letter]:
    """One letter for each recipient, in the language of their account; nobody reads who else was written to.

    Its HTML is made from its text, as for all mails of the outbox. Raises ValueError for attachments.
    """
    if message.attachments:
        raise ValueError("The outbox takes no attachments.")
    recipients = message.recipients()
    languages = dict(User.objects.filter(email__in=recipients).values_list("email", "language"))
    active = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
    for recipient in recipients:
        language = languages.get(recipient) or active
        yield Letter(
            kind=MailKind.NOTICE,
            recipient=recipient,
            language=language,
            subject=str(message.subject),
            text=str(message.body),
        )
