"""Definitions: numerator within denominator, words in both languages, and no change without a new major version."""

import tomllib
from pathlib import Path

import pytest

from songda.core.figures import DIMENSIONS, FIGURES, PARTS, UnknownFigureError, figure
from songda.core.words import find
from tests.rows import all_rows

KEPT = Path(__file__).with_name("definitions.toml")
NAMES = sorted(FIGURES)


@all_rows("name", NAMES)
def test_what_a_figure_counts_never_changes_without_a_new_version(name):
    """Put the hash beside the new version; a line that stands there is never changed."""
    kept = tomllib.loads(KEPT.read_text(encoding="utf-8"))
    one = FIGURES[name]
    assert kept.get(one.version) == one.hash


@all_rows("name", NAMES)
def test_whatever_is_in_the_numerator_is_in_the_denominator(name):
    one = FIGURES[name]
    if one.denominator is not None:
        assert PARTS[one.numerator].is_within(PARTS[one.denominator])


@all_rows("language", ["zh", "en"])
@all_rows("name", NAMES)
def test_every_figure_is_told_in_both_languages(name, language):
    one = FIGURES[name]
    assert find(f"figures.figure.{name}", language)
    told = one.words(language)
    assert all(told[key] for key in told if key != "denominator" or one.denominator)
    for part in (PARTS[name] for name in one.parts):
        assert all(find(f"figures.having.{word}", language) for word in (part.amount or part.at, *part.having))
        assert find(f"figures.moment.{part.unit}_{part.at}", language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_dimension_has_a_name(language):
    assert all(find(f"figures.dimension.{name}", language) for names in DIMENSIONS.values() for name in names)


def test_a_figure_is_found_by_name_and_version():
    assert figure("success") is figure("success@1") is figure("success@1.1")
    for wrong in ("sucess", "success@2", "success@1.7"):
        with pytest.raises(UnknownFigureError):
            figure(wrong)


def test_parts_with_the_same_name_are_one_part():
    assert all(name == part.name and len(name) <= 40 for name, part in PARTS.items())
