"""Reads one row of a table of rules; an unknown word is refused when the table is read, not when it acts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from songda.core.law.decision import Citation, Ground, Standing, Status
from songda.core.law.facts import (
    AddressClass,
    AddressSource,
    Branch,
    Channel,
    ConsentGround,
    EventKind,
    Leaving,
    PaperKind,
    Person,
    Posting,
    Procedure,
    Procuratorate,
    RebuttalGround,
    RecipientKind,
    RetrialOf,
    ReturnCause,
    Role,
    Stage,
    Withholding,
)
from songda.core.law.profile import rows
from songda.core.law.profile.conditions import ALL_FIELDS, Condition, Value
from songda.core.law.profile.sources import Source, StatuteText

Table = Mapping[str, object]


class ProfileError(ValueError):
    """A jurisdiction's tables cannot be used as they are."""


class Vocabulary(NamedTuple):
    """What a table may refer to: the sources and their texts, and named groups of words by subject.

    `no_statutes`: sources that have no text to be read, such as the rules of the house.
    """

    jurisdiction: str
    sources: Mapping[str, Source]
    groups: Mapping[str, Mapping[str, list[str]]]
    zones: frozenset[str]
    texts: Mapping[str, StatuteText] = {}
    no_statutes: frozenset[str] = frozenset()


KINDS: Mapping[str, type[rows.Row]] = {
    "way": rows.WayRow,
    "consent": rows.ConsentRow,
    "capacity": rows.CapacityRow,
    "conduct": rows.ConductRow,
    "waiver": rows.Row,
    "no_way": rows.Row,
    "block": rows.Row,
    "excluded": rows.ExcludedRow,
    "effect": rows.EffectRow,
    "lapse": rows.LapseRow,
    "no_effect": rows.NoEffectRow,
    "defect": rows.Row,
    "first_way_wins": rows.Row,
    "substitute_address": rows.SubstituteAddressRow,
    "rebuttal": rows.RebuttalRow,
    "ruling": rows.RulingRow,
    "cross_reference": rows.Row,
    "exhaustion": rows.ExhaustionRow,
    "caution": rows.CautionRow,
    "counting": rows.CountingRow,
    "period": rows.PeriodRow,
    "no_period": rows.NoPeriodRow,
    "limit": rows.LimitRow,
    "suspension": rows.SuspensionRow,
    "hours": rows.Row,
    "guard": rows.GuardRow,
}

_GROUNDS: Mapping[type[rows.Row], type[StrEnum]] = {
    rows.ConsentRow: ConsentGround,
    rows.EffectRow: Ground,
    rows.RebuttalRow: RebuttalGround,
}
_WORDS: Mapping[str, type[StrEnum]] = {
    "status": Status,
    "without_consent": Status,
    "consent": rows.ConsentNeed,
    "needs": rows.GuardNeed,
    "source": AddressSource,
}
_SETS: Mapping[str, type[StrEnum]] = {
    "events": EventKind,
    "taken_back_by": EventKind,
    "by": Person,
    "named": Person,
    "how": Leaving,
    "cause": ReturnCause,
    "where": Posting,
    "confirms": Status,
    "against": Ground,
}
_SUBJECTS: Mapping[str, type[StrEnum]] = {
    "branch": Branch,
    "procedure": Procedure,
    "stage": Stage,
    "paper": PaperKind,
    "recipient": RecipientKind,
    "role": Role,
    "channel": Channel,
    "class": AddressClass,
    "to": Person,
    "source": AddressSource,
    "withholds": Withholding,
    "procuratorate": Procuratorate,
    "retrial_of": RetrialOf,
}
COURTS = frozenset({"general", "internet", "maritime"})
_COMMON_KEYS = frozenset({"cite", "when", "unless", "since", "until", "mark", "allowed_by"})


def read_rows(tables: Mapping[str, Sequence[Table]], words: Vocabulary) -> Iterator[tuple[str, rows.Row]]:
    """All rows of one file, each with its kind."""
    for kind, given in tables.items():
        if kind not in KINDS:
            raise ProfileError(f"there is no kind of row named {kind!r}")
        for table in given:
            for row in read_row(kind, table, words):
                yield kind, row


def read_row(kind: str, table: Table, words: Vocabulary) -> Iterator[rows.Row]:
    """One row a citation: each is in force while both the row and the cited source are."""
    row_type = KINDS[kind]
    values = _values(row_type, table, words)
    unknown_keys = values.keys() - {field.name for field in fields(row_type)}
    if unknown_keys:
        raise ProfileError(f"{kind}: unknown key {sorted(unknown_keys)}")
    conditions = (*_conditions(table, "when", words), *_conditions(table, "unless", words))
    cites = table["cite"]
    for cite in cites if isinstance(cites, list) else [cites]:
        since, until = _dates_in_force(str(cite), table, words)
        rule = citation_of(str(cite), table, words)
        yield row_type(rule=rule, since=since, until=until, conditions=conditions, **values)  # type: ignore[arg-type]


def _values(row_type: type[rows.Row], table: Table, words: Vocabulary) -> dict[str, object]:
    try:
        return {key: _value(row_type, key, value, words) for key, value in table.items() if key not in _COMMON_KEYS}
    except (KeyError, ValueError) as error:
        raise ProfileError(f"{table['cite']}: {error} is not known here") from error


def _dates_in_force(cite: str, table: Table, words: Vocabulary) -> tuple[date, date]:
    source = words.sources.get(cite.partition(".")[0])
    if source is None:
        raise ProfileError(f"unknown source in {cite!r}")
    since, until = table.get("since", source.since), table.get("until", source.until)
    if not (isinstance(since, date) and isinstance(until, date)):
        raise ProfileError(f"{cite}: since and until are dates")
    return max(since, source.since), min(until, source.until)


def _conditions(table: Table, key: str, words: Vocabulary) -> Iterator[Condition]:
    given = table.get(key, {})
    if not isinstance(given, Mapping) or not ALL_FIELDS.issuperset(given):
        raise ProfileError(f"{table['cite']}: {key} names something unknown: {given}")
    for subject, values in given.items():
        allowed = frozenset(_expand_groups(subject, values, words))
        yield Condition(subject, allowed, wanted=key == "when")


def _expand_groups(subject: str, values: object, words: Vocabulary) -> Iterator[Value]:
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, bool):
            yield value
        elif isinstance(value, str) and value.startswith("@"):
            yield from _expand_groups(subject, words.groups[subject][value[1:]], words)
        else:
            yield _require_known(subject, value, words)


def _require_known(subject: str, value: object, words: Vocabulary) -> str:
    vocabulary: frozenset[str] = frozenset(_SUBJECTS.get(subject, ()))
    if subject == "court":
        vocabulary = COURTS
    elif subject == "zone":
        vocabulary = words.zones
    if value not in vocabulary:
        raise ProfileError(f"{subject} cannot be {value!r}")
    return str(value)


def _value(row_type: type[rows.Row], key: str, value: object, words: Vocabulary) -> object:
    if key == "tiers":
        return tuple(_tiers(value, words))
    if key == "ground":
        return _GROUNDS[row_type](str(value))
    if key in _WORDS:
        return _WORDS[key](str(value))
    if key in _SETS:
        return frozenset(_SETS[key](word) for word in _group_members(value, words))
    return value


def _tiers(value: object, words: Vocabulary) -> Iterator[rows.TierWays]:
    """The tiers in the order of the table, each with its name; `@group` stands for its ways here as well."""
    if not isinstance(value, Mapping):
        raise ProfileError(str(value))
    for name, ways in value.items():
        yield rows.TierWays(str(name), tuple(Channel(str(way)) for way in _expand_groups("channel", ways, words)))


def _group_members(value: object, words: Vocabulary) -> list[str]:
    if isinstance(value, str):
        return words.groups["person"][value.removeprefix("@")]
    if not isinstance(value, list):
        raise ProfileError(str(value))
    return value


# What a row may say of itself, by `mark`; `allowed_by` names the article that allows its analogy.
_MARKS = frozenset({Standing.CONFIRMED, Standing.DERIVED, Standing.ANALOGY, Standing.UNSURE})
_ITSELF = "itself"


def citation_of(cite: str, table: Table, words: Vocabulary) -> Citation:
    """The citation of a row, with what it is worth."""
    allowed_by = str(table.get("allowed_by", "")).replace(_ITSELF, cite)
    mark = table.get("mark")
    if mark == Standing.UNSURE and "off" not in table:
        raise ProfileError(f"{cite}: what is unsure says whether it is off")
    if allowed_by and mark != Standing.ANALOGY:
        raise ProfileError(f"{cite}: only an analogy is allowed by an article")
    standing = _standing(cite, table, words)
    if allowed_by:
        allowing = _no_better_than_text(Standing.ANALOGY, allowed_by, words)
        standing = standing if standing is Standing.UNCHECKED else allowing
    ids = [f"{words.jurisdiction}.{each}" for each in (cite, allowed_by) if each]
    return Citation(ids[0], standing, *ids[1:])


def _standing(cite: str, table: Table, words: Vocabulary) -> Standing:
    """What the citation is worth: as the row says; where it says nothing, as the text of the article was read.

    What is no statute has no text that could say so: it is a rule of the house, whatever the row says.
    """
    if cite.partition(".")[0] in words.no_statutes:
        if "mark" in table:
            raise ProfileError(f"{cite}: a rule of the house has no mark")
        return Standing.HOUSE_RULE
    mark = table.get("mark", Standing.CONFIRMED)
    if mark not in _MARKS:
        raise ProfileError(f"{cite}: no row can say of itself that it is {mark}")
    standing = Standing(str(mark))
    return standing if standing is Standing.UNSURE else _no_better_than_text(standing, cite, words)


def _no_better_than_text(standing: Standing, cite: str, words: Vocabulary) -> Standing:
    """What was read stays so only as long as the words of the article are those that were read."""
    source, _, article = cite.partition(".")
    if source not in words.sources:
        raise ProfileError(f"unknown source in {cite!r}")
    is_read = words.sources[source].is_read and _is_as_read(source, article, words)
    return standing if is_read else Standing.UNCHECKED


def _is_as_read(source: str, article: str, words: Vocabulary) -> bool:
    text = words.texts.get(source)
    return text is not None and text.confirms(article)
