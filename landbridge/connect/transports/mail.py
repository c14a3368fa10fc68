"""Mail by SMTP: one message to some people, over TLS where the server offers it."""

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

from landbridge.kit.clock import Clock
from landbridge.kit.crypto import Secret

TIMEOUT_S = 20.0
NO_PASSWORD = Secret("")


class NotSent(Exception):
    """Nobody got it; the text says why. Trying again later does no harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """security: `tls` from the first byte, `starttls`, or `none` (only for a server close by)."""

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: Secret = NO_PASSWORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """message_id: the same for each attempt, so that a reader's mailbox tells repeats."""

    sender: str
    recipients: Sequence[str]
    subject: str
    text: str
    message_id: str


def send_mail(server: MailServer, mail: Mail, *, clock: Clock) -> None:
    """Raises NotSent."""
    message = EmailMessage()
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.recipients)
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{mail.message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    try:
        with _connected(server) as link:
            refused = link.send_message(message, mail.sender, list(mail.recipients))
    except (OSError, smtplib.SMTPException) as fault:
        raise NotSent(f"{type(fault).__name__}: {fault}") from fault
    if refused:
        raise NotSent(f"the server refused {', '.join(refused)}")


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        link: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_S, context=context
        )
    else:
        link = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    try:
        if server.security == "starttls":
            link.starttls(context=ssl.create_default_context())
        if server.user:
            link.login(server.user, server.password.reveal())
    except BaseException:
        with suppress(smtplib.SMTPException, OSError):
            link.close()
        raise
    return link
