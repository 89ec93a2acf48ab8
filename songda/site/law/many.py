"""`songda explain --many`: answers a file of facts, one a line; it may be stopped at any moment and gone on with."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

import click

from songda.core.law.batch import Batch
from songda.core.law.facts.fields import LARGEST
from songda.core.words import say

EVERY = 100_000  # lines after which it is told how far it has come
_PIECE = 1 << 20


def answer_many(source: Path, out: Path | None, language: str, *, go_on: bool) -> int:
    """Answer every line; the exit code: 2 where one of them could not be used. Answers that are there stay untouched.

    For each line there is one line of answer, so that how far a stopped file of answers reaches tells where to go on.
    """
    if out is not None and not go_on and out.exists():
        raise click.ClickException(say("command_line.explain.out_exists", language, path=str(out)))
    batch, wrong = Batch(language), 0
    with source.open("rb") as given, _target(out, go_on=go_on) as target:
        done = _kept_lines(target) if go_on and out else 0
        for number, line in enumerate(_lines(given), 1):
            if number <= done:
                continue
            answered = batch.answer_bytes(line)
            target.write(answered.line.encode("utf-8", "backslashreplace") + b"\n")
            if answered.wrong:
                wrong += 1
                click.echo(f"{source}:{number}: {answered.wrong}", err=True)
            if number % EVERY == 0:
                click.echo(f"{number:,} …", err=True)
    return 2 if wrong else 0


def _target(out: Path | None, *, go_on: bool) -> AbstractContextManager[BinaryIO]:
    if out is None:
        return nullcontext(sys.stdout.buffer)
    return out.open("r+b" if go_on and out.exists() else "wb")


def _kept_lines(target: BinaryIO) -> int:
    """How many whole lines of answers there are; a last one that was cut off is taken away."""
    lines, whole, position = 0, 0, 0
    while piece := target.read(_PIECE):
        lines += piece.count(b"\n")
        last = piece.rfind(b"\n")
        whole = position + last + 1 if last >= 0 else whole
        position += len(piece)
    target.seek(whole)
    target.truncate()
    return lines


def _lines(given: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is longer than facts may be no more is held than shows it."""
    while line := given.readline(LARGEST + 2):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = given.readline(LARGEST)
        yield line.rstrip(b"\r\n")
