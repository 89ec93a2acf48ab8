"""What a report says: titles, names of keys, numbers as they are written; made for the reader's language."""

from collections.abc import Mapping

from songda.core.figures import NONE, NOTHING, Interval, Parts
from songda.core.figures.periods import Period
from songda.core.figures.savings import Saving
from songda.core.words import day, find, language_of, name_of, say
from songda.records.overview.figure_reports.report import Kind, Line, Report, Section

HOME = "figure_reports"
# Where the words of each dimension are kept; what is not named here is free text or has a name of its own.
TABLES: Mapping[str, tuple[str, ...]] = {
    "way": ("routes.channel", "deeds.way"),
    "address_class": ("addresses.class",),
    "role": ("roles.role",),
    "paper_kind": ("papers.kind",),
    "stage": ("cases.stage",),
    "age": ("figures.age",),
    "care": ("figures.care",),
    "ground": ("services.ground",),
    "failure": ("attempts.failure",),
    "try": ("figures.try",),
    "line": ("telephone.line",),
    "outcome": ("calls.outcome",),
    "asked_by": ("consents.how",),
    "consent_ground": ("consents.ground",),
    "objection_ground": ("objections.ground",),
    "ruling": ("objections.ruling",),
}


def phrase(key: str, language: str, /, **values: str | int) -> str:
    return say(f"{HOME}.{key}", language, **values)


def title_of(section: Section, language: str) -> str:
    """What a section is called."""
    spoken = language_of(language)
    own = find(f"{HOME}.section.{section.key}", spoken)
    by = "section.by_over_time" if section.kind is Kind.MULTIPLES else "section.by"
    return own or phrase(by, language, dimension=name_of("figures.dimension", section.by, language))


def name_of_line(section: Section, line: Line, report: Report, language: str) -> str:
    """What a line of a section is called."""
    if section.key in {"definitions", "funnel"}:
        return name_of(f"{HOME}.step" if section.key == "funnel" else "figures.figure", line.key, language)
    if section.key == "wait":
        return name_of(f"{HOME}.between", line.key, language)
    name = name_of_key(section.by, line.key, report, language)
    return f"{name} · {line.step}" if line.step else name


def name_of_key(by: str, key: str, report: Report, language: str) -> str:
    """What a key of a dimension is called in a report, which knows members of staff by name."""
    return report.names.get(key) or key_phrase(by, key, language)


def key_phrase(by: str, key: str, language: str) -> str:
    """What a key of a dimension is called; one that nobody worded stands for itself."""
    if key in {NONE, ""}:
        own = find(f"{HOME}.none.{by}", language_of(language))
        return own or name_of("figures.sign", "none", language)
    tables = TABLES.get(by, ())
    return next((name for table in tables if (name := name_of(table, key, language)) != key), key)


def count(number: int) -> str:
    """1,977."""
    return f"{number:,}"


def number_of(line: Line, language: str) -> str:
    """50.65 %, 1,977, or that it is not shown."""
    return phrase("hidden", language) if line.parts is None else parts_phrase(line.parts)


def parts_phrase(parts: Parts) -> str:
    """A share in percent, a count in whole ones."""
    return count(parts.numerator) if parts.ratio is None else str(parts.ratio)


def interval_phrase(interval: Interval | None, language: str) -> str:
    """49.1 – 52.2 %."""
    if interval is None:
        return ""
    return phrase("range", language, first=f"{interval.low * 100:.1f}", last=f"{interval.high * 100:.1f} %")


def verdict_of(line: Line, language: str) -> str:
    """Whether two periods differ, as far as it can be told."""
    if line.before is None:
        return ""
    word_key = line.why_untold or ("different" if line.is_different else "not_different")
    return phrase(f"verdict.{word_key}", language)


def period_phrase(period: Period, language: str) -> str:
    """1 January 2021 – 31 December 2021."""
    return phrase("range", language, first=day(period.first, language), last=day(period.last, language))


def hours_phrase(hours: int | None, language: str) -> str:
    """Within 12 hours, within 3 days."""
    if hours is None:
        return NOTHING
    if hours < 48 or hours % 24:
        return phrase("within_hours", language, hours=hours)
    return phrase("within_days", language, days=hours // 24)


def doubts_of(report: Report, language: str) -> list[str]:
    """Why nobody should rely on the numbers yet, in sentences; none where nothing speaks against them."""
    reasons = (("flawed", report.is_contradictory), ("outdated", report.is_outdated))
    return [phrase(f"about.{word}", language) for word, holds in reasons if holds]


def saved_phrase(saving: Saving, language: str) -> str:
    """18,200.00 yuan; 13,650 minutes, or 228 hours."""
    if saving.name == "postage":
        return phrase("saved.postage", language, amount=f"{saving.amount:,.2f}")
    hours = f"{saving.amount / 60:,.0f}"
    return phrase(f"saved.{saving.name}", language, amount=f"{saving.amount:,.0f}", hours=hours)


def summary_of(report: Report, language: str) -> str:
    """The number to remember, in a sentence: of how many, how many, what share."""
    total = report.total
    if total.parts is None:
        return phrase("summary.hidden", language)
    name = report.wanted.figure.title(language)
    name = name[:1].upper() + name[1:]  # it begins a sentence
    if total.parts.denominator is None:
        return phrase("summary.count", language, figure=name, number=count(total.parts.numerator))
    return phrase(
        "summary.share",
        language,
        figure=name,
        part=count(total.parts.numerator),
        all=count(total.parts.denominator),
        share=parts_phrase(total.parts),
    )
