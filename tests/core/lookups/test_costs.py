"""What an answer costs is read from one line, and only an operator that looked is paid."""

import pytest

from songda.core.lookups import Answer, CostsError, Operator, cost_of, read_costs
from tests.rows import all_rows


def test_one_amount_holds_for_every_operator() -> None:
    assert read_costs("0.30") == dict.fromkeys([operator.value for operator in Operator], 30)


def test_each_operator_may_have_its_own_and_who_is_left_out_costs_nothing() -> None:
    costs = read_costs("mobile=0.30, telecom=1")
    assert costs == {"mobile": 30, "telecom": 100}
    assert cost_of(Answer.NUMBERS, "unicom", costs) == 0


def test_nothing_said_costs_nothing() -> None:
    assert read_costs(" ") == {}


@all_rows("answer", Answer)
def test_silence_and_refusals_cost_nothing(answer: Answer) -> None:
    is_paid = answer in {Answer.NUMBERS, Answer.NONE, Answer.SUSPENDED}
    assert cost_of(answer, "mobile", {"mobile": 30}) == (30 if is_paid else 0)


@all_rows("text", ["x", "mobile=", "mobil=0.3", "0.305", "-1", "1001", "NaN", "mobile=0.3,,"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(CostsError):
        read_costs(text)
