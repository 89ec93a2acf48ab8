"""Names every gap in the rows of a jurisdiction that nobody has explained: `python -m scripts.gaps`.

    python -m scripts.gaps [cn]       # some ten seconds of processor time

It exits with 1 where a gap is not explained, or an explanation explains nothing any more.
"""

import sys
from collections.abc import Iterator

from scripts.gaps.explained import Gap, GapKind, explanations_of
from scripts.gaps.proof import Proof, prove
from songda.core.law import profile_of

_SENTENCES = {
    GapKind.OPEN_WITHOUT_EFFECT: "{rules} ({row}) opens from {day} a way without any effect, for example with:",
    GapKind.EFFECT_NEVER_OPEN: "{rules} ({row}): no way that it speaks of is ever open.",
    GapKind.ROWS_DISAGREE: "{rules} ({row}) are of one rank and say different things from {day}, for example with:",
    GapKind.ROW_NEVER_REACHED: "{rules} ({row}): nothing reaches this row.",
}


def lines(proof: Proof) -> Iterator[str]:
    """What the walk found, in sentences."""
    for gap in proof.unexplained:
        yield _SENTENCES[gap.kind].format(rules=", ".join(gap.rules), row=gap.say, day=gap.day)
        yield f"    {_facts(gap)}"
    for idle in proof.idle:
        yield f"This explanation explains no gap any more: {idle.why}"
    explained = len({gap.name for gap, _ in proof.explained})
    yield (
        f"{proof.classes} classes of facts walked through: {explained} gaps are explained on file, "
        f"{len(proof.unexplained)} are not."
    )


def _facts(gap: Gap) -> str:
    """The facts that show it, as they stand in a row's conditions."""
    return ", ".join(f"{subject}={value}" for subject, value in sorted(gap.shown_by.items()) if value is not None)


if __name__ == "__main__":
    profile = profile_of(*sys.argv[1:] or ("cn",))
    found = prove(profile, explanations_of(profile))
    print("\n".join(lines(found)))  # noqa: T201 - what was asked for
    sys.exit(0 if found.holds else 1)
