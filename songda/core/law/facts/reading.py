"""Reads the facts of a service from JSON values; nothing is guessed, and every fault is named with its place."""

from collections.abc import Mapping
from datetime import datetime

from songda.core.law.facts import fields
from songda.core.law.facts.contradictions import refuse_contradictions
from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.records import (
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
from songda.core.law.facts.shape import missing_keys
from songda.core.law.facts.words import (
    AddressClass,
    AddressSource,
    Branch,
    Channel,
    ConsentGround,
    EventKind,
    Leaving,
    PaperKind,
    Person,
    PersonStatus,
    Posting,
    Procedure,
    RebuttalGround,
    RecipientKind,
    RetrialOf,
    ReturnCause,
    Role,
    RuledOutGround,
    Ruling,
    Stage,
    Withholding,
)

_FACTS_KEYS = frozenset(Facts.__slots__)


def read_facts(given: object) -> Facts:
    """The facts in `given`; FactsError names the place and the reason for the first thing that is wrong.

    Everything that is missing besides is among its `others`.
    """
    try:
        facts = read_kept_facts(given)
    except FactsError as error:
        error.others = tuple(each for each in missing_keys(given) if each.path != error.path)
        raise
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
        maritime_court=fields.flag(case, "maritime_court", "$.case"),
        pilot_court=fields.flag(case, "pilot_court", "$.case"),
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


_RECIPIENT_KINDS = fields.vocabulary(RecipientKind)
_WITHHOLDINGS = fields.vocabulary(Withholding)
_ROLES = fields.vocabulary(Role)
_STATUSES = fields.vocabulary(PersonStatus)
_RECIPIENT_KEYS = frozenset(RecipientFacts.__slots__)
_WITHHELD_KEYS = frozenset(AddressWithheld.__slots__)
_ON_FILE_KEYS = frozenset(AddressOnFile.__slots__)
_STATUS_PERIOD_KEYS = frozenset(StatusPeriod.__slots__)


def read_recipient(given: object) -> RecipientFacts:
    """The person served."""
    recipient = fields.object_at(given, "$.recipient", _RECIPIENT_KEYS)
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
        home_law_forbids_post=fields.flag(recipient, "home_law_forbids_post", "$.recipient"),
        branch_may_receive=fields.flag(recipient, "branch_may_receive", "$.recipient"),
        business_agent_may_receive=fields.flag(recipient, "business_agent_may_receive", "$.recipient"),
        notice_at_first_instance=fields.flag(recipient, "notice_at_first_instance", "$.recipient"),
        role=None if recipient.get("role") is None else fields.word(recipient, "role", "$.recipient", _ROLES),
        must_appear=fields.flag(recipient, "must_appear", "$.recipient"),
        deceased=fields.flag(recipient, "deceased", "$.recipient"),
        dissolved=fields.flag(recipient, "dissolved", "$.recipient"),
        in_bankruptcy=fields.flag(recipient, "in_bankruptcy", "$.recipient"),
        foreign_state=fields.flag(recipient, "foreign_state", "$.recipient"),
        mandate_ended_at=fields.moment_or_none(recipient, "mandate_ended_at", "$.recipient"),
        address_withheld=fields.items(recipient, "address_withheld", "$.recipient", _withheld),
        addresses_on_file=fields.items(recipient, "addresses_on_file", "$.recipient", _on_file),
        status_periods=fields.items(recipient, "status_periods", "$.recipient", _status_period),
    )


def _withheld(given: object, path: str) -> AddressWithheld:
    withheld = fields.object_at(given, path, _WITHHELD_KEYS)
    fact = AddressWithheld(
        how=fields.word(withheld, "how", path, _WITHHOLDINGS),
        at=fields.moment(withheld, "at", path),
        ended_at=fields.moment_or_none(withheld, "ended_at", path),
    )
    if fact.ended_at is not None and fact.ended_at < fact.at:
        raise FactsError(f"{path}.ended_at", "before_withholding")
    return fact


def _on_file(given: object, path: str) -> AddressOnFile:
    address = fields.object_at(given, path, _ON_FILE_KEYS)
    return AddressOnFile(
        fields.word(address, "source", path, _SOURCES), fields.day_or_none(address, "last_used_on", path)
    )


def _status_period(given: object, path: str) -> StatusPeriod:
    period = fields.object_at(given, path, _STATUS_PERIOD_KEYS)
    fact = StatusPeriod(
        status=fields.word(period, "status", path, _STATUSES),
        since=fields.moment(period, "since", path),
        until=fields.moment_or_none(period, "until", path),
    )
    if fact.until is not None and fact.until < fact.since:
        raise FactsError(f"{path}.until", "before_beginning")
    return fact


def _domicile(recipient: fields.Given) -> str:
    domicile = fields.text(recipient, "domicile", "$.recipient") if "domicile" in recipient else "cn"
    return fields.as_domicile(domicile, "$.recipient.domicile")


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


_SOURCES = fields.vocabulary(AddressSource)
_PERSONS = fields.vocabulary(Person)
_CHANNELS = fields.vocabulary(Channel)
_CLASSES = fields.vocabulary(AddressClass)
_EVENTS = fields.vocabulary(EventKind)
_CAUSES = fields.vocabulary(ReturnCause)
_LEAVINGS = fields.vocabulary(Leaving)
_POSTINGS = fields.vocabulary(Posting)
_REBUTTALS = fields.vocabulary(RebuttalGround)
_RULINGS = fields.vocabulary(Ruling)
_RULED_OUT_GROUNDS = fields.vocabulary(RuledOutGround)
_EVENT_KEYS = frozenset(EventFact.__slots__)
_REBUTTAL_KEYS = frozenset(RebuttalFact.__slots__)
_JUDGE_RULING_KEYS = frozenset(JudgeRuling.__slots__)
_ATTEMPT_KEYS = frozenset(AttemptFacts.__slots__)
_RULED_OUT_KEYS = frozenset(RuledOutFact.__slots__)


def read_attempt(given: object, path: str) -> AttemptFacts:
    """One try with all that happened to it."""
    attempt = fields.object_at(given, path, _ATTEMPT_KEYS)
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
        address_last_used_on=fields.day_or_none(attempt, "address_last_used_on", path),
        disowned_at=fields.moment_or_none(attempt, "disowned_at", path),
    )


def _event(given: object, path: str) -> EventFact:
    event = fields.object_at(given, path, _EVENT_KEYS)
    return EventFact(
        kind=fields.word(event, "kind", path, _EVENTS),
        at=fields.moment(event, "at", path),
        by=fields.word(event, "by", path, _PERSONS) if event.get("by") is not None else None,
        how=fields.word(event, "how", path, _LEAVINGS) if event.get("how") is not None else Leaving.UNTOLD,
        cause=fields.word(event, "cause", path, _CAUSES) if event.get("cause") is not None else ReturnCause.UNTOLD,
        where=fields.word(event, "where", path, _POSTINGS) if event.get("where") is not None else Posting.UNTOLD,
    )


def _rebuttal(given: object, path: str) -> RebuttalFact:
    rebuttal = fields.object_at(given, path, _REBUTTAL_KEYS)
    ground = fields.word(rebuttal, "ground", path, _REBUTTALS)
    ruling = fields.word(rebuttal, "ruling", path, _RULINGS)
    when = fields.moment if ruling is Ruling.ACCEPTED else fields.moment_or_none
    return RebuttalFact(ground=ground, proved_at=when(rebuttal, "proved_at", path), ruling=ruling)


def read_ruled_out(given: object, path: str) -> RuledOutFact:
    """One way that cannot be used."""
    ruled_out = fields.object_at(given, path, _RULED_OUT_KEYS)
    return RuledOutFact(
        channel=fields.word(ruled_out, "channel", path, _CHANNELS),
        at=fields.moment(ruled_out, "at", path),
        ground=fields.word(ruled_out, "ground", path, _RULED_OUT_GROUNDS),
    )


def _judge_ruling(given: object, path: str) -> JudgeRuling:
    ruling = fields.object_at(given, path, _JUDGE_RULING_KEYS)
    return JudgeRuling(at=fields.moment(ruling, "at", path), counts=fields.required_flag(ruling, "counts", path))
