"""Two judges press at the same moment: one decides, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from songda.core.access import Role
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.law.rulings import party_rulings
from songda.records.service.determinations.actions import Verdict
from songda.records.service.determinations.models import Determination
from songda.records.service.tasks.off_line import mark_offline
from tests import make

pytestmark = pytest.mark.database(transaction=True)


def test_of_two_judges_at_once_one_decides_and_the_other_is_told() -> None:
    party = make.party()
    mark_offline(party, "age", "engine", make.NOW)
    seen = party_rulings.offline_subject(party).mark()
    judges = [make.user(role=Role.JUDGE) for _ in range(4)]
    start = Barrier(len(judges))

    def press(place: int) -> str:
        outcome = (party_rulings.CONFIRMED, party_rulings.LIFTED)[place % 2]
        try:
            start.wait(20)
            at = make.NOW + timedelta(days=1)
            party_rulings.decide_offline(party, Verdict(judges[place], outcome, "经审查", seen), at)
        except Refused as refused:
            return refused.code
        else:
            return "decided"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(judges)) as pool:
        answers = sorted(pool.map(press, range(len(judges))))
    assert answers == ["decided", *["decided_meanwhile"] * 3]
    assert Determination.objects.count() == 1
    assert Event.objects.filter(name="offline.decided").count() == 1
