"""Reads the facts of a service from JSON values; nothing is guessed, and every fault is named with its place."""

from collections.abc import Mapping

from songda.core.law.facts import fields
from songda.core.law.facts.consent import ConsentFact, RefusalFact
from songda.core.law.facts.contradictions import refuse_contradictions
from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.reading.attempt import read_attempt, read_ruled_out
from songda.core.law.facts.reading.case import read_case, read_paper
from songda.core.law.facts.reading.recipient import read_recipient
from songda.core.law.facts.service import Facts
from songda.core.law.facts.words import (
    ConsentGround,
    PaperKind,
    Person,
    Stage,
)

_FACTS_KEYS = frozenset(Facts.__slots__)


def read_facts(given: object) -> Facts:
    """The facts in `given`; FactsError names the place and the reason for the first thing that is wrong."""
    facts = read_kept_facts(given)
    refuse_contradictions(facts)
    return facts


def read_kept_facts(given: object) -> Facts:
    """The same of what a court keeps: clocks of others may go wrong, and what they told is kept as they told it."""
    root = fields.object_at(given, "$", _FACTS_KEYS)
    for key in ("case", "paper", "recipient"):
        if key not in root:
            raise fields.missing_error("$", key)
    return Facts(
        as_of=fields.moment(root, "as_of", "$"),
        case=read_case(root["case"]),
        paper=read_paper(root["paper"]),
        recipient=read_recipient(root["recipient"]),
        consents=fields.items(root, "consents", "$", read_consent),
        refusals=fields.items(root, "refusals", "$", read_refusal),
        attempts=fields.items(root, "attempts", "$", read_attempt),
        other_tries=fields.items(root, "other_tries", "$", read_attempt),
        ruled_out=fields.items(root, "ruled_out", "$", read_ruled_out),
        hearing_at=fields.moment_or_none(root, "hearing_at", "$"),
        jurisdiction=fields.text(root, "jurisdiction", "$") if "jurisdiction" in root else "cn",
    )


_PAPER_KINDS = fields.vocabulary(PaperKind)
_STAGES = fields.vocabulary(Stage)
_PERSONS = fields.vocabulary(Person)
_GROUNDS = fields.vocabulary(ConsentGround)
_CONSENT_KEYS = frozenset(ConsentFact.__slots__)
_REFUSAL_KEYS = frozenset(RefusalFact.__slots__)


def read_consent(given: object, path: str) -> ConsentFact:
    """One consent; FactsError where it ended before it was given."""
    consent = fields.object_at(given, path, _CONSENT_KEYS)
    fact = ConsentFact(
        ground=fields.word(consent, "ground", path, _GROUNDS),
        at=fields.moment(consent, "at", path),
        stages=_scope(consent, "stages", path, _STAGES),
        paper_kinds=_scope(consent, "paper_kinds", path, _PAPER_KINDS),
        withdrawn_at=fields.moment_or_none(consent, "withdrawn_at", path),
        by=fields.word(consent, "by", path, _PERSONS) if "by" in consent else Person.RECIPIENT,
    )
    if fact.withdrawn_at is not None and fact.withdrawn_at < fact.at:
        raise FactsError(f"{path}.withdrawn_at", "before_consent")
    return fact


def _scope(
    given: fields.Given, key: str, path: str, words: Mapping[str, fields.Word]
) -> tuple[fields.Word, ...] | None:
    if key not in given:
        raise fields.missing_error(path, key)
    if given[key] in (["*"], ("*",)):
        return None
    return fields.items(given, key, path, lambda value, place: fields.as_word(value, words, place))


def read_refusal(given: object, path: str) -> RefusalFact:
    """One clear no."""
    return RefusalFact(at=fields.moment(fields.object_at(given, path, _REFUSAL_KEYS), "at", path))
