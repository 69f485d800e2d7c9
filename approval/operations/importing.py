"""Concepts that come as files: a draft each, whole or not at all (PROCESS.md 9, vocabularies)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..forms import web
from ..forms.definition import Form
from ..forms.kinds import Asking
from ..forms.kinds.words import EMAIL
from ..forms.shape import remarks
from ..language import Lang
from ..models.database import db
from ..models.proposals import Paper, Proposal
from ..workflow.facts import Actor
from .drafting import FIRST_FORM, Beginning, begin

LARGEST = 5_000_000
"""Bytes of a file that is read at all."""
_FRENCH = frozenset({
    "les", "des", "une", "est", "pour", "dans", "avec", "sur", "aux", "qui", "que", "sont", "par", "et", "du", "leur",
    "leurs", "cette", "ces", "ou",
})  # fmt: skip
_ENGLISH = frozenset({
    "the", "and", "of", "for", "with", "to", "that", "are", "is", "who", "in", "their", "this", "from", "by", "or", "an",
})  # fmt: skip


class Unreadable(Exception):
    """The file cannot be taken; ``problems`` says everything that is wrong with it, with places."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Submission:
    """A concept as its file says it, in the shape that the form keeps."""

    answers: Mapping[str, Any]
    proposer: tuple[str, str]
    """Name and e-mail."""
    language: Lang
    expected: str = ""
    """``about.expected_result``, which a demonstration follows; the rest of ``about`` is not kept."""
    warnings: tuple[str, ...] = ()


def read_submission(form: Form, content: bytes, now: datetime, language: Lang | None = None) -> Submission:
    """The concept in a file. Raises Unreadable with every problem of shape and every unknown key.

    A value that the form does not offer is kept as text, with a warning. Without ``language`` the words decide.
    """
    about, given = _parts(_document(content))
    found = remarks(form, given)
    problems = [f"{r.place}: {r.says}" for r in found if r.refuses]
    if problems:
        raise Unreadable(problems)
    warnings = [f"{r.place}: {r.says}" for r in found if not r.refuses]
    answers = _as_kept(form, given, now)
    lost = [n for n, f in form.fields().items() if f.kind in {"file", "files"} and given.get(n)]
    warnings += [f"{name}: files cannot come in this way; attach them to the draft" for name in lost]
    proposer = answers.get("proposer") or {}
    email = str(proposer.get("email") or "")
    if not EMAIL.match(email):
        raise Unreadable(["proposer.email: must be an e-mail address, so that the draft belongs to somebody"])
    expected = about.get("expected_result") if isinstance(about, dict) else None
    return Submission(
        answers=answers,
        proposer=(str(proposer.get("name") or email), email),
        language=language or language_of(answers),
        expected=expected if isinstance(expected, str) else "",
        warnings=tuple(warnings),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """What became of a file: the draft, and the questions that keep it from being submitted."""

    reference: str
    missing: tuple[str, ...]


def keep_submission(desk: Desk, actor: Actor | None, submission: Submission, *, now: datetime) -> Draft:
    """A draft of this concept, which waits for its proposer's confirmation.

    The proposer is found or made by e-mail and cannot sign in until they use their link. ``actor`` is who
    entered it, and may write in it until then; nobody where a command did.
    """
    beginning = Beginning(
        language=submission.language, answers=submission.answers, on_behalf_of=submission.proposer
    )
    reference = begin(desk, actor, beginning, now=now)
    drafted = select(Paper.missing).join(Proposal, Proposal.id == Paper.proposal_id)
    missing = db.session.scalar(drafted.where(Proposal.reference == reference, Paper.form == FIRST_FORM))
    return Draft(reference, tuple(missing or ()))


def language_of(answers: Mapping[str, Any]) -> Lang:
    """The language most of the words are in, told by the small ones. English where it cannot be told."""
    texts = [str(answers.get(name) or "") for name in ("title", "description", "rationale", "audience")]
    words = re.findall(r"[^\W\d_]+", " ".join(texts).casefold())
    french, english = (sum(word in small for word in words) for small in (_FRENCH, _ENGLISH))
    return "fr" if french > english else "en"


def _document(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise Unreadable([f"the file is larger than {LARGEST // 1_000_000} MB"])
    try:
        document = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except UnicodeDecodeError as error:
        raise Unreadable([f"the file is not UTF-8 text (byte {error.start})"]) from error
    except RecursionError as error:
        raise Unreadable(["the file is nested too deeply"]) from error
    except ValueError as error:
        raise Unreadable([f"the file is not JSON: {error}"]) from error
    if not isinstance(document, dict):
        raise Unreadable(["the file must hold a concept: {…}"])
    return document


def _parts(document: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """``about`` and the answers: written ``{about, concept}``, or the concept alone."""
    if FIRST_FORM not in document:
        return {}, document
    strangers = [
        f"{name}: is neither about nor concept" for name in document if name not in {"about", FIRST_FORM}
    ]
    if not isinstance(document[FIRST_FORM], dict):
        strangers.append(f"{FIRST_FORM}: must be a group of answers {{…}}")
    if strangers:
        raise Unreadable(strangers)
    return document.get("about"), document[FIRST_FORM]


def _as_kept(form: Form, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Through the same inputs as a browser's, so that an import is kept exactly like something typed."""
    fields = tuple(form.fields().values())
    asking = Asking(lang="en", today=local_day(now), answers=_without_ids(given))
    bound = web.bind(fields, asking)
    return {name: value for name, value in web.kept_of(bound).items() if value is not None}


def _without_ids(value: Any) -> Any:
    """Rows get ids of their own: two of one id would be taken for one row."""
    if isinstance(value, dict):
        return {k: _without_ids(v) for k, v in value.items()}
    if isinstance(value, list):
        return [
            _without_ids({k: v for k, v in r.items() if k != "id"} if isinstance(r, dict) else r)
            for r in value
        ]
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name!r} is written twice")
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")
