"""Every document of one whole case, word for word, in both languages; and all that was answered, on paper.

The words stand in ``tests/golden/documents``, one file a document, for a person to review. To accept new ones:
``GOLDEN=write .venv/bin/python -m pytest tests/documents/test_document_texts.py``.
"""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from approval.documents.contents import contents_of
from approval.documents.environment import typeset
from approval.forms.kinds import KINDS
from approval.models.database import db, transaction
from approval.models.proposals import Attachment, Revision
from approval.models.records import Event, Job, Letter
from approval.operations.letters import send_due
from approval.operations.rendering import order_of
from tests.documents import samples
from tests.documents.conftest import printed, squeezed
from tests.review import parsed, text_of
from tests.stories import perfusion
from tests.stories.whole_case import Story

GOLDEN = Path(__file__).parents[1] / "golden" / "documents"
LINES = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "p": "", "li": "- ", "caption": ""}
CHANGING = (
    (r"\b[0-9a-f]{64}\b", "<digest>"),
    (r"\b[0-9a-f]{16}\b", "<digest>"),
    (r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", "<code>"),
)


@pytest.fixture
def whole(desk, person, clock):
    story = Story(desk, person, clock).whole()
    send_due(desk, clock.forward(days=2))
    return story


def contents(story):
    """Every document that the case has, in both languages: (name, contents)."""
    for event, payload in db.session.execute(
        select(Job.event_id, Job.payload).where(Job.kind == "render").order_by(Job.id)
    ).all():
        order = order_of(event, payload)
        letter = db.session.get(Letter, order.letter) if order.letter else None
        for lang in ("en", "fr") if letter is None else (letter.language,):
            name = f"{event:02d}-{letter.name if letter else order.name}-{lang}"
            yield name, contents_of(story.desk, db.session.get_one(Event, event), order.name, lang, letter)


def lines(html):
    """A document as lines: headings marked by rank, table rows with bars."""
    body = next(parsed(html).iter("body"))
    told = []

    def walk(element):
        if element.tag == "tr":
            told.append("| " + " | ".join(text_of(cell) for cell in element) + " |")
        elif element.tag in LINES and text_of(element):
            told.append(LINES[element.tag] + text_of(element))
        else:
            for inner in element:
                walk(inner)

    walk(body)
    return told


def golden(html):
    text = "\n".join(lines(html)) + "\n"
    for pattern, word in CHANGING:
        text = re.sub(pattern, word, text)
    return text


def test_every_document_says_what_it_said(whole):
    told = {name: golden(typeset(document)) for name, document in contents(whole)}
    if os.environ.get("GOLDEN") == "write":
        for file in GOLDEN.glob("*.txt"):
            file.unlink()
        for name, text in told.items():
            (GOLDEN / f"{name}.txt").write_text(text, "utf-8")
    kept = {file.stem: file.read_text("utf-8") for file in GOLDEN.glob("*.txt")}
    assert told == kept


def leaves(field, stored, lang):
    """Every piece of an answer as a person reads it."""
    if field.kind == "rows":
        return [
            leaf for row in stored or [] for f in field.fields for leaf in leaves(f, row.get(f.name), lang)
        ]
    if field.kind == "group":
        return [leaf for f in field.fields for leaf in leaves(f, (stored or {}).get(f.name), lang)]
    if field.kind == "matrix":
        return [
            leaf
            for row in (stored or {}).values()
            for f in field.fields
            for leaf in leaves(f, row.get(f.name), lang)
        ]
    shown = KINDS[field.kind].show(field, stored, lang)
    return list(getattr(shown, "items", ())) or ([shown.text] if shown else [])


@pytest.mark.parametrize(("name", "lang"), [("concept", "fr"), ("proposal", "en"), ("briefing_note", "fr")])
def test_every_answer_is_on_paper(whole, press, name, lang):
    event, payload = db.session.execute(
        select(Job.event_id, Job.payload)
        .where(Job.kind == "render", Job.subject.startswith(f"{name}:"))
        .order_by(Job.id.desc())
        .limit(1)
    ).one()
    assert payload["document"] == name
    version = whole.desk.versions[whole.row.digest]
    paper = printed(press, contents_of(whole.desk, db.session.get_one(Event, event), name, lang))
    asked = 0
    for form in version.workflow.document(name).forms:
        answers = db.session.scalars(select(Revision.answers).where(Revision.form == form)).all()[-1]
        for field in version.forms[form].fields().values():
            for leaf in leaves(field, answers.get(field.name), lang):
                asked += 1
                assert squeezed(leaf) in paper.letters, f"{form}.{field.name}: {leaf}"
    assert asked > 15
    numbered = [line.removeprefix("## ") for line in lines(paper.html) if re.match(r"## \d", line)]
    assert [title for _, title, _ in paper.outline if re.match(r"\d", title)] == numbered


def test_hostile_words_are_words_on_paper(desk, person, clock, press):
    story = Story(desk, person, clock)
    hostile = "\n".join(samples.HOSTILE)
    first, second = samples.HOSTILE[:2]
    event = story.draft(
        title=first, description=f"{hostile} and enough words to be a description", rationale=hostile * 2,
        audience=hostile, risks=list(samples.HOSTILE), department=second,
        partners=[{"id": "p", "organisation": name} for name in samples.HOSTILE],
    ).submit()  # fmt: skip
    paper = printed(press, contents_of(desk, event, "concept", "fr"))
    for words in samples.HOSTILE:
        assert paper.letters.count(squeezed(words)) >= 4, words
    assert not [
        e
        for e in parsed(paper.html).iter()
        if e.tag in {"script", "style", "iframe"} or "onerror" in e.attrib
    ]
    assert "/etc/passwd" not in str(paper.tree.Root.get("/Names", ""))


def test_a_briefing_note_full_to_its_limits_fits_four_pages(desk, person, clock, press):
    story = Story(desk, person, clock).whole()
    version = desk.versions[story.row.digest]
    said = dict(perfusion.BRIEFING)
    natural = f"{perfusion.CONCEPT['rationale']} {perfusion.CONCEPT['description']}".split()
    for name, field in version.forms["briefing"].fields().items():
        if field.max_words:
            said[name] = " ".join((natural * field.max_words)[: field.max_words])
    consequence = " ".join((natural * 3)[:60])
    said["options_considered"] = [
        {"id": str(n), "option": f"Option {n}", "consequence": consequence} for n in (1, 2)
    ]
    said["edi_access"] = "Captioned videos and one regional run a year. " * 10
    with transaction():
        note = db.session.scalars(select(Revision).where(Revision.form == "briefing")).one()
        number, event = note.number + 1, note.event_id
        db.session.add(
            Revision(
                proposal_id=note.proposal_id,
                event_id=event,
                form="briefing",
                number=number,
                digest="0",
                answers=said,
            )
        )
    paper = printed(press, contents_of(desk, db.session.get_one(Event, event), "briefing_note", "fr"))
    assert len(paper.pages) <= 4


def test_events_follow_each_other(whole):
    """The documents above show hashes: they are those of one chain."""
    events = db.session.scalars(select(Event).order_by(Event.seq)).all()
    assert all(later.previous == first.hash for first, later in pairwise(events))
    assert db.session.scalars(select(Attachment)).all() == []
