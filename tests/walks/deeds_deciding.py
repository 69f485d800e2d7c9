"""Taking actions: those that are open, those that are not, from old pages, twice, and without a fresh proof."""

from typing import Any
from uuid import uuid4

from sqlalchemy import select

from approval.forms.filling import Unfillable
from approval.forms.web import flat
from approval.models.database import db
from approval.models.proposals import Proposal
from approval.operations.carrying import Stuck
from approval.operations.carrying_hints import decision
from approval.operations.demonstrating import REFUSALS
from approval.queries.cases import case_page
from approval.queries.defaults import defaults_for
from approval.queries.facts import facts_of
from tests.conftest import Someone
from tests.walks import law
from tests.walks.deeds_writing import Writing
from tests.walks.ledger import Row
from tests.walks.walker import told

TONES = {"go": 10, "ask": 3, "stop": 1, "plain": 1, "nothing": 3}
"""How often people go on, ask for more, put an end to it, or leave it."""
Open = tuple[str, str, bool]
"""An action that is open to somebody: action, person, and whether they record it."""


class Deciding(Writing):
    """What people decide."""

    def takes_what_is_open(self) -> None:
        """What the page offers is taken; sent twice, it happens once."""
        if (case := self.a_case()) and (chosen := self._open(case)):
            self.takes(case, *chosen)

    def takes(self, case: Row, name: str, who: Someone, records: bool) -> None:
        twice = not self.usually()
        sent = self._asked(case, who, name)
        if sent is None:
            return
        path = f"/proposals/{case['reference']}/actions/{name}/"
        answer = self.sends(who, path, sent)
        assert answer.status_code in {303, 422}, (
            f"{name} was offered to {who.name}: {answer.status_code} {answer.words[:300]}"
        )
        if answer.status_code == 422:
            told(f"typed wrongly: {name}")
            return
        told("recorded" if records else "took effect")
        events = self.house.ledger().events(case["id"])
        assert [e["action"] for e in events if e["version"] > case["version"]] == [
            "record" if records else name
        ]
        if twice:
            again = self.house.browser(who).post(path, data=sent)
            changed = self.house.ledger().events(case["id"])[len(events) :]
            assert not changed, f"{name} sent twice is {len(changed) + 1} events"
            if law.may_open(
                self.house.ledger(), self.house.ledger().case(case["reference"]), who.id, self.house.clock.now
            ):
                assert again.status_code == 303, f"{name} sent twice: {again.status_code} {again.words[:200]}"
            told("sent twice")

    def knocks_where_it_is_closed(self) -> None:
        """Anybody, any action of any stage that is not open to them now: refused, and nothing changes."""
        if not (case := self.a_case()):
            return
        here = sorted(law.actions_at(case["stage"]))
        every = sorted({name for stage in law.stages() for name in law.actions_at(stage)})
        name = self.pick([*here * 3, *every], "action")
        open_ = {p for n, p, _ in self._all_open(case) if n == name}
        by = law.actions_at(case["stage"]).get(name, {}).get("by", ())
        rest = [p for p in self.everybody() if p.name not in open_]
        near = [p for p in rest if set(by) & law.held(self.now, case["id"], p.id, self.house.clock.now)]
        who = self.pick(near if near and self.usually() else rest, "who")
        sent = self._asked(case, who, name) or {"seen": str(case["version"])}
        answer = self.sends(who, f"/proposals/{case['reference']}/actions/{name}/", sent)
        assert answer.status_code in {404, 409}, f"{name} by {who.name}: {answer.status_code}"
        told(f"refused with {answer.status_code}")

    def acts_on_an_old_page(self) -> None:
        """Somebody acted since the page was read: nothing happens, whoever sends it."""
        if not (case := self.a_case()) or not (chosen := self._open(case)):
            return
        name, who, _ = chosen
        sent = self._asked(case, who, name)
        if sent is None or case["version"] < 2:
            return
        seen = self.pick(range(case["version"]), "seen")
        answer = self.sends(
            who, f"/proposals/{case['reference']}/actions/{name}/", sent | {"seen": str(seen)}
        )
        assert answer.status_code == 409, (
            f"{name} on version {seen} of {case['version']}: {answer.status_code}"
        )
        told("refused as stale")

    def binds_long_after_signing_in(self) -> None:
        """A body's decision asks for a fresh proof; until then nothing is recorded."""
        if not (case := self.a_case()) or not (chosen := self._open(case)):
            return
        name, who, records = chosen
        if not law.actions_at(case["stage"])[name].get("body") or records:
            return
        sent = self._asked(case, who, name)
        browser = self.house.browser(who)
        self.house.clock.forward(minutes=20)
        before = self.house.ledger()
        answer = browser.post(f"/proposals/{case['reference']}/actions/{name}/", data=sent or {"seen": "0"})
        assert answer.status_code == 200
        assert not self.house.ledger().changed(before)
        told("asked for proof")

    def does_not_confirm(self) -> None:
        """The chair or the secretary sends a record back; nobody else can."""
        if not (case := self.a_case()):
            return
        name = case["recorded"] or "endorse"
        action = law.actions_at(case["stage"]).get(name, {})
        who = self.someone(case, *action.get("by", ()), *action.get("recorded_by", ()))
        self.sends(
            who, f"/proposals/{case['reference']}/actions/{name}/send-back", {"why": "Not what was said."}
        )

    def goes_on_as_it_should(self) -> None:
        """People do what the next step asks for, as days go by; then whoever may take it does."""
        if not (case := self.a_case()) or law.final(case["stage"]):
            return
        ahead = [
            n
            for n, a in sorted(law.actions_at(case["stage"]).items())
            if a.get("tone") == "go" and a.get("requires")
        ]
        if not ahead:
            return
        name = self.pick(ahead, "towards")
        if case["stage"] == law.workflow()["initial"]:
            self.writes_all_of_it(case)
        with self.house.inside():
            carrier = self.carrier(case["reference"])
            action = carrier.version.workflow.action_at(case["stage"], name)
            try:
                carrier.meet(action)
                told(f"helped towards {name}")
            except (Stuck, Unfillable, *REFUSALS) as why:
                db.session.rollback()
                told(f"was stuck before {name}: {type(why).__name__}")
            self.house.clock.now = max(self.house.clock.now, carrier.now)
        self.now = self.house.ledger()
        case = self.now.case(case["reference"])
        if fit := [o for o in self._all_open(case) if o[0] == name]:
            _, who, records = self.pick(fit, "by")
            self.takes(case, name, self.house.people[who], records)

    # ── what is open ─────────────────────────────────────────────────────────────────────────────────────────────

    def _all_open(self, case: Row) -> list[Open]:
        """Every action that the application offers to somebody of the house."""
        found = []
        now = self.house.clock.now
        with self.house.inside():
            proposal = db.session.scalars(select(Proposal).where(Proposal.id == case["id"])).one()
            facts = facts_of(self.house.desk, proposal, now)
            engine = self.house.desk.versions[proposal.digest].engine
            for one in self.everybody():
                if law.may_open(self.now, case, one.id, now):
                    found += [
                        (v.action.name, one.name, v.records)
                        for v in engine.verdicts(facts, one.actor)
                        if v.open
                    ]
        return sorted(found)

    def _open(self, case: Row) -> tuple[str, Someone, bool] | None:
        open_ = self._all_open(case)
        waiting = [o for o in open_ if o[0] == case["recorded"] and not o[2]]
        found = {tone: [o for o in open_ if self._tone(case, o[0]) == tone] for tone in TONES}
        likely = {tone: n for tone, n in TONES.items() if found[tone] or tone == "nothing"}
        [tone] = self.luck.choices(list(likely), list(likely.values()))
        fit = waiting if waiting and self.usually() else found[tone]
        if not fit:
            return None
        name = self.pick(sorted({n for n, _, _ in fit}), "action")
        _, who, records = self.pick([o for o in fit if o[0] == name], "by")
        return name, self.house.people[who], records

    @staticmethod
    def _tone(case: Row, name: str) -> str:
        action = law.actions_at(case["stage"])[name]
        return "stop" if action.get("effect") == "hold" else str(action.get("tone", "plain"))

    def _asked(self, case: Row, who: Someone, name: str) -> dict[str, Any] | None:
        """What the action's page would send, with every question answered; nothing where that cannot be made up."""
        sent: dict[str, Any] = {"seen": str(case["version"]), "key": uuid4().hex}
        declared = law.actions_at(case["stage"]).get(name)
        if declared is None:
            return sent
        if len(law.targets(declared)) > 1:
            sent["to"] = self.pick(law.targets(declared), "to")
        if "asks" in declared and case["recorded"] != name:
            said = self._said(case, who, declared["asks"])
            if said is None:
                return None
            form = self.house.desk.versions[case["digest"]].forms[declared["asks"]]
            sent |= dict(flat(tuple(form.fields().values()), said).lists())
        return sent

    def _said(self, case: Row, who: Someone, asks: str) -> dict[str, Any] | None:
        """What a decision says: the page's own defaults, and the rest made up."""
        with self.house.inside():
            carrier = self.carrier(case["reference"])
            form = carrier.version.forms[asks]
            given: dict[str, Any] = {}
            if law.may_open(self.now, case, who.id, self.house.clock.now):
                page = case_page(self.house.desk, who.actor, case["reference"], self.house.clock.now)
                given = defaults_for(page, form, carrier.lang, self.house.clock.today)
            try:
                return carrier.filled(form, decision(carrier, form, given))
            except Unfillable as why:
                told(f"could not make up {asks}: {why}"[:90])
                return None
