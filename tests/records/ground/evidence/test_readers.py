"""Whoever reads what happened asks for what is on record: nobody takes a stranger's row for an event."""

import re

from tests import source

READS = re.compile(r"\bEvent\.objects\.(?!on_record\(|with_places\()")
# The log's own rooms look at every row; the others ask for places, or only whether a demo was filled.
ALLOWED = {
    "records/overview/boards/queries.py": "the feed asks for those that have a place",
    "records/proof/offices_audit.py": "counts who did what; each event that it tells of is asked for on record",
    "records/proof/certificates/streams.py": "asks for those that have a place",
    "site/keeping/retention.py": "counts what waits, to erase nothing too early",
    "songda_demo/sample/replay.py": "asks whether a demo was filled",
}


def test_nobody_reads_rows_that_are_not_on_record() -> None:
    found = {name for name, path in source.files().items() if READS.search(path.read_text(encoding="utf-8"))}
    outside = {path for path in found if not path.startswith("records/ground/evidence/")}
    assert outside == ALLOWED.keys()


ASKED = re.compile(r"\b(?:FROM|JOIN)\s+evidence_event\b")
# Whose statement reads them for what they are: rows of a table.
COUNTS = {
    "songda_demo/story/tampering.py": "tampers, for the story",
    "songda_tools/storm/counts.py": "counts rows",
    "songda_tools/storm/town.py": "counts rows",
    "songda_tools/bench/standing.py": "counts rows",
}


def test_no_statement_reads_them_either_without_asking_for_their_place() -> None:
    """Beside the queries that are written in Python there is SQL, which asks for an entry or for one that waits."""
    for where, path in source.files().items():
        text = path.read_text(encoding="utf-8")
        if ASKED.search(text) and not where.startswith("records/ground/evidence/") and where not in COUNTS:
            assert "evidence_entry" in text or "evidence_unsequenced" in text, where
