"""Ids tell the order in which things were entered, and nothing else."""

from songda.clock import new_id


def test_ids_made_one_after_another_are_in_order_and_never_the_same() -> None:
    ids = []
    for _ in range(2000):
        ids.append(new_id())
        sum(range(100))  # whatever is entered takes some microseconds
    assert ids == sorted(ids)
    assert len(set(ids)) == 2000
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}
