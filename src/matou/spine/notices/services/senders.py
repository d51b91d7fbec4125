"""The senders that come with the house: Django's e-mail, and a console for SMS."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from matou.spine.notices.contracts import Message, SendFailed

LOG = logging.getLogger(__name__)
SHOWN_DIGITS = 4


class EmailSender:
    """Sends over the e-mail backend of the settings (by default it prints)."""

    def send(self, message: Message) -> None:
        """Send one message; its id is the reference, by which mail servers drop doubles."""
        mail = EmailMessage(
            subject=message.subject,
            body=message.body,
            # Blind copies: the managers of a company need not see each other's addresses.
            bcc=list(message.addresses),
            headers={"Message-ID": f"<{message.reference}@{_domain()}>"},
        )
        try:
            mail.send()
        except (SMTPException, OSError) as error:
            raise SendFailed(reason=f"{type(error).__name__}: {error}") from error


class ConsoleSender:
    """Writes to the log instead of sending; numbers but for their end stay out of it."""

    def send(self, message: Message) -> None:
        """Log the message."""
        ends = ", ".join(f"…{address[-SHOWN_DIGITS:]}" for address in message.addresses)
        LOG.info("%s to %s: %s", message.channel.value, ends, message.subject)


def _domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].rstrip(">") or "localhost"
