"""Public notices and what was tried before them, for the tests of the ladder."""

from tests.core.law.given import (
    OTHER_HASH,
    Json,
    attempt,
)

KNOWN: Json = {"missing": False}
NOTICE = attempt("public_notice", None, "published 2022-03-01", id="n1")
VISIT = attempt("direct", None, "failed 2022-02-02", id="a1")
LETTER = attempt("mail", "found", "returned 2022-02-10", id="a2")
SERVED = "effective 2022-03-31 public_notice"
FOR_THE_JUDGE = "awaiting_judge"
NOBODY = "not_effective"

FAIL, ALL, WITHOUT = "notice_ladder_incomplete", "notice_needs_the_ladder", "notice_without_ground"
OUT = "notice_other_ways_fail"


def other(way: str, *events: str, **more: object) -> Json:
    """A try for another order."""
    return attempt(way, None, *events, id=f"other-{way}", paper_sha256=OTHER_HASH, **more)


def message(address_class: str, *events: str) -> Json:
    """A text message for another order."""
    return attempt("sms", address_class, *events, id="other-sms", paper_sha256=OTHER_HASH)


HOME = other("mail", "returned 2022-02-20") | {"address_class": "confirmed"}
