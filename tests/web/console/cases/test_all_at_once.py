"""All that is wrong or odd in a sheet is told at one look: no fault keeps another one back, and none makes one."""

from datetime import timedelta
from itertools import combinations
from random import Random

import pytest
from django.utils import timezone

from songda import clock
from songda.core.sheets.cases import CaseRows, cases_in
from songda.records.court.staff.models import Court
from songda.web.console.cases.sheet import HEADS
from songda.web.console.cases.sheet_files import Reading
from tests import make

pytestmark = pytest.mark.database
TAKEN = "（2026）晋1181民初1号"
ID = make.resident_id("19790101", 7)
PHONE, OTHER = "13800138000", "13900139000"
SOON = f"{timezone.localdate(clock.now()) + timedelta(days=1)} 09:30"
PLACE = "山西省吕梁市孝义市新义街12号"
GOOD = [
    {"case": "（2026）晋1181民初7001号", "cause": "民间借贷纠纷", "role": "原告", "name": "甲某", "number": ID},
    {"role": "被告", "name": "乙某", "contact": PHONE, "place": PLACE},
    {"role": "被告", "name": "丙某", "contact": OTHER, "consent": "是"},
    {"role": "诉讼代理人", "acts_for": "丙某", "name": "丁律师"},
    {"role": "第三人", "name": "戊某"},
    {"case": "（2026）晋1181民初7002号", "cause": "民间借贷纠纷", "role": "原告", "name": "己某"},
]
Spoilt = dict[tuple[int, str], str]  # by row and column what stands there instead
WRONG: dict[str, Spoilt] = {
    "a number that is none": {(0, "case"): "7001"},
    "a number of another court": {(0, "case"): "（2026）晋0101民初7001号"},
    "a number that is taken": {(0, "case"): TAKEN},
    "no number": {(0, "case"): "#REF!"},
    "a cause that is too long": {(0, "cause"): "长" * 300},
    "another cause further down": {(2, "cause"): "离婚纠纷"},
    "no day": {(0, "hearing"): "明天", (0, "courtroom"): "第三审判庭"},
    "a day too soon": {(0, "hearing"): SOON, (0, "courtroom"): "第三审判庭"},
    "a number with a wrong sign": {(0, "number"): "14230119900101123"},
    "dead": {(0, "name"): "甲某（已故）"},
    "no telephone": {(1, "contact"): "12345"},
    "a telephone in a place": {(1, "place"): f"{PLACE} {PHONE}"},
    "the same telephone twice": {(2, "contact"): f"{OTHER}/{OTHER}"},
    "neither yes nor no": {(2, "consent"): "也许"},
    "agent of nobody": {(3, "acts_for"): "庚某"},
    "the defendant's telephone": {(4, "contact"): PHONE},
    "no role": {(4, "role"): "旁观者"},
    "the same name twice": {(4, "role"): "被告", (4, "name"): "乙某"},
    "the next case's number": {(5, "case"): "七千零二"},
    "no name in the next case": {(5, "name"): "", (5, "contact"): "13700137000"},
}
# Whose telephone stands nowhere else that can be read, or with no opponent, is no opponent's.
TAKEN_BACK = {"the defendant's telephone": {"no telephone", "no role", "the same name twice"}}


def faults(court: Court, spoilt: Spoilt) -> set[tuple[int, str]]:
    """The rows and columns in which something is said to be wrong or odd."""
    rows = [{**row, **{column: said for (at, column), said in spoilt.items() if at == n}} for n, row in enumerate(GOOD)]
    table = [[*HEADS], *([row.get(column, "") for column in HEADS] for row in rows)]
    cases: list[CaseRows] = cases_in(table, [*HEADS])
    _read, found = Reading(court, "engine", clock.now(), "zh").faults(cases)
    return {(fault.line - 2, fault.column) for told in found.values() for fault in told}


@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.night("every pair of faults"))])
def test_no_fault_keeps_another_one_back_or_makes_one(count: int) -> None:
    court = make.case(number=TAKEN).court
    assert faults(court, {}) == set()
    alone = {what: faults(court, spoilt) for what, spoilt in WRONG.items()}
    assert all(alone.values()), alone
    wrong = {}
    pairs = list(combinations(WRONG, 2))
    for one, other in Random(7).sample(pairs, min(count, len(pairs))):
        is_free = other not in TAKEN_BACK.get(one, ()) and one not in TAKEN_BACK.get(other, ())
        if is_free and not WRONG[one].keys() & WRONG[other].keys():
            together = faults(court, WRONG[one] | WRONG[other])
            if together != alone[one] | alone[other]:
                wrong[one, other] = (together, alone[one] | alone[other])
    assert wrong == {}
