"""Send letters: by SMTP, or into a folder where no server is set. What they say is the caller's."""

import hashlib
import os
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from .settings import Settings, SettingsError, is_loopback

PATIENCE = 20.0
"""Seconds that a mail server has for each answer."""
PORTS = {"smtp": 25, "smtps": 465}


class NotSent(Exception):
    """The letter did not leave. ``for_good``: sending it again as it is would fail again."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One letter to one person. The same ``key`` is the same letter: its Message-ID never changes."""

    key: str
    to: str
    name: str
    subject: str
    text: str = field(repr=False)
    at: datetime
    language: str = "en"
    enclosures: tuple[Enclosure, ...] = ()


class Post(Protocol):
    """Takes letters to people."""

    def send(self, message: Message) -> None:
        """Raises NotSent. Safe to repeat: whoever gets it twice sees one Message-ID."""


def deliver(settings: Settings) -> Post:
    """The way that letters leave this installation. Raises SettingsError."""
    if settings.smtp_url:
        parts = urlsplit(settings.smtp_url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise SettingsError(
                "APPROVAL_SMTP_URL: write it as smtp://[user:password@]host[:port] or smtps://…"
            )
        return Smtp(settings.smtp_url, settings.sender)
    return Outbox(settings.outbox, settings.sender)


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server: ``smtp://[user:password@]host[:port]``, TLS where it is offered, or ``smtps://…``."""

    url: str = field(repr=False)
    sender: str

    def send(self, message: Message) -> None:
        letter = composed(message, self.sender)
        parts = urlsplit(self.url)
        try:
            with self._server(parts) as server:
                self._secure(server, parts)
                if parts.username:
                    server.login(unquote(parts.username), unquote(parts.password or ""))
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise NotSent(f"{code} {_words(said)}", for_good=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            for_good = error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPAuthenticationError)
            raise NotSent(f"{error.smtp_code} {_words(error.smtp_error)}", for_good=for_good) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent(str(error), for_good=True) from error
        except (OSError, smtplib.SMTPException) as error:  # no server, no trust, no answer in time
            raise NotSent(f"{type(error).__name__}: {error}") from error

    def _server(self, parts: SplitResult) -> smtplib.SMTP:
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        if parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=PATIENCE)

    def _secure(self, server: smtplib.SMTP, parts: SplitResult) -> None:
        """A password is never sent in the clear to another machine."""
        if parts.scheme == "smtps":
            return
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif parts.username and not is_loopback(parts.hostname or ""):
            raise NotSent("the mail server offers no encryption: the password was not sent")


@dataclass(frozen=True, slots=True)
class Outbox:
    """A folder of .eml files, which any mail program opens; readable by its owner alone."""

    folder: Path
    sender: str

    def send(self, message: Message) -> None:
        letter = composed(message, self.sender)
        name = f"{message.at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{_fingerprint(message.key)[:12]}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            partial = self.folder / f".{name}.{os.getpid()}"
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(letter.as_bytes(policy=policy.SMTPUTF8))
            partial.replace(self.folder / name)
        except OSError as error:
            raise NotSent(f"{type(error).__name__}: {error}") from error


def composed(message: Message, sender: str) -> EmailMessage:
    """The letter as it travels. Raises NotSent where the address is none; line ends in a header become spaces."""
    letter = EmailMessage(policy=policy.SMTP)
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2] or "localhost"
    try:
        letter["From"] = Address(_one_line(name), addr_spec=address)
        letter["To"] = Address(_one_line(message.name), addr_spec=message.to)
        letter["Subject"] = _one_line(message.subject)
    except (HeaderParseError, MessageError, ValueError, IndexError) as error:
        raise NotSent(f"not an address: {message.to!r}", for_good=True) from error
    letter["Date"] = format_datetime(message.at)
    letter["Message-ID"] = f"<{_fingerprint(message.key)[:40]}@{domain}>"
    letter["Content-Language"] = message.language
    letter["Auto-Submitted"] = "auto-generated"  # absence notes do not answer it
    letter.set_content(message.text)
    for enclosure in message.enclosures:
        kind, _, sub = enclosure.media_type.partition("/")
        letter.add_attachment(
            enclosure.content, maintype=kind, subtype=sub, filename=_one_line(enclosure.name)
        )
    return letter


def _fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _one_line(text: str) -> str:
    """Header text: no control character survives, so nobody adds a header of their own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _words(said: bytes | str) -> str:
    return _one_line(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)
