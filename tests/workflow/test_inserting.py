"""A step is inserted into the shipped workflow, at every place there is: what comes of it passes every check."""

import re
import tomllib

import pytest

from approval.language import Text
from approval.resources import WORKFLOWS
from approval.versions import Version, read_version
from approval.workflow.bundle import read_bundle
from approval.workflow.inserting import insert
from approval.workflow.phrases import Phrase, phrase_of
from approval.workflow.picture import differences, in_words
from approval.workflow.step_plan import NewStep, Unfit, places
from approval.workflow.wording import Wording, replace_words, reworded

NAME = Text(en="Board Education Committee", fr="Comité de l’éducation du conseil")
OFFICES = ("chair", "vice_chair", "secretary", "deputy_secretary", "member")
MICHENER = read_version(read_bundle(WORKFLOWS / "michener"))
PLACES = [(a.name, b.name) for a, b in places(MICHENER.workflow)]


def step(after="proposal_review", before="board_review", body="bec", offices=OFFICES, name=NAME) -> NewStep:
    title = Text(en=f"{name.en}: full proposal", fr=f"{name.fr}\u00a0: proposition complète")
    return NewStep(after, before, body, name, phrase_of(name), title, offices)


def inserted(wish: NewStep | None = None, into: Version = MICHENER) -> Version:
    return read_version(insert(into.bundle, into.workflow, wish or step()))


@pytest.fixture(scope="module")
def made() -> Version:
    return inserted()


def action(version: Version, stage: str, name: str):
    return version.workflow.action_at(stage, name)


@pytest.mark.parametrize(("after", "before"), PLACES)
def test_at_every_place_what_comes_of_it_passes_every_check(after, before):
    made = inserted(step(after, before))
    workflow = made.workflow
    assert workflow.version == MICHENER.workflow.version + 1
    order = [s.name for s in workflow.stages]
    assert order.index("bec_review") == order.index(after) + 1
    forward = [a for a in workflow.stage(after).actions if a.tone == "go"]
    assert any("bec_review" in a.to for a in forward)
    assert not any(before in a.to for a in forward)
    assert action(made, "bec_review", "endorse").to == (before,)


def test_the_committee_decides_like_the_body_it_is_modelled_on(made):
    stage = made.workflow.stage("bec_review")
    assert [a.name for a in stage.actions] == [
        "endorse",
        "endorse_with_conditions",
        "defer",
        "return",
        "decline",
    ]
    assert (stage.holder, stage.readers, stage.station) == ("bec_member", ("bec_member",), "bec")
    endorse = stage.actions[0]
    assert endorse.by == {"bec_chair", "bec_vice_chair"}
    assert endorse.recorded_by == {"bec_secretary"}
    assert endorse.not_by == {"proposer", "co_proposer"}
    assert endorse.body == "bec"
    assert [(r.name, r.value) for r in endorse.requires] == [
        ("on_agenda", "bec"),
        ("conditions_closed", "next_gate"),
    ]
    assert endorse.checks == ("none_conflicted", "tally_within_present", "fallback_named")
    assert "board_secretary" in endorse.notify
    assert action(made, "bec_review", "return").to == ("development", "team_formation", "proposal_review")
    assert action(made, "bec_review", "decline").to == ("not_endorsed",)
    assert made.workflow.role("bec_secretary").offices == ("secretary", "deputy_secretary")


def test_what_led_past_it_leads_to_it(made):
    endorse = action(made, "proposal_review", "endorse")
    assert endorse.to == ("bec_review",)
    assert "bec_secretary" in endorse.notify
    assert "board_secretary" not in endorse.notify
    assert endorse.label.fr == "Recommander et transmettre au comité de l’éducation du conseil"
    assert "moves to the Board Education Committee, the record" in endorse.says.en
    assert "tant que le comité de l’éducation du conseil n’a pas agi" in endorse.says.fr
    assert action(made, "proposal_review", "approve_course").to == ("approved",), (
        "a micro-course goes as before"
    )
    assert action(made, "board_review", "refer_back").to == ("development", "proposal_review", "bec_review")
    assert "bec_review" in action(made, "bec_review", "withdraw").only_at
    retract = action(made, "bec_review", "retract")
    assert {"bec_chair", "bec_vice_chair"} <= retract.by
    assert "bec_chair" in action(made, "not_endorsed", "reconsider").by
    assert "bec_review" not in {t for a in made.workflow.actions_at("development") for t in a.to}


def test_its_forms_ask_its_own_members_about_its_own_meetings(made):
    form = made.forms["bec_endorse_with_conditions"]
    smt = made.forms["smt_endorse_conditions"]
    assert list(form.fields()) == list(smt.fields()), "the same questions"
    sources = {f.source for f in form.fields().values() if f.source}
    assert sources == {"members:bec", "meetings:bec"}
    assert form.fields()["conflicts"].fields[0].source == "members:bec"
    assert made.forms["bec_decision"].title == Text(
        en="Decision of the Board Education Committee", fr="Décision du comité de l’éducation du conseil"
    )
    assert "l’instance a décidé" in (made.forms["bec_decision"].intro or NAME).fr
    texts = [text for file, text in made.bundle.items() if file.startswith("forms/bec_")]
    assert len(texts) == 5, "what others extend is there once"
    lines = [line for text in texts for line in text.splitlines() if not line.startswith("#")]
    assert not [line for line in lines if re.search("smt|Senior Management|haute direction", line)]


def test_its_letters_and_record_speak_of_it_in_both_languages(made):
    letter = made.letters["bec_return"]
    assert letter.to == ("proposer", "co_proposer", "sponsor", "team_lead")
    assert letter.body.en.startswith("Dear {proposer},")
    assert (
        "Le comité de l’éducation du conseil a étudié «\u00a0{title}\u00a0» le {decision_date}"
        in letter.body.fr
    )
    assert letter.body.fr.rstrip().endswith("{body_name}")
    record = made.workflow.document("bec_record")
    assert record.title.fr == "Comité de l’éducation du conseil\u00a0: compte rendu de décision"
    assert (
        record.authority.en
        == "Decided by the Board Education Committee; formal approval is the Board of Governors’."
    )
    assert "bec_member" in record.readers
    assert "bec_member" in made.workflow.document("proposal").readers
    assert all("{{" not in x.body.en + x.subject.fr for x in made.letters.values())


def test_what_is_not_touched_keeps_every_space_and_remark(made):
    before, after = MICHENER.bundle, made.bundle
    assert all(after[file] == text for file, text in before.items() if file.startswith(("forms/", "guide/")))
    assert (
        "# Once the SMT has endorsed the concept the case belongs to the institution"
        in after["workflow.toml"]
    )
    lines = after["workflow.toml"].splitlines()
    kept = [line for line in before["workflow.toml"].splitlines() if line in lines]
    assert len(kept) > 0.95 * len(before["workflow.toml"].splitlines())


def test_a_second_step_of_the_same_body_and_a_step_beside_it(made):
    again = inserted(step("assessment", "concept_review"), into=made)
    assert [s.name for s in again.workflow.stages if s.name.startswith("bec")] == [
        "bec_b_review",
        "bec_review",
    ]
    assert [r.name for r in again.workflow.roles if r.body == "bec"] == [
        r.name for r in made.workflow.roles if r.body == "bec"
    ]
    council = step(
        "bec_review", "board_review", "council", name=Text(en="Academic Council", fr="Conseil des études")
    )
    third = inserted(council, into=made)
    assert third.forms["council_decision"].title.fr == "Décision du conseil des études"
    assert "comité de l’éducation" not in third.bundle["forms/council_decision.toml"]


def test_a_body_that_decides_already_gets_texts_beside_those_it_has():
    again = inserted(step(body="smt"))
    assert all(
        again.bundle[file] == text for file, text in MICHENER.bundle.items() if file.startswith("forms/")
    )
    assert action(again, "smt_b_review", "endorse").asks == "smt_b_endorse"
    assert action(again, "proposal_review", "endorse").asks == "smt_endorse"
    assert action(again, "smt_b_review", "decline").by == {"smt_chair", "smt_vice_chair"}


def test_a_board_that_decides_already_may_decide_earlier_as_well():
    earlier = inserted(step("assessment", "concept_review", "board"))
    assert action(earlier, "board_review", "approve")
    assert action(earlier, "board_b_review", "endorse").by == {"board_chair", "board_vice_chair"}


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (step("draft", "board_review"), "No step forward leads from “draft” to “board_review”"),
        (step(offices=("secretary", "member")), "Board Education Committee has no office of a chair"),
        (step(offices=("chair", "member")), "Board Education Committee has no office of a secretary"),
    ],
)
def test_what_cannot_be_inserted_is_said(wish, says):
    with pytest.raises(Unfit) as unfit:
        insert(MICHENER.bundle, MICHENER.workflow, wish)
    assert says in str(unfit.value)
    assert all(p.fr and p.fr != p.en for p in unfit.value.problems)


def test_a_workflow_without_a_body_that_endorses_has_no_model():
    example = read_version(read_bundle(WORKFLOWS / "example"))
    with pytest.raises(Unfit, match="this workflow has none"):
        insert(example.bundle, example.workflow, step("draft", "review"))


def test_a_body_without_a_vice_chair_is_confirmed_by_its_chair_alone():
    made = inserted(step(offices=("chair", "secretary")))
    endorse = action(made, "bec_review", "endorse")
    assert endorse.by == {"bec_chair"}
    assert "it binds when the Chair confirms" in endorse.says.en
    assert "quand la présidence la confirme" in endorse.says.fr


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "the", "of", "to"),
    [
        ("Comité exécutif", "le comité exécutif", "du comité exécutif", "au comité exécutif"),
        ("Équipe de la haute direction", "l’équipe de la haute direction", "de l’équipe de la haute direction", "à l’équipe de la haute direction"),
        ("Commission des études", "la commission des études", "de la commission des études", "à la commission des études"),
        ("Conseil d’administration", "le conseil d’administration", "du conseil d’administration", "au conseil d’administration"),
    ],
)  # fmt: skip
def test_french_joins_the_article(name, the, of, to):
    phrase = phrase_of(Text(en="X", fr=name))
    assert (phrase.fr, phrase.of.fr, phrase.to.fr) == (the, of, to)
    assert phrase.capital.fr[0].isupper()


def test_many_are_joined_too():
    phrase = Phrase(en="the Governors", fr="les gouverneurs")
    assert (phrase.of.fr, phrase.to.fr) == ("des gouverneurs", "aux gouverneurs")


def test_the_difference_is_told_action_by_action(made):
    found = {d.row.key: d.kind for d in differences(MICHENER.workflow, made.workflow)}
    assert found["bec_review", "endorse"] == "new"
    assert found["proposal_review", "endorse"] == "changed"
    assert ("development", "submit_proposal") not in found
    back = {d.row.key: d.kind for d in differences(made.workflow, MICHENER.workflow)}
    assert back["bec_review", "endorse"] == "gone"
    assert len(in_words(made.workflow)) > len(in_words(MICHENER.workflow))


def test_words_are_changed_as_whole_words_in_one_language_and_nothing_else():
    wishes = [
        Wording("en", "the Senior Management Team", "the Executive Committee"),
        Wording("en", "Senior Management Team", "Executive Committee"),
        Wording("fr", "de l’équipe de la haute direction", "du comité exécutif"),
        Wording("fr", "l’équipe de la haute direction", "le comité exécutif"),
        Wording("fr", "équipe de la haute direction", "comité exécutif"),
    ]
    bundle = replace_words(MICHENER.bundle, wishes)
    made = read_version(bundle)
    assert made.workflow.stage("concept_review").title == Text(
        en="Executive Committee: concept", fr="Comité exécutif\u00a0: concept"
    )
    assert made.workflow.role("smt_chair").title.fr == "Présidence du comité exécutif"
    assert "on {decision_date} the Executive Committee endorsed" in made.letters["smt_final_endorsed"].body.en
    said = [r.after.en + r.after.fr for r in reworded(MICHENER.bundle, bundle)]
    assert len(said) > 40
    assert not any("Senior Management" in s for s in said)
    names = [
        [s["name"] for s in tomllib.loads(b["workflow.toml"])["stage"]] for b in (MICHENER.bundle, bundle)
    ]
    assert names[0] == names[1]
    assert not reworded(MICHENER.bundle, replace_words(MICHENER.bundle, [Wording("en", "tea", "coffee")]))
