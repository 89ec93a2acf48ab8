"""Writes the index of China's law: each article, in every procedure, its rows, and an example that rests on each.

    python -m scripts.articles        # writes docs/reference/articles.md anew

A test holds it up to date (tests/core/law/test_articles.py).
"""

import os
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import django

from scripts.wheel.making import ROOT
from songda.core.law import profile_of
from songda.core.law.profile.rows import Row
from songda.core.law.profile.table import KINDS
from tests.core.law.acting import every_row
from tests.core.law.users import CHINA, User, users

PAGE = ROOT / "docs" / "reference" / "articles.md"
HEAD = """# From an article to its rows and their tests

Which rows of `songda/core/law/profiles` stand on an article of China's law, and one example for each that
rests on it; `tests/core/law` has more. The page is written by `python -m scripts.articles`; don't edit it. What each
row says, from which day to which: `songda rules`, and the page `/rules`. Which texts were read beside the rows:
[sources](sources.md).
"""
TABLE = "| article | row | table | an example |\n|---|---|---|---|"


def page() -> str:
    return "\n".join([HEAD, *(line for jurisdiction in CHINA for line in _statutes(jurisdiction)), ""])


def _statutes(jurisdiction: str) -> Iterator[str]:
    sources = profile_of(jurisdiction).wording.sources.by_id
    found: defaultdict[str, list[tuple[str, Row]]] = defaultdict(list)
    for kind, row in every_row(jurisdiction):
        found[_source(row)].append((kind, row))
    for source in sources:
        if source in found:
            procedure = "" if jurisdiction == CHINA[0] else f" in `{jurisdiction}`"
            name = sources[source].name("en")
            yield f"## {name}{procedure}\n\n{sources[source].name('zh')} (`{source}`)\n\n{TABLE}"
            yield from (_line(kind, row) for kind, row in sorted(found[source], key=_place))
            yield ""


def _line(kind: str, row: Row) -> str:
    wording = profile_of(_jurisdiction(row)).wording
    article = wording.place(row.rule.id, "en").removeprefix(wording.sources.by_id[_source(row)].name("en")).lstrip(" ,")
    return f"| {article} | {kind} `{row.say}` | {', '.join(sorted(_tables()[_key(kind, row)]))} | {_example(row)} |"


def _example(row: Row) -> str:
    """The example that says most about this row: one that names the article, or else rests on the fewest other rows."""
    chosen = min(users().get(id(row.rule), ()), key=lambda user: _closeness(user, row), default=None)
    return f"{chosen.sentence} (`{chosen.test}`)".replace("|", "\\|") if chosen else "none"


def _closeness(user: User, row: Row) -> tuple[bool, int, str, str]:
    return not user.names(row.rule.id), _breadth()[user], user.test, user.sentence


@cache
def _breadth() -> dict[User, int]:
    """On how many rows each example rests."""
    found: defaultdict[User, int] = defaultdict(int)
    for its in users().values():
        for user in its:
            found[user] += 1
    return found


@cache
def _tables() -> dict[tuple[str, str, str], set[str]]:
    """In which file the rows of this kind, sentence and article are written."""
    found: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for jurisdiction in CHINA:
        for file in (files("songda.core.law.profiles") / jurisdiction).iterdir():
            written = tomllib.loads(file.read_text(encoding="utf-8")) if file.name.endswith(".toml") else {}
            for kind, row in ((each, row) for each in KINDS.keys() & written.keys() for row in written[each]):
                for cite in [row["cite"]] if isinstance(row["cite"], str) else row["cite"]:
                    found[kind, row.get("say", ""), f"{jurisdiction}.{cite}"].add(file.name.removesuffix(".toml"))
    return found


def _key(kind: str, row: Row) -> tuple[str, str, str]:
    return kind, row.say, row.rule.id


def _jurisdiction(row: Row) -> str:
    return row.rule.id.partition(".")[0]


def _source(row: Row) -> str:
    return row.rule.id.split(".")[1]


def _place(named: tuple[str, Row]) -> tuple[list[tuple[int, str]], str, str]:
    kind, row = named
    parts = row.rule.id.split(".")[2:]
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts], kind, row.say


if __name__ == "__main__":
    os.environ |= {"DJANGO_SETTINGS_MODULE": "songda.site.settings", "SONGDA_ENV": "test"}  # some tests read tables
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
