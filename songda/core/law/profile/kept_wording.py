"""The words of a jurisdiction as plain JSON, to be kept beside what was decided under them, and read again.

Rules and sentences are corrected; what was decided before is told in the words that it was decided with.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from songda.core.law.profile.sources import CiteStyle, Source, Sources
from songda.core.law.profile.wording import LanguageWords, ProfileWording


def to_kept(wording: ProfileWording) -> dict[str, Any]:
    """All words and sources of the jurisdiction, in every language that there is a catalogue of."""
    return {
        "jurisdiction": wording.sources.jurisdiction,
        "zone": zone_name(wording.zone),
        "languages": [asdict(words) for words in wording.languages.values()],
        "sources": [_plain_source(source) for source in wording.sources.by_id.values()],
    }


def to_wording(kept: Mapping[str, Any]) -> ProfileWording:
    """The words that were kept."""
    sources = {each["id"]: _read_source(each) for each in kept["sources"]}
    languages = {each["language"]: _read_words(each) for each in kept["languages"]}
    return ProfileWording(Sources(kept["jurisdiction"], sources), languages, zone_of(kept["zone"]))


def zone_of(name: str) -> tzinfo:
    """A fixed offset such as +08:00, or a named zone with its summer time."""
    if not name.startswith(("+", "-")):
        return ZoneInfo(name)
    return timezone(datetime.strptime(name, "%z").utcoffset() or timedelta())


def zone_name(zone: tzinfo) -> str:
    """The name by which `zone_of` finds the zone again."""
    return zone.key if isinstance(zone, ZoneInfo) else datetime.min.replace(tzinfo=zone).strftime("%z")


def _plain_source(source: Source) -> dict[str, Any]:
    days = {"since": source.since.isoformat(), "until": source.until.isoformat()}
    return {**asdict(source), **days}


def _read_source(given: Mapping[str, Any]) -> Source:
    days = {"since": date.fromisoformat(given["since"]), "until": date.fromisoformat(given["until"])}
    return Source(**{**given, **days})


def _read_words(given: Mapping[str, Any]) -> LanguageWords:
    style = given["cite"]
    return LanguageWords(**{**given, "cite": CiteStyle(**{**style, "parts": tuple(style["parts"])})})
