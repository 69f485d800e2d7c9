"""Meetings of the bodies one sits in: when, the agenda, who was there, what waits for a place."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..forms.limits import as_date
from ..language import format_day
from ..operations import Invalid
from ..operations.convening import Call, call_meeting, cancel_meeting, move_meeting
from ..operations.placing import declare_at_meeting, place_on_agenda, remove_from_agenda
from ..operations.presiding import record_attendance
from ..queries import NotFound
from ..queries.cases import case_page
from ..queries.meetings import MeetingPage, meeting_page, meetings_of, my_bodies
from ..queries.offices import CONVENERS
from .access import open_to
from .asking import Asked, ask, read
from .conflicts import FIELDS as CONFLICT
from .context import actor, desk, lang, now, say, t, today
from .floor_forms import RESULT_WORDS
from .meeting_forms import ATTENDANCE, MEMBER, MOVED, OFF, PARTS, WHEN
from .meeting_lines import meeting_line
from .saving import seen

bp = Blueprint("meetings", __name__, url_prefix="/meetings")


@bp.get("/")
@open_to("signed in")
def index() -> ResponseReturnValue:
    sitting = my_bodies(desk(), actor())
    return render_template(
        "pages/meetings/index.html",
        today=today(),
        bodies=[(b, _name(b, today()), *_lines(b), actor().holds(b.key, *CONVENERS)) for b in sitting],
    )


def _lines(body: Any) -> Iterable[list[dict[str, str]]]:
    """The coming and the past ones."""
    return ([meeting_line(m) for m in some] for some in meetings_of(body, today()))


@bp.get("/new/<body>")
@open_to("signed in")
def new(body: str) -> ResponseReturnValue:
    return _new(_convened(body), ask(WHEN, {"kind": "regular"}))


@bp.post("/new/<body>")
@open_to("signed in")
def create(body: str) -> ResponseReturnValue:
    convened = _convened(body)
    asked = read(WHEN)
    if asked.well:
        try:
            made = call_meeting(actor(), body, _call(asked), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _new(convened, asked, 422)
    flash(t("The meeting is convened.", "La réunion est convoquée."), "success")
    return redirect(url_for(".show", meeting=made), 303)


def _call(asked: Asked) -> Call:
    said = asked.said
    plain = {name: said.get(name) or "" for name in ("place", "starts", "link", "why")}
    return Call(held_on=as_date(said["held_on"]) or today(), kind=said.get("kind") or "regular", **plain)


@bp.get("/<int:meeting>/move")
@open_to("signed in")
def change(meeting: int) -> ResponseReturnValue:
    found = _convenes(meeting)
    kept = {n: getattr(found.meeting, n) for n in ("place", "starts", "link")}
    return _change(found, ask(MOVED, {**kept, "held_on": found.meeting.held_on.isoformat()}))


@bp.post("/<int:meeting>/move")
@open_to("signed in")
def reschedule(meeting: int) -> ResponseReturnValue:
    found = _convenes(meeting)
    asked = read(MOVED)
    if asked.well:
        try:
            move_meeting(actor(), meeting, _call(asked), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _change(found, asked, 422)
    flash(t("The meeting is moved.", "La réunion est déplacée."), "success")
    return redirect(url_for(".show", meeting=meeting), 303)


@bp.get("/<int:meeting>/cancel")
@open_to("signed in")
def cancel(meeting: int) -> ResponseReturnValue:
    return _off(_convenes(meeting), ask(OFF))


@bp.post("/<int:meeting>/cancel")
@open_to("signed in")
def call_off(meeting: int) -> ResponseReturnValue:
    found, asked = _convenes(meeting), read(OFF)
    if asked.well:
        try:
            cancel_meeting(actor(), meeting, asked.said["why"], now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _off(found, asked, 422)
    flash(t("The meeting is called off.", "La réunion est annulée."), "success")
    return redirect(url_for(".show", meeting=meeting), 303)


def _convenes(meeting: int) -> MeetingPage:
    found = _find(meeting)
    if not found.convenes:
        raise NotFound(meeting)
    return found


def _off(found: MeetingPage, asked: Asked, code: int = 200) -> ResponseReturnValue:
    html = render_template("pages/meetings/cancel.html", found=found, asked=asked, title_of=_title(found))
    return html, code


def _change(found: MeetingPage, asked: Asked, code: int = 200) -> ResponseReturnValue:
    html = render_template("pages/meetings/move.html", found=found, asked=asked, title_of=_title(found))
    return html, code


def _convened(body: str) -> Any:
    """The body, where the actor convenes it. Raises NotFound."""
    found = next((b for b in my_bodies(desk(), actor()) if b.key == body), None)
    if found is None or not actor().holds(body, *CONVENERS):
        raise NotFound(body)
    return found


def _new(body: Any, asked: Asked, code: int = 200) -> ResponseReturnValue:
    return render_template("pages/meetings/new.html", body=body, name=_name(body, today()), asked=asked), code


@bp.get("/<int:meeting>")
@open_to("signed in")
def show(meeting: int) -> ResponseReturnValue:
    return shown(meeting)


def shown(meeting: int, errors: Sequence[tuple[str, str]] = (), code: int = 200) -> ResponseReturnValue:
    """The page of a meeting; with what was wrong, each at its place."""
    found = _find(meeting)
    words = {"parts": PARTS, "results": RESULT_WORDS, "errors": errors}
    return render_template("pages/meetings/show.html", found=found, title_of=_title(found), **words), code


@bp.post("/<int:meeting>/place")
@open_to("signed in")
def place(meeting: int) -> ResponseReturnValue:
    reference, part = request.form.get("reference", "").strip()[:40], request.form.get("part", "discussion")
    if part not in PARTS:
        abort(404)
    try:
        place_on_agenda(desk(), actor(), reference, meeting, part=part, seen=_seen(reference), now=now())
    except NotFound:
        _find(meeting)
        flash(t("No such case is open to you.", "Aucun dossier de ce numéro ne vous est ouvert."), "warning")
    else:
        flash(t("{what} is on the agenda.", "{what} est à l’ordre du jour.", what=reference), "success")
    return redirect(url_for(".show", meeting=meeting), 303)


@bp.post("/<int:meeting>/remove")
@open_to("signed in")
def remove(meeting: int) -> ResponseReturnValue:
    reference = request.form.get("reference", "")[:40]
    remove_from_agenda(desk(), actor(), reference, meeting, seen=seen(), now=now())
    flash(t("{what} is off the agenda.", "{what} n’est plus à l’ordre du jour.", what=reference), "success")
    return redirect(url_for(".show", meeting=meeting), 303)


def _seen(reference: str) -> int:
    """The version on the page; one typed by hand was not on a page, and is taken as it is now."""
    return (
        seen() if request.form.get("seen") else case_page(desk(), actor(), reference, now()).proposal.version
    )


@bp.get("/<int:meeting>/attendance")
@open_to("signed in")
def attendance(meeting: int) -> ResponseReturnValue:
    found = _keeping(meeting)
    names = dict(_members(found)["members"])
    here = [{"id": str(p), "name": names.get(str(p), "")} for p in sorted(found.sitting.present)]
    given = {"present": here, "regrets": found.meeting.regrets}
    return _attendance(found, ask(ATTENDANCE, given, _members(found)))


@bp.post("/<int:meeting>/attendance")
@open_to("signed in")
def attend(meeting: int) -> ResponseReturnValue:
    found = _keeping(meeting)
    asked = read(ATTENDANCE, _members(found))
    if asked.well:
        here, away = ([int(p["id"]) for p in asked.said[name]] for name in ("present", "regrets"))
        try:
            record_attendance(actor(), meeting, here, away, seen=seen(), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _attendance(found, asked, 422)
    flash(t("Attendance is recorded.", "Les présences sont consignées."), "success")
    return redirect(url_for(".show", meeting=meeting), 303)


def _attendance(found: MeetingPage, asked: Asked, code: int = 200) -> ResponseReturnValue:
    html = render_template("pages/meetings/attendance.html", found=found, asked=asked, title_of=_title(found))
    return html, code


@bp.get("/<int:meeting>/conflict/<reference>")
@open_to("signed in")
def conflict(meeting: int, reference: str) -> ResponseReturnValue:
    found = _item(meeting, reference)
    return _conflict(found, reference, ask((MEMBER, *CONFLICT), sources=_members(found)))


@bp.post("/<int:meeting>/conflict/<reference>")
@open_to("signed in")
def declare(meeting: int, reference: str) -> ResponseReturnValue:
    found = _item(meeting, reference)
    asked = read((MEMBER, *CONFLICT), _members(found))
    if not asked.well:
        return _conflict(found, reference, asked, 422)
    said = asked.said
    member = int(said["member"]["id"])
    declare_at_meeting(
        desk(), actor(), reference, meeting, member, said["kind"], said["description"], now=now()
    )
    flash(t("The conflict is on record.", "Le conflit est consigné."), "success")
    return redirect(url_for(".show", meeting=meeting), 303)


def _conflict(found: MeetingPage, reference: str, asked: Asked, code: int = 200) -> ResponseReturnValue:
    entry = next(e for e in found.agenda if e.reference == reference)
    html = render_template(
        "pages/meetings/conflict.html", found=found, entry=entry, asked=asked, title_of=_title(found)
    )
    return html, code


def _find(meeting: int) -> MeetingPage:
    return meeting_page(desk(), actor(), meeting, now())


def _keeping(meeting: int) -> MeetingPage:
    """Raises NotFound for members who do not keep the record."""
    found = _find(meeting)
    if not found.keeps:
        raise NotFound(meeting)
    return found


def _item(meeting: int, reference: str) -> MeetingPage:
    """Raises NotFound unless the case is on this agenda and the actor keeps its record."""
    found = _find(meeting)
    if not any(e.reference == reference and e.keeps for e in found.agenda):
        raise NotFound(reference)
    return found


def _members(found: MeetingPage) -> dict[str, list[tuple[str, str]]]:
    people = {m.person_id: m.person.name for m in found.members}
    return {"members": [(str(one), words) for one, words in people.items()]}


def _name(body: Any, day: date) -> str:
    return say(body.on(day).name)


def _title(found: MeetingPage) -> str:
    return f"{_name(found.body, found.meeting.held_on)}, {format_day(found.meeting.held_on, lang())}"
