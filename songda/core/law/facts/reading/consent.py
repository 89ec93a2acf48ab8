"""Reads consents and refusals."""

from collections.abc import Mapping

from songda.core.law.facts import fields
from songda.core.law.facts.consent import ConsentFact, RefusalFact
from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.words import (
    ConsentGround,
    PaperKind,
    Person,
    Stage,
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
