"""`songda admit`: opens an account of weight from the command line, while no two people run the court yet."""

import click

from songda.clock import now
from songda.core.access import Role
from songda.site.environment import prepare_django


@click.command("admit")
@click.argument("code")
@click.argument("username")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="The office.")
def command(code: str, username: str, name: str, role: str) -> None:
    """Open an account USERNAME for the person NAME in the court CODE (as in its case numbers: 晋1181).

    In the console accounts of judges, supervisors and administrators need two people who run the court. The first two
    are opened here, by whoever runs the machine. Prints the first password once; it must be changed at the first
    sign-in.
    """
    prepare_django()
    from songda.core.refusal import Refused
    from songda.site.opening import admit_person

    try:
        password = admit_person(code, username, name, Role(role), now())
    except Refused as refused:
        raise click.UsageError(refused.sentence("en")) from None
    except LookupError as missing:
        raise click.UsageError(str(missing)) from None
    click.echo(f"First password of {username}: {password}")
    click.echo("It is shown this once and must be changed at the first sign-in.")
