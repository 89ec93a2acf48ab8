"""Reads the person served."""

from songda.core.law.facts import fields
from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.recipient import AddressOnFile, AddressWithheld, RecipientFacts, StatusPeriod
from songda.core.law.facts.words import (
    AddressSource,
    PersonStatus,
    RecipientKind,
    Role,
    Withholding,
)

_SOURCES = fields.vocabulary(AddressSource)
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
