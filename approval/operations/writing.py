"""Write in a paper: partial answers, the version seen, and nothing typed ever lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..forms import web
from ..forms.definition import Form
from ..forms.display import words_of
from ..forms.kinds import Asking
from ..language import Text, folded, searchable
from ..models.database import db, transaction
from ..models.proposals import Paper, Proposal, Save
from ..queries import NotFound
from ..queries.facts import facts_of, load
from ..queries.sources import sources_of
from ..versions import Version
from ..workflow.facts import Actor
from ..workflow.rules import SAY_FIRST, may_write, unsaid
from . import NotAllowed
from .loading import open_proposal, shared_paper, sheet_of
from .parts import settle


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcome of a save: the new version, and what somebody else had changed meanwhile."""

    version: int
    at: datetime
    theirs: Mapping[str, Any] = field(default_factory=dict)
    """By question: what stands now, where the text that just arrived was kept aside instead."""
    by: str = ""
    behind: bool = False
    """Whether the writer's page shows answers, untouched there, that somebody else has changed since."""


CLOSED = Text(
    en="This form is closed for changes now. What you typed is kept in the history of the form",
    fr="Ce formulaire n’est plus modifiable. Ce que vous avez saisi est gardé dans l’historique du formulaire",
)


def write(
    desk: Desk,
    actor: Actor,
    reference: str,
    form: str,
    answers: Mapping[str, Any],
    *,
    seen: int,
    now: datetime,
) -> Kept:
    """Keep these answers of a paper. ``seen`` is the paper's version on the writer's page.

    An answer that somebody else changed since then stays theirs; where the writer changed it too, the text that
    arrived is kept aside and both are returned. Raises NotFound, and NotAllowed where the paper is closed (the text
    is kept aside even then).
    """
    with transaction():
        proposal = open_proposal(actor, reference)
        version = desk.versions[proposal.digest]
        paper, closed = _open_paper(desk, version, proposal, actor, form, now)
        known = version.forms[form].fields()
        changed = {k: v for k, v in answers.items() if k in known and paper.answers.get(k) != v}
        if closed:
            _aside(paper, actor, changed, now)
        else:
            before = paper.version
            kept = _keep(paper, actor, changed, seen, now)
            if "co_proposers" in changed and paper.person_id is None:
                settle(proposal, paper, now)
            if paper.version != before:
                refresh(version, proposal, paper, now)
                db.session.flush()
                kept = replace(kept, version=paper.version)
                proposal.version += (
                    paper.person_id is None
                )  # rules read shared papers: what was seen is no more
    if closed:
        raise NotAllowed(closed)
    return kept


def _open_paper(
    desk: Desk, version: Version, proposal: Proposal, actor: Actor, form: str, now: datetime
) -> tuple[Paper, Text | None]:
    """The paper to write in, and why it is closed to this writer, if it is."""
    loaded = load(desk, proposal, now)
    papers = {p.person_id: p for p in loaded.papers if p.form == form}
    sheet, paper = papers.get(actor.id), papers.get(None)
    if sheet is not None:
        asked = SAY_FIRST if unsaid(loaded.case, actor) else None
        return sheet, CLOSED if sheet.handed_in_at is not None else asked
    allowed = may_write(version.workflow, loaded.case, actor, form) or entered(proposal, actor, form)
    if paper is None and not allowed:
        raise NotAllowed(CLOSED)
    return paper or begin_paper(version, proposal, form, actor.id, now), None if allowed else CLOSED


def entered(proposal: Proposal, actor: Actor, form: str) -> bool:
    """CE staff who entered a concept for somebody may write in it until that person confirms."""
    return (
        proposal.unconfirmed
        and proposal.entered_by_id == actor.id
        and form == "concept"
        and proposal.last_seq <= 1
    )


def _keep(paper: Paper, actor: Actor, changed: Mapping[str, Any], seen: int, now: datetime) -> Kept:
    met = _Met() if seen >= paper.version else _meet(paper, actor, changed, seen)
    _aside(paper, actor, {n: changed[n] for n in met.both}, now)
    mine = {n: v for n, v in changed.items() if n not in met.both | met.untouched}
    if mine:
        before = {n: paper.answers.get(n) for n in mine}
        paper.answers = {n: v for n, v in {**paper.answers, **mine}.items() if v is not None}
        paper.updated_at, paper.updated_by_id = now, actor.id
        db.session.flush()
        db.session.add(
            Save(
                paper_id=paper.id,
                version=paper.version,
                at=now,
                person_id=actor.id,
                before=before,
                after=mine,
            )
        )
    theirs = {n: paper.answers.get(n) for n in met.both}
    return Kept(paper.version, now, theirs, met.by, behind=bool(met.untouched))


@dataclass(frozen=True, slots=True)
class _Met:
    """Questions that somebody else answered anew since a page was read: changed on it too, or as they were."""

    both: frozenset[str] = frozenset()
    untouched: frozenset[str] = frozenset()
    by: str = ""


def _meet(paper: Paper, actor: Actor, changed: Mapping[str, Any], seen: int) -> _Met:
    since = db.session.scalars(
        select(Save)
        .where(Save.paper_id == paper.id, Save.version > seen, ~Save.kept_aside)
        .order_by(Save.version, Save.id)
    ).all()
    as_read: dict[str, Any] = {}
    for save in since:
        for name in save.after:
            as_read.setdefault(name, save.before.get(name))
    others = [save for save in since if save.person_id != actor.id]
    theirs = frozenset(name for save in others for name in save.after if name in changed)
    untouched = frozenset(name for name in theirs if changed[name] == as_read[name])
    return _Met(theirs - untouched, untouched, others[-1].person.name if others else "")


def _aside(paper: Paper, actor: Actor, texts: Mapping[str, Any], now: datetime) -> None:
    if texts:
        db.session.flush()
        db.session.add(
            Save(
                paper_id=paper.id,
                version=paper.version,
                at=now,
                person_id=actor.id,
                after=dict(texts),
                kept_aside=True,
            )
        )


def begin_paper(
    version: Version, proposal: Proposal, form: str, person: int, now: datetime, *, sheet: bool = False
) -> Paper:
    """A new paper, with the answers it carries over from other forms of the case."""
    carried: dict[str, Any] = {}
    declared = version.forms[form]
    for other in (*declared.carries, *([declared.extends] if declared.extends else [])):
        source = shared_paper(proposal, other)
        names = declared.fields()
        carried |= {n: v for n, v in (source.answers if source else {}).items() if n in names}
    paper = Paper(
        proposal_id=proposal.id,
        form=form,
        person_id=person if sheet else None,
        answers=carried,
        missing=[],
        updated_at=now,
        updated_by_id=person,
    )
    paper.missing = _missing(version, proposal, paper, now)
    db.session.add(paper)
    db.session.flush()
    return paper


def put_back(
    version: Version,
    proposal: Proposal,
    paper: Paper,
    answers: Mapping[str, Any],
    person: int,
    now: datetime,
) -> None:
    """Let a paper say again what it said; what it says now is kept as any answer that was changed."""
    names = sorted({*paper.answers, *answers})
    changed = {n: answers.get(n) for n in names if paper.answers.get(n) != answers.get(n)}
    _keep(paper, Actor(person, ""), changed, paper.version, now)
    if "co_proposers" in changed:
        settle(proposal, paper, now)
    refresh(version, proposal, paper, now)


def refresh(version: Version, proposal: Proposal, paper: Paper, now: datetime) -> None:
    """Bring what is derived from a paper up to date: what is missing, and what lists and searches show."""
    form = version.forms[paper.form]
    if paper.missing != (found := _missing(version, proposal, paper, now)):
        paper.missing = found
    if paper.person_id is None and paper.form in version.workflow.texts and "title" in form.fields():
        _describe(proposal, form, paper.answers, now)


def _missing(version: Version, proposal: Proposal, paper: Paper, now: datetime) -> list[str]:
    return list(dict.fromkeys(p.field for p in problems(version, proposal, paper, now)))


def problems(
    version: Version, proposal: Proposal, paper: Paper, now: datetime, lang: str = "en"
) -> list[web.Problem]:
    """Everything that keeps the paper from being complete, in the reader's language."""
    form = version.forms[paper.form]
    asking = Asking(
        lang="fr" if lang == "fr" else "en",
        today=local_day(now),
        complete=True,
        answers=paper.answers,
        sources=sources_of(version, form, proposal, lang, local_day(now)),
        files=files_in(paper.answers),
        evidence=version.evidence,
        not_required=version.not_required(proposal.product),
    )
    return web.check(form, asking)


def files_in(value: Any) -> dict[str, Any]:
    """Every file reference anywhere in some answers, by its id."""
    found: dict[str, Any] = {}
    if isinstance(value, dict):
        if isinstance(value.get("id"), str) and "digest" in value:
            found[value["id"]] = value
        for inner in value.values():
            found |= files_in(inner)
    elif isinstance(value, list):
        for inner in value:
            found |= files_in(inner)
    return found


def _describe(proposal: Proposal, form: Form, answers: Mapping[str, Any], now: datetime) -> None:
    proposal.title = str(answers.get("title") or "")[:250]
    proposal.title_key = folded(proposal.title)
    proposal.product = str(answers.get("product_type") or "micro_credential")
    proposal.origin = str(answers.get("origin") or "new")
    proposal.search = searchable(f"{proposal.reference} {words_of(form, answers)}")[:60_000]
    proposal.updated_at = now


def keep_decision(
    desk: Desk, actor: Actor, reference: str, action: str, answers: Mapping[str, Any], *, now: datetime
) -> Kept:
    """Keep a decision as it is being written, for its writer alone: nothing is recorded yet.

    Raises NotFound where the action is not this person's.
    """
    with transaction():
        proposal = open_proposal(actor, reference)
        version = desk.versions[proposal.digest]
        verdict = version.engine.verdict(facts_of(desk, proposal, now), actor, action)
        if not verdict.concerns or verdict.action.asks is None:
            raise NotFound(action)
        form = verdict.action.asks
        paper = sheet_of(proposal, actor.id, form) or begin_paper(
            version, proposal, form, actor.id, now, sheet=True
        )
        known = version.forms[form].fields()
        return _keep(paper, actor, {k: v for k, v in answers.items() if k in known}, paper.version, now)


def forget_decision(proposal: Proposal, actor: Actor, form: str | None, now: datetime) -> None:
    """The decision is recorded: what was kept while it was written is over. In the caller's transaction."""
    paper = sheet_of(proposal, actor.id, form) if form else None
    if paper is not None and paper.handed_in_at is None:
        paper.answers, paper.updated_at = {}, now
