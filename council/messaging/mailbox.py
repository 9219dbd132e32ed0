from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from council.messaging.models import DeliveredMail


class MailboxBackend(BaseEmailBackend):
    """Delivers into the demonstration's mailbox instead of a relay."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            source = mail.message()
            DeliveredMail.objects.create(
                message_id=source["Message-ID"],
                sender=mail.from_email,
                address=", ".join(mail.recipients()),
                subject=str(mail.subject),
                source=source.as_bytes(),
            )
        return len(email_messages)
