"""The rows of the kinds of circumstances: what each names is there, and a reason of a strike stays with the court."""

from songda.core.access import ALLOWED, Act
from songda.core.circumstances import EVENTS, OF_A_CASE, OF_A_PARTY, ROWS, Field, Kind
from songda.core.events.registry import EVENT_NAMES, STAYS_WITH_THE_COURT
from tests.rows import all_rows


def test_every_kind_has_its_row_and_is_of_a_party_or_of_a_case() -> None:
    assert set(ROWS) == set(Kind) == {*OF_A_CASE, *OF_A_PARTY}


def test_the_events_of_a_kind_are_known_and_tell_of_no_other_kind() -> None:
    assert set(EVENT_NAMES) >= EVENTS
    named = [name for row in ROWS.values() for name in (row.noted, row.ended, row.struck) if name]
    assert len(named) == len(set(named))


def test_why_an_entry_was_struck_is_told_to_nobody_outside_the_court() -> None:
    assert {row.struck for row in ROWS.values()} <= STAYS_WITH_THE_COURT


@all_rows("kind", Kind)
def test_a_basis_is_asked_where_there_is_a_list_and_each_field_once_in_order(kind: Kind) -> None:
    row = ROWS[kind]
    assert (Field.BASIS in row.asks) == bool(row.bases)
    assert list(row.asks) == [field for field in Field if field in row.asks]
    assert Field.UNTIL not in row.asks or row.ended


@all_rows("kind", Kind)
def test_whoever_may_do_the_act_of_a_kind_may_open_the_door(kind: Kind) -> None:
    able = {role for role, acts in ALLOWED.items() if ROWS[kind].act in acts}
    assert able
    assert all(Act.NOTE_CIRCUMSTANCES in ALLOWED[role] for role in able)
