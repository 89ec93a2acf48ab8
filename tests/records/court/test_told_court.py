"""Whatever a court settles for itself, messages still go out: its row is as the log tells."""

from datetime import timedelta

import pytest

from songda import clock
from songda.core.access import Role
from songda.records.court.staff import queries
from songda.records.court.staff.court_settings import publish_figures
from songda.records.court.staff.models import Court
from songda.records.court.staff.particulars import Correction, Particulars, correct_court, mark_of, particulars_of
from songda.records.court.staff.signing_in import ask_all_for_factor
from songda.records.ground.evidence.premises import UntoldError
from tests import make

pytestmark = pytest.mark.database


def test_a_court_that_settled_everything_is_still_as_the_log_tells() -> None:
    court, user = make.court(), make.user(role=Role.ADMINISTRATOR)
    by, second, now = f"staff:{user.id}", f"staff:{make.user().id}", clock.now()

    def is_told() -> None:
        queries._told_courts.clear()
        queries.require_told_court(Court.objects.get(id=court.id))

    is_told()
    publish_figures(court, by, now)
    is_told()
    wanted = Correction(Particulars("孝义法院", phone="110"), mark_of(particulars_of(court)))
    correct_court(court, wanted, by, now, approved_by=second)
    is_told()
    ask_all_for_factor(court, by, now + timedelta(minutes=1), asks=False, approved_by=second)
    is_told()


@pytest.mark.parametrize("column", ["name", "name_en", "phone", "street", "message_words"])
def test_whatever_of_a_court_reaches_a_message_is_compared(column: str) -> None:
    court = make.court()
    Court.objects.filter(id=court.id).update(**{column: '{"service": "x"}'})
    queries._told_courts.clear()
    with pytest.raises(UntoldError, match=column):
        queries.require_told_court(Court.objects.get(id=court.id))
