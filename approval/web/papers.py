"""The forms of a case: a task list, one topic a page, and a page to check the answers."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ..forms import web
from ..forms.definition import Form, Guide, Section, asked
from ..forms.display import Told, reading
from ..forms.kinds import KINDS, Asking
from ..forms.kinds.base import AskedForm
from ..operations.writing import Kept, files_in, write
from ..queries import NotFound
from ..queries.cases import CasePage, case_page, papers_for, writable
from ..queries.register import title_in_use
from ..queries.sources import sources_of
from .access import open_to
from .context import actor, desk, lang, now, say, t, today
from .saving import as_json, more_rows, remove_row, row_wish, seen
from .uploads import Uploads, take_uploads, takes_files

bp = Blueprint("papers", __name__, url_prefix="/proposals/<reference>/forms/<form>")


@dataclass(frozen=True, slots=True)
class Task:
    """One topic of the task list."""

    title: str
    url: str
    kind: str
    status: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper as its pages need it."""

    page: CasePage
    form: Form
    answers: dict[str, Any]
    version: int
    writes: bool

    def asking(
        self, answers: dict[str, Any] | None = None, *, complete: bool = False, files: Any = None
    ) -> Asking:
        given = self.answers if answers is None else answers
        return Asking(
            lang=lang(),
            today=today(),
            complete=complete,
            answers=given,
            sources=sources_of(self.page.version, self.form, self.page.proposal, lang(), today()),
            files={**files_in(given), **(files or {})},
            evidence=self.page.version.evidence,
            not_required=self.page.version.not_required(self.page.proposal.product),
        )


def sheet_for(reference: str, form: str) -> Sheet:
    """Raises NotFound where the reader may neither read nor write this paper."""
    page = case_page(desk(), actor(), reference, now())
    for paper, name, writes in papers_for(page, actor()):
        if name == form:
            answers = dict(paper.answers) if paper else {}
            return Sheet(page, page.version.forms[form], answers, paper.version if paper else 0, writes)
    raise NotFound(form)


@bp.get("/")
@open_to("signed in")
def tasks(reference: str, form: str) -> ResponseReturnValue:
    sheet = sheet_for(reference, form)
    problems = web.check(sheet.form, sheet.asking())
    listed = [_task(sheet, section, fields, problems) for section, fields in sheet.form.asked(sheet.answers)]
    left = sum(1 for task in listed if task.kind != "ok")
    return render_template(
        "pages/papers/tasks.html",
        sheet=sheet,
        page=sheet.page,
        tasks=listed,
        left=left,
        title=say(sheet.form.title),
    )


@bp.get("/<section>")
@open_to("signed in")
def topic(reference: str, form: str, section: str) -> ResponseReturnValue:
    sheet = sheet_for(reference, form)
    if not sheet.writes:
        return redirect(url_for(".check", reference=reference, form=form), 303)
    place = _section(sheet, section)
    bound = web.bind_section(place, sheet.asking())
    more_rows(bound, request.args.get("more", ""))
    _warn(sheet, bound)
    read = min(request.args.get("seen", sheet.version, type=int), sheet.version)
    return _topic(replace(sheet, version=read), place, bound)


@bp.post("/<section>")
@open_to("signed in")
@takes_files
def save(reference: str, form: str, section: str) -> ResponseReturnValue:
    sheet = sheet_for(reference, form)
    place = _section(sheet, section)
    script = bool(request.headers.get("X-Requested-With"))
    typed = MultiDict(request.form.items(multi=True))
    uploads = Uploads() if script else take_uploads(desk(), actor(), reference, form, typed)
    bound = web.bind_section(place, sheet.asking(files=uploads.files), typed)
    asked_row = row_wish(bound, typed.get("_row", ""))
    if asked_row.startswith("remove:"):
        remove_row(bound, asked_row)
    kept = web.kept_of(bound)
    over = typed.get("_over", "").split()
    if over:  # these were compared: nothing else of the page is written again
        kept = {name: kept[name] for name in over if name in kept}
    outcome = write(desk(), actor(), reference, form, kept, seen=seen(), now=now())
    if script:
        return as_json(outcome)
    if outcome.theirs:
        uploads.tell()
        return _conflict(sheet, place, typed, outcome)
    behind = outcome.behind or bool(over)
    return _onward(sheet, place, typed, bound, uploads, asked_row, behind=behind)


def _onward(
    sheet: Sheet,
    place: Section,
    typed: Any,
    bound: AskedForm,
    uploads: Uploads,
    asked_row: str,
    *,
    behind: bool,
) -> ResponseReturnValue:
    """Where to go after a save: the page with its errors, the row just added, the next topic, or the list."""
    here: dict[str, Any] = {"reference": sheet.page.proposal.reference, "form": sheet.form.name}
    if asked_row.startswith("remove:"):
        uploads.tell()  # the rows that follow have moved up: what was said of one would stand at another
    elif uploads.errors:
        of = asked_row.removeprefix("add:")
        return _mend(sheet_for(**here), place, bound, uploads, more=of, behind=behind)
    if asked_row:
        name = asked_row.split(":")[1]
        more = name if asked_row.startswith("add:") else None
        read = seen() if behind else None  # a script takes over the new row alone, and this version with it
        target = url_for(".topic", **here, section=place.name, more=more, seen=read, _anchor=f"q-{name}")
        return redirect(target, 303)
    if typed.get("_file"):
        return redirect(url_for(".topic", **here, section=place.name), 303)
    if typed.get("_do") == "exit":
        flash(t("Your answers are saved.", "Vos réponses sont enregistrées."), "success")
        return redirect(url_for(".tasks", **here), 303)
    if not bound.validate():
        return _mend(sheet_for(**here), place, bound, uploads, behind=behind)
    answers = {**sheet.answers, **web.kept_of(bound)}
    names = [s.name for s, _ in sheet.form.asked(answers)]
    after = names[names.index(place.name) + 1 :] if place.name in names else []
    target = url_for(".topic", **here, section=after[0]) if after else url_for(".check", **here)
    return redirect(target, 303)


@bp.get("/check")
@open_to("signed in")
def check(reference: str, form: str) -> ResponseReturnValue:
    sheet = sheet_for(reference, form)
    here: dict[str, Any] = {"reference": reference, "form": form}
    problems = web.check(sheet.form, sheet.asking()) if sheet.writes else []
    errors = [
        (url_for(".topic", **here, section=p.section, _anchor=p.path), p.says) for p in problems if p.section
    ]
    taken = title_in_use(sheet.page.proposal)
    warnings = web.warnings_of(sheet.form, sheet.asking(), taken=taken) if sheet.writes else {}
    onward = [v for v in sheet.page.verdicts if form in v.action.freezes or _needs(v.action, form)]
    return render_template(
        "pages/papers/check.html",
        sheet=sheet,
        page=sheet.page,
        errors=errors,
        warnings=warnings,
        reading=list(reading(sheet.form, sheet.answers, lang())),
        onward=onward,
        title=say(sheet.form.title),
        key=uuid4().hex,
    )


def _mend(
    fresh: Sheet, place: Section, bound: AskedForm, uploads: Uploads, *, behind: bool, more: str = ""
) -> ResponseReturnValue:
    """The page with its errors. One that was ``behind`` shows answers that others changed: it is made anew."""
    if behind:
        bound = web.bind_section(place, fresh.asking())
        uploads.tell()  # the input of a file that was refused may not be among these
    more_rows(bound, more)
    bound.validate()
    if not behind:
        uploads.show(bound)
    return _topic(fresh, place, bound, 422)


def _topic(sheet: Sheet, place: Section, bound: AskedForm, code: int = 200) -> ResponseReturnValue:
    problems = [(f"#{p.path}", p.says) for p in web.problems_of(bound)]
    names = [(s.name, say(s.title)) for s, _ in sheet.form.asked(sheet.answers)]
    html = render_template(
        "pages/papers/topic.html",
        sheet=sheet,
        page=sheet.page,
        place=place,
        bound=bound,
        errors=problems,
        guides=guides_of(sheet.form, place),
        topics=names,
        title=say(place.title),
    )
    return html, code


def guides_of(form: Form, place: Section) -> dict[str, dict[str, str]]:
    """The Application Guide beside each question, in the reader's language."""
    return {f.name: _guide(form.guide[f.name]) for f in place.fields if f.name in form.guide}


def _guide(guide: Guide) -> dict[str, str]:
    parts = {"wanted": guide.wanted, "example": guide.example, "criterion": guide.criterion}
    return {name: say(text) for name, text in parts.items() if text}


def _conflict(sheet: Sheet, place: Section, typed: Any, outcome: Kept) -> ResponseReturnValue:
    """Both texts, side by side; nothing is lost whichever is chosen."""
    form = sheet.form.fields()
    mine = web.kept_of(web.bind_section(place, sheet.asking(), typed))
    pairs = [
        (form[name].label.in_(lang()), _say(sheet, name, mine.get(name)), _say(sheet, name, theirs))
        for name, theirs in outcome.theirs.items()
    ]
    hidden = [
        (k, v) for k, v in typed.items(multi=True) if k not in {"csrf_token", "seen", "_do", "_row", "_over"}
    ]
    html = render_template(
        "pages/papers/conflict.html", sheet=sheet, page=sheet.page, place=place, pairs=pairs, by=outcome.by,
        hidden=hidden, over=" ".join(outcome.theirs), seen=outcome.version, title=say(place.title),
    )  # fmt: skip
    return html, 409


def _say(sheet: Sheet, name: str, value: Any) -> str:
    field = sheet.form.fields()[name]
    return KINDS[field.kind].say(field, value, lang())


def _task(sheet: Sheet, section: Section, fields: tuple[Any, ...], problems: list[web.Problem]) -> Task:
    wrong = [p for p in problems if p.section == section.name]
    begun = any(sheet.answers.get(f.name) not in (None, "", [], {}) for f in fields)
    if not wrong and (begun or not any(f.required for f in fields)):
        kind, status = ("ok", t("Complete", "Terminé")) if begun else ("plain", t("Optional", "Facultatif"))
    elif begun:
        n = len(wrong)
        kind, status = "now", t("{n} to do", "{n} à faire", n=n)
    else:
        kind, status = "draft", t("Not started", "À commencer")
    page = ".topic" if sheet.writes else ".check"
    place = {"section": section.name} if sheet.writes else {"_anchor": section.name}
    url = url_for(page, reference=sheet.page.proposal.reference, form=sheet.form.name, **place)  # type: ignore[arg-type]
    return Task(say(section.title), url, kind, status)


def _section(sheet: Sheet, name: str) -> Section:
    section = sheet.form.section(name)
    return section.model_copy(update={"fields": asked(section.fields, sheet.answers)})


def _warn(sheet: Sheet, bound: AskedForm) -> None:
    found = web.warnings_of(sheet.form, sheet.asking(), taken=title_in_use(sheet.page.proposal))
    for name, said in found.items():
        if name in bound._fields and sheet.answers.get(name) not in (None, "", [], {}):
            bound._fields[name].warnings = said


def _needs(action: Any, form: str) -> bool:
    return any(r.name == "form_complete" and r.value == form for r in action.requires)


__all__ = ["Told", "bp", "guides_of", "writable"]
