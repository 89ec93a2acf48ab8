"""What became of what was ordered: how many got as far as each step, each bar counted by itself."""

from dataclasses import dataclass

from songda.core.charts.svg import NOTHING, About, Scale, frame, nothing_to_show, rect, text

_ROW = 58.0
_THICK = 24.0


@dataclass(frozen=True)
class Step:
    """One step: how many got as far, the number as readers read it, and what share of all that is.

    A later step need not be smaller: whoever was served need not have opened anything. Nothing leads from bar to bar.
    """

    name: str
    value: int
    shown: str
    share: str = ""


def funnel(about: About, steps: tuple[Step, ...], width: int) -> str:
    """Steps one below the other, the last one as the seal: served."""
    if not steps or not any(step.value for step in steps):
        return nothing_to_show(about, width)
    scale = Scale(float(max(step.value for step in steps)), 0, float(width))
    parts = []
    for place, step in enumerate(steps):
        y, long = place * _ROW, scale(step.value)
        parts += _step(step, y, width, "c-end" if place == len(steps) - 1 else "c-bar", long)
    return frame(about, width, len(steps) * _ROW - (_ROW - _THICK - 20), parts)


def _step(step: Step, y: float, width: int, kind: str, long: float) -> list[str]:
    words = f"{step.shown} · {step.share or NOTHING}" if step.share else step.shown
    told = f"{step.name}: {words}"
    return [
        text(0, y + 13, step.name),
        text(width, y + 13, words, "c-strong", "end"),
        rect((0, y + 20), (max(long, 1.0) if step.value else 0, _THICK), kind, told),
    ]
