"""`approval demo`: carry every concept of a folder through the process, and keep every document that comes of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import click

from ..calendar import local_day
from ..desk import Desk
from ..language import ZONE
from ..operations.carrying import MORNING, Told
from ..operations.demonstrating import Ending, Journey, demonstrate
from ..operations.drafting import FIRST_FORM
from ..operations.importing import Unreadable, read_submission
from ..operations.seeding import seed as copy_cases
from ..operations.working import Tools, run_due, tools_of
from ..settings import Settings, from_environment
from .documents import keep_documents
from .installation import desk_of, failures, installation
from .showing import is_empty, show_people, show_proposals
from .submissions import WORKFLOW

LETTERS_LEAVE = timedelta(days=2)
"""The last letter's retraction window has closed by then."""


@click.command()
@click.option(
    "--samples",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="A concept's file, or a folder of them.",
)
@click.option(
    "--documents",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the PDFs go: FOLDER/<reference>/<document>-<language>.pdf.",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day it begins (default: today).")
def demo(samples: Path, documents: Path, as_of: datetime | None) -> None:
    """Carry concepts through the whole process, as the people of the demonstration, in a fresh database.

    One that its form does not let through stays a draft, with the reasons. `about.expected_result` of a file
    leads it to a return or a refusal; all others go to the Board and to launch. What they lack for the later
    forms is filled with text marked as demonstration. One line for each action.
    """
    files = sorted(samples.glob("*.json")) if samples.is_dir() else [samples]
    if not files:
        raise click.ClickException(f"{samples} holds no .json file.")
    begins = datetime.combine(
        as_of.date() if as_of else local_day(datetime.now(UTC)), MORNING, ZONE
    ).astimezone(UTC)
    with failures():
        settings = _fresh(_without_mail())
        with installation(settings) as app, tools_of(desk_of(app)) as tools:
            show_people(begins)
            show = Show(desk_of(app), tools, begins, documents)
            failed = sum(not show.one(file) for file in files)
    click.echo(
        f"\n{len(files) - failed} of {len(files)} ended as they should. The database is in {settings.data}"
    )
    if failed:
        raise click.ClickException(f"{failed} of {len(files)} did not end as they should.")


@click.command()
@click.argument("number", type=click.IntRange(1, 1_000_000))
def seed(number: int) -> None:
    """Add NUMBER plausible cases in various stages, for measuring. In a demonstration's database only."""
    with failures(), installation(_without_mail()) as app:
        show_proposals(app, datetime.now(UTC))
        begun = monotonic()
        with click.progressbar(length=number, label="Cases") as bar:
            models = copy_cases(desk_of(app), number, lambda done: bar.update(done - bar.pos))
        click.echo(
            f"{number} cases, copied from {models}, in {monotonic() - begun:.1f} s. approval audit verify checks them."
        )


def _without_mail() -> Settings:
    """The installation as a demonstration: invented people get no real mail."""
    return replace(from_environment(demo=True), smtp_url="")


@dataclass(frozen=True, slots=True)
class Show:
    """Every concept begins on the same morning; documents are made as time passes."""

    desk: Desk
    tools: Tools
    begins: datetime
    documents: Path

    def one(self, file: Path) -> bool:
        """Whether the concept ended where it should, with all its documents."""
        click.echo(f"\n{click.style(file.name, bold=True)}")
        form = self.desk.versions.newest(WORKFLOW).forms[FIRST_FORM]
        try:
            submission = read_submission(form, file.read_bytes(), self.begins)
        except Unreadable as error:
            for problem in error.problems:
                click.echo(f"  refused: {problem}")
            return False
        for warning in submission.warnings:
            click.echo(f"  note: {warning}")
        ending = demonstrate(
            self.desk, submission, Journey(self.begins, tell=_line, pass_time=self._meanwhile)
        )
        self._meanwhile(ending.now + LETTERS_LEAVE)
        kept, lacking = keep_documents(self.desk, ending.reference, self.documents / ending.reference)
        for name in lacking:
            click.echo(f"  not made: {name} (approval doctor says what PDFs need)")
        click.echo(f"  {kept} documents in {self.documents / ending.reference}")
        return self._well(ending) and not lacking

    def _well(self, ending: Ending) -> bool:
        """A draft that its own form holds back is as it should be; a case that got stuck later is not."""
        for reason in ending.reasons:
            click.echo(f"  {'still to mend' if ending.drafted else 'stuck'}: {reason}")
        click.echo(f"  {ending.reference} ends in {ending.stage}, {local_day(ending.now)}")
        return ending.reached or ending.drafted

    def _meanwhile(self, moment: datetime) -> None:
        run_due(self.desk, moment, self.tools)


def _line(told: Told) -> None:
    to = f" → {told.to.en}" if told.to else ""
    click.echo(f"  {told.reference}  {local_day(told.at)}  {told.who:<24} {told.what.en}{to}")


def _fresh(settings: Settings) -> Settings:
    """The installation that the environment names where it is empty, else a new one beside it."""
    with installation(settings):
        if is_empty():
            return settings
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    data = settings.data / f"demonstration-{stamp}"
    data.mkdir(parents=True)
    click.echo(f"The installation in {settings.data} is in use; this demonstration has its own in {data}")
    return replace(settings, data=data, database_url=f"sqlite:///{data / 'approval.db'}")
