"""Commands for who works in a court.

`songda court` opens a court with its first account, before anybody can sign in; `songda admit` an account of weight,
while no two people run the court yet; `songda signon` enters what the court's single sign-on calls somebody; `songda
signout` ends the sessions of one member of staff, or of everybody.
"""

import click

from songda.clock import now
from songda.core.access import Role
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
def court(administrator: str, administrator_name: str, **court: str) -> None:
    """Open the court CODE (as in its case numbers: 晋1181) with its NAME and its first administrator.

    Prints that account's first password once; it must be changed at the first sign-in. Until then the same command
    gives another one, should the first be lost. The administrator admits everybody else in the console.
    """
    prepare_django()
    from songda.core.refusal import Refused
    from songda.site.accounts import Opening, open_court

    opening = Opening(court=court, username=administrator, display_name=administrator_name)
    try:
        password = open_court(opening, now())
    except Refused as refused:
        raise click.UsageError(refused.sentence("en")) from None
    click.echo(f"The court {court['code']} {court['name']} is open.")
    _show_password(administrator, password)


@click.command("admit")
@click.argument("code")
@click.argument("username")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="The office.")
def admit(code: str, username: str, name: str, role: str) -> None:
    """Open an account USERNAME for the person NAME in the court CODE (as in its case numbers: 晋1181).

    In the console accounts of judges, supervisors and administrators need two people who run the court. The first two
    are opened here, by whoever runs the machine. Prints the first password once; it must be changed at the first
    sign-in.
    """
    prepare_django()
    from songda.core.refusal import Refused
    from songda.site.accounts import admit_person

    try:
        password = admit_person(code, username, name, Role(role), now())
    except Refused as refused:
        raise click.UsageError(refused.sentence("en")) from None
    except LookupError as missing:
        raise click.UsageError(str(missing)) from None
    _show_password(username, password)


def _show_password(username: str, password: str) -> None:
    click.echo(f"First password of {username}: {password}")
    click.echo("It is shown this once and must be changed at the first sign-in.")


@click.command("signon")
@click.argument("username")
@click.argument("name", required=False)
@click.option("--strike", is_flag=True, help="The single sign-on opens the account no more.")
def signon(username: str, name: str | None, *, strike: bool) -> None:
    """Let whoever the court's single sign-on calls NAME in as USERNAME, once they have shown their second factor.

    In the console two people do so for one account; here whoever runs the machine does it for many.
    """
    if bool(name) == strike:
        raise click.UsageError("Say what the single sign-on calls them, or --strike.")
    prepare_django()
    from songda.core.refusal import Refused
    from songda.records.court.staff.office import ENGINE
    from songda.records.court.staff.queries import user_named
    from songda.records.court.staff.signing_in import name_for_sign_on, strike_sign_on

    user = user_named(username)
    if user is None:
        raise click.UsageError(f"Nobody has the user name {username}.")
    try:
        if name:
            name_for_sign_on(user, name, ENGINE, now())
        else:
            strike_sign_on(user, ENGINE, now())
    except Refused as refused:
        raise click.UsageError(refused.sentence("en")) from None


@click.command("signout")
@click.argument("username", required=False)
@click.option("--everybody", is_flag=True, help="All staff of all courts.")
def signout(username: str | None, *, everybody: bool) -> None:
    """Sign the member of staff USERNAME out wherever they are signed in, at once; their password stays.

    An administrator of the court does the same in the console by giving a new password or closing the account.
    """
    if bool(username) == everybody:
        raise click.UsageError("Name one member of staff, or say --everybody.")
    prepare_django()
    from songda.records.court.staff.office import ENGINE
    from songda.records.court.staff.queries import user_named
    from songda.records.court.staff.signing_in import end_sessions
    from songda.records.ways.visits.rounds import release_phones

    user = user_named(username) if username else None
    if username and user is None:
        raise click.UsageError(f"Nobody has the user name {username}.")
    release_phones(user, ENGINE, now())
    click.echo(f"Sessions ended: {end_sessions(user)}")
