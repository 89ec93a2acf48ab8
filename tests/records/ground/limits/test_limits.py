"""Wrong tries: counted by door and place, refused beyond the limit, forgotten after a while."""

from datetime import timedelta

import pytest

from songda.records.ground.limits.actions import (
    KEEP,
    LIMITS,
    LimitedInput,
    TooManyTriesError,
    count_try,
    require_tries_left,
)
from songda.records.ground.limits.models import TryCount
from tests.make import NOW

pytestmark = pytest.mark.database
HOME, NEXT_DOOR = "192.0.2.1", "192.0.2.2"
LIMIT = LIMITS[LimitedInput.LINK]


def use_up(address: str = HOME) -> None:
    for _ in range(LIMIT.count):
        count_try(LimitedInput.LINK, address, NOW)


def test_as_many_tries_as_allowed_are_let_through_and_one_more_is_not() -> None:
    use_up()
    with pytest.raises(TooManyTriesError) as refused:
        count_try(LimitedInput.LINK, HOME, NOW)
    assert refused.value.wait == LIMIT.window


def test_whoever_used_up_his_tries_is_not_admitted_and_asking_counts_nothing() -> None:
    for _ in range(LIMIT.count * 2):
        require_tries_left(LimitedInput.LINK, HOME, NOW)
    use_up()
    with pytest.raises(TooManyTriesError):
        require_tries_left(LimitedInput.LINK, HOME, NOW)


def test_another_place_and_another_door_are_not_touched() -> None:
    use_up()
    require_tries_left(LimitedInput.LINK, NEXT_DOOR, NOW)
    require_tries_left(LimitedInput.IDENTITY, HOME, NOW)


def test_the_count_begins_anew_after_its_window() -> None:
    use_up()
    later = NOW + LIMIT.window
    require_tries_left(LimitedInput.LINK, HOME, later)
    count_try(LimitedInput.LINK, HOME, later)
    assert TryCount.objects.get().count == 1


def test_knocking_on_does_not_put_off_the_end_of_the_window() -> None:
    use_up()
    with pytest.raises(TooManyTriesError):
        count_try(LimitedInput.LINK, HOME, NOW + LIMIT.window / 2)
    require_tries_left(LimitedInput.LINK, HOME, NOW + LIMIT.window)


def test_the_network_address_is_not_kept() -> None:
    count_try(LimitedInput.LINK, HOME, NOW)
    assert HOME.encode() not in bytes(TryCount.objects.get().origin)


def test_old_counts_are_swept_away() -> None:
    count_try(LimitedInput.LINK, HOME, NOW)
    count_try(LimitedInput.LINK, NEXT_DOOR, NOW + KEEP + timedelta(seconds=1))
    assert TryCount.objects.count() == 1


@pytest.mark.parametrize(("one", "other", "same"), [
    ("2001:db8::1", "2001:db8::ffff:1", True),
    ("2001:db8::1", "2001:db8:0:1::1", False),
    ("::ffff:192.0.2.1", "192.0.2.1", True),
    ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
    ("192.0.2.1:4711", "192.0.2.1:4712", True),
    ("192.0.2.1:4711", "192.0.2.2:4711", False),
    ("[2001:db8::1]:443", "2001:db8::2", True),
    ("[2001:db8::1]:443", "[2001:db8:0:1::1]:443", False),
    ("nonsense", "", True),
])  # fmt: skip
def test_a_household_of_addresses_is_one_place(one: str, other: str, same: bool) -> None:
    count_try(LimitedInput.LINK, one, NOW)
    count_try(LimitedInput.LINK, other, NOW)
    assert (TryCount.objects.count() == 1) is same


def test_every_door_has_its_limit() -> None:
    assert set(LIMITS) == set(LimitedInput)
