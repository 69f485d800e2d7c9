"""Letters leave by a real SMTP conversation, or stay in a folder; nobody adds a header of their own."""

import email
import socket
import ssl
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from approval.mail import Enclosure, Message, NotSent, Outbox, Smtp, composed, deliver
from approval.settings import Settings, SettingsError

LETTER = Message(
    key="event 7, decision letter, to a@institute.example",
    to="a@institute.example",
    name="Étienne Lavallée",
    subject="Décision\u00a0: appuyé",
    text="Bonjour,\n\n« Voilà »\u00a0!\n",
    at=datetime(2026, 2, 3, 15, 0, tzinfo=UTC),
    language="fr",
    enclosures=(Enclosure("décision.pdf", "application/pdf", b"%PDF-1.7"),),
)


class Sink:
    """A mail server's other end: keeps what it is given, or answers as it is told."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.got.append(envelope)
        return self.answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def listening(sink: Sink) -> Iterator[Callable[..., str]]:
    begun: list[Controller] = []

    def begin(**options: object) -> str:
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            port = asked.getsockname()[1]
        controller = Controller(sink, hostname="127.0.0.1", port=port, server_hostname="mail.test", **options)
        controller.start()
        begun.append(controller)
        return f"127.0.0.1:{port}"

    yield begin
    for controller in begun:
        controller.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
    ]
    place = [
        "-keyout",
        folder / "key.pem",
        "-out",
        folder / "cert.pem",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
    ]
    subprocess.run([*made, *place], check=True, capture_output=True)
    return folder


def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


def test_a_letter_arrives_whole(listening, sink):
    Smtp(f"smtp://{listening()}", "Approvals <approval@institute.example>").send(LETTER)
    got = email.message_from_bytes(sink.got[0].content, policy=policy.default)
    assert sink.got[0].rcpt_tos == ["a@institute.example"]
    assert got["Subject"] == "Décision : appuyé"
    assert got["To"].addresses[0].display_name == "Étienne Lavallée"
    assert got["From"].addresses[0].addr_spec == "approval@institute.example"
    assert got["Date"].datetime == LETTER.at
    assert got.get_body().get_content().splitlines() == LETTER.text.splitlines()
    assert [(a.get_filename(), a.get_content()) for a in got.iter_attachments()] == [
        ("décision.pdf", b"%PDF-1.7")
    ]


def test_encryption_is_used_where_it_is_offered(listening, sink, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    seen = []

    async def ehlo(server, session, envelope, hostname, responses):
        seen.append(session.ssl is not None)
        session.host_name = hostname
        return responses

    sink.handle_EHLO = ehlo
    Smtp(f"smtp://{listening(tls_context=tls(certificate), require_starttls=True)}", "a@b.example").send(
        LETTER
    )
    assert seen == [False, True]
    assert len(sink.got) == 1


def test_a_server_that_cannot_prove_its_name_gets_nothing(listening, sink, certificate):
    with pytest.raises(NotSent, match="certificate"):
        Smtp(f"smtp://{listening(tls_context=tls(certificate))}", "a@b.example").send(LETTER)
    assert sink.got == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_name_and_password_are_given(listening, sink, monkeypatch):
    monkeypatch.setattr("approval.mail.PATIENCE", 1.0)  # the sink does not answer after a refusal
    tried = []

    def check(server, session, envelope, mechanism, data):
        tried.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss")

    address = listening(
        authenticator=check, auth_require_tls=False, auth_required=True, auth_exclude_mechanism=["LOGIN"]
    )
    Smtp(f"smtp://us%40er:p%40ss@{address}", "a@b.example").send(LETTER)
    assert tried == [(b"us@er", b"p@ss")]
    with pytest.raises(NotSent) as refused:
        Smtp(f"smtp://us%40er:wrong@{address}", "a@b.example").send(LETTER)
    assert not refused.value.for_good  # the setting is mended, then it leaves


def test_a_password_is_not_sent_in_the_clear_to_another_machine(listening, sink, monkeypatch):
    monkeypatch.setattr("approval.mail.is_loopback", lambda host: False)
    with pytest.raises(NotSent, match="no encryption"):
        Smtp(f"smtp://user:secret@{listening()}", "a@b.example").send(LETTER)


@pytest.mark.parametrize(("answer", "for_good"), [("451 try later", False), ("554 refused", True)])
def test_what_the_server_answers_is_told(listening, sink, answer, for_good):
    sink.answer = answer
    with pytest.raises(NotSent, match=answer) as refused:
        Smtp(f"smtp://{listening()}", "a@b.example").send(LETTER)
    assert refused.value.for_good is for_good


def test_nobody_there_is_told_for_good(listening, sink):
    with pytest.raises(NotSent, match="550 no such person") as refused:
        Smtp(f"smtp://{listening()}", "a@b.example").send(replace(LETTER, to="nobody@institute.example"))
    assert refused.value.for_good


def test_a_server_that_is_away_can_be_tried_again():
    with pytest.raises(NotSent) as refused:
        Smtp("smtp://127.0.0.1:1", "a@b.example").send(LETTER)
    assert not refused.value.for_good


def test_a_folder_keeps_each_letter_once(tmp_path):
    outbox = Outbox(tmp_path / "outbox", "approval@institute.example")
    outbox.send(LETTER)
    outbox.send(LETTER)
    (kept,) = (tmp_path / "outbox").iterdir()
    assert kept.name.startswith("20260203T150000Z-")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    got = email.message_from_bytes(kept.read_bytes(), policy=policy.default)
    assert got.get_body().get_content().splitlines() == LETTER.text.splitlines()


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "outbox").write_text("in the way")
    with pytest.raises(NotSent):
        Outbox(tmp_path / "outbox", "a@b.example").send(LETTER)


def test_the_same_letter_has_the_same_name_for_ever():
    first = composed(LETTER, "a@b.example")["Message-ID"]
    assert composed(replace(LETTER, text="corrected"), "a@b.example")["Message-ID"] == first
    assert composed(replace(LETTER, key="another"), "a@b.example")["Message-ID"] != first


@pytest.mark.parametrize("part", ["subject", "name"])
def test_nobody_adds_a_header(part):
    hostile = replace(LETTER, **{part: "Hello\r\nBcc: all@elsewhere.example\r\n\r\n<b>body</b>\x00\u2028"})
    letter = email.message_from_bytes(composed(hostile, "a@b.example").as_bytes(), policy=policy.default)
    assert letter["Bcc"] is None
    assert "all@elsewhere.example" not in letter.get_body().get_content()


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b\r\nBcc: c@d", "a b@c.example", "a@b.example, c@d.example"]
)
def test_what_is_no_address_gets_no_letter(address):
    with pytest.raises(NotSent) as refused:
        composed(replace(LETTER, to=address), "a@b.example")
    assert refused.value.for_good


def test_the_settings_choose_the_way(tmp_path):
    settings = Settings(data=tmp_path, database_url="", secret_key="k")
    assert deliver(settings) == Outbox(tmp_path / "outbox", "approval@localhost")
    assert isinstance(deliver(replace(settings, smtp_url="smtps://mail.example")), Smtp)
    with pytest.raises(SettingsError):
        deliver(replace(settings, smtp_url="mail.example"))
