"""Days and times as people write them in their language, always in the court's own zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.translation import get_language

from songda.core import words

register = template.Library()


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _local(value: date, zone: str) -> date:
    return value.astimezone(ZoneInfo(zone or settings.TIME_ZONE)) if isinstance(value, datetime) else value


def _read(value: date | str | None) -> date | None:
    """A day or moment; findings keep them as ISO text."""
    if not isinstance(value, str):
        return value
    if not value:
        return None
    return date.fromisoformat(value) if len(value) == len("2022-06-02") else datetime.fromisoformat(value)


@register.filter
def day(value: date | str | None, zone: str = "") -> str:
    """2022年6月2日 / 2 June 2022."""
    if (read := _read(value)) is None:
        return ""
    return words.day(_local(read, zone), _language())


@register.filter
def long_day(value: date | str | None, zone: str = "") -> str:
    """2022年6月2日（星期四） / Thursday, 2 June 2022."""
    if (read := _read(value)) is None:
        return ""
    at = _local(read, zone)
    weekday = words.Phrase(f"language.weekday.{at.isoweekday()}")
    return words.say("language.long_day", _language(), day=day(at, zone), weekday=weekday)


@register.filter
def clock(value: datetime | str | None, zone: str = "") -> str:
    """09:30, in the court's zone."""
    read = _read(value)
    return f"{_local(read, zone):%H:%M}" if isinstance(read, datetime) else ""


@register.filter
def moment(value: datetime | str | None, zone: str = "") -> str:
    """2022年6月2日 09:30 / 2 June 2022, 09:30."""
    read = _read(value)
    if not isinstance(read, datetime):
        return day(read, zone)
    return words.say("language.moment", _language(), day=day(read, zone), clock=clock(read, zone))
