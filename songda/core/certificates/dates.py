"""Days and moments as a court writes them, in Chinese and in English."""

from datetime import date, datetime, timedelta, tzinfo

from songda.core.certificates.words import Words, same

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_BEIJING = timedelta(hours=8)


def day(value: date) -> Words:
    """2022年6月2日 · 2 June 2022."""
    return Words(
        f"{value.year}年{value.month}月{value.day}日",
        f"{value.day} {_MONTHS[value.month - 1]} {value.year}",
    )


def moment(value: datetime, zone: tzinfo) -> Words:
    """2022年6月2日10时00分05秒 · 2 June 2022, 10:00:05, by the court's clock."""
    local = value.astimezone(zone)
    on = day(local.date())
    return Words(f"{on.zh}{local:%H时%M分%S秒}", f"{on.en}, {local:%H:%M:%S}")


def stamp(value: datetime, zone: tzinfo) -> Words:
    """2022-06-02 10:00:05, for lists, where columns must line up; the same in both languages."""
    return same(f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}")


def zone_note(value: datetime, zone: tzinfo) -> Words:
    """Which clock the times of the certificate follow."""
    offset = value.astimezone(zone).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    name = f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    if offset == _BEIJING:
        return Words(f"时间均为北京时间（{name}）", f"All times are Beijing time ({name})")
    return Words(f"时间均为法院所在地时间（{name}）", f"All times are the court's local time ({name})")
