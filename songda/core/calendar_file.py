"""Lines of a file that phones and mail programs put into their calendar (RFC 5545)."""

import unicodedata
from collections.abc import Iterable

LONGEST_LINE = 75  # bytes, by the standard


def calendar_file(maker: str, lines: Iterable[str]) -> str:
    """The whole file: these lines in their frame, long ones folded; `maker` names the program that wrote it."""
    framed = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{maker}", *lines, "END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in framed)


def plain(text: str) -> str:
    """Commas, semicolons and line ends mean something in this format; other signs of control it does not allow.

    Whatever some reader takes for a line end is written as one: a lone CR would begin a line of somebody else's making.
    """
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = "\\n".join(escaped.splitlines())
    return "".join(letter for letter in lines if letter == "\t" or unicodedata.category(letter) != "Cc")


def folded(line: str) -> str:
    """Long lines are broken between letters, never within one."""
    pieces, used = [""], 0
    for letter in line:
        size = len(letter.encode())
        if used + size > LONGEST_LINE - 1:
            pieces.append("")
            used = 0
        pieces[-1] += letter
        used += size
    return "\r\n ".join(pieces)
