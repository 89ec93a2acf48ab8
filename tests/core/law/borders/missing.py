"""Which rows have no case in the tables, or no near miss, and for which of them it is said why.

    python -m tests.core.law.borders.missing

names those that nobody explained, and ends with 1 if there are any.
"""

import sys
import tomllib
from collections.abc import Iterator

from songda.core.law import jurisdictions
from tests.core.law import acting
from tests.core.law.borders.describing import described, heading_of
from tests.core.law.borders.tables import FOLDER, borders

NO_CASE = "no case"
NO_NEAR_MISS = "no near miss"
EXPLAINED = FOLDER / "explained.toml"


def missing() -> Iterator[tuple[str, str]]:
    """What is missing, and the row as the tables head it."""
    kept = {(border.heading, *border.about): border for border in borders()}
    for jurisdiction in jurisdictions():
        for kind, row in acting.every_row(jurisdiction):
            heading = heading_of(kind, row)
            border = kept.get((heading, *described(kind, row)))
            if border is None:
                yield NO_CASE, heading
            elif not border.has_near_miss:
                yield NO_NEAR_MISS, heading


def explained() -> dict[tuple[str, str], str]:
    """Why it cannot be otherwise, as it stands on file."""
    groups = tomllib.loads(EXPLAINED.read_text(encoding="utf-8")).get("explained", [])
    return {(group["missing"], row): group["why"] for group in groups for row in group["rows"]}


def unexplained() -> list[str]:
    """What is missing without a reason, and reasons that explain nothing any more."""
    found, known = list(dict.fromkeys(missing())), explained()
    return [
        *(f"{what} for {row}" for what, row in found if (what, row) not in known),
        *(f"explained, yet there is one: {what} for {row}" for what, row in known if (what, row) not in found),
    ]


if __name__ == "__main__":
    wanting = unexplained()
    sys.stdout.writelines(f"{line}\n" for line in wanting)
    sys.exit(1 if wanting else 0)
