"""A run counts only when nothing was lost, left open or sent twice."""

import pytest

from songda_tools.bench.run import losses

GOOD = {
    "services": 40,
    "attempts": 40,
    "attempts arrived": 40,
    "effective": 40,
    "certificates": 40,
    "texts at the sandbox": 40,
    "numbers that got a text": 40,
    "most texts for one number": 1,
    "open envelopes": 0,
    "reports unread": 0,
    "events waiting": 0,
    "events": 500,
    "events sealed": 500,
    "newest checkpoint": 500,
}


def test_a_run_in_which_everything_arrived_has_no_losses():
    assert losses(GOOD, 40, with_certificates=True) == []


@pytest.mark.parametrize(
    ("what", "count", "told"),
    [
        ("effective", 39, "effective: 39 instead of 40"),
        ("texts at the sandbox", 41, "texts at the sandbox: 41 instead of 40"),
        ("most texts for one number", 2, "most texts for one number: 2 instead of 1"),
        ("open envelopes", 1, "open envelopes: 1 instead of 0"),
        ("events sealed", 499, "events sealed: 499 instead of 500"),
    ],
)
def test_each_loss_is_told(what, count, told):
    assert losses({**GOOD, what: count}, 40, with_certificates=True) == [told]


def test_without_certificates_none_may_be_there():
    assert losses(GOOD, 40, with_certificates=False) == ["certificates: 40 instead of 0"]
