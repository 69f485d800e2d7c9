"""The floor of a meeting: calling it to order, taking up an item, motions and votes, for secretary and members."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..language import Text
from ..operations import Invalid, NotAllowed
from ..operations.arranging import pull
from ..operations.meeting_room import IN_WRITING
from ..operations.moving import Wording, draft_motion, put, withdraw_motion
from ..operations.presiding import close_meeting, open_meeting, preside, receive, take_up
from ..operations.referring import refer_to_alternate
from ..operations.voting import cast, close_vote, record_votes
from ..queries.body_rules import names_of_bodies
from ..queries.following import following
from ..queries.items import ItemPage, item_page
from ..queries.usual_motions import usual_text
from .access import open_to
from .asking import Asked, ask, read
from .context import actor, desk, lang, now, say, t, today
from .floor_forms import CHOICE_WORDS, KIND_WORDS, RESULT_WORDS, choice_form, motion_form, sources_for
from .meetings import shown

NOTHING = Text(
    en="The body has nothing to decide on this case any more",
    fr="L’instance n’a plus rien à décider dans ce dossier",
)
bp = Blueprint("floor", __name__, url_prefix="/meetings/<int:meeting>")


@bp.post("/open")
@open_to("signed in")
def call_to_order(meeting: int) -> ResponseReturnValue:
    picked = request.form.get("presiding", "")
    person = int(picked) if picked.isdecimal() else None
    try:
        open_meeting(actor(), meeting, presiding=person, now=now(), lang=lang())
    except Invalid as invalid:
        return _nobody_presides(meeting, invalid)
    flash(t("The meeting is open.", "La réunion est ouverte."), "success")
    return redirect(url_for("meetings.show", meeting=meeting), 303)


@bp.post("/preside")
@open_to("signed in")
def take_the_chair(meeting: int) -> ResponseReturnValue:
    picked = request.form.get("presiding", "")
    try:
        preside(actor(), meeting, int(picked) if picked.isdecimal() else 0, now=now(), lang=lang())
    except Invalid as invalid:
        return _nobody_presides(meeting, invalid)
    flash(t("It is noted who presides.", "La présidence de la réunion est consignée."), "success")
    return redirect(url_for("meetings.show", meeting=meeting), 303)


def _nobody_presides(meeting: int, invalid: Invalid) -> ResponseReturnValue:
    return shown(meeting, [("#floor", problem.says) for problem in invalid.problems], 422)


@bp.post("/close")
@open_to("signed in")
def adjourn(meeting: int) -> ResponseReturnValue:
    close_meeting(actor(), meeting, now=now())
    flash(
        t(
            "The meeting is closed. What was not reached waits for the next one.",
            "La réunion est levée. Ce qui n’a pas été abordé attend la prochaine.",
        ),
        "success",
    )
    return redirect(url_for("meetings.show", meeting=meeting), 303)


@bp.get("/items/<int:item>")
@open_to("signed in")
def show(meeting: int, item: int) -> ResponseReturnValue:
    """The item; its state alone where a page asks again during the meeting, ``ballot`` being the vote it shows."""
    page = item_page(desk(), actor(), meeting, item, now())
    if request.headers.get("X-Requested-With"):
        shown = request.args.get("ballot", type=int)
        return render_template("pages/floor/state.html", page=page, shown=shown, **_words())
    return _page(page)


@bp.post("/items/<int:item>/take-up")
@open_to("signed in")
def begin(meeting: int, item: int) -> ResponseReturnValue:
    take_up(actor(), meeting, item, now=now())
    return _back(meeting, item)


@bp.post("/items/<int:item>/receive")
@open_to("signed in")
def note(meeting: int, item: int) -> ResponseReturnValue:
    receive(actor(), meeting, item, now=now())
    flash(t("Received.", "Reçu à titre d’information."), "success")
    return _back(meeting, item)


@bp.post("/items/<int:item>/alternate")
@open_to("signed in")
def alternate(meeting: int, item: int) -> ResponseReturnValue:
    refer_to_alternate(desk(), actor(), meeting, item, now=now())
    flash(
        t(
            "The alternate body has the case now.",
            "L’instance de remplacement est maintenant saisie du dossier.",
        ),
        "success",
    )
    return redirect(url_for("meetings.show", meeting=meeting), 303)


@bp.post("/items/<int:item>/pull")
@open_to("signed in")
def take_out(meeting: int, item: int) -> ResponseReturnValue:
    pull(actor(), meeting, item, now=now())
    flash(
        t(
            "It is off the consent agenda and will be discussed by itself.",
            "Le point est retiré de l’ordre du jour de consentement et sera traité séparément.",
        ),
        "success",
    )
    return _back(meeting, item)


@bp.post("/items/<int:item>/motions")
@open_to("signed in")
def move(meeting: int, item: int) -> ResponseReturnValue:
    page = item_page(desk(), actor(), meeting, item, now())
    if page.meeting.kind == "written":
        raise NotAllowed(IN_WRITING)
    if not (questions := motion_form(page)):
        raise NotAllowed(NOTHING)
    asked = read(questions, sources_for(page))
    if asked.well:
        try:
            draft_motion(desk(), actor(), meeting, item, _wording(page, asked.said), now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _page(page, asked, code=422)
    flash(t("The motion is on the floor.", "La motion est déposée."), "success")
    return _back(meeting, item)


@bp.post("/items/<int:item>/motions/<int:motion>/<any(put, withdraw, close):what>")
@open_to("signed in")
def handle(meeting: int, item: int, motion: int, what: str) -> ResponseReturnValue:
    """Put a motion to the vote, take it back, or close the vote."""
    page = item_page(desk(), actor(), meeting, item, now())
    if what == "put":
        try:
            put(desk(), actor(), motion, now=now(), lang=lang())
        except Invalid as invalid:
            return _page(page, errors=[("#motions", p.says) for p in invalid.problems], code=422)
        flash(t("The vote is open.", "Le vote est ouvert."), "success")
    elif what == "withdraw":
        withdraw_motion(actor(), motion, now=now())
        flash(t("The motion is withdrawn.", "La motion est retirée."), "success")
    else:
        result = close_vote(actor(), motion, now=now())
        outcome = RESULT_WORDS[result.outcome]
        flash(say(outcome), "success" if result.passed else "warning")
    return _back(meeting, item)


@bp.post("/items/<int:item>/motions/<int:motion>/vote")
@open_to("signed in")
def vote(meeting: int, item: int, motion: int) -> ResponseReturnValue:
    page = item_page(desk(), actor(), meeting, item, now())
    asked = read(choice_form(page.rules.rule))
    if asked.well:
        try:
            choice, dissent = asked.said["choice"], asked.said.get("dissent") or ""
            cast(actor(), motion, choice, dissent=dissent, now=now(), lang=lang())
        except Invalid as invalid:
            asked.refuse(invalid.problems)
    if not asked.well:
        return _page(page, ballot=asked, code=422)
    flash(t("Your vote is recorded.", "Votre vote est consigné."), "success")
    return _back(meeting, item)


@bp.post("/items/<int:item>/motions/<int:motion>/record")
@open_to("signed in")
def write_votes(meeting: int, item: int, motion: int) -> ResponseReturnValue:
    """What was said in the room, seat by seat; one button records everyone who is left the same way."""
    page = item_page(desk(), actor(), meeting, item, now())
    everyone = request.form.get("_all", "")
    votes = {p: request.form.get(f"vote-{p}", "") or everyone for p in page.voters}
    dissents = {p: request.form.get(f"dissent-{p}", "") for p in page.voters}
    votes = {p: choice for p, choice in votes.items() if choice}
    try:
        new = record_votes(actor(), motion, votes, dissents=dissents, now=now(), lang=lang())
    except Invalid as invalid:
        return _page(page, errors=[(f"#{p.path}", p.says) for p in invalid.problems], code=422)
    one = t("1 vote is recorded.", "1 vote est consigné.")
    flash(one if new == 1 else t("{n} votes are recorded.", "{n} votes sont consignés.", n=new), "success")
    return _back(meeting, item)


def _wording(page: ItemPage, said: Any) -> Wording:
    def person(name: str) -> int | None:
        picked = said.get(name)
        return int(picked["id"]) if picked else None

    kind = said.get("kind") or "main"
    plain, action = ("main", kind.removeprefix("do:")) if kind.startswith("do:") else (kind, "")
    return Wording(
        text=said.get("text") or usual_text(page, plain, action, lang()),
        moved_by=person("moved_by"),
        seconded_by=person("seconded_by"),
        kind=plain,
        action=action,
        ground=said.get("ground") or "",
        public_wording=said.get("public_wording") or "",
        parent=page.drafted_main.id if kind == "amendment" and page.drafted_main else None,
    )


def _page(
    page: ItemPage,
    asked: Asked | None = None,
    *,
    ballot: Asked | None = None,
    errors: Any = (),
    code: int = 200,
) -> ResponseReturnValue:
    drafts = asked or ask(motion_form(page), {"ground": page.item.ground}, sources_for(page))
    own = ballot or ask(choice_form(page.rules.rule))
    html = render_template(
        "pages/floor/show.html",
        page=page,
        drafts=drafts,
        ballot=own,
        shown=None,
        following=following(desk(), actor(), page, now()),
        alternate=names_of_bodies(today()).get(page.rules.alternate) if page.for_alternate else None,
        errors=[*errors, *drafts.errors, *own.errors],
        **_words(),
    )
    return html, code


def _words() -> dict[str, Any]:
    return {
        "choices": CHOICE_WORDS,
        "results": RESULT_WORDS,
        "kinds": KIND_WORDS,
        "me": actor().id,
        "Text": Text,
    }


def _back(meeting: int, item: int) -> ResponseReturnValue:
    return redirect(url_for("floor.show", meeting=meeting, item=item), 303)
