"""The bench of the pages as a table, the dearest page first."""

from typing import Any

HEAD = ("page", "who", "statements", "wall p50", "p95", "CPU p50", "p95", "kB")


def text(result: dict[str, Any]) -> str:
    """Every page with what it took, what keeps no bound marked, and what was not measured."""
    rows = [_row(one) for one in result["pages"]]
    widths = [max(len(row[at]) for row in [HEAD, *rows]) for at in range(len(HEAD))]
    lines = [_line(row, widths) for row in [HEAD, *rows]]
    left = [f"{name}: {why}" for name, why in result["left_out"].items()]
    beyond = sum(not one["is_within"] for one in result["pages"])
    verdict = f"{beyond} of {len(rows)} pages beyond their bound." if beyond else f"All {len(rows)} pages keep theirs."
    return "\n".join([*lines, "", "Not measured:", *left, "", verdict])


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    figures = (one["wall_p50"], one["wall_p95"], one["cpu_p50"], one["cpu_p95"])
    mark = "" if one["is_within"] else " !"
    return (one["name"] + mark, one["who"], str(one["statements"]), *(f"{ms:.0f}" for ms in figures),
            f"{one['bytes'] / 1000:.0f}")  # fmt: skip


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    left = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
    return "  ".join([*left, *(cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True))])
