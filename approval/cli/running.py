"""`approval serve` and `approval worker`: start the application, and stop it cleanly."""

import gc
import logging
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import click
from flask import Flask
from waitress.server import create_server

from ..models.database import db
from ..settings import Settings, from_environment, is_loopback
from ..worker import Worker
from .installation import failures, installation
from .showing import invitations, show_proposals

THREADS = 8
MOST_RECEIVED = 512 * 1024 * 1024
"""The server itself takes no more: far beyond what the application reads, whose own page then says so."""


@click.command()
@click.option(
    "--demo",
    is_flag=True,
    help="A demonstration: invented people, proposals under way, sign-in links printed.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--no-worker", is_flag=True, help="Leave documents and letters to `approval worker`.")
def serve(*, demo: bool, host: str, port: int, no_worker: bool) -> None:
    """Serve the application. Brings the database up to date first; Ctrl-C stops it.

    A demonstration lets anybody at this machine act as anybody, so it listens on this machine alone.
    """
    if demo and not is_loopback(host):
        raise click.ClickException(f"A demonstration is for this machine only: it does not listen on {host}.")
    signal.signal(signal.SIGTERM, _end)  # from the first moment: whoever reads that it serves may end it
    _log_to_terminal()
    with failures(), _listening(host, port) as listener:
        settings = _settings(demo, host, listener.getsockname()[1])
        with installation(settings) as app:
            if demo:
                show_proposals(app, datetime.now(UTC))
            click.echo(f"\napproval is at {settings.base_url}\n")
            if demo:
                _print_invitations(app)
            click.echo("Ctrl-C stops it.")
            db.session.remove()  # serving threads have sessions of their own
            _serve(app, listener, None if no_worker else Worker(app))
    click.echo("Stopped.")


@click.command()
def worker() -> None:
    """Make documents and send letters, as a process of its own; Ctrl-C or SIGTERM stops it after the job in hand."""
    signal.signal(signal.SIGTERM, _end)
    _log_to_terminal()
    with installation() as app:
        click.echo("The worker is waiting for jobs. Ctrl-C stops it.")
        db.session.remove()
        Worker(app).run_until_signalled()
    click.echo("Stopped.")


def _serve(app: Flask, listener: socket.socket, worker_: Worker | None) -> None:
    """Until a signal: requests in hand are answered and the job in hand is done."""
    gc.freeze()  # what the application is made of stays: looking it all through takes a tenth of a second each time
    server: Any = create_server(
        app, sockets=[listener], threads=THREADS, ident=None, max_request_body_size=MOST_RECEIVED
    )
    if worker_ is not None:
        worker_.start()
    try:
        server.run()  # returns after an interrupt, once its threads are done
    finally:
        server.close()
        if worker_ is not None:
            worker_.stop()


def _end(*_: object) -> None:
    raise SystemExit(0)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens there. Raises ClickException where another program does."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise click.ClickException(f"{host}: {error}") from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError as error:
            other = port + 1 if 0 < port < 65535 else 8001
            raise click.ClickException(
                f"Port {port} of {host} cannot be used ({error.strerror}). Choose another: --port {other}"
            ) from error
        listener.listen(64)
        yield listener


def _settings(demo: bool, host: str, port: int) -> Settings:
    """The installation's settings; on this machine alone, its address follows host and port."""
    settings = from_environment(demo=demo)
    if is_loopback(host) and not settings.secure:
        shown = f"[{host}]" if ":" in host else host
        settings = replace(settings, base_url=f"http://{shown}:{port}")
    return replace(settings, smtp_url="") if demo else settings  # invented people get no real mail


def _print_invitations(app: Flask) -> None:
    click.echo("Sign in as one of these. Each link works once, within an hour; start again for new ones.\n")
    for one in invitations(app, datetime.now(UTC)):
        click.echo(f"  {click.style(one.name, bold=True)}, {one.what_for}\n    {one.link}")
    click.echo()


def _log_to_terminal() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
