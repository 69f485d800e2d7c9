"""`python -m approval`: the same as the command `approval`."""

from .cli import main

main(prog_name="approval")
