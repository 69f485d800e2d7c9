"""What an installation sets, read once from the environment. No setting has a secret default."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .language import Text


class SettingsError(Exception):
    """A setting cannot be used; the message says which, why, and what to write instead."""


SITE = Text(en="Micro-credential approval", fr="Approbation des microcertifications")
INSTITUTION = Text(en="The Institute", fr="L’Institut")


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's settings; ``from_environment`` documents each variable."""

    data: Path
    database_url: str
    secret_key: str
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    sender: str = "approval@localhost"
    site: Text = SITE
    institution: Text = INSTITUTION
    contact: str = "accessibility@institute.example"
    demo: bool = False

    @property
    def files(self) -> Path:
        return self.data / "files"

    @property
    def outbox(self) -> Path:
        return self.data / "outbox"

    @property
    def secure(self) -> bool:
        """Whether cookies may be sent over TLS only (not on a loopback address over plain http)."""
        return urlsplit(self.base_url).scheme == "https"


def from_environment(environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Settings from ``APPROVAL_*`` variables.

    ``APPROVAL_DATA`` folder for database, files and keys · ``APPROVAL_DATABASE_URL`` · ``APPROVAL_BASE_URL``
    the address people type · ``APPROVAL_SMTP_URL`` ``smtp://[user:password@]host[:port]`` or ``smtps://…``;
    without it letters are written to ``outbox/`` · ``APPROVAL_SENDER`` · ``APPROVAL_SITE_EN/_FR`` ·
    ``APPROVAL_INSTITUTION_EN/_FR`` · ``APPROVAL_CONTACT`` · ``APPROVAL_SECRET_KEY`` (else kept in the folder).
    Raises SettingsError.
    """
    env = os.environ if environment is None else environment
    data = Path(str(overrides.pop("data", None) or env.get("APPROVAL_DATA") or "data")).expanduser().resolve()
    data.mkdir(parents=True, exist_ok=True)
    base = env.get("APPROVAL_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    _check_base(base)
    found: dict[str, object] = {
        "data": data,
        "database_url": _database(env.get("APPROVAL_DATABASE_URL", ""), data),
        "secret_key": env.get("APPROVAL_SECRET_KEY") or _kept_key(data / "secret.key"),
        "base_url": base,
        "smtp_url": env.get("APPROVAL_SMTP_URL", ""),
        "sender": env.get("APPROVAL_SENDER", "approval@localhost"),
        "contact": env.get("APPROVAL_CONTACT", "accessibility@institute.example"),
    }
    for name in ("site", "institution"):
        en, fr = env.get(f"APPROVAL_{name.upper()}_EN"), env.get(f"APPROVAL_{name.upper()}_FR")
        if en or fr:
            found[name] = Text(en=en or fr or "", fr=fr or en or "")
    return Settings(**(found | overrides))  # type: ignore[arg-type]


def is_loopback(host: str) -> bool:
    return host in {"127.0.0.1", "::1", "localhost"}


def _database(url: str, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'approval.db'}"
    scheme = url.partition(":")[0]
    if scheme in {"postgres", "postgresql"}:
        return "postgresql+psycopg" + url[len(scheme) :]
    if scheme in {"sqlite", "postgresql+psycopg"}:
        return url
    raise SettingsError(
        f"APPROVAL_DATABASE_URL: {scheme!r} is not supported; use sqlite:///… or postgresql://…"
    )


def _check_base(base: str) -> None:
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError("APPROVAL_BASE_URL: write it as https://approvals.example.ca")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise SettingsError("APPROVAL_BASE_URL: plain http is for this machine only; use https://…")


def _kept_key(path: Path) -> str:
    """A key of this installation, made once and readable by its owner alone."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()
