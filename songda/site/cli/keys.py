"""`songda keys`: makes the keys that an installation lacks, once, and never touches those that are there."""

import click

from songda.core.evidence.note import NoteError
from songda.site.home import home_folder, make_court_keys


@click.command("keys")
@click.option(
    "--log-name",
    required=True,
    metavar="DOMAIN/log",
    help="The name under which the evidence log signs, for good; as in songda.xiaoyi.example/log.",
)
def command(log_name: str) -> None:
    """Make the keys that are missing under SONGDA_HOME/keys: key ring, log key, session secret.

    What is there stays. The court's seal (PKCS#12) comes from its certificate authority. Back the keys up apart from
    the database: without them, sealed fields and files stay closed for good.
    """
    home = home_folder()
    try:
        made = make_court_keys(home, log_name)
    except NoteError as error:
        raise click.BadParameter(str(error), param_hint="--log-name") from None
    for name in made:
        click.echo(f"made: {home / 'keys' / name}")
    if not made:
        click.echo("All keys are there.")
    click.echo("Name them in the settings; `songda check --deploy` says what is still missing.")
