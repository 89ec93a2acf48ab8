"""Writes the page of what comes from outside and what it proves at most, from the table that the program goes by.

    python -m scripts.proving        # writes docs/reference/proving.md anew

A test holds it up to date (tests/core/delivery/test_proving.py).
"""

from scripts.wheel.making import ROOT
from songda.core.delivery.proving import tables

PAGE = ROOT / "docs" / "reference" / "proving.md"
HEAD = """# What things prove at most

Whatever comes from outside, by the words that it comes in: the word by which it goes on, and the most that it proves.
Each proves what stands before it too: nothing, handed on (to a system on the way), arrived (in the system or at the
place of the recipient), read, who. What stands in no table proves nothing and goes to a person. The page is written by
`python -m scripts.proving` from `songda/core/delivery/proving.toml`, by which channels and carriers read their
providers' words; don't edit it.
"""
COLUMNS = ["| it says | taken as | proves at most |", "|---|---|---|"]


def page() -> str:
    lines = [HEAD]
    for table in tables().values():
        lines += [f"## {table.title}", "", f"{table.basis}.", "", *COLUMNS]
        for said, row in table.rows.items():
            words = (f"`{said}`", row.taken_as.replace("_", " "), row.proves.name.lower().replace("_", " "))
            lines.append(f"| {' | '.join(words)} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
