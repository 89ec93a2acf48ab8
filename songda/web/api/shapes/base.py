"""The ground of every shape: unknown fields are refused, so that a mistyped name is never silently ignored."""

from datetime import UTC, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from songda.clock import EARLIEST, LATEST
from songda.core.identifiers.typed import one_line, visible

LARGEST_BULK = 1000
WITHOUT_NUL = r"^[^\x00]*$"  # no text column takes it
Text = Annotated[str, Field(max_length=400, pattern=WITHOUT_NUL), AfterValidator(one_line)]
How = Annotated[str, Field(max_length=40, pattern=WITHOUT_NUL), AfterValidator(one_line)]
Lines = Annotated[str, Field(max_length=400, pattern=WITHOUT_NUL), AfterValidator(visible)]


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Moment = Annotated[
    AwareDatetime,
    Field(ge=EARLIEST, lt=LATEST),
    AfterValidator(_in_utc),
]


class In(Schema):
    """Something that comes in."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Out(Schema):
    """Something that goes out."""


class ProblemOut(Out):
    """A refusal (RFC 9457), its sentence in both languages, and the place in the request that it is about.

    `detail` is the sentence in the language of the header Accept-Language; `code` is what programs go by.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    sentence_zh: str
    sentence_en: str
    path: str = ""
    part: str = ""
    errors: list["FieldProblemOut"] = []


class FieldProblemOut(Out):
    """One field that has not the right form."""

    path: str
    sentence_zh: str
    sentence_en: str
