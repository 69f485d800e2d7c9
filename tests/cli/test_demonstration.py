"""Every concept goes its whole way by the operations of the pages, also one that nobody has seen."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from approval.cli.installation import desk_of, installation
from approval.cli.showing import CONCEPTS
from approval.forms.definition import Field
from approval.forms.filling import Filler, Unfillable
from approval.forms.inventing import MAKERS, Inventor
from approval.forms.kinds import KINDS, Asking
from approval.forms.web import check
from approval.models.database import db
from approval.models.meetings import Meeting, Motion
from approval.models.minutes import Minutes
from approval.models.proposals import Paper
from approval.models.records import Event
from approval.operations.carrying_means import MEANS
from approval.queries.audit import audit
from approval.queries.packets import latest
from approval.resources import WORKFLOWS
from approval.versions import Version, read_version
from approval.workflow.bundle import folders, read_bundle
from approval.workflow.guards import GUARDS
from tests.cli.conftest import BEGINS, SAMPLES, carry, settings_of

BEYOND = {
    "intake_open", "product", "product_not", "not_reached", "reached", "within_days_of_decision",
    "within_hours_of_decision", "next_body_not_acted", "same_body", "not_decider", "first_time",
    "endorsement_confirmed", "findings_carried", "left_idle", "asked_whether_to_go_on",
}  # fmt: skip
"""Guards that no means can meet: they are so or are not. The endorsement stands in the full proposal, and nobody here
hands a review in twice."""


def sample(name: str) -> dict[str, Any]:
    return json.loads(next(SAMPLES.glob(f"{name}-*.json")).read_text("utf-8"))


def changed(name: str, expected: str = "", **answers: Any) -> dict[str, Any]:
    found = sample(name)
    found["about"] = {"expected_result": expected}
    found["concept"] = {k: v for k, v in {**found["concept"], **answers}.items() if v is not None}
    return found


MINIMAL = (
    "product_type", "origin", "title", "department", "proposer", "description", "rationale", "audience",
    "expected_enrolment", "competencies", "assessment_summary", "assessment_methods", "hours_total", "weeks",
    "delivery_mode", "partners", "plan_alignment", "budget_band", "target_start", "declarations",
)  # fmt: skip
FRENCH = {
    "title": "L’accueil « bienveillant » des personnes âgées",
    "description": "Les personnes apprenantes accueillent les patients âgés avec respect et repèrent les signes de détresse.",
    "rationale": "Les services reçoivent de plus en plus de personnes âgées et le personnel n’est pas formé pour les accueillir avec soin.",
    "competencies": [
        {"statement": "Accueillir une personne à son rythme"},
        {"statement": "Repérer la détresse"},
    ],
}
GOVERNORS = [
    {"name": name, "email": f"{name}@institute.example"}
    for name in ("marieeve.charbonneau", "robert.dangelo", "tariq.siddiqui", "joan.blackwood", "minhanh.pham")
]
ODD = "<b>Transfer</b> {{ 7*7 }} \u202eevil\u202c 🩺 é\u0301\u00ad {title} %s"
UNSEEN = {
    "micro-course": (changed("S04", product_type="micro_course", partners=[]), "active"),
    "existing": (sample("S03"), "active"),
    "existing with changes, in French": (
        changed("S03", origin="existing_with_changes", **FRENCH, target_start="Automne 2028"), "active"),
    "minimal": ({"concept": {k: v for k, v in sample("S01")["concept"].items() if k in MINIMAL}}, "active"),
    "odd texts": (changed("S04", title=ODD, department=ODD, risks=[ODD], competencies=[{"statement": ODD}] * 3), "active"),
    "one competency of full length, a tiny size": (
        changed("S11", competencies=[{"statement": "Prepare " + "x" * 242}], hours_total=1, clinical_hours=0), "active"),
    "hours that do not divide": (changed("S11", hours_total=17.3), "active"),
    "proposed by the one who takes concepts in": (
        changed("S04", proposer={"name": "Sofia Marchetti", "email": "sofia.marchetti@institute.example"}), "active"),
    "proposed by the director": (
        changed("S04", proposer={"name": "Ruth Abernethy", "email": "ruth.abernethy@institute.example"}), "active"),
    "proposed by the chair": (
        changed("S04", proposer={"name": "A. V.", "email": "anita.venkataraman@institute.example"}), "active"),
    "proposed with as much of the Board as it can spare": (changed("S04", co_proposers=GOVERNORS[:3]), "active"),
    "proposed with so much of the Board that no quorum is left": (
        changed("S04", co_proposers=GOVERNORS), "board_review"),
    "returned": (changed("S04", "Returned for revision"), "concept_revision"),
    "not supported": (changed("S04", "Not supported"), "not_supported"),
    "not endorsed": (changed("S04", "not endorsed"), "not_endorsed"),
    "not approved": (changed("S04", "Not approved"), "not_approved"),
    "an expectation that says nothing": (changed("S04", "Wonderful"), "active"),
    "a value that is not offered": (changed("S04", budget_band="a lot"), "draft"),
    "nothing but a proposer": ({"concept": {"proposer": {"name": "N", "email": "n@institute.example"}}}, "draft"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", list(UNSEEN))
def test_a_concept_nobody_has_seen_ends_where_it_should(tmp_path, name):
    document, stage = UNSEEN[name]
    ending = carry(settings_of(tmp_path), json.dumps(document).encode())
    assert (ending.stage, ending.drafted) == (stage, stage == "draft"), ending.reasons
    assert bool(ending.reasons) == (stage in {"draft", "board_review"})
    with installation(settings_of(tmp_path)) as app:
        assert audit(desk_of(app)).faults == ()
        if stage == "active":
            _every_text_is_complete(desk_of(app).versions.newest("michener"))


def _every_text_is_complete(version: Version) -> None:
    papers = {p.form: p.answers for p in db.session.query(Paper).filter(Paper.person_id.is_(None))}
    assert {"concept", "charter", "proposal", "plan", "evidence_verdicts", "handoff"} <= papers.keys()
    assert any(
        "emonstration" in json.dumps(papers["proposal"]) or "monstration" in json.dumps(p)
        for p in papers.values()
    )


@pytest.mark.parametrize("file", sorted(SAMPLES.glob("*.json")), ids=lambda f: f.name[:3])
def test_every_sample_ends_where_its_file_says(tmp_path, file):
    document = json.loads(file.read_text("utf-8"))
    expected = document["about"].get("expected_result", "")
    stage = "draft" if expected.startswith("Blocked") else "concept_revision" if expected else "active"
    ending = carry(settings_of(tmp_path), file.read_bytes())
    assert ending.stage == stage, ending.reasons


def test_every_action_is_one_line_with_who_and_when(tmp_path):
    told: list = []
    carry(settings_of(tmp_path), (SAMPLES / "X02-perfusion-helper-skills.json").read_bytes(), told)
    assert [t.at for t in told] == sorted(t.at for t in told)
    assert all(t.who and t.what.en and t.what.fr and t.at.weekday() < 5 for t in told)
    with installation(settings_of(tmp_path)):
        assert db.session.query(Event).count() <= len(told)


def test_what_a_body_decides_is_moved_and_voted_on_at_its_meeting(tmp_path):
    told: list = []
    carry(settings_of(tmp_path), (SAMPLES / "S04-safe-patient-transfer.json").read_bytes(), told)
    said = [t.what.en for t in told]
    with installation(settings_of(tmp_path)):
        meetings = db.session.query(Meeting).order_by(Meeting.held_on).all()
        assert [(m.body.key, m.state) for m in meetings] == [
            ("smt", "closed"), ("smt", "closed"), ("board", "closed"),
        ]  # fmt: skip
        for meeting in meetings:
            assert meeting.present
            assert latest(meeting.id)
        motions = db.session.query(Motion).order_by(Motion.opened_at).all()
        assert [(m.item.kind, m.action, m.result) for m in motions] == [
            ("case", "endorse", "consensus"),
            ("minutes", "", "consensus"),
            ("case", "endorse", "consensus"),
            ("case", "approve", "carried"),
        ]
        assert all(m.moved_by_id and m.seconded_by_id and m.content_digest for m in motions if m.action)
        kept = {m.meeting_id: m.state for m in db.session.query(Minutes)}
        assert [kept[m.id] for m in meetings] == ["approved", "draft", "draft"]
        assert all(any(words.startswith(f"Motion {m.number}, moved by ") for words in said) for m in motions)


def test_a_journey_goes_no_further_than_its_time(tmp_path):
    until = BEGINS + timedelta(days=3)
    ending = carry(
        settings_of(tmp_path), (SAMPLES / "S04-safe-patient-transfer.json").read_bytes(), until=until
    )
    assert ending.stage == "assessment"
    assert ending.now <= until
    assert not ending.reasons


def test_every_guard_can_be_met_or_is_known_to_be_beyond_means():
    assert MEANS.keys() | BEYOND == GUARDS.keys()
    assert not MEANS.keys() & BEYOND


def test_every_kind_can_be_made_up():
    assert MAKERS.keys() | {"group", "rows", "matrix"} == KINDS.keys()


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("leaning", ["for", "return", "against"])
@pytest.mark.parametrize("folder", folders(WORKFLOWS), ids=lambda f: f.name)
def test_every_form_can_be_filled_in_from_its_declaration(folder: Path, lang, leaning):
    version = read_version(read_bundle(folder))
    for form in version.forms.values():
        sources = {s: [(str(n), f"Person {n}") for n in range(3)] for s in _sources(form.fields().values())}
        asking = Asking(
            lang=lang, today=date(2026, 2, 3), complete=True, sources=sources, evidence=version.evidence
        )
        given = (
            {"product_type": "micro_credential", "origin": "existing"} if "origin" in form.fields() else {}
        )
        filled = Filler(Inventor(asking, "Safe Patient Transfer", leaning)).complete(form, given)
        mark = "Démonstration" if lang == "fr" else "Demonstration"
        assert mark in json.dumps(filled, ensure_ascii=False) or not _asks_words(form.fields().values())


def _sources(fields) -> set[str]:
    return {f.source for f in fields if f.source} | {s for f in fields for s in _sources(f.fields)}


def _asks_words(fields) -> bool:
    return any((f.kind in {"line", "text", "lines"} and f.required) or _asks_words(f.fields) for f in fields)


def test_what_was_answered_well_is_left_as_it_is():
    version = read_version(read_bundle(WORKFLOWS / "michener"))
    concept = sample("S04")["concept"]
    asking = Asking(lang="en", today=date(2026, 2, 3), complete=True, evidence=version.evidence)
    filled = Filler(Inventor(asking)).complete(version.forms["proposal"], concept)
    kept = {k: v for k, v in concept.items() if k in version.forms["proposal"].fields()}
    assert {k: filled[k] for k in kept} == kept
    assert not check(version.forms["proposal"], Asking(**{**vars_of(asking), "answers": filled}))


def vars_of(asking: Asking) -> dict[str, Any]:
    return {name: getattr(asking, name) for name in Asking.__slots__}


def test_what_cannot_be_made_up_is_said():
    version = read_version(read_bundle(WORKFLOWS / "example"))
    form = version.forms["request"]
    section = form.sections[0]
    wanted = Field.model_validate(
        {"name": "letter", "kind": "file", "label": {"en": "Letter", "fr": "Lettre"}, "required": True}
    )
    form = form.model_copy(
        update={"sections": (section.model_copy(update={"fields": (*section.fields, wanted)}),)}
    )
    asking = Asking(lang="en", today=date(2026, 2, 3), complete=True)
    with pytest.raises(Unfillable, match="letter"):
        Filler(Inventor(asking)).complete(form, {})


@pytest.mark.slow
def test_the_command_keeps_every_document_and_says_where_each_case_ended(run, tmp_path, own_installation):
    folder = tmp_path / "samples"
    folder.mkdir()
    (folder / "a.json").write_text(
        json.dumps(changed("S04", "Not supported", title="Déplacer <i>sans</i> risque"))
    )
    (folder / "b.json").write_bytes((SAMPLES / "X01-wellness-webinar-badge.json").read_bytes())
    said = run("demo", "--samples", folder, "--documents", tmp_path / "out", "--as-of", "2026-02-03")
    assert said.exit_code == 0, said.output
    assert "2026-02-03  Sofia Marchetti" in said.output
    assert "MC-2026-001 ends in not_supported" in said.output
    assert "still to mend: rationale: " in said.output
    names = {f.name for f in (tmp_path / "out" / "MC-2026-001").iterdir()}
    assert names == {"concept-en.pdf", "assessment_report-en.pdf", "letter-not_supported-en.pdf"}
    assert all(f.read_bytes().startswith(b"%PDF-") for f in (tmp_path / "out" / "MC-2026-001").iterdir())
    output = tmp_path / "one.pdf"
    assert run("render", "MC-2026-001", "concept", "-o", output).exit_code == 0
    assert output.read_bytes() == (tmp_path / "out" / "MC-2026-001" / "concept-en.pdf").read_bytes()
    assert run("audit", "verify").exit_code == 0
    again = run("demo", "--samples", folder / "b.json", "--documents", tmp_path / "out2")
    assert again.exit_code == 0
    assert "is in use; this demonstration has its own in" in again.output


def test_a_file_of_the_wrong_shape_is_refused_and_the_others_go_on(run, tmp_path):
    (tmp_path / "a.json").write_text('{"concept": {"titel": 1}}')
    (tmp_path / "b.json").write_bytes((SAMPLES / "X01-wellness-webinar-badge.json").read_bytes())
    said = run("demo", "--samples", tmp_path, "--documents", tmp_path / "out")
    assert said.exit_code == 1
    assert "refused: titel: " in said.output
    assert "MC-2026-001 ends in draft" in said.output or "ends in draft" in said.output


def test_the_concepts_of_the_demonstration_say_when_they_began():
    files = sorted(CONCEPTS.glob("*.json"))
    assert len(files) >= 6
    assert all(isinstance(json.loads(f.read_text("utf-8"))["about"]["began_days_ago"], int) for f in files)
