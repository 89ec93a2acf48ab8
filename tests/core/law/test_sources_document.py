"""The page on sources and the profile say the same: which instruments, in force when, read or not."""

import re
from datetime import date, timedelta
from pathlib import Path

from songda.core.law import profile_of

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "sources.md"
LINE = re.compile(r"^\| ([a-z0-9]+) \| .+ \| (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d)| -) \| (yes|no)\b", re.MULTILINE)


def test_the_page_lists_every_source_with_its_days_and_whether_it_was_read() -> None:
    service = {
        found[0]: (date.fromisoformat(found[1]), found[2], found[3] == "yes")
        for found in LINE.findall(PAGE.read_text(encoding="utf-8"))
    }
    sources = profile_of("cn").wording.sources.by_id
    held = {
        name: (source.since, "" if source.until == date.max else str(source.until - timedelta(days=1)), source.is_read)
        for name, source in sources.items()
        if name != "house"
    }
    assert service == held


def test_what_the_page_calls_off_is_off() -> None:
    off = {row.rule.id for rows in profile_of("cn").rows.off.values() for row in rows}
    assert off == {"cn.cpli.549", "cn.cpl2023.283.2", "cn.crpl.292", "cn.foreign06.3", "cn.foreign06.12"}
