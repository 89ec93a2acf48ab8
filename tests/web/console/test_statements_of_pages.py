"""The pages that ask the database most: each takes at most so many statements, and few of them a second time."""

from collections import Counter

import pytest
from django.db import connection
from django.urls import reverse

from songda.core.access import Role
from songda.web.console.urls import urlpatterns as console
from tests.web.console.world import proved_in, world

pytestmark = pytest.mark.database

# In a court in which everything happened; it may only become less. Then: how many were asked before, word for word.
MOST = {
    "service": (50, 7),  # what goes and comes next of the person: all of their orders are read for it
    "judge_notice": (31, 1),
    "case": (47, 1),  # whether anything under way no longer fits
    "tried": (30, 1),
    "envelope": (44, 1),  # likewise; and whose work it is
    "party": (31, 2),
    "serve": (31, 0),  # who died is asked of all parties
    "note_of_party": (15, 0),
}


def test_no_page_asks_more_or_more_often() -> None:
    here, found = world(), dict[str, tuple[int, int]]()
    browsers = {role: proved_in(role=role) for role in (Role.SUPERVISOR, Role.JUDGE)}
    for name in MOST:
        pattern = next(each.pattern for each in console if each.name == name)
        page = reverse(f"console:{name}", kwargs={key: here.key(key) for key in pattern.converters})
        browser = browsers[Role.JUDGE if name.startswith("judge") else Role.SUPERVISOR]
        browser.get(page)  # that it was looked at is put on record once
        asked: Counter[tuple[str, str]] = Counter()

        def note(go, sql, params, *more, asked=asked):  # type: ignore[no-untyped-def] # Django's own shape
            asked[sql, repr(params)] += 1
            return go(sql, params, *more)

        with connection.execute_wrapper(note):
            assert browser.get(page).status_code == 200
        found[name] = (asked.total(), asked.total() - len(asked))
    assert {name: counts for name, counts in found.items() if any(map(int.__gt__, counts, MOST[name]))} == {}
