"""Reads the facts of a service from JSON values; nothing is guessed, and every fault is named with its place."""

from collections.abc import Mapping
from datetime import datetime

from songda.core.law.facts import fields
from songda.core.law.facts.contradictions import refuse_contradictions
from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.of_a_service import (
    AddressOnFile,
    AddressWithheld,
    AttemptFacts,
    CaseFacts,
    ConsentFact,
    EventFact,
    Facts,
    JudgeRuling,
    JurisdictionObjection,
    PaperFacts,
    RebuttalFact,
    RecipientFacts,
    RefusalFact,
    RuledOutFact,
    StatusPeriod,
)
from songda.core.law.facts.words import (
    AddressClass,
    AddressSource,
    Branch,
    Channel,
    ConsentGround,
    EventKind,
    PaperKind,
    Person,
    PersonStatus,
    Procedure,
    RebuttalGround,
    RecipientKind,
    RuledOutGround,
    Ruling,
    Stage,
    Withholding,
)

_BRANCHES = fields.vocabulary(Branch)
_PROCEDURES = fields.vocabulary(Procedure)
_STAGES = fields.vocabulary(Stage)
_PAPER_KINDS = fields.vocabulary(PaperKind)
_RECIPIENT_KINDS = fields.vocabulary(RecipientKind)
_GROUNDS = fields.vocabulary(ConsentGround)
_CHANNELS = fields.vocabulary(Channel)
_CLASSES = fields.vocabulary(AddressClass)
_EVENTS = fields.vocabulary(EventKind)
_PERSONS = fields.vocabulary(Person)
_REBUTTALS = fields.vocabulary(RebuttalGround)
_RULINGS = fields.vocabulary(Ruling)
_SOURCES = fields.vocabulary(AddressSource)
_WITHHOLDINGS = fields.vocabulary(Withholding)
_RULED_OUT_GROUNDS = fields.vocabulary(RuledOutGround)

_CASE_KEYS = frozenset(CaseFacts.__slots__)
_OBJECTION_KEYS = frozenset(JurisdictionObjection.__slots__)
_PAPER_KEYS = frozenset(PaperFacts.__slots__)
_RECIPIENT_KEYS = frozenset(RecipientFacts.__slots__)
_CONSENT_KEYS = frozenset(ConsentFact.__slots__)
_REFUSAL_KEYS = frozenset(RefusalFact.__slots__)
_EVENT_KEYS = frozenset(EventFact.__slots__)
_REBUTTAL_KEYS = frozenset(RebuttalFact.__slots__)
_JUDGE_RULING_KEYS = frozenset(JudgeRuling.__slots__)
_WITHHELD_KEYS = frozenset(AddressWithheld.__slots__)
_ON_FILE_KEYS = frozenset(AddressOnFile.__slots__)
_STATUSES = fields.vocabulary(PersonStatus)
_STATUS_PERIOD_KEYS = frozenset(StatusPeriod.__slots__)
_ATTEMPT_KEYS = frozenset(AttemptFacts.__slots__)
_RULED_OUT_KEYS = frozenset(RuledOutFact.__slots__)
_FACTS_KEYS = frozenset(Facts.__slots__)


def read_facts(given: Mapping[str, object]) -> Facts:
    """The facts in `given`; FactsError names the place and the reason for the first thing that is wrong."""
    root = fields.known(given, "$", _FACTS_KEYS)
    for key in ("case", "paper", "recipient"):
        if key not in root:
            raise fields.missing("$", key)
    facts = Facts(
        as_of=fields.moment(root, "as_of", "$"),
        case=_case(root["case"]),
        paper=_paper(root["paper"]),
        recipient=_recipient(root["recipient"]),
        consents=fields.items(root, "consents", "$", _consent),
        refusals=fields.items(root, "refusals", "$", _refusal),
        attempts=fields.items(root, "attempts", "$", _attempt),
        other_tries=fields.items(root, "other_tries", "$", _attempt),
        ruled_out=fields.items(root, "ruled_out", "$", _ruled_out),
        hearing_at=fields.moment_or_none(root, "hearing_at", "$"),
        jurisdiction=fields.text(root, "jurisdiction", "$") if "jurisdiction" in root else "cn",
    )
    refuse_contradictions(facts)
    return facts


def _case(given: object) -> CaseFacts:
    case = fields.known(given, "$.case", _CASE_KEYS)
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
    )


def _objection(given: object, path: str) -> JurisdictionObjection:
    objection = fields.known(given, path, _OBJECTION_KEYS)
    fact = JurisdictionObjection(
        raised_at=fields.moment(objection, "raised_at", path),
        dismissal_in_force_at=fields.moment_or_none(objection, "dismissal_in_force_at", path),
    )
    if fact.dismissal_in_force_at is not None and fact.dismissal_in_force_at < fact.raised_at:
        before = "lies before the objection itself"
        raise FactsError(f"{path}.dismissal_in_force_at", before, "早于提出异议的时间，前后矛盾")
    return fact


def _paper(given: object) -> PaperFacts:
    paper = fields.known(given, "$.paper", _PAPER_KEYS)
    signatures = paper.get("other_signatures")
    return PaperFacts(
        id=fields.text(paper, "id", "$.paper"),
        kind=fields.word(paper, "kind", "$.paper", _PAPER_KINDS),
        sha256=fields.text(paper, "sha256", "$.paper"),
        supersedes=fields.text_or_none(paper, "supersedes", "$.paper"),
        stated_days=fields.count_or_none(paper, "stated_days", "$.paper"),
        carried_out=fields.flag_or_none(paper, "carried_out", "$.paper"),
        other_signatures=None if signatures is None else fields.items(paper, "other_signatures", "$.paper", _signature),
    )


def _signature(given: object, path: str) -> datetime | None:
    return None if given is None else fields.as_moment(given, path)


def _recipient(given: object) -> RecipientFacts:
    recipient = fields.known(given, "$.recipient", _RECIPIENT_KEYS)
    return RecipientFacts(
        kind=fields.word(recipient, "kind", "$.recipient", _RECIPIENT_KINDS),
        domicile=_domicile(recipient),
        offline=fields.flag(recipient, "offline", "$.recipient"),
        soldier=fields.flag(recipient, "soldier", "$.recipient"),
        in_custody=fields.flag(recipient, "in_custody", "$.recipient"),
        home_law_forbids_electronic=fields.flag(recipient, "home_law_forbids_electronic", "$.recipient"),
        missing=fields.flag_or_none(recipient, "missing", "$.recipient"),
        born_on=fields.day_or_none(recipient, "born_on", "$.recipient"),
        own_labour=fields.flag(recipient, "own_labour", "$.recipient"),
        lacks_capacity=fields.flag(recipient, "lacks_capacity", "$.recipient"),
        agent_excluded=fields.flag(recipient, "agent_excluded", "$.recipient"),
        address_withheld=fields.items(recipient, "address_withheld", "$.recipient", _withheld),
        addresses_on_file=fields.items(recipient, "addresses_on_file", "$.recipient", _on_file),
        status_periods=fields.items(recipient, "status_periods", "$.recipient", _status_period),
    )


def _withheld(given: object, path: str) -> AddressWithheld:
    withheld = fields.known(given, path, _WITHHELD_KEYS)
    fact = AddressWithheld(
        how=fields.word(withheld, "how", path, _WITHHOLDINGS),
        at=fields.moment(withheld, "at", path),
        ended_at=fields.moment_or_none(withheld, "ended_at", path),
    )
    if fact.ended_at is not None and fact.ended_at < fact.at:
        raise FactsError(f"{path}.ended_at", "lies before he withheld it", "早于拒不提供送达地址的时间，前后矛盾")
    return fact


def _on_file(given: object, path: str) -> AddressOnFile:
    address = fields.known(given, path, _ON_FILE_KEYS)
    return AddressOnFile(fields.word(address, "source", path, _SOURCES), fields.day_or_none(address, "used_on", path))


def _status_period(given: object, path: str) -> StatusPeriod:
    period = fields.known(given, path, _STATUS_PERIOD_KEYS)
    fact = StatusPeriod(
        status=fields.word(period, "status", path, _STATUSES),
        since=fields.moment(period, "since", path),
        until=fields.moment_or_none(period, "until", path),
    )
    if fact.until is not None and fact.until < fact.since:
        raise FactsError(f"{path}.until", "lies before its beginning", "早于开始时间，前后矛盾")
    return fact


def _domicile(recipient: fields.Given) -> str:
    domicile = fields.text(recipient, "domicile", "$.recipient") if "domicile" in recipient else "cn"
    return fields.as_domicile(domicile, "$.recipient.domicile")


def _consent(given: object, path: str) -> ConsentFact:
    consent = fields.known(given, path, _CONSENT_KEYS)
    fact = ConsentFact(
        ground=fields.word(consent, "ground", path, _GROUNDS),
        at=fields.moment(consent, "at", path),
        stages=_scope(consent, "stages", path, _STAGES),
        paper_kinds=_scope(consent, "paper_kinds", path, _PAPER_KINDS),
        withdrawn_at=fields.moment_or_none(consent, "withdrawn_at", path),
        by=fields.word(consent, "by", path, _PERSONS) if "by" in consent else Person.RECIPIENT,
    )
    if fact.withdrawn_at is not None and fact.withdrawn_at < fact.at:
        raise FactsError(f"{path}.withdrawn_at", "lies before the consent itself", "早于同意的时间，前后矛盾")
    return fact


def _scope(
    given: fields.Given, key: str, path: str, words: Mapping[str, fields.Word]
) -> tuple[fields.Word, ...] | None:
    if key not in given:
        raise fields.missing(path, key)
    if given[key] in (["*"], ("*",)):
        return None
    return fields.items(given, key, path, lambda value, place: fields.as_word(value, words, place))


def _refusal(given: object, path: str) -> RefusalFact:
    return RefusalFact(at=fields.moment(fields.known(given, path, _REFUSAL_KEYS), "at", path))


def _attempt(given: object, path: str) -> AttemptFacts:
    attempt = fields.known(given, path, _ATTEMPT_KEYS)
    return AttemptFacts(
        id=fields.text(attempt, "id", path),
        channel=fields.word(attempt, "channel", path, _CHANNELS),
        paper_sha256=fields.text(attempt, "paper_sha256", path),
        address_class=None
        if attempt.get("address_class") is None
        else fields.word(attempt, "address_class", path, _CLASSES),
        to=fields.word(attempt, "to", path, _PERSONS) if "to" in attempt else Person.RECIPIENT,
        shared_with_opponent=fields.flag(attempt, "shared_with_opponent", path),
        events=fields.items(attempt, "events", path, _event),
        rebuttals=fields.items(attempt, "rebuttals", path, _rebuttal),
        rulings=fields.items(attempt, "rulings", path, _judge_ruling),
        address_source=None
        if attempt.get("address_source") is None
        else fields.word(attempt, "address_source", path, _SOURCES),
        address_used_on=fields.day_or_none(attempt, "address_used_on", path),
    )


def _event(given: object, path: str) -> EventFact:
    event = fields.known(given, path, _EVENT_KEYS)
    return EventFact(
        kind=fields.word(event, "kind", path, _EVENTS),
        at=fields.moment(event, "at", path),
        by=fields.word(event, "by", path, _PERSONS) if event.get("by") is not None else None,
    )


def _rebuttal(given: object, path: str) -> RebuttalFact:
    rebuttal = fields.known(given, path, _REBUTTAL_KEYS)
    return RebuttalFact(
        ground=fields.word(rebuttal, "ground", path, _REBUTTALS),
        proved_at=fields.moment(rebuttal, "proved_at", path),
        ruling=fields.word(rebuttal, "ruling", path, _RULINGS),
    )


def _ruled_out(given: object, path: str) -> RuledOutFact:
    ruled_out = fields.known(given, path, _RULED_OUT_KEYS)
    return RuledOutFact(
        channel=fields.word(ruled_out, "channel", path, _CHANNELS),
        at=fields.moment(ruled_out, "at", path),
        ground=fields.word(ruled_out, "ground", path, _RULED_OUT_GROUNDS),
    )


def _judge_ruling(given: object, path: str) -> JudgeRuling:
    ruling = fields.known(given, path, _JUDGE_RULING_KEYS)
    return JudgeRuling(at=fields.moment(ruling, "at", path), counts=fields.flag_told(ruling, "counts", path))
