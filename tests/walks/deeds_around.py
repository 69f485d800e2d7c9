"""Everything around a case: conflicts, meetings, conditions, records, the team, letters. By whoever tries."""

from datetime import timedelta
from typing import Any

from approval.operations.conflicts import KINDS
from tests.conftest import Someone
from tests.walks import law, people_rules
from tests.walks.condition_rules import HEADS
from tests.walks.deeds_deciding import Deciding
from tests.walks.ledger import Row
from tests.walks.walker import told

MEETING = ("smt", "board")
FORMING = ("team_formation", "development")
DECIDED_BY_MEETING = ("concept_review", "proposal_review", "board_review", "approved", "renewal")
ANSWERS = ("accepted", "accepted", "accepted", "declined", "left", "lead")
GUESTS = ("Olga Partner", "Omar Clinic")


class Around(Deciding):
    """What people do besides writing and deciding."""

    # ── conflicts ────────────────────────────────────────────────────────────────────────────────────────────────

    def declares_a_conflict(self) -> None:
        """Unless an office would be empty then: an administrator would fill it first."""
        kind = self.pick(sorted(KINDS), "kind")
        if not (case := self.a_case()):
            return
        own = [p for p in self.everybody() if p.offices and law.parts(self.now, case["id"], p.id) & law.OWN]
        if own and self.pick([False, True], "torn"):
            who = self.pick(own, "who has a part of their own besides an office")
        else:
            who = self.someone(case, "ce_staff", "smt_member", "board_member", "assessor", "quality_reviewer")
        if people_rules.would_empty_an_office(self.now, case, who.id, self.house.clock.now):
            return
        sent = {"kind": kind, "description": "My sister teaches it."}
        if self.sends(who, f"/proposals/{case['reference']}/conflict/", sent).status_code == 303:
            told("declared a conflict")

    def declares_in_the_room(self) -> None:
        """A member's conflict, written down by the secretary at a meeting."""
        if not (case := self.a_case(*DECIDED_BY_MEETING)) or not (meeting := self._meeting()):
            return
        member = self.someone(case, f"{meeting['key']}_member")
        if people_rules.would_empty_an_office(self.now, case, member.id, self.house.clock.now):
            return
        who = self.someone(case, f"{meeting['key']}_secretary")
        sent = {"member": str(member.id), "kind": "other", "description": "As said in the room."}
        self.sends(who, f"/meetings/{meeting['id']}/conflict/{case['reference']}", sent)

    # ── meetings ─────────────────────────────────────────────────────────────────────────────────────────────────

    def convenes(self) -> None:
        body, days = self.pick(MEETING, "body"), self.pick(range(20), "days")
        day = self.house.clock.today + timedelta(days=days)
        who = self.pick([p.name for p in self.everybody() if any(b == body for b, _ in p.offices)], "who")
        self.sends(
            self.house.people[who], f"/meetings/new/{body}", {"held_on": day.isoformat(), "place": "Room 201"}
        )

    def keeps_the_agenda(self) -> None:
        on = self.usually()
        if not (case := self.a_case(*DECIDED_BY_MEETING) or self.a_case()) or not (
            meeting := self._meeting()
        ):
            return
        who = self.someone(case, f"{meeting['key']}_secretary")
        seen = case["version"] if self.usually() else case["version"] - 1
        sent = {"reference": case["reference"], "seen": str(seen)}
        before = self.house.ledger()
        self.sends(who, f"/meetings/{meeting['id']}/{'place' if on else 'remove'}", sent)
        if seen != case["version"]:
            assert not self.house.ledger().changed(before), "an agenda was changed from an old page"

    def notes_who_was_there(self) -> None:
        if not (meeting := self._meeting()):
            return
        members = [str(p.id) for p in self.everybody() if any(b == meeting["key"] for b, _ in p.offices)]
        here = self.some(members, len(members), "present")
        who = self.someone(
            self.now["proposal"][-1] if self.now["proposal"] else None, f"{meeting['key']}_secretary"
        )
        self.sends(
            who, f"/meetings/{meeting['id']}/attendance", {"present": here, "seen": str(meeting["version"])}
        )

    def _meeting(self) -> Row | None:
        keys = {b["id"]: b["key"] for b in self.now["body"]}
        found = [m | {"key": keys[m["body_id"]]} for m in reversed(self.now["meeting"])]
        return self.pick(found[:4], "meeting") if found else None

    # ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────

    def meets_a_condition(self) -> None:
        """Shown to be met, or signed off; whoever signed off by mistake sees it at once."""
        signs, words = (
            self.pick([False, True], "signs"),
            "The signed letter is on file." if self.usually() else "",
        )
        if not (found := self._condition()):
            return
        case, condition, path = found
        if not signs:
            who = self.someone(case, "ce_staff", "proposer")
            self.sends(who, f"{path}/evidence", {"evidence": words})
            return
        named = [p for p in self.everybody() if p.id == condition["signer_id"] and self.usually()]
        who = named[0] if named else self._of_the_body(case, condition)
        closed = self.sends(who, f"{path}/close", {"closing": words, "seen": str(case["version"])})
        if closed.status_code == 303 and self.pick([False, True], "was a mistake"):
            seen = self.house.ledger().case(case["reference"])["version"]
            self.sends(who, f"{path}/reopen", {"reopening": "That was another letter.", "seen": str(seen)})

    def changes_a_condition(self) -> None:
        """Waived, taken back, or handed to others: by the head of its body, or whoever tries."""
        if not (found := self._condition()):
            return
        case, condition, path = found
        what = self.pick(["waive", "assign"] if condition["closed_at"] is None else ["reopen"], "what")
        who = self._of_the_body(case, condition, *sorted(HEADS))
        owner, signer = self.someone(case, "proposer", "ce_staff"), self._of_the_body(case, condition)
        words = "The partner signed a contract instead." if self.usually() else ""
        seen = case["version"] if self.usually() else case["version"] - 1
        sent = {"why": words, "reopening": words, "owner": owner.name, "account": str(owner.id)}
        before = self.house.ledger()
        self.sends(who, f"{path}/{what}", sent | {"signer": str(signer.id), "seen": str(seen)})
        if seen != case["version"]:
            assert not self.house.ledger().changed(before), "a condition was changed from an old page"

    def _condition(self) -> tuple[Row, Row, str] | None:
        """A case with conditions, one of them, and its address."""
        ids = {c["proposal_id"] for c in self.now["condition"]}
        cases = [p["reference"] for p in self.now["proposal"] if p["id"] in ids]
        if not cases:
            return None
        case = self.now.case(self.pick(sorted(cases), "case"))
        number = self.pick([c["number"] for c in self.now.of("condition", case["id"])], "condition")
        [condition] = [c for c in self.now.of("condition", case["id"]) if c["number"] == number]
        return case, condition, f"/proposals/{case['reference']}/conditions/{number}"

    def _of_the_body(self, case: Row, condition: Row, *offices: str) -> Someone:
        """Usually somebody who can act for the body that imposed it, in one of these offices; else anybody."""
        seats = offices or tuple(
            {o for p in self.everybody() for b, o in p.offices if b == condition["body"]}
        )
        able = law.able(self.now, case["id"], condition["body"], seats, self.house.clock.now)
        fit = [p for p in self.everybody() if p.id in able]
        return self.pick(fit if fit and self.usually() else self.everybody(), "who")

    # ── records ──────────────────────────────────────────────────────────────────────────────────────────────────

    def holds_the_records(self) -> None:
        why = "A grievance was filed by a learner." if self.usually() else ""
        if not (case := self.a_case()):
            return
        held = [h for h in self.now.of("legal_hold", case["id"]) if h["lifted_at"] is None]
        what = "lift" if held else "hold"
        who = self.someone(case, *sorted(law.KEEPERS))
        sent = {"why": why, "seen": str(case["version"])}
        self.sends(who, f"/proposals/{case['reference']}/records/{what}", sent)

    # ── the team and what it needs ───────────────────────────────────────────────────────────────────────────────

    def invites(self) -> None:
        external, lead = self.pick([False, True], "external"), self.pick([False, True], "lead")
        if not (case := self.a_case(*FORMING) or self.a_case()):
            return
        names = GUESTS if external else tuple(p.name for p in self.everybody())
        name = self.pick(names, "guest")
        email = f"{name.lower().replace(' ', '.')}@{'lakeside' if external else 'institute'}.example"
        sent = {
            "name": name,
            "email": email,
            "organisation": "Lakeside",
            "role": "subject_expert",
            "seen": str(case["version"]),
        }
        sent |= {"side": "external" if external else "internal"} | ({"lead": "y"} if lead else {})
        self.sends(self.someone(case, "ce_staff"), f"/proposals/{case['reference']}/team/members/new", sent)

    def answers_for_a_member(self) -> None:
        status = self.pick(ANSWERS, "answer")
        if not (case := self.a_case(*FORMING)) or not (team := self.now.of("team_member", case["id"])):
            return
        member = self.pick([m["id"] for m in team], "member")
        path = f"/proposals/{case['reference']}/team/members/{member}"
        sent = {"status": status, "on": self.house.clock.today.isoformat(), "seen": str(case["version"])}
        self.sends(self.someone(case, "ce_staff"), f"{path}/lead" if status == "lead" else path, sent)

    def names_a_reviewer(self) -> None:
        if not (case := self.a_case(*FORMING)):
            return
        reviewer = self.pick(["Samuel Achebe", "Ingrid Halvorsen", "Amina Okafor"], "reviewer")
        sent = {"person": str(self.house.people[reviewer].id), "seen": str(case["version"])}
        who = self.someone(case, "ce_staff", "quality_office")
        self.sends(who, f"/proposals/{case['reference']}/team/reviewer", sent)

    def sees_to_a_resource(self) -> None:
        what = self.pick(["ask", "confirm", "confirm", "drop"], "what")
        if not (case := self.a_case(*FORMING)):
            return
        path = f"/proposals/{case['reference']}/team/resources"
        known = [r["id"] for r in self.now.of("resource", case["id"])]
        who = self.someone(case, "ce_staff", "proposer")
        sent: dict[str, Any] = {"seen": str(case["version"])}
        if what == "ask" or not known:
            self.sends(
                who,
                f"{path}/new",
                sent | {"what": f"Room {len(known)}", "amount": "100", "owner": "Robin Singh"},
            )
            return
        number = self.pick(known, "resource")
        if what == "drop":
            self.sends(who, f"{path}/{number}/drop", sent)
        else:
            self.sends(
                who, f"{path}/{number}", sent | {"on": self.house.clock.today.isoformat(), "how": "By e-mail"}
            )

    # ── letters ──────────────────────────────────────────────────────────────────────────────────────────────────

    def handles_a_letter(self) -> None:
        sends_now, old = self.pick([False, True], "sends"), not self.usually()
        letters = {one["id"]: one for one in reversed(self.now["letter"])}
        if not letters:
            return
        letter = letters[self.pick(list(letters)[:6], "letter")]
        case = next(p for p in self.now["proposal"] if p["id"] == letter["proposal_id"])
        body = next(e["body"] for e in self.now["event"] if e["id"] == letter["event_id"])
        who = self.someone(case, *(["ce_staff"] if body in {None, "ce"} else [f"{body}_secretary"]))
        path = f"/proposals/{case['reference']}/letters/{letter['id']}"
        seen = {"seen": str(letter["version"] - old)}
        before = self.house.ledger()
        if sends_now:
            self.sends(who, f"{path}/send", seen)
        else:
            self.sends(
                who,
                f"{path}/edit",
                seen | {"subject": letter["subject"], "body": f"{letter['body']}\n\nWith thanks."},
            )
        if old or letter["sent_at"] or letter["cancelled_at"]:
            assert not self.house.ledger().changed(before), (
                "a letter changed from an old page, or after it was over"
            )
