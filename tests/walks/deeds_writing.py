"""Beginning concepts, answering forms, filling in and handing in sheets: rightly, halfway, too late, by anybody."""

import json
from typing import Any

from approval.forms.filling import Unfillable
from approval.forms.web import flat
from approval.models.database import db
from approval.operations.carrying import Carrier
from approval.operations.carrying_means import MEANS
from approval.operations.demonstrating import REFUSALS
from approval.operations.writing import write
from tests.walks import law
from tests.walks.house import SAMPLES
from tests.walks.ledger import Row
from tests.walks.walker import Walker, told

MOST_CASES = 7
"""A house with more cases shows nothing new, and is slower."""
SHEETS = ("assessment_light", "assessment")


class Writing(Walker):
    """What people write."""

    # ── beginning ────────────────────────────────────────────────────────────────────────────────────────────────

    def begins_a_concept(self) -> None:
        product = self.pick(["micro_credential", "micro_course"], "product")
        origin = self.pick(["new", "existing"], "origin")
        if len(self.now["proposal"]) >= MOST_CASES:
            return
        who = self.someone()
        for_whom = self.pick([None, "Lena Fischer", "Amina Okafor"], "on behalf of")
        other = self.house.people[for_whom] if for_whom else None
        sent = {"for": "other", "name": other.name, "email": other.email} if other else {"for": "me"}
        if self.sends(who, "/proposals/new", sent).status_code != 303:
            return
        case = self.house.ledger()["proposal"][-1]
        answers = self._concept(case["reference"]) | {
            "product_type": product,
            "origin": origin,
            "co_proposers": [],
        }
        if not self.usually():
            answers = dict(list(answers.items())[::2])
        self.writes(who.id, case["reference"], "concept", answers)

    def _concept(self, reference: str) -> dict[str, Any]:
        concept = json.loads(next(SAMPLES.glob("S06-*.json")).read_text("utf-8"))["concept"]
        concept = {k: v for k, v in concept.items() if k != "proposer"}
        return concept | {"title": f"{concept['title']}, as in {reference[-3:]}"}

    def writes_all_of_it(self, case: Row) -> None:
        """The proposer completes the draft: what nobody else may make up."""
        [own] = [a["person_id"] for a in self.now.of("assignment", case["id"]) if a["role"] == "proposer"]
        answers = self.filled(
            case["reference"],
            "concept",
            self._concept(case["reference"]) | self.written(case["id"], "concept"),
        )
        self.writes(own, case["reference"], "concept", answers or {})

    def says_that_it_is_theirs(self) -> None:
        if case := self.a_case():
            who = self.someone(case, "proposer")
            self.sends(who, f"/proposals/{case['reference']}/confirm")

    # ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────

    def saves_a_topic(self) -> None:
        """One topic as its page sends it; from an old page the texts of others stay."""
        old = not self.usually()
        found = self._paper()
        if found is None:
            return
        case, form, roles = found
        who = self.someone(case, *roles)
        answers = self.filled(case["reference"], form, self.written(case["id"], form))
        if answers is None:
            return
        declared = self.house.desk.versions[case["digest"]].forms[form]
        section, fields = self.pick(list(declared.asked(answers)), "topic")
        if not self.usually():
            answers = {}
        paper = self.now.shared(case["id"], form)
        seen = paper["version"] - (1 if old and paper["version"] > 1 else 0) if paper else 0
        sent = dict(flat(fields, answers).lists()) | {"seen": str(seen), "_do": "exit"}
        path = f"/proposals/{case['reference']}/forms/{form}/{section.name}"
        self.sends(who, path, sent, aside=("save", "paper"))

    def writes_it_whole(self) -> None:
        """Every topic at once, by the operation that the pages call for each."""
        found = self._paper()
        if found is None:
            return
        case, form, roles = found
        who = self.someone(case, *roles)
        answers = self.filled(case["reference"], form, self.written(case["id"], form))
        if answers is not None:
            self.writes(who.id, case["reference"], form, answers)

    def _paper(self) -> tuple[Row, str, list[str]] | None:
        """A case, and a form that is usually written at its stage, and by whom."""
        case = self.a_case()
        if case is None:
            return None
        here = law.stages()[case["stage"]].get("papers", ())
        everywhere = [p for s in law.stages().values() for p in s.get("papers", ())]
        paper = self.pick([*here] * 3 or everywhere, "form")
        return case, paper["form"], paper["editors"]

    def writes(self, person: int, reference: str, form: str, answers: dict[str, Any]) -> None:
        before = self.house.ledger()
        with self.house.inside():
            try:
                write(
                    self.house.desk,
                    self.actor(person),
                    reference,
                    form,
                    answers,
                    seen=10_000,
                    now=self.house.clock.now,
                )
            except REFUSALS:
                db.session.rollback()
                told("refused to write")
            else:
                told(f"wrote {form}")
                return
        changed = self.house.ledger().changed(before, "save")
        assert not changed, f"writing {form} was refused, and this changed: {changed}"

    def written(self, case: int, form: str) -> dict[str, Any]:
        paper = self.now.shared(case, form)
        return dict(paper["answers"]) if paper else {}

    def carrier(self, reference: str) -> Carrier:
        return Carrier(self.house.desk, reference, self.house.clock.now, lambda _: None, MEANS)

    def filled(self, reference: str, form: str, given: dict[str, Any]) -> dict[str, Any] | None:
        """The form's answers made complete; nothing where one of them cannot be made up."""
        with self.house.inside():
            carrier = self.carrier(reference)
            try:
                return carrier.filled(carrier.version.forms[form], given)
            except Unfillable:
                told(f"could not make up {form}")
                return None

    # ── sheets ───────────────────────────────────────────────────────────────────────────────────────────────────

    def names_assessors(self) -> None:
        kind, reduced = self.pick(SHEETS, "kind"), self.usually()
        if not (case := self.a_case("assessment") or self.a_case()):
            return
        staff = [p.id for p in self.everybody() if any(body == "ce" for body, _ in p.offices)]
        chosen = self.some(staff, 3, "assessors")
        sent = {"people": [str(p) for p in chosen], "kind": kind, "seen": str(case["version"])}
        who = self.someone(case, "ce_intake", "ce_director")
        self.sends(
            who,
            f"/proposals/{case['reference']}/assessment/assessors",
            sent | ({"reduced": "y"} if reduced else {}),
        )

    def fills_in_a_sheet(self) -> None:
        """Their own, by its page; anybody else's case of it is refused."""
        whole, hands_in = self.usually(), self.usually()
        case = self.a_case("assessment") or self.a_case()
        if case is None:
            return
        who = self.someone(case, "assessor")
        own = [
            p for p in self.now.of("paper", case["id"]) if p["person_id"] == who.id and p["form"] in SHEETS
        ]
        form = own[0]["form"] if own else SHEETS[0]
        answers = self.filled(case["reference"], form, dict(own[0]["answers"]) if own else {}) or {}
        fields = tuple(self.house.desk.versions[case["digest"]].forms[form].fields().values())
        sent = dict(flat(fields, answers if whole else {}).lists()) | {
            "seen": str(own[0]["version"] if own else 1)
        }
        path = f"/proposals/{case['reference']}/assessment/sheet/"
        self.sends(who, path, sent | {"_do": "continue"}, aside=("save", "paper"))
        if hands_in:
            mine = [
                p
                for p in self.house.ledger().of("paper", case["id"])
                if p["person_id"] == who.id and p["form"] == form
            ]
            version = mine[0]["version"] if mine and self.usually() else 0
            self.sends(who, f"{path}hand-in", {"seen": str(version)})
