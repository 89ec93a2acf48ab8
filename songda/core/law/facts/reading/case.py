"""Reads the case and the paper."""

from datetime import datetime

from songda.core.law.facts import fields
from songda.core.law.facts.case import CaseFacts, JurisdictionObjection, PaperFacts
from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.words import (
    Branch,
    PaperKind,
    Procedure,
    RetrialOf,
    Stage,
)

_BRANCHES = fields.vocabulary(Branch)
_PROCEDURES = fields.vocabulary(Procedure)
_STAGES = fields.vocabulary(Stage)
_RETRIALS = fields.vocabulary(RetrialOf)
_PAPER_KINDS = fields.vocabulary(PaperKind)
_CASE_KEYS = frozenset(CaseFacts.__slots__)
_OBJECTION_KEYS = frozenset(JurisdictionObjection.__slots__)
_PAPER_KEYS = frozenset(PaperFacts.__slots__)


def read_case(given: object) -> CaseFacts:
    """The case."""
    case = fields.object_at(given, "$.case", _CASE_KEYS)
    return CaseFacts(
        branch=fields.word(case, "branch", "$.case", _BRANCHES),
        procedure=fields.word(case, "procedure", "$.case", _PROCEDURES),
        stage=fields.word(case, "stage", "$.case", _STAGES),
        status_case=fields.flag(case, "status_case", "$.case"),
        internet_court=fields.flag(case, "internet_court", "$.case"),
        number=fields.text_or_none(case, "number", "$.case"),
        jurisdiction_objection=None
        if case.get("jurisdiction_objection") is None
        else _objection(case["jurisdiction_objection"], "$.case.jurisdiction_objection"),
        procuratorate_takes_part=fields.flag(case, "procuratorate_takes_part", "$.case"),
        procuratorate_agreed_at=fields.moment_or_none(case, "procuratorate_agreed_at", "$.case"),
        retrial_of=None if case.get("retrial_of") is None else fields.word(case, "retrial_of", "$.case", _RETRIALS),
    )


def _objection(given: object, path: str) -> JurisdictionObjection:
    objection = fields.object_at(given, path, _OBJECTION_KEYS)
    fact = JurisdictionObjection(
        raised_at=fields.moment(objection, "raised_at", path),
        dismissal_in_force_at=fields.moment_or_none(objection, "dismissal_in_force_at", path),
    )
    if fact.dismissal_in_force_at is not None and fact.dismissal_in_force_at < fact.raised_at:
        raise FactsError(f"{path}.dismissal_in_force_at", "before_objection")
    return fact


def read_paper(given: object) -> PaperFacts:
    """The paper."""
    paper = fields.object_at(given, "$.paper", _PAPER_KEYS)
    signatures = paper.get("other_signatures")
    return PaperFacts(
        id=fields.text(paper, "id", "$.paper"),
        kind=fields.word(paper, "kind", "$.paper", _PAPER_KINDS),
        sha256=fields.text(paper, "sha256", "$.paper"),
        replaces=fields.text_or_none(paper, "replaces", "$.paper"),
        days_set_in_paper=fields.count_or_none(paper, "days_set_in_paper", "$.paper"),
        carried_out=fields.flag_or_none(paper, "carried_out", "$.paper"),
        other_signatures=None if signatures is None else fields.items(paper, "other_signatures", "$.paper", _signature),
        issued_at=fields.moment_or_none(paper, "issued_at", "$.paper"),
    )


def _signature(given: object, path: str) -> datetime | None:
    return None if given is None else fields.as_moment(given, path)
