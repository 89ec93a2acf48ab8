"""A storm as a table: what was struck how often, how long until work went on, and the counts."""

from collections import Counter
from statistics import quantiles

from songda_tools.storm.run import Outcome


def text(outcome: Outcome) -> str:
    """The blows by kind with the seconds until work went on, then what became of the messages."""
    struck = Counter(one.kind for one in outcome.struck)
    lines = [f"{'blow':<26}{'struck':>7}{'p50 s':>8}{'p95 s':>8}"]
    for kind, times in sorted(struck.items()):
        seconds = sorted(one.recovered_s for one in outcome.struck if one.kind == kind and one.recovered_s is not None)
        lines.append(f"{kind:<26}{times:>7}{_at(seconds, 50):>8}{_at(seconds, 95):>8}")
    counts = outcome.counts.to_json()
    good = counts.pop("is_good")
    lines += ["", *(f"{name.replace('_', ' '):<26}{number:>7}" for name, number in counts.items()), ""]
    return "\n".join([*lines, "Every count is as it must be." if good else "A COUNT IS WRONG."])


def _at(seconds: list[float], percent: int) -> str:
    if not seconds:
        return "-"
    if len(seconds) == 1:
        return f"{seconds[0]:.1f}"
    return f"{quantiles(seconds, n=100, method='inclusive')[percent - 1]:.1f}"
