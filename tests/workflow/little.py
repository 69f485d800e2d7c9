"""A small workflow with one of everything, and cases and people for it."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

from approval.workflow.definition import Action, Anywhere, Workflow
from approval.workflow.facts import Actor, Case, Deciding, Quiet

NOW = datetime(2026, 2, 3, 15, 0, tzinfo=UTC)
FORMS, LETTERS, BODIES = ("idea", "answer"), ("told",), ("board",)


def pair(words: str) -> dict[str, str]:
    return {"en": words, "fr": f"{words} (fr)"}


def act(name: str, to, *by: str, **more) -> dict:
    return {"name": name, "label": pair(name), "says": pair(f"{name} it"), "to": to, "by": list(by), **more}


LITTLE = {
    "id": "little",
    "version": 1,
    "title": pair("Little"),
    "initial": "draft",
    "texts": ["idea"],
    "role": [
        {"name": "proposer", "title": pair("Proposer"), "on_case": True},
        {"name": "co_proposer", "title": pair("Co-proposer"), "on_case": True},
        {"name": "sponsor", "title": pair("Sponsor"), "on_case": True},
        {"name": "member", "title": pair("Board"), "body": "board"},
        {"name": "chair", "title": pair("Chair"), "body": "board", "offices": ["chair", "vice_chair"]},
        {"name": "secretary", "title": pair("Secretary"), "body": "board", "offices": ["secretary"]},
    ],
    "evidence": [{"code": "E1", "title": pair("Needed"), "standard": pair("Somebody asks"), "not_required_for": ["course"]}],
    "station": [{"name": "begin", "title": pair("Begin")}, {"name": "end", "title": pair("End")}],
    "document": [
        {"name": "sheet", "title": pair("Sheet"), "layout": "form", "forms": ["idea"], "readers": ["member"], "authority": pair("Sent")}
    ],
    "stage": [
        {
            "name": "draft",
            "title": pair("Draft"),
            "station": "begin",
            "holder": "proposer",
            "papers": [{"form": "idea", "editors": ["proposer", "co_proposer"]}],
            "action": [act("send", "review", "proposer", requires=[{"form_complete": "idea"}], freezes=["idea"], documents=["sheet"], notify=["member"])],
        },
        {
            "name": "review",
            "title": pair("Review"),
            "station": "end",
            "holder": "chair",
            "readers": ["member"],
            "papers": [{"form": "answer", "editors": ["secretary"], "readers": ["member"]}],
            "review": {"forms": ["answer"], "by": "sponsor"},
            "clock": {"target": 5, "warn": 8, "due": 10},
            "action": [
                act("accept", "accepted", "chair", not_by=["proposer"], recorded_by=["secretary"], body="board", asks="answer", letter="told", checks=["none_conflicted"], requires=[{"on_agenda": "board"}]),
                act("send_back", ["draft", "repair"], "chair", body="board"),
                act("wait", "@here", "chair"),
            ],
        },
        {"name": "repair", "title": pair("Repair"), "station": "begin", "action": [act("resend", "@returned_from", "proposer")]},
        {"name": "accepted", "title": pair("Accepted"), "station": "end", "outcome": "done"},
        {"name": "withdrawn", "title": pair("Withdrawn"), "station": "begin", "outcome": "withdrawn"},
    ],
    "anywhere": [
        act("hold", "@here", "sponsor", effect="hold"),
        act("resume", "@here", "sponsor", effect="resume", on_hold=True),
        act("withdraw", "withdrawn", "proposer", except_at=["accepted"], on_hold=True),
        act("retract", "@decided_from", "chair", only_at=["accepted"], when_final=True, effect="retract"),
    ],
}  # fmt: skip


def written(*changes) -> dict:
    """The file's content, changed: each change is a function of it."""
    content = deepcopy(LITTLE)
    for change in changes:
        change(content)
    return content


def little(*changes) -> Workflow:
    return Workflow.model_validate(written(*changes))


WORKFLOW = little()


def action(**more) -> Action:
    return Action.model_validate(act("do", "review", "proposer") | more)


def anywhere(**more) -> Anywhere:
    return Anywhere.model_validate(act("do", "review", "proposer") | more)


PROPOSER, CO_PROPOSER, SPONSOR, STRANGER = (
    Actor(n, name) for n, name in enumerate(("Ana", "Bo", "Cy", "Di"), 1)
)
CHAIR = Actor(10, "Eve", frozenset({("board", "chair")}))
SECRETARY = Actor(11, "Flo", frozenset({("board", "secretary")}))
MEMBER = Actor(12, "Gus", frozenset({("board", "member")}))
OUTSIDER = Actor(13, "Hal", frozenset({("other", "chair")}))
ROLES = {
    PROPOSER.id: frozenset({"proposer"}),
    CO_PROPOSER.id: frozenset({"co_proposer"}),
    SPONSOR.id: frozenset({"sponsor"}),
}


def case(stage: str = "draft", **more) -> Case:
    return Case(**({"stage": stage, "now": NOW, "case_roles": ROLES} | more))


def decided(
    stage: str = "review", body: str = "board", by: int = 10, ago: timedelta = timedelta(hours=1), **more
) -> Deciding:
    return Deciding(stage=stage, body=body, by=by, at=NOW - ago, event=1, **more)


def quiet(days: int, *, asked: bool = False) -> Quiet:
    """Nobody has moved it for so many days, where 120 may pass."""
    since = NOW.date() - timedelta(days=days)
    return Quiet(since, since + timedelta(days=120), asked)
