"""`songda keys`: makes the keys that an installation lacks, and puts new ones in the place of old ones."""

import click

from songda.clock import now
from songda.core.evidence.note import NoteError
from songda.site.environment import prepare_django
from songda.site.home import home_folder, make_court_keys

NEXT = """Now:
  1. Copy the key ring to where its backup lies: older copies do not open what the new key seals.
  2. Where web and workers run on several machines, copy it to each of them.
  3. Restart web and workers; until then they seal with the key before.
  4. `songda check`, and `songda files --read`, which opens every file."""


AFTER_NAMING = """Now:
  1. Copy the new key file to the backup of keys, and to every machine on which workers run.
  2. Publish its fingerprint beside the one in force.
  3. When a few weeks have passed, or at once if need be: `songda keys retire`."""


@click.group("keys", invoke_without_command=True)
@click.option(
    "--log-name",
    metavar="DOMAIN/log",
    help="The name under which the evidence log signs, for good; as in songda.xiaoyi.example/log.",
)
@click.pass_context
def keys(ctx: click.Context, log_name: str | None) -> None:
    """Make the keys that are missing under SONGDA_HOME/keys: key ring, event keys, log keys, session secret.

    What is there stays. The court's seal (PKCS#12) comes from its certificate authority. Back the keys up apart from
    the database: without them, sealed fields and files stay closed for good. `songda keys rotate` puts a new key on a
    ring that is there.
    """
    if ctx.invoked_subcommand is not None:
        return
    if log_name is None:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
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


@keys.command("name")
def name_second_key() -> None:
    """Write into the evidence log which second key (ML-DSA-44) is its own.

    From then on every proof carries that event, and `songda verify` takes the second key on the word of the first. To
    be repeated after the second key was changed; what the log says already is not written again.
    """
    prepare_django()
    from songda.records.ground.evidence.second_key import log_second_key

    key = log_second_key(now())
    if key is None:
        raise click.UsageError("There is no second key. Make it: songda keys --log-name NAME")
    click.echo(f"The log names its second key: {key.fingerprint}.")


@keys.command("succeed")
def name_successor() -> None:
    """Make the key that is to follow on the log's own, and write into the log that it will, signed by both.

    From then on both sign, so that nobody who knows either of them is left behind. `songda keys retire` ends that.
    """
    prepare_django()
    from songda.site.keys import succeed

    naming = succeed(now())
    click.echo(f"The log names its next key: {naming.new.fingerprint}.")
    click.echo(f"For whoever names the log's key by its line: {naming.new}")
    click.echo(AFTER_NAMING)


@keys.command("retire")
def retire_log_key() -> None:
    """Retire the log's key: the one that it named signs alone from now on.

    Refused until a checkpoint that both keys signed covers the naming, and enough of the witnesses saw one.
    """
    prepare_django()
    from songda.site.keys import retire

    retired = retire(now())
    click.echo(f"The log's key is {retired.key.fingerprint} from now on.")
    click.echo(
        f"The one before lies in {retired.before}: put it into the closed backup of keys, and take it away here."
    )


@keys.command("rotate")
def rotate_keys() -> None:
    """Put a new key on the key ring; from now on it seals names, numbers and files.

    What older keys sealed still opens: they stay on the ring. The keys of the evidence log and of the seal, and the
    secrets of searches and links, stay what they are: docs/howto/change-keys.md says why, and what can be done.
    """
    prepare_django()
    from songda.site.keys import rotate

    rotated = rotate()
    click.echo(f"{rotated.path}: key {rotated.current} seals from now on.")
    click.echo(f"Key {rotated.before} stays for what it sealed; {rotated.keys} keys are on the ring.")
    click.echo(NEXT)
