"""`songda look`: looks from another machine whether the notices of a court stand, and signs what it saw."""

from pathlib import Path
from typing import Any

import click

from songda.clock import now
from songda.core.evidence.note import NoteError
from songda.exchange import ExchangeError, post
from songda.site.errors import CurableError
from songda.trust.log_keys import NoteKey
from songda.trust.looking import LIST, listed, look_at, write_look


@click.command("look")
@click.argument("address", required=False)
@click.option("--key", "key_file", type=click.Path(dir_okay=False, path_type=Path), help="The key of whoever looks.")
@click.option("--name", help="Make this key, under this name, and print what the court enters in SONGDA_LOOKERS.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write what was seen into this file.")
@click.option("--post", is_flag=True, help="Send what was seen to the court.")
@click.option("--take", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="At the court: take in such a file.")  # fmt: skip
@click.pass_context
def look(ctx: click.Context, /, address: str | None, **options: Any) -> None:
    """Look whether the public notices of the court at ADDRESS stand, from a machine that is not the court's.

    Let it run every hour. What it prints, writes or sends is signed; the court keeps it as proof that its notices
    stood. Without anything to look at it says so and ends well. It needs no database and no home.
    """
    take, key_file = options["take"], options["key_file"]
    if take is not None:
        _take_in(take)
        return
    if key_file is None:
        raise CurableError("Nobody signs without a key.", "Name one with --key; --name makes it.")
    if options["name"] is not None:
        click.echo(_make_key(key_file, options["name"]))
        return
    if address is None:
        raise CurableError("Which court?", "Give the address of its public pages.")
    note = _look(address, _key(key_file))
    if options["out"] is not None:
        options["out"].write_text(note, encoding="utf-8")
    if options["post"]:
        _send(address, note)
    if options["out"] is None and not options["post"]:
        click.echo(note, nl=False)
    ctx.exit(0 if all(" stood " in line for line in _pages(note)) else 1)


def _pages(note: str) -> list[str]:
    return note.partition("\n\n")[0].splitlines()[3:]


def _make_key(path: Path, name: str) -> str:
    try:
        return str(NoteKey.create(path, name).verifier)
    except FileExistsError:
        raise CurableError(f"There is a key in {path} already.", "Leave --name out, or name another file.") from None
    except NoteError as wrong:
        raise CurableError(f"{wrong}.", "Give another --name.") from wrong


def _key(path: Path) -> NoteKey:
    try:
        return NoteKey.load(path)
    except (NoteError, OSError) as wrong:
        raise CurableError(f"The key in {path} cannot be read: {wrong}.", "Make one with --name.") from wrong


def _look(address: str, key: NoteKey) -> str:
    pages = listed(address)
    if pages is None:
        raise CurableError(f"{address} does not say which notices stand.", f"Look at {address}{LIST} in a browser.")
    return write_look(address, now(), look_at(address, pages), key)


def _send(address: str, note: str) -> None:
    try:
        answer = post(f"{address.rstrip('/')}/notices/looks", note.encode(), {"Content-Type": "text/plain"})
    except ExchangeError as away:
        raise CurableError(f"{address} does not answer.", "Keep the look with --out, and send it later.") from away
    if answer.status != 200:
        answer_text = answer.body.decode("utf-8", "replace").strip()[:200]
        raise CurableError(f"The court did not take it: {answer_text}", "Keep it with --out.")


def _take_in(path: Path) -> None:
    from songda.site.environment import prepare_django

    prepare_django()
    from songda.core.refusal import Refused
    from songda.records.ways.public_notices.outside import take_in

    try:
        count = take_in(path.read_text(encoding="utf-8"), now())
    except Refused as refused:
        raise CurableError(refused.sentence("en"), "Look at SONGDA_LOOKERS and at the file.") from refused
    click.echo(f"{count} notices")
