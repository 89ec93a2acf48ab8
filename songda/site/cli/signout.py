"""`songda signout`: ends the sessions of one member of staff, or of everybody."""

import click

from songda.site.environment import prepare_django


@click.command("signout")
@click.argument("username", required=False)
@click.option("--everybody", is_flag=True, help="All staff of all courts.")
def command(username: str | None, *, everybody: bool) -> None:
    """Sign the member of staff USERNAME out wherever they are signed in, at once; their password stays.

    An administrator of the court does the same in the console by giving a new password or closing the account.
    """
    if bool(username) == everybody:
        raise click.UsageError("Name one member of staff, or say --everybody.")
    prepare_django()
    from songda.records.court.staff.queries import user_named
    from songda.records.court.staff.signing_in import end_sessions

    user = user_named(username) if username else None
    if username and user is None:
        raise click.UsageError(f"Nobody has the user name {username}.")
    click.echo(f"Sessions ended: {end_sessions(user)}")
