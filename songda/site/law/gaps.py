"""`songda rules --gaps`: proves the rows of a jurisdiction, and names every gap that nobody has explained."""

from collections.abc import Iterator
from typing import NoReturn

import click

from songda.core.law import profile_of
from songda.core.law.gaps import Gap, Proof, explanations_of, prove
from songda.core.words import say


def tell_gaps(jurisdiction: str, language: str) -> NoReturn:
    """Print what the walk found; exit 1 where something of it is not explained, or an explanation explains nothing."""
    profile = profile_of(jurisdiction)
    proof = prove(profile, explanations_of(profile))
    click.echo("\n".join(_lines(proof, language)))
    raise SystemExit(0 if proof.holds else 1)


def _lines(proof: Proof, language: str) -> Iterator[str]:
    for gap in proof.unexplained:
        yield _sentence(gap, language)
        yield f"    {_facts(gap)}"
    for idle in proof.idle:
        yield say("command_line.rules.idle_explanation", language, why=idle.why)
    explained = len({gap.name for gap, _ in proof.explained})
    counts = {"classes": proof.classes, "gaps": len(proof.unexplained), "explained": explained}
    yield say("command_line.rules.gaps_found", language, **counts)


def _sentence(gap: Gap, language: str) -> str:
    rules = ", ".join(gap.rules)
    return say(f"command_line.rules.gap_{gap.kind}", language, rules=rules, row=gap.say, day=str(gap.day))


def _facts(gap: Gap) -> str:
    """The facts that show it, as they stand in a row's conditions."""
    return ", ".join(f"{subject}={value}" for subject, value in sorted(gap.shown_by.items()) if value is not None)
