"""`songda verify`: checks a proof bundle offline and names exactly what fails."""

from pathlib import Path

import click

from songda.core.evidence.bundle_reading import BundleError
from songda.site.curable import CurableError
from songda.trust.offline.command import read_fingerprint, run


@click.command("verify")
@click.argument("bundle", type=click.Path(exists=True, path_type=Path))
@click.option("--key", "keys", multiple=True, metavar="FINGERPRINT", help="A key that you trust; may be repeated.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the findings for other programs.")
@click.pass_context
def command(ctx: click.Context, bundle: Path, keys: tuple[str, ...], language: str, as_json: bool) -> None:
    """Check a proof BUNDLE (zip file or folder) without network or database.

    Exit code 0: all that was checked holds; 1: something fails; 2: it cannot be read.
    """
    try:
        trusted = [read_fingerprint(key) for key in keys]
        shown, code = run(bundle, trusted, language, as_json=as_json)
    except ValueError as error:
        raise CurableError(f"{bundle}: {error}.", _cure(error)) from error
    click.echo(shown, nl=False)
    ctx.exit(code)


def _cure(error: ValueError) -> str:
    if isinstance(error, BundleError):
        return "Give the zip file that `songda export` wrote, or the folder that it was unpacked into."
    return "Copy the fingerprint from where the court publishes it."
