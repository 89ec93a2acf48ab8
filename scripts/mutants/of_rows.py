"""Every small change of a table: a row, a condition, a word of a list, a switch, a number, a day."""

import json
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from scripts.mutants.mutant import LAW, Mutant

Row = dict[str, Any]
Change = tuple[str, Row | None]
DAY = timedelta(days=1)
# `mark` tells how a person checked the row and changes no answer; names are for readers.
LEFT_ALONE = {"mark", "allowed_by", "id", "kind", "zh", "en", "names", "year"}
CONDITIONS = {"when", "unless"}
OTHER_WORD = {
    "status": {"effective": "presumed", "presumed": "effective", "awaiting_judge": "presumed"},
    "without_consent": {"awaiting_judge": "presumed"},
    "consent": {"given": "given_or_conduct", "given_or_conduct": "given", "none": "given"},
}


def mutants_of_rows() -> Iterator[Mutant]:
    """Those of every table of rules, sources and days; the words of the pages are not changed."""
    for path in sorted(LAW.glob("profiles/*/*.toml")):
        if not path.name.startswith("words."):
            yield from _of_table(path)


def _of_table(path: Path) -> Iterator[Mutant]:
    text = path.read_text(encoding="utf-8")
    given = tomllib.loads(text)
    lines = _lines(text)
    for kind, rows in given.items():
        if kind == "groups":
            yield from _of_groups(path, rows)
        elif kind == "zones":
            yield from _of_zones(path, rows)
        elif isinstance(rows, list) and rows and isinstance(rows[0], dict):
            for place, row in enumerate(rows):
                others = [other for other in rows if other.get("say") != row.get("say")]
                for told, new in changes_of(row, others):
                    where = f"[[{kind}]] {name_of(row)}"
                    apply = partial(put, path, (kind, place), new)
                    yield Mutant("data", path, where, told, lines[kind, place], _diff(row, new), apply, (kind, place))
        else:
            yield from _of_value(path, kind, rows)


def name_of(row: Row) -> str:
    """A row by its article and its sentence, or whatever else it has for a name."""
    cite = row.get("cite", row.get("id", row.get("year", "")))
    cite = cite[0] if isinstance(cite, list) else cite
    more = [row.get("kind"), row.get("say"), row.get("ground"), json.dumps(row.get("when", {}), ensure_ascii=False)]
    return " ".join(str(part) for part in (cite, *more) if part and part != "{}")


def changes_of(row: Row, others: list[Row]) -> Iterator[Change]:
    """What a row may become: its name, and the row; None: nothing."""
    if row.get("off"):
        return  # it is off, whatever it says
    if "year" not in row:
        yield "the row is gone", None
    for key, value in row.items():
        if key in CONDITIONS:
            yield from _of_conditions(row, key)
        elif key not in LEFT_ALONE:
            for told, new in _of(key, value, others):
                yield f"{key}: {told}", row | {key: new}


def _of_conditions(row: Row, key: str) -> Iterator[Change]:
    for subject, value in row[key].items():
        rest = {name: kept for name, kept in row[key].items() if name != subject}
        yield f"{key} {subject} is gone", row | {key: rest}
        if isinstance(value, list):
            for word in value:
                shorter = [kept for kept in value if kept != word]
                yield f"{key} {subject} without {word}", row | {key: row[key] | {subject: shorter}}
        elif isinstance(value, bool):
            yield f"{key} {subject} {not value}", row | {key: row[key] | {subject: not value}}


def _of(key: str, value: Any, others: list[Row]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        yield from _of_list(key, value)
    elif isinstance(value, dict):
        yield from _of_named(value)
    elif isinstance(value, str):
        yield from ((word, word) for word in _other_words(key, value, others))
    else:
        yield from ((str(new), new) for new in _neighbours(value))


def _neighbours(value: Any) -> list[Any]:
    """The switch turned, one more and one less, the days beside it, a minute later."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, time):
        return [value.replace(minute=value.minute + 1)]
    step: Any = DAY if isinstance(value, date) else 1
    return [value + step, value - step]


def _other_words(key: str, value: str, others: list[Row]) -> list[str]:
    if key == "cite":
        return [_next_article(value)]
    if key == "say":
        return [row["say"] for row in others[:1]]
    return [OTHER_WORD[key][value]] if value in OTHER_WORD.get(key, {}) else []


def _of_list(key: str, value: list[Any]) -> Iterator[tuple[str, Any]]:
    whole = value
    if key in {"rest", "work"}:  # one day a year: a test compares each day with a calendar from elsewhere
        value = value[len(value) // 2 :][:1]
    for each in value if len(value) > 1 or key in {"rest", "work"} else ():
        yield f"without {each}", [kept for kept in whole if kept != each]
    if key == "cite":
        for each in value:
            yield f"{each} is {_next_article(each)}", [_next_article(kept) if kept == each else kept for kept in value]


def _of_named(value: Row) -> Iterator[tuple[str, Row]]:
    """Of lists that have names, a list less, and a word less."""
    for name, words in value.items():
        yield f"without {name}", {kept: told for kept, told in value.items() if kept != name}
        for word in words if isinstance(words, list) and len(words) > 1 else ():
            yield f"{name} without {word}", value | {name: [kept for kept in words if kept != word]}


def _next_article(cite: str) -> str:
    """Another article, so that a test must name the right one; the parts that stand for no part stay."""
    head, _, last = cite.rpartition(".")
    return f"{head}.{int(last) + 1}"


def _of_groups(path: Path, groups: Row) -> Iterator[Mutant]:
    for subject, named in groups.items():
        for name, words in named.items():
            for word in words:
                new = [kept for kept in words if kept != word]
                apply = partial(put, path, ("groups", subject, name), new)
                yield _plain(path, f"[groups.{subject}] {name}", f"without {word}", apply)


def _of_zones(path: Path, zones: Row) -> Iterator[Mutant]:
    for zone, domiciles in zones.items():
        for domicile in domiciles if isinstance(domiciles, list) else ():
            new = [kept for kept in domiciles if kept != domicile]
            yield _plain(path, f"[zones] {zone}", f"without {domicile}", partial(put, path, ("zones", zone), new))


def _of_value(path: Path, key: str, value: Any) -> Iterator[Mutant]:
    if isinstance(value, bool):
        yield _plain(path, key, str(not value), partial(put, path, (key,), not value))
    elif isinstance(value, list):
        for each in value:
            new = [kept for kept in value if kept != each]
            yield _plain(path, key, f"without {each}", partial(put, path, (key,), new))
    elif key == "utc_offset":
        yield _plain(path, key, "+07:00", partial(put, path, (key,), "+07:00"))
    elif key == "time_zone":
        yield _plain(path, key, "UTC", partial(put, path, (key,), "UTC"))


def _plain(path: Path, where: str, told: str, apply: Callable[[], None]) -> Mutant:
    name = where.rsplit(maxsplit=1)[-1]
    found = [
        place for place, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if line.startswith(name)
    ]
    first = found[0] if found else 1
    return Mutant("data", path, where, told, range(first, first + 1), f"  {where}: {told}", apply)


def _diff(row: Row, new: Row | None) -> str:
    if new is None:
        return "\n".join(f"-{key} = {value}" for key, value in row.items())
    changed = [key for key in row if row[key] != new[key]]
    return "\n".join(f"-{key} = {row[key]}\n+{key} = {new[key]}" for key in changed)


def _lines(text: str) -> dict[tuple[str, int], range]:
    """Where each row of each kind stands."""
    found: dict[tuple[str, int], range] = {}
    counted: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("[["):
            kind = line.strip("[] ")
            found[kind, counted.setdefault(kind, 0)] = range(number, number + 1)
            counted[kind] += 1
    return found


def put(path: Path, place: tuple[str | int, ...], new: Any) -> None:
    """Lets the tables be read with something else in that place; None: with nothing."""
    from songda.core.law.profile import load

    read = load._read  # type: ignore[attr-defined]

    def changed(file: Any) -> Row:
        table = read(file)
        if Path(str(file)) != path:
            return table
        table = deepcopy(table)
        holder: Any = table
        for step in place[:-1]:
            holder = holder[step]
        if new is None:
            del holder[place[-1]]
        else:
            holder[place[-1]] = new
        return table

    load._read = changed
