"""Write the next revision: what the models have that the last revision has not. For developers.

The first one also has the triggers, which Alembic does not see.
"""

import subprocess
import sys
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from .. import database  # noqa: F401  (how a connection to SQLite begins)
from . import HERE, configuration

FIRST = "Lay down the tables"
APPEND_ONLY = '''
REFUSED = "the record is only ever added to"
RECORDS = ("event", "statement", "revision")


def refuse_changes() -> None:
    """The database itself refuses to change or remove what happened."""
    if op.get_bind().dialect.name == "sqlite":
        for table in RECORDS:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_{verb.lower()}_refused BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
                )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    for table in RECORDS:
        op.execute(
            f"CREATE TRIGGER {table}_refused BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
'''


def main(message: str) -> None:
    """``--again`` writes the first revision anew, while it is the only one and nobody has used it."""
    known = sorted((HERE / "versions").glob("[0-9]*.py"))
    if message == "--again" and len(known) == 1:
        known.pop().unlink()
        message = FIRST
    number = len(known) + 1
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        config = configuration(connection)
        if number > 1:
            command.upgrade(config, "head")
        script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
    path = Path(script.path)  # type: ignore[union-attr]
    text = path.read_text()
    if number == 1:
        text = text.rstrip() + "\n    refuse_changes()\n" + "\n" + APPEND_ONLY
    path.write_text(text)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=True)  # noqa: S603
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(sys.argv[1])
