"""Every period says what happens if nothing is done, in both languages."""

import pytest

from songda.core.words import names_of


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_period_says_what_happens_if_nothing_is_done(language: str) -> None:
    said = names_of("periods.nothing", language)
    assert set(said) == set(names_of("periods.kind", language))
    assert all(said.values())
