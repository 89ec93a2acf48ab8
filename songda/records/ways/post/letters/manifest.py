"""The list of a batch that goes with the letters: a sheet for the carrier's signature, and rows for programs."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from songda.core.language import COURT_LANGUAGE
from songda.core.words import say
from songda.records.ways.post.letters.actions import lines_of
from songda.records.ways.post.letters.models import Batch, Letter
from songda.trust.typesetting.post import Manifest, manifest_sheet_pdf

COLUMNS = ("n", "number", "postcode", "place", "pages")


def manifest_pdf(batch: Batch, letters: Sequence[Letter]) -> bytes:
    """The sheet, in the court's language; the batch comes with its court."""
    made_at = batch.made_at.astimezone(ZoneInfo(batch.court.zone))
    head = [
        (_phrase("batch"), name_of(batch)),
        (_phrase("product"), say(f"letters.product.{batch.product}", COURT_LANGUAGE)),
        (_phrase("made_at"), f"{made_at:%Y-%m-%d %H:%M}"),
        (_phrase("count"), str(len(letters))),
    ]
    return manifest_sheet_pdf(
        Manifest(
            court=batch.court.name,
            title=_phrase("title"),
            head=head,
            columns=[_phrase(column) for column in COLUMNS],
            rows=rows_of(letters),
            signatures=[_phrase("court"), _phrase("carrier")],
        ),
        batch.made_at,
    )


def rows_of(letters: Sequence[Letter]) -> list[list[str]]:
    """A line for each letter, in the order of the columns."""
    return [
        [str(each.place_in_batch), each.number, each.postcode, _place(each), str(each.pages or 0)] for each in letters
    ]


def name_of(batch: Batch) -> str:
    """The day and the number by which people call a batch."""
    made_on = batch.made_at.astimezone(ZoneInfo(batch.court.zone))
    return f"{made_on:%Y%m%d}-{batch.n}"


def _place(letter: Letter) -> str:
    return " ".join(line for line in lines_of(letter) if line != letter.postcode)


def _phrase(word: str) -> str:
    return say(f"letters.manifest.{word}", COURT_LANGUAGE)
