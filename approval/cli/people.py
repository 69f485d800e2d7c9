"""`approval init` and `approval sign-in-link`: the first administrator, and a way in for anybody who is known."""

from datetime import UTC, datetime

import click

from ..operations import Invalid, NotAllowed
from ..operations.accounts import invite
from ..operations.installing import name_first_administrator
from .installation import installation
from .showing import link_for


@click.command()
@click.option("--name", prompt="Name of the first administrator", help="As it is shown to others.")
@click.option("--email", prompt="E-mail", help="The address is the account's name.")
def init(name: str, email: str) -> None:
    """Prepare the installation and name its first administrator. Prints a one-time link to sign in.

    Everybody else is added in the browser. It is done once: afterwards `approval sign-in-link` lets an
    administrator back in.
    """
    with installation() as app:
        now = datetime.now(UTC)
        try:
            name_first_administrator(name, email, now=now)
        except (Invalid, NotAllowed) as error:
            raise click.ClickException(f"{error}.") from error
        click.echo(f"{name} is the first administrator. This link signs in once, within an hour:")
        click.echo(f"  {link_for(app, invite(email, now))}")
        click.echo("Start the application with: approval serve")


@click.command("sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a link that signs EMAIL in once, within an hour. The person may sign in from then on."""
    with installation() as app:
        try:
            token = invite(email, datetime.now(UTC))
        except LookupError as error:
            raise click.ClickException(f"Nobody here has the address {email}.") from error
        click.echo(link_for(app, token))
