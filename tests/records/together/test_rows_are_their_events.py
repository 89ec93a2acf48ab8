"""Whatever happens in a court: each row is what its events come to, so that the audit is silent over honest lives."""

from random import Random

import pytest

from tests.records.proof.certificates.keys import keys
from tests.records.together.life import Life

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
STEPS = 40


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.night("more lives")) for n in range(1, 60))])
def test_an_honest_life_leaves_nothing_to_the_audit(seed: int) -> None:
    life = Life(Random(seed))
    for step in range(STEPS):
        life.step()
        if step % 10 == 9:
            assert life.flaws() == [], life.done
