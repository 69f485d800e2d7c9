"""``python -m tests.bench [N …]``: what pages, actions and documents cost, as multiples measured in this run.

B is the empty view of a bare Flask application in the same process, asked in turns with what is measured, so that a
slow machine changes no ratio much. Budgets are those the project set itself; a figure over its budget is marked,
and nothing fails: a machine that does something else at the same moment is no fault of the code.

The same database grows from one N to the next; pages are measured at each. It takes some minutes.
"""

import gc
import sys
import tempfile
from pathlib import Path

from approval.app import create_app
from approval.cli.showing import show_proposals
from approval.models.database import db
from approval.operations.founding import found, found_demonstration
from approval.operations.seeding import seed
from approval.operations.upgrading import upgrade
from approval.settings import Settings
from approval.web.context import system_clock
from tests.bench import actions, joining, pages, printing

SIZES = [1_000, 10_000]


def main() -> None:
    sizes = sorted(int(n) for n in sys.argv[1:]) or SIZES
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), sizes)
    printing.print_times()
    joining.print_joining_times()


def measure(folder: Path, sizes: list[int]) -> None:
    """One database that grows; pages at each size, actions at the last."""
    settings = Settings(
        data=folder, database_url=f"sqlite:///{folder / 'a.db'}", secret_key="k" * 32, demo=True
    )
    upgrade(settings)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        found()
        found_demonstration(system_clock())
        show_proposals(app, system_clock())
    gc.freeze()  # as ``approval serve`` does
    found_so_far, measured = 0, []
    for number in sizes:
        with app.app_context():
            seed(app.extensions["desk"], number - found_so_far)
            db.session.remove()
        found_so_far = number
        measured.append((number, pages.measure(app, number)))
    if len(measured) > 1:
        pages.print_growth(measured[0], measured[-1])
    actions.print_times(app)
    with app.app_context():
        db.engine.dispose()


if __name__ == "__main__":
    main()
