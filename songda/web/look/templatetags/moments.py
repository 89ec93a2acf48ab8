"""Days and times as people write them in their language, always in the court's own zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
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


def _day(value: date, zone: str) -> str:
    return words.day(_local(value, zone), _language())


def _whole(text: str, value: date, zone: str) -> SafeString:
    """The text, in which the day is marked as one, so that no line ends within it."""
    before, said, after = text.partition(_day(value, zone))
    return format_html('{}<time datetime="{}">{}</time>{}', before, f"{_local(value, zone):%Y-%m-%d}", said, after)


@register.filter
def day(value: date | str | None, zone: str = "") -> str:
    """2022年6月2日 / 2 June 2022."""
    if (read := _read(value)) is None:
        return ""
    return _whole(_day(read, zone), read, zone)


@register.filter
def bare_day(value: date | str | None, zone: str = "") -> str:
    """As `day`, without a mark: for lists of hundreds of days, which are to go over slow lines."""
    read = _read(value)
    return "" if read is None else _day(read, zone)


@register.filter
def long_day(value: date | str | None, zone: str = "") -> str:
    """2022年6月2日（星期四） / Thursday, 2 June 2022."""
    if (read := _read(value)) is None:
        return ""
    weekday = words.Phrase(f"language.weekday.{_local(read, zone).isoweekday()}")
    text = words.say("language.long_day", _language(), day=_day(read, zone), weekday=weekday)
    return format_html('<time datetime="{}">{}</time>', f"{_local(read, zone):%Y-%m-%d}", text)


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
    text = words.say("language.moment", _language(), day=_day(read, zone), clock=clock(read, zone))
    return _whole(text, read, zone)
