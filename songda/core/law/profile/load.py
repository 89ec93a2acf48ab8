"""A jurisdiction, its rules, calendar and words, loaded from its folder of tables, once."""

import hashlib
import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from songda.core.law.profile.calendar import Calendar, weekday_numbers
from songda.core.law.profile.rows import Row, Rows
from songda.core.law.profile.sources import Source, Sources, StatuteText, read_texts
from songda.core.law.profile.table import KINDS, ProfileError, Vocabulary, read_rows
from songda.core.law.profile.wording import ProfileWording, catalogue_of, language_words, languages_in, zone_of

_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A jurisdiction as decisions use it: its rules, calendar, zones and words.

    `regime_days` are the days on which any rule begins or ends, the first of them the beginning of time.

    `groups` are names for several words of one subject, such as the electronic ways.
    `texts` are the words of the statutes by the id of their source; `own_rules` are sources that are no statutes.
    `version` names exactly these rules and words: where it is the same, the same facts get the same answer.
    """

    name: str
    version: str
    zone: tzinfo
    zones: Mapping[str, str]
    other_zone: str
    groups: Mapping[str, Mapping[str, tuple[str, ...]]]
    rows: Rows
    calendar: Calendar
    wording: ProfileWording
    regime_days: tuple[date, ...]
    regime_starts: tuple[datetime, ...]
    texts: Mapping[str, StatuteText] = field(default_factory=dict)
    own_rules: frozenset[str] = frozenset()

    def regime_at(self, moment: datetime) -> int:
        """Which stretch of unchanged law the moment falls into; an index into `regime_days`."""
        return bisect_right(self.regime_starts, moment)

    def regime_on(self, day: date) -> int:
        """The same for a whole day."""
        return bisect_right(self.regime_days, day) - 1

    def day_of(self, moment: datetime) -> date:
        """The legal day of a moment, in the jurisdiction's own time."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The last second of a legal day."""
        return datetime.combine(day, _LAST_SECOND, self.zone)

    def zone_of(self, domicile: str) -> str:
        """Which rules a domicile falls under (cn, hkmo, tw, foreign)."""
        return self.zones.get(domicile, self.other_zone)


_TABLES = ("profile.toml", "calendar.toml")
_BEFORE_THE_GENERAL = "particular.toml"  # what is written of one paper, court or person prevails over what is of all
_NO_END = date.max  # the last day of a rule that still holds


_HOMES: list[Traversable] = [files("songda.core.law") / "profiles"]  # the first holds the words that all share


def also_in(home: Traversable) -> None:
    """Find jurisdictions in this folder too; to be said before any is read."""
    _HOMES.append(home)
    jurisdictions.cache_clear()


@cache
def jurisdictions() -> tuple[str, ...]:
    """The names of the jurisdictions that there are tables for."""
    every = (folder for home in _HOMES for folder in home.iterdir())
    return tuple(sorted(folder.name for folder in every if (folder / "profile.toml").is_file()))


@cache
def profile_of(jurisdiction: str) -> Profile:
    """The rules of a jurisdiction; ProfileError where there are none."""
    if jurisdiction not in jurisdictions():
        raise ProfileError(f"no rules for {jurisdiction!r}; there are: {', '.join(jurisdictions())}")
    folder, shared = folder_of(jurisdiction), folder_of()
    head = _read(folder / "profile.toml")
    days_of = folder_of(str(head.get("calendar", jurisdiction)))  # rules of the same country share its rest days
    catalogues = {each: catalogue_of(each, shared, folder) for each in languages_in(shared)}
    sources = Sources(jurisdiction, {each["id"]: _source(each, head, catalogues) for each in head["source"]})
    zones = {domicile: zone for zone, domiciles in _zones(head).items() for domicile in domiciles}
    own_rules = frozenset(source.id for source in sources.by_id.values() if not source.is_statute)
    known_zones = frozenset({*zones.values(), head["zones"]["other"]})
    texts = read_texts(folder / "texts")
    words = Vocabulary(jurisdiction, sources.by_id, head.get("groups", {}), known_zones, texts, own_rules)
    rows = _rows(folder, words)
    languages = {each: language_words(each, catalogue) for each, catalogue in catalogues.items()}
    zone = zone_of(head.get("time_zone") or head["utc_offset"])
    days = _regime_days(rows)
    return Profile(
        name=jurisdiction,
        version=version_of(folder, shared, days_of),
        zone=zone,
        zones=zones,
        other_zone=head["zones"]["other"],
        groups=_groups(head),
        rows=rows,
        calendar=_calendar(_read(days_of / "calendar.toml")),
        wording=ProfileWording(sources, languages, zone),
        regime_days=(date.min, *days),
        regime_starts=tuple(datetime.combine(day, time.min, zone).astimezone(UTC) for day in days),
        texts=texts,
        own_rules=own_rules,
    )


def folder_of(jurisdiction: str = "") -> Traversable:
    """Where the tables of a jurisdiction lie, or (without a name) those that all share."""
    homes = (home for home in _HOMES if not jurisdiction or (home / jurisdiction).is_dir())
    return next(homes, _HOMES[0]) / jurisdiction


def _read(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _source(given: Mapping[str, Any], head: Mapping[str, Any], catalogues: Mapping[str, Any]) -> Source:
    names = {
        each: catalogue.get("sources", {}).get(given["id"], given.get(each)) for each, catalogue in catalogues.items()
    }
    return Source(
        id=given["id"],
        names={language: name for language, name in names.items() if name},
        since=given["since"],
        until=given.get("until", _NO_END),
        sign=given.get("sign", "art."),
        chinese_numerals=head.get("chinese_numerals", True),
        is_read=given.get("read", True),
        is_statute=given.get("statute", True),
    )


def _groups(head: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    given = head.get("groups", {})
    return {subject: {name: tuple(words) for name, words in named.items()} for subject, named in given.items()}


def _zones(head: Mapping[str, Any]) -> dict[str, list[str]]:
    return {zone: domiciles for zone, domiciles in head["zones"].items() if zone != "other"}


def _rows(folder: Traversable, words: Vocabulary) -> Rows:
    on: dict[str, list[Row]] = defaultdict(list)
    off: dict[str, list[Row]] = defaultdict(list)
    for file in sorted(folder.iterdir(), key=lambda each: (each.name != _BEFORE_THE_GENERAL, each.name)):
        if file.name.endswith(".toml") and file.name not in _TABLES and not file.name.startswith("words."):
            for kind, row in read_rows(_read(file), words):
                (off if row.off else on)[kind].append(row)
    kinds: dict[str, Any] = {kind: tuple(rows) for kind, rows in on.items()}
    return Rows(**kinds, off={kind: tuple(rows) for kind, rows in off.items()})


def _regime_days(rows: Rows) -> list[date]:
    every = (row for kind in KINDS for row in _of_kind(rows, kind))
    days = {day for row in every for day in (row.since, row.until)}
    return sorted(days - {_NO_END})


def _of_kind(rows: Rows, kind: str) -> Iterable[Row]:
    kept: tuple[Row, ...] = getattr(rows, kind)
    return kept


def _calendar(given: Mapping[str, Any]) -> Calendar:
    years = given["year"]
    return Calendar(
        years=frozenset(year["year"] for year in years),
        weekend=weekday_numbers(given["weekend"]),
        rest=frozenset(day for year in years for day in year["rest"]),
        work=frozenset(day for year in years for day in year["work"]),
        every_year=frozenset((month, day) for month, day in given.get("every_year", ())),
    )


VERSION_LENGTH = 12  # letters
_CALENDAR = "days/calendar.toml"
_RULEBOOK = "words.rulebook."  # how the rules are told on their own page; no answer hangs on it


def version_of(own: Traversable, shared: Traversable, days: Traversable | None = None) -> str:
    """A hash over the tables and words of the jurisdiction and the words that all share, whatever the line ends.

    `days`: the folder whose calendar it counts by; where that is another's, the calendar is hashed with the rest.
    """
    digest = hashlib.sha256()
    for name, text in (*_texts(shared, "shared/"), *_texts(own, ""), *_calendar_of_another(own, days)):
        for part in (name, text):
            body = part.encode()
            digest.update(len(body).to_bytes(8, "big") + body)
    return digest.hexdigest()[:VERSION_LENGTH]


def _calendar_of_another(own: Traversable, days: Traversable | None) -> Iterator[tuple[str, str]]:
    if days is not None and days.name != own.name:
        yield from (text for text in _texts(days, "days/") if text[0] == _CALENDAR)


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml") and not file.name.startswith(_RULEBOOK):
            yield prefix + file.name, file.read_text(encoding="utf-8")  # which reads every line end as \n
