"""Commands for the proof of one service: `songda export` writes it as a file, `songda verify` checks such a file.

Checking needs no database and names exactly what fails.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from songda.core.evidence.bundle import BundleError
from songda.core.evidence.deciding.again import decide_again
from songda.core.words import languages
from songda.site.environment import prepare_django
from songda.site.errors import CurableError
from songda.trust.offline.command import TILES_ALONE, read_fingerprint, read_kept, read_witness_policy, run, visible
from songda.trust.offline.pack import own_files
from songda.trust.offline.wishes import Wishes


@click.command("verify")
@click.argument("bundle", type=click.Path(exists=True, path_type=Path))
@click.option("--key", "keys", multiple=True, metavar="FINGERPRINT", help="A key that you trust; may be repeated.")
@click.option("--require-stamp", is_flag=True, help="Fail where a time stamp is missing.")
@click.option("--against", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A checkpoint that you kept; the log must have one history with it. May be repeated.")  # fmt: skip
@click.option("--policy", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The witnesses that you ask for, and how many of them (C2SP tlog-policy).")  # fmt: skip
@click.option("--tiles", default="", help="The log's public address (https://…/log), or a folder with its tiles.")
@click.option("--law", "by_law", is_flag=True,
              help="Also ask the law of this version again, with the facts that the certificate rests on.")  # fmt: skip
@click.option("--language", type=click.Choice(languages()), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the findings for other programs.")
@click.pass_context
def verify(ctx: click.Context, /, bundle: Path, language: str, as_json: bool, **options: Any) -> None:
    """Check a proof BUNDLE (zip file or folder) without database and, unless --tiles names an address, without network.

    Exit code 0: all that was checked holds; 1: something fails; 2: it cannot be read.
    """
    if options["tiles"] and not options["against"]:
        raise click.UsageError(f"{TILES_ALONE}.")
    try:
        trusted = [read_fingerprint(key) for key in options["keys"]]
        kept, policy = read_kept(options["against"]), read_witness_policy(options["policy"])
        wishes = Wishes(trusted, options["require_stamp"], kept, options["tiles"], own_files(), policy)
        wishes = replace(wishes, decide_again=decide_again if options["by_law"] else None)
        shown, code = run(bundle, wishes, language, as_json=as_json)
    except ValueError as error:
        raise CurableError(visible(f"{bundle}: {error}."), _cure(error)) from error
    click.echo(shown, nl=False)
    ctx.exit(code)


def _cure(error: ValueError) -> str:
    if isinstance(error, BundleError):
        return "Give the zip file that `songda export` wrote, or the folder that it was unpacked into."
    return "Copy the fingerprint from where the court publishes it."


@click.command("export")
@click.argument("service", type=click.UUID)
@click.option("--output", type=click.Path(path_type=Path), help="Where to write it; default: SERVICE.zip here.")
def export(service: UUID, output: Path | None) -> None:
    """Write the proof bundle of SERVICE, to be checked anywhere with `songda verify`.

    SERVICE is its id: the end of its page's address in the console, or `id` in the API.
    """
    prepare_django()
    from songda.clock import now
    from songda.records.ground.evidence.queries import NotCoveredError
    from songda.records.proof.certificates.bundles import hand_out
    from songda.records.service.orders.models import Service

    target = output or Path(f"{service}.zip")
    try:
        _write(target, hand_out(Service.objects.select_related("envelope").get(id=service), "engine", now()))
    except Service.DoesNotExist:
        raise click.BadParameter("there is no service with this id", param_hint="SERVICE") from None
    except NotCoveredError:
        raise click.ClickException("its newest events are not sealed yet; try again in a few seconds") from None
    click.echo(f"written: {target}")


def _write(target: Path, body: bytes) -> None:
    """Whole or not at all: half a proof would be taken for a forged one."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(body)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{target} cannot be written: {error.strerror}") from None
