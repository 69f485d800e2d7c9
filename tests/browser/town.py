"""An institution that is open for the day: served over HTTP, with people, and cases at many stages."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from waitress.server import create_server

from approval.desk import Desk
from approval.models.bodies import Body, Membership
from approval.models.database import db, transaction
from approval.models.proposals import Paper, Proposal
from approval.models.records import Event
from approval.operations import accounts
from approval.operations.drafting import Beginning, begin
from tests.conftest import Clock, Someone
from tests.stories import perfusion


class Town:
    """The application behind the browser: what a test does there without one, and what it looks up."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.people: dict[str, Someone] = {}
        self.references: dict[str, str] = {}
        self.found: dict[str, Any] = {}

    @property
    def desk(self) -> Desk:
        desk: Desk = self.app.extensions["desk"]
        return desk

    @property
    def address(self) -> str:
        return self.desk.settings.base_url

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The application's context, for as long as it takes to do or to ask something."""
        with self.app.app_context():
            yield
            db.session.remove()

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────

    def person(self, name: str, *offices: tuple[str, str], language: str = "en", email: str = "") -> Someone:
        """Somebody by name: there once, however often a story asks, and in office since a year ago."""
        if name in self.people:
            return self.people[name]
        address = email or f"{name.lower().replace(' ', '.')}@institute.example"
        with self.inside(), transaction():
            made = accounts.person_for(name, address, self.clock.now)
            made.may_sign_in, made.language = True, language
            for body, office in offices:
                seat = db.session.query(Body).filter_by(key=body).one()
                since = self.clock.today - timedelta(days=365)
                db.session.add(Membership(body_id=seat.id, person_id=made.id, office=office, since=since))
            self.people[name] = Someone(made.id, made.name, made.email, offices)
        return self.people[name]

    def cookie(self, someone: Someone) -> dict[str, str]:
        """What a browser keeps of somebody who has just signed in."""
        with self.inside():
            with transaction():
                token = accounts.make_link(someone.id, "sign_in", self.clock.now)
            signed_in, _ = accounts.use_link(token, self.clock.now, "test")
        serializer = self.app.session_interface.get_signing_serializer(self.app)
        value = serializer.dumps({"_user_id": signed_in.token, "_fresh": True})
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.address}

    def sign_out_everywhere(self, someone: Someone) -> None:
        with self.inside():
            accounts.sign_out(someone.id, self.clock.now)

    # ── cases ────────────────────────────────────────────────────────────────────────────────────────────────────

    def draft(self, proposer: Someone, /, language: str = "en", **answers: Any) -> str:
        """The reference of a new draft with these answers."""
        with self.inside():
            beginning = Beginning(language=language, answers=answers)
            return begin(self.desk, proposer.actor, beginning, now=self.clock.now)

    def complete(self, proposer: Someone) -> str:
        """The reference of a draft that only has to be submitted."""
        own = {"name": proposer.name, "email": proposer.email, "role": "Faculty"}
        return self.draft(proposer, **{**perfusion.CONCEPT, "proposer": own, "co_proposers": []})

    def answers(self, reference: str, form: str = "concept", person: int | None = None) -> Mapping[str, Any]:
        """What is on the server of a paper now."""
        with self.inside():
            paper = db.session.scalar(
                select(Paper)
                .join(Proposal, Proposal.id == Paper.proposal_id)
                .where(Proposal.reference == reference, Paper.form == form, Paper.person_id == person)
            )
            return dict(paper.answers) if paper else {}

    def stage(self, reference: str) -> str:
        with self.inside():
            return db.session.scalars(select(Proposal.stage).where(Proposal.reference == reference)).one()

    def events(self, reference: str) -> list[str]:
        with self.inside():
            return list(
                db.session.scalars(
                    select(Event.action)
                    .join(Proposal, Proposal.id == Event.proposal_id)
                    .where(Proposal.reference == reference)
                    .order_by(Event.seq)
                )
            )


@contextmanager
def served(app: Flask, listener: Any) -> Iterator[None]:
    """The application at the listener's address, by the server that installations use."""
    server: Any = create_server(app, sockets=[listener], threads=4, ident=None)
    thread = threading.Thread(target=server.run, name="served", daemon=True)
    thread.start()
    try:
        yield
    finally:
        # Closed by its own loop: closed from here, the loop would wait for sockets that are gone.
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
        thread.join(10)
        server.task_dispatcher.shutdown()
