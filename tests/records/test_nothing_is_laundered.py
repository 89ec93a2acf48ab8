"""With the rights of the web's role nobody has the worker make anything of a changed row that no audit names.

For every column that the web may write, by the database itself: it is changed, beside an honest event of something
else, or of that very row; everything is looked at again; the worker works; the row is put back. Either nothing came of
it, or it is named. What needs no event is changed likewise.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from random import Random

import pytest

from songda.records.ground.tables import ALL, every_table
from songda.records.law.decisions import ask_law
from songda.records.law.planning import advance
from songda.records.proof import rows_audit
from songda.records.service.attempts import outgoing
from tests.records.laundering import (
    Attack,
    Laundered,
    Playing,
    World,
    attack_on,
    attacks_on,
    deletable,
    lend,
    rows_put_in,
    rows_taken_out,
    writable,
)
from tests.records.proof.certificates.keys import keys

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
# By column why something may come of it all the same.
HARMLESS = {
    "public_notices_publicnotice.watched_until": "a day is told once more, of the same marked looks",
}
# By table why something may come of a row that was put in or taken out for a minute.
HARMLESS_ROWS: dict[str, str] = {}
CONSENT, SHOWN = ("parties_consent", "ground", "'own_pleading'"), 2
# Some that led somewhere beside an honest event of that very row, while rows of a case were believed. Most of them the
# web may not change any more, and is lent the right.
LED_SOMEWHERE = [
    ("attempts_attempt", "address_id"),
    ("attempts_attempt", "expires_at"),
    ("carriage_carrierreport", "scan_key"),
    ("carriage_push", "received_at"),
    ("cases_hearing", "cancelled_at"),
    ("cases_hearing", "case_id"),
    ("deeds_deedstep", "at"),
    ("deeds_deedstep", "deed_id"),
    ("letters_letter", "address_id"),
    ("letters_letter", "envelope_id"),
    ("letters_letter", "overtaken_at"),
    ("lookups_lookup", "subject_index"),
    ("orders_envelope", "disowned_at"),
    ("orders_envelope", "party_id"),
    ("orders_service", "recalled_at"),
    ("papers_paper", "kind"),
    ("parties_address", "kind"),
    ("parties_address", "retired_at"),
    ("parties_consent", "at"),
]


def wanted() -> list[tuple[str, str]]:
    """Every column but those with a reason, and those of events, which are looked after by their marks.

    Those too that the web changes without an event (`untold` of their tables).
    """
    return [
        (table, column)
        for table, column in writable("UPDATE")
        if f"{table}.{column}" not in HARMLESS and not table.startswith("evidence_")
    ]


def laundered(playing: Playing, columns: list[tuple[str, str]], dice: Random) -> list[Laundered]:
    played = [next(filter(None, map(playing.play, attacks_on(*column, dice))), None) for column in columns]
    return [one for one in played if one is not None and one.is_unnoticed]


def test_what_is_changed_for_a_minute_comes_to_nothing_or_is_named() -> None:
    """A few of the columns; then those that led somewhere, beside an honest event of that very row."""
    world, dice = World.built(0, 12), Random(42)
    assert laundered(Playing(world), dice.sample(wanted(), SHOWN), dice) == []
    playing = Playing(world, beside_its_own=True)
    lend(table for table, _ in LED_SOMEWHERE)
    assert laundered(playing, LED_SOMEWHERE, dice) == []
    consent = playing.play(attack_on(*CONSENT))
    assert consent is not None
    assert not consent.came


@pytest.mark.night("every column that the web may write")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("beside_its_own", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_so_does_every_column(seed: int, beside_its_own: bool) -> None:
    playing, dice = Playing(World.built(seed, 12), beside_its_own=beside_its_own), Random(seed)
    assert [(one.what, list(one.came)[:2]) for one in laundered(playing, wanted(), dice)] == []


def rows_wanted() -> list[tuple[str, Callable[[str, Random], Iterator[Attack]]]]:
    """Every table into which the web puts rows, and every one from which it takes them, but those with a reason."""
    tables = dict.fromkeys(table for table, _ in writable("INSERT"))
    found = [*((table, rows_put_in) for table in tables), *((table, rows_taken_out) for table in deletable())]
    return [
        (table, attacks)
        for table, attacks in found
        if table not in HARMLESS_ROWS and ALL not in every_table()[table].untold and not table.startswith("evidence_")
    ]


def rows_laundered(
    playing: Playing, rows: list[tuple[str, Callable[[str, Random], Iterator[Attack]]]], dice: Random, most: int
) -> list[Laundered]:
    """Of each table so many attacks that the database lets through, of some twenty tried."""
    found = []
    for table, attacks in rows:
        played = filter(None, map(playing.play, islice(attacks(table, dice), 20)))
        found += [one for one in islice(played, most) if one.is_unnoticed]
    return found


def test_a_row_that_is_there_or_gone_for_a_minute_comes_to_nothing_or_is_named() -> None:
    """A few of the tables, and two that are known to lead somewhere: what is to be served, what a letter carries."""
    playing, dice = Playing(World.built(3, 12)), Random(43)
    assert rows_laundered(playing, dice.sample(rows_wanted(), SHOWN), dice, 1) == []
    near = Playing(playing.world, beside_its_own=True)
    assert rows_laundered(near, [("orders_service", rows_put_in)], Random(5), 2) == []
    assert rows_laundered(near, [("deeds_deedpaper", rows_put_in)], Random(6), 9) == []


@pytest.mark.night("rows put into every table and taken out of it")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("beside_its_own", [False, True])
@pytest.mark.parametrize("seed", range(2))
def test_so_does_a_row_of_every_table(seed: int, beside_its_own: bool) -> None:
    playing, dice = Playing(World.built(seed, 12), beside_its_own=beside_its_own), Random(seed)
    assert [(one.what, list(one.came)[:2]) for one in rows_laundered(playing, rows_wanted(), dice, 2)] == []


def test_the_property_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what draws conclusions again, and what compares rows and messages with the log, it does."""
    model, size, looks = rows_audit._PARTS["envelopes"]
    monkeypatch.setitem(rows_audit._PARTS, "envelopes", (model, size, looks[:3]))  # type: ignore[arg-type]
    monkeypatch.setattr(outgoing, "require_told_destinations", lambda _attempts: None)
    for step in (ask_law, advance):
        monkeypatch.setattr(step, "require_told_dossiers", lambda _dossiers: None)
    lend([CONSENT[0]])
    consent = Playing(World.built(3, 12), beside_its_own=True).play(attack_on(*CONSENT))
    assert consent is not None
    assert consent.is_unnoticed
