"""What a public page must not show: a count of fewer than five people, and what would give it away by subtraction."""

from collections.abc import Mapping, Sequence

FEWEST = 5


def hidden(counts: Mapping[str, int], fewest: int = FEWEST) -> frozenset[str]:
    """The keys of a split that are not shown: the small ones, and the next smallest until they hide one another.

    A reader knows the total. So whatever is hidden must be of two keys at least, and of `fewest` people together; a
    nothing is shown, since it tells of nobody.
    """
    small = {key for key, n in counts.items() if 0 < n < fewest}
    if not small:
        return frozenset()
    others = sorted(
        (key for key, n in counts.items() if key not in small and n > 0), key=lambda key: (counts[key], key)
    )
    while others and (len(small) < 2 or sum(counts[key] for key in small) < fewest):
        small.add(others.pop(0))
    return frozenset(small)


def is_small(numerator: int, denominator: int | None, fewest: int = FEWEST) -> bool:
    """Whether a share tells of fewer than `fewest` people, by what happened to them or by what did not."""
    if denominator is None:
        return 0 < numerator < fewest
    return 0 < numerator < fewest or 0 < denominator - numerator < fewest or 0 < denominator < fewest


def hidden_shares(rows: Mapping[str, tuple[int, int | None]], fewest: int = FEWEST) -> frozenset[str]:
    """The same for shares: a key goes when its numerator, its denominator or their difference is small."""
    columns: Sequence[Mapping[str, int]] = (
        {key: n for key, (n, _) in rows.items()},
        {key: of for key, (_, of) in rows.items() if of is not None},
        {key: of - n for key, (n, of) in rows.items() if of is not None},
    )
    return frozenset().union(*(hidden(column, fewest) for column in columns))
