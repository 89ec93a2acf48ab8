"""`songda court`: opens a court with its first account, before anybody can sign in."""

import click

from songda.clock import now
from songda.core.warnings import COURT_LINE
from songda.site.environment import prepare_django


@click.command("court")
@click.argument("code")
@click.argument("name")
@click.option("--name-en", default="", help="The court's name in English.")
@click.option("--phone", default=COURT_LINE, show_default=True, help="The telephone number that messages name.")
@click.option("--zone", default="Asia/Shanghai", show_default=True, help="The court's time zone.")
@click.option("--street", default="", help="Where the court is.")
@click.option("--administrator", required=True, metavar="USER", help="User name of the first account.")
@click.option("--administrator-name", required=True, metavar="NAME", help="Name of that person.")
def command(administrator: str, administrator_name: str, **court: str) -> None:
    """Open the court CODE (as in its case numbers: 晋1181) with its NAME and its first administrator.

    Prints that account's first password once; it must be changed at the first sign-in. Until then the same command
    gives another one, should the first be lost. The administrator admits everybody else in the console.
    """
    prepare_django()
    from songda.core.refusal import Refused
    from songda.site.opening import Opening, open_court

    opening = Opening(court=court, username=administrator, display_name=administrator_name)
    try:
        password = open_court(opening, now())
    except Refused as refused:
        raise click.UsageError(refused.sentence("en")) from None
    click.echo(f"The court {court['code']} {court['name']} is open.")
    click.echo(f"First password of {administrator}: {password}")
    click.echo("It is shown this once and must be changed at the first sign-in.")
