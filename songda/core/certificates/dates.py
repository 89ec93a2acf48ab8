"""Days and moments as a court writes them."""

from datetime import date, datetime, timedelta, tzinfo

from songda.core import words
from songda.core.certificates.words import LANGUAGES, Words, same, tell

_BEIJING = timedelta(hours=8)


def day(value: date) -> Words:
    """2022年6月2日 · 2 June 2022."""
    return {language: words.day(value, language) for language in LANGUAGES}


def moment(value: datetime, zone: tzinfo) -> Words:
    """2022年6月2日10时00分05秒 · 2 June 2022, 10:00:05, by the court's clock."""
    at = value.astimezone(zone)
    return tell("moment", day=day(at.date()), hour=f"{at:%H}", minute=f"{at:%M}", second=f"{at:%S}")


def stamp(value: datetime, zone: tzinfo) -> Words:
    """2022-06-02 10:00:05, for lists, where columns must line up; the same in all languages."""
    return same(f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}")


def zone_note(value: datetime, zone: tzinfo) -> Words:
    """Which clock the times of the certificate follow."""
    offset = value.astimezone(zone).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    name = f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return tell("zone_beijing" if offset == _BEIJING else "zone_of_court", zone=name)
