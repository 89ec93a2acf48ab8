"""`songda export`: the proof of one service as a file."""

from pathlib import Path
from uuid import UUID

import click

from songda.site.environment import prepare_django


@click.command("export")
@click.argument("service", type=click.UUID)
@click.option("--output", type=click.Path(path_type=Path), help="Where to write it; default: SERVICE.zip here.")
def command(service: UUID, output: Path | None) -> None:
    """Write the proof bundle of SERVICE, to be checked anywhere with `songda verify`.

    SERVICE is its id: the end of its page's address in the console, or `id` in the API.
    """
    prepare_django()
    from songda.clock import now
    from songda.records.delivery.orders.models import Service
    from songda.records.ground.evidence.queries import NotCoveredError
    from songda.records.proof.certificates.bundles import hand_out

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
