"""The same thing is counted alike on every page: what of a case is served, in the list of cases and on its board."""

from random import Random

import pytest

from songda.records.matter.cases.models import Case
from songda.records.overview.boards.board import board, listed
from songda.web.console.cases.case import _counted
from tests.records.together.test_nothing_contradicts import Court

pytestmark = pytest.mark.database


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.night("more courts")) for n in range(1, 9))])
def test_the_list_of_cases_and_the_board_count_alike(seed: int) -> None:
    walk = Court(Random(seed))
    for _ in range(30):
        walk.step()
        line = listed([walk.case], walk.now)[0]
        counted = _counted(board(Case.objects.select_related("court").get(id=walk.case.id)))
        assert (line.served, line.ordered) == counted, walk.done
