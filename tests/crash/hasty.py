"""The `approval` command as it is, again and again, by processes that need not read its code first.

Each line read names the words of one command: a fork of this process becomes it, and its end is told by
``hasty ended CODE``. Templates are compiled once for all, and a lease runs out while a test can wait for it.
After each commit a moment passes in which nobody has been told yet: it is there to be killed in.
"""

import json
import os
import sys
import time
from datetime import timedelta

import click
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from sqlalchemy.orm import Session

import approval.app  # noqa: F401  what every command begins with
from approval.cli import main
from approval.operations import working

if __name__ == "__main__":
    working.LEASE = timedelta(seconds=5)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(os.environ["COMPILED_TEMPLATES"])}
    event.listen(Session, "after_commit", lambda _: time.sleep(0.03))
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.argv[1:] = json.loads(line)
            sys.exit(main())
        click.echo(f"hasty started {child}")
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        click.echo(f"hasty ended {code}")
