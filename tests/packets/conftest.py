"""A Board with a meeting and its packet, printed once for all tests that only read it."""

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from PIL import Image
from sqlalchemy import select

from approval.app import create_app
from approval.documents.pdf import Press
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Meeting, Question
from approval.models.minutes import Packet, PacketCopy
from approval.operations import attaching
from approval.operations.conflicts import declare
from approval.operations.convening import create_meeting
from approval.operations.packeting import publish
from approval.operations.placing import place_on_agenda
from approval.operations.working import Tools, run_due
from approval.resources import STATIC
from approval.settings import Settings
from tests.browser.town import Town
from tests.committees.conftest import case  # noqa: F401  (cases that stand at a stage)
from tests.conftest import KEY, Clock, Someone
from tests.documents.conftest import squeezed
from tests.meetings.conftest import House, house  # noqa: F401  (a body and its meeting)
from tests.stories import perfusion
from tests.stories.whole_case import Story
from tests.worker.conftest import Posted

SECRET = "Sonography of the lunar hippocampus"
"""The title of the case that one member is barred from: nothing else says these words."""
DAY = date(2026, 9, 18)


@dataclass
class Sitting:
    """A meeting of the Board, its items, and the packets made for it."""

    town: Town
    tools: Tools
    meeting: int = 0
    items: dict[str, int] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)

    @property
    def secretary(self) -> Someone:
        return self.town.person("Karl Brandt")

    @property
    def barred(self) -> Someone:
        return self.town.person("Owen Price")

    @property
    def post(self) -> Posted:
        return self.tools.post

    def publish(self, note: str = "") -> int:
        seen = db.session.get_one(Meeting, self.meeting, populate_existing=True).version
        now = self.town.clock.forward(hours=1)
        return publish(self.town.desk, self.secretary.actor, self.meeting, note, seen=seen, now=now)

    def work(self) -> None:
        run_due(self.town.desk, self.town.clock.now, self.tools)

    def copy(self, language: str = "en", without: str = "", number: int = 1) -> "Read":
        db.session.rollback()
        row = db.session.scalars(
            select(PacketCopy)
            .join(Packet)
            .where(Packet.number == number, PacketCopy.language == language, PacketCopy.without == without)
        ).one()
        return Read(self.town.desk.storage.get(row.digest))


class Read:
    """A packet as those see it who open it."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.tree = pikepdf.open(io.BytesIO(pdf))
        with pymupdf.open(stream=pdf) as opened:
            self.pages = [page.get_text() for page in opened]
            self.outline = [tuple(entry) for entry in opened.get_toc()]

    @property
    def letters(self) -> str:
        return squeezed("".join(self.pages))

    def elements(self) -> Iterator[Any]:
        """The structure, in the order in which it is read aloud."""
        waiting = [self.tree.Root.StructTreeRoot.K[0]]
        while waiting:
            element = waiting.pop()
            if isinstance(element, pikepdf.Array):
                waiting.extend(reversed(list(element)))
            elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
                yield element
                if "/K" in element:
                    waiting.append(element.K)


@pytest.fixture(scope="session")
def sitting(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    """Two cases and other business; one member is barred from one; attachments of every kind; printed in both languages."""
    folder = tmp_path_factory.mktemp("packets")
    shutil.copy2(template, folder / "approval.db")
    settings = Settings(folder, f"sqlite:///{folder / 'approval.db'}", KEY)
    app = create_app(settings, clock=(clock := Clock()))
    with app.app_context(), Press(STATIC) as press:
        made = Sitting(Town(app, clock), Tools(press, Posted()))
        whole(made)
        made.publish("The reading for item 1 is long: begin early.")
        made.work()
        yield made
        db.session.remove()
        db.engine.dispose()


def whole(made: Sitting) -> None:
    town = made.town
    town.person("Nicole Gagnon", ("board", "member"), language="fr")
    first = before_board(town, "2026-03-20", "2026-04-24", **perfusion.CONCEPT)
    second = before_board(town, "2026-03-27", "2026-05-01", **perfusion.CONCEPT | {"title": SECRET})
    made.stories = {"first": first, "second": second}
    declare(town.desk, made.barred.actor, second.reference, "family", "My brother owns it.", town.clock.now)
    made.meeting = create_meeting(made.secretary.actor, "board", DAY, "Room 201", now=town.clock.now)
    for name, story in made.stories.items():
        place_on_agenda(
            town.desk,
            made.secretary.actor,
            story.reference,
            made.meeting,
            seen=story.row.version,
            now=town.clock.now,
        )
        made.items[name] = db.session.scalars(
            select(AgendaItem.id).where(
                AgendaItem.proposal_id == story.row.id, AgendaItem.meeting_id == made.meeting
            )
        ).one()
    with transaction():
        closed = db.session.get_one(AgendaItem, made.items["second"])
        closed.in_camera, closed.part = True, "discussion"
        business = AgendaItem(
            meeting_id=made.meeting,
            kind="business",
            title_en="Report of the President",
            title_fr="Rapport de la présidence",
            part="information",
            position=9,
        )
        db.session.add(business)
        db.session.add(
            asked(made, "first", "Who pays for the laboratory?", "The hospital does, under its letter.")
        )
        db.session.add(asked(made, "second", f"Why {SECRET} now?", ""))
        db.session.flush()
        made.items["business"] = business.id


def before_board(town: Town, concept: str, final: str, **answers: Any) -> Story:
    """A case that waits for the Board, with its briefing note issued and files attached."""
    town.clock.now = Clock().now
    story = Story(town.desk, town.person, town.clock)
    story.draft(**answers)
    files = [attach(town, story, name, content) for name, content in FILES.items()]
    story.write("proposer", "concept", {"attachments": files})
    story.submit()
    story.assess()
    story.support()
    story.close(1, "director", "Letter of 19 February 2026")
    story.smt(concept)
    story.form_team()
    story.write("proposer", "proposal", {"attachments": files})
    story.propose()
    story.judge()
    story.smt(final)
    story.brief()
    return story


def attach(town: Town, story: Story, name: str, content: bytes) -> dict[str, Any]:
    stream = io.BytesIO(content)
    return attaching.attach(
        town.desk, story.actor("proposer"), story.reference, "concept", name, stream, now=town.clock.now
    )


def asked(made: Sitting, name: str, text: str, answer: str) -> Question:
    town = made.town
    answered = {"answered_by_id": made.stories[name].people["proposer"].id, "answered_at": town.clock.now}
    return Question(
        item_id=made.items[name],
        text=text,
        asked_by_id=town.person("Nadia Haddad").id,
        asked_at=town.clock.now,
        answer=answer,
        **(answered if answer else {}),
    )


def a_letter(pages: int = 2) -> bytes:
    """A PDF of somebody else's making: without tags, one page lying on its side."""
    with pymupdf.open() as opened:
        for n in range(pages):
            page = opened.new_page(width=595, height=842)
            page.insert_text((72, 96), f"Letter of the partner, sheet {n + 1}")
            if n % 2:
                page.set_rotation(90)
        return opened.tobytes()


def a_picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGBA", (640, 400), (20, 120, 140, 200)).save(made, "PNG")
    return made.getvalue()


def a_sheet() -> bytes:
    """The least that passes for a Word document."""

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return made.getvalue()


FILES = {"letter.pdf": a_letter(), "floor plan.png": a_picture(), "costs.docx": a_sheet()}


@pytest.fixture
def packet(sitting: Sitting) -> Callable[..., Read]:
    """``packet("fr")``: a copy of the packet as published."""
    return sitting.copy


@pytest.fixture
def smt(house: Callable[..., House], case: Callable[..., Any]) -> House:  # noqa: F811
    """A meeting with one case on its agenda."""
    made = house("smt")
    made.found = case("concept_review")
    made.item = made.on_agenda(made.found)
    return made


def put_out(made: House, by: str = "secretary", note: str = "", seen: int | None = None) -> int:
    version = seen or made.row.version
    return publish(made.desk, made.people[by].actor, made.meeting, note, seen=version, now=made.clock.now)


def made_copy(smt: House, language: str = "en", without: str = "") -> str:
    """As if the worker had made it."""
    digest = smt.desk.storage.put(b"%PDF-1.7 a packet")
    with transaction():
        for row in db.session.scalars(
            select(PacketCopy).where(PacketCopy.language == language, PacketCopy.without == without)
        ):
            row.digest, row.code, row.pages, row.size = digest, f"PACK-ET00-{row.id:04}", 9, 17
    return digest
