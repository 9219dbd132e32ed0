"""The demonstration's transport: mail goes into a mailbox that staff read in the administration."""

from collections.abc import Sequence
from email import message_from_bytes, policy

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from council.messaging.cleaning import clean_line
from council.messaging.mime import source_of
from council.messaging.models import DeliveredMail

BACKEND = "council.messaging.mailbox.MailboxBackend"


def is_in_use() -> bool:
    """Whether mail goes into the mailbox rather than to a relay."""
    return settings.EMAIL_BACKEND == BACKEND


class MailboxBackend(BaseEmailBackend):
    """Delivers into the mailbox, all messages or none; one whose Message-ID is there already is the same mail and stays one."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for mail in email_messages:
                self._deliver(mail)
        return len(email_messages)

    def _deliver(self, mail: EmailMessage) -> None:
        source = source_of(mail)
        DeliveredMail.objects.bulk_create(
            [
                DeliveredMail(
                    message_id=message_from_bytes(source, policy=policy.default)["Message-ID"],
                    sender=clean_line(mail.from_email, 300),
                    address=clean_line(", ".join(mail.recipients()), 300),
                    subject=clean_line(str(mail.subject), 500),
                    source=source,
                )
            ],
            ignore_conflicts=True,
        )
