"""Days and times as people in either language write them, always in the court's own zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.translation import get_language

register = template.Library()
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _is_chinese() -> bool:
    return (get_language() or settings.LANGUAGE_CODE).startswith("zh")


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
    at = _local(read, zone)
    return f"{at.year}年{at.month}月{at.day}日" if _is_chinese() else f"{at.day} {MONTHS_EN[at.month - 1]} {at.year}"


@register.filter
def long_day(value: date | str | None, zone: str = "") -> str:
    """2022年6月2日（星期四） / Thursday, 2 June 2022."""
    if (read := _read(value)) is None:
        return ""
    at = _local(read, zone)
    if _is_chinese():
        return f"{day(at, zone)}（星期{WEEKDAYS_ZH[at.weekday()]}）"
    return f"{WEEKDAYS_EN[at.weekday()]}, {day(at, zone)}"


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
    return f"{day(read, zone)}{' ' if _is_chinese() else ', '}{clock(read, zone)}"
