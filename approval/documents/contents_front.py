"""What every document says of itself: cover, four musts, evidence matrix, rail, document control."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..calendar import local_day
from ..digests import digest
from ..forms.definition import Form
from ..forms.kinds import KINDS
from ..language import Lang, Text, format_day
from ..queries import evidence
from ..queries.facts import MOVED
from ..queries.packet_papers import files_in
from ..settings import Settings
from ..workflow.definition import Document as Declared
from ..workflow.facts import Case
from .contents_answers import TYPED, Tongue
from .contents_moment import Moment
from .sheets import Attachment, Evidence, Fact, Imprint, Mark, Must, Stop, Tone, Verify, Words

TONES = {"ok": Tone.MET, "warn": Tone.PARTLY, "late": Tone.NOT, "plain": Tone.WAITING}
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are misread (Crockford)."""
CODE_LENGTH = 12
FORMATS = Text(
    en="Large print, Braille or another format: {contact}",
    fr="Gros caractères, braille ou autre format\u00a0: {contact}",
)
OWN_WORDS = TYPED | {"rows", "group", "matrix"}
LONGEST, LONGER = 80, 120
"""Characters of an answer in the evidence matrix, beside a column of what demonstrates it and without one."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document about to be written: which one, of which moment, in which language."""

    moment: Moment
    declared: Declared
    tongue: Tongue

    @property
    def lang(self) -> Lang:
        return self.tongue.lang

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the data: the event's hash, and the digest of every text the document prints."""
        held = {form: r.digest for form, r in self.moment.revisions.items() if form in self.declared.forms}
        return digest({"event": self.moment.event.hash, "document": self.declared.name, "texts": held})

    @property
    def code(self) -> str:
        """What the verify page knows this copy by. Nobody can tell it from the data without the copy."""
        about = f"{self.moment.event.hash}:{self.declared.name}:{self.lang}"
        return code_of(self.moment.desk.settings, about)


def code_of(settings: Settings, about: str) -> str:
    """A code that nobody can make who has not the installation's key."""
    number = int.from_bytes(hmac.digest(settings.secret_key.encode(), about.encode(), hashlib.sha256))
    letters = [CODE_LETTERS[number >> (5 * n) & 31] for n in range(CODE_LENGTH)]
    return "-".join("".join(letters[n : n + 4]) for n in range(0, CODE_LENGTH, 4))


def imprint(sheet: Sheet, state: Mark, *, title: Words = "", classification: Text | None = None) -> Imprint:
    """The document's own particulars. Its time is the event's: same content, same bytes."""
    moment, tongue, settings = sheet.moment, sheet.tongue, sheet.moment.desk.settings
    code = sheet.code
    return Imprint(
        reference=moment.proposal.reference,
        title=title or tongue.said(moment.title),
        kind=sheet.declared.title.in_(sheet.lang),
        state=state,
        version=version_of(sheet),
        institution=settings.institution.in_(sheet.lang),
        made=moment.event.at,
        fingerprint=sheet.fingerprint,
        lang=sheet.lang,
        author=proposer_of(moment),
        classification=(classification or classified(moment)).in_(sheet.lang),
        translation=translation(tongue),
        formats=FORMATS.format(contact=settings.contact).in_(sheet.lang),
        draft=sheet.declared.draft_until_decided and not moment.settled(),
        verify=Verify(f"{settings.base_url}/verify/{code}", code),
    )


def classified(moment: Moment) -> Text:
    """Confidential until the last body has decided; then open."""
    if moment.settled():
        return Text(en="Open", fr="Public")
    return Text(en="Confidential until decided", fr="Confidentiel jusqu’à la décision")


def session_of(answers: Mapping[str, Any], otherwise: Text) -> Text:
    """As the briefing note or the record of decision says: in camera, or else as usual."""
    if answers.get("session") == "in_camera":
        return Text(en="In camera", fr="À huis clos")
    return otherwise


def translation(tongue: Tongue) -> str:
    """Said on a copy in the other language than the case's."""
    if tongue.lang == tongue.spoken:
        return ""
    if tongue.lang == "fr":
        return "Version de courtoisie\u00a0: les réponses restent en anglais, langue dans laquelle la décision est prise"
    return "Courtesy version: answers stay in French, the language in which it is decided"


def version_of(sheet: Sheet) -> str:
    """The number of the text printed; several where the document prints several."""
    held = [(f, r) for f in sheet.declared.forms if (r := sheet.moment.revisions.get(f))]
    if len(held) <= 1:
        return " ".join(
            sheet.tongue.t("Version {n}", "Version {n}", n=r.number) for _, r in held
        ) or sheet.tongue.t("Event {n}", "Événement {n}", n=sheet.moment.event.seq)
    titles = sheet.moment.version.forms
    return ", ".join(f"{titles[f].title.in_(sheet.lang)} {r.number}" for f, r in held)


def proposer_of(moment: Moment) -> str:
    for form in moment.version.workflow.texts:
        found = moment.answers(moment.revisions.get(form)).get("proposer")
        if isinstance(found, dict) and found.get("name"):
            return str(found["name"])
    return ""


def facts(sheet: Sheet) -> list[Fact]:
    """Cover facts: who proposes, from where, how large, when."""
    moment, t = sheet.moment, sheet.tongue.t
    form, given = text_of(moment)
    size = [say(form, given, name, sheet.lang) for name in ("hours_total", "weeks", "delivery_mode")]
    rows = [
        (t("Proposer", "Responsable de la proposition"), proposer_of(moment)),
        (t("Department", "Département"), _own(sheet, "department")),
        (t("What it is", "Nature"), say(form, given, "product_type", sheet.lang)),
        (t("Size", "Ampleur"), ", ".join(part for part in size if part)),
        (t("First offering", "Première prestation"), _own(sheet, "target_start")),
        (t("Frozen", "Texte figé le"), format_day(frozen_on(sheet), sheet.lang)),
    ]
    return [Fact(label, value) for label, value in rows if value]


def frozen_on(sheet: Sheet) -> date:
    """The day the newest text that is printed was frozen; the event's own day where none is."""
    held = {r.event_id for f in sheet.declared.forms if (r := sheet.moment.revisions.get(f))}
    days = [local_day(h.event.at) for h in sheet.moment.past if h.event.id in held]
    return max(days, default=local_day(sheet.moment.event.at))


def matrix(sheet: Sheet, *, judged: bool) -> list[Evidence]:
    """The fourteen rows as on the screen; ``judged`` False shows no verdict at all (PROCESS.md 9, Covers)."""
    moment, tongue = sheet.moment, sheet.tongue
    if moment.text is None or not moment.version.workflow.evidence:
        return []
    case = Case(stage=moment.event.to_stage, now=moment.event.at, gates=moment.gates())
    verdicts = evidence.verdicts_of(moment.version, case, moment.judged()) if judged else {}
    form = moment.version.forms[moment.text.form]
    own = {code for f in form.fields().values() if f.kind in OWN_WORDS for code in f.evidences}
    rows = evidence.matrix(
        moment.version, form, moment.text.answers, tongue.lang, verdicts=verdicts, product=moment.product
    )
    most = LONGEST if any(row.demonstrated for row in rows) else LONGER
    return [
        Evidence(
            row.code,
            row.title.in_(tongue.lang),
            tongue.said(brief(row.answer, most)) if row.code in own else brief(row.answer, most),
            tongue.said(row.demonstrated),
            _mark(row, tongue.lang) if judged or row.verdict == evidence.NOT_REQUIRED else None,
        )
        for row in rows
    ]


def brief(words: str, most: int) -> str:
    """The beginning of an answer that stands in full further on: the matrix is read on one page."""
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0].rstrip(" ·;,.…") + " …"


def musts(sheet: Sheet, rows: Sequence[Evidence]) -> list[Must]:
    codes = {row.code for row in sheet.moment.version.workflow.evidence if row.must}
    return [Must(row.code, row.title, row.mark) for row in rows if row.code in codes]


def rail(sheet: Sheet) -> list[Stop]:
    """The stations: passed with the day of arrival, now, ahead."""
    workflow, lang = sheet.moment.version.workflow, sheet.lang
    station = {s.name: s.station for s in workflow.stages}
    order = [s.name for s in workflow.stations]
    at = [
        (sheet.moment.stage_at(h, h.event.to_stage), local_day(h.event.at))
        for h in sheet.moment.past
        if h.event.action != MOVED
    ]
    arrived = {station.get(stage.name, stage.station): day for stage, day in at}
    here = order.index(sheet.moment.stage.station)
    return [
        Stop(
            mark.title.in_(lang),
            format_day(arrived.get(mark.name), lang) if n <= here else "",
            "done" if n < here else "now" if n == here else "ahead",
        )
        for n, mark in enumerate(workflow.stations)
    ]


def control(sheet: Sheet) -> list[Fact]:
    """Rows of document control besides those of the imprint: what makes the copy traceable."""
    moment, t = sheet.moment, sheet.tongue.t
    workflow = moment.version.workflow
    event = moment.event
    return [
        Fact(
            t("Record", "Inscription"),
            t("Event {n}, {hash}", "Événement {n}, {hash}", n=event.seq, hash=event.hash[:16]),
        ),
        Fact(
            t("Process", "Processus"),
            t("{title}, version {n}", "{title}, version {n}", title=workflow.title, n=workflow.version),
        ),
    ]


def attachments(sheet: Sheet) -> list[Attachment]:
    """Every file named anywhere in the texts printed."""
    found: dict[str, Attachment] = {}
    for name in sheet.declared.forms:
        form = sheet.moment.version.forms[name]
        given = sheet.moment.answers(sheet.moment.revisions.get(name))
        for field in form.fields().values():
            for ref in files_in(given.get(field.name)):
                about = field.label.in_(sheet.lang)
                found[ref["digest"]] = Attachment(
                    str(ref.get("name", "")), about, size(ref.get("size"), sheet.lang), ref["digest"]
                )
    return list(found.values())


def size(octets: Any, lang: str) -> str:
    """A file's size in words."""
    if not isinstance(octets, int):
        return ""
    kilo, mega = ("Ko", "Mo") if lang == "fr" else ("KB", "MB")
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))}\u00a0{kilo}"
    words = f"{octets / 1_000_000:.1f}"
    return f"{words.replace('.', ',') if lang == 'fr' else words}\u00a0{mega}"


def _mark(row: evidence.Row, lang: str) -> Mark:
    tone = Tone.EXEMPT if row.verdict == evidence.NOT_REQUIRED else TONES[row.kind]
    return Mark(row.verdict.in_(lang), tone)


def text_of(moment: Moment) -> tuple[Form | None, Mapping[str, Any]]:
    """The form and the answers of the text that the case was about."""
    text = moment.text
    return (moment.version.forms[text.form], text.answers) if text else (None, {})


def say(form: Form | None, given: Mapping[str, Any], name: str, lang: str) -> str:
    """One answer as words; nothing where the form does not ask it."""
    field = form.fields().get(name) if form else None
    return KINDS[field.kind].say(field, given.get(name), lang) if field else ""


def _own(sheet: Sheet, name: str) -> Words:
    """An answer in its writer's words."""
    form, given = text_of(sheet.moment)
    said = say(form, given, name, sheet.lang)
    return sheet.tongue.said(said) if isinstance(given.get(name), str) else said
