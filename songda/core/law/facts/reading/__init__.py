"""Reads the facts of a service from JSON values; nothing is guessed, and every fault is named with its place."""

from songda.core.law.facts import fields
from songda.core.law.facts.contradictions import refuse_contradictions
from songda.core.law.facts.reading.attempt import read_attempt, read_ruled_out
from songda.core.law.facts.reading.case import read_case, read_paper
from songda.core.law.facts.reading.consent import read_consent, read_refusal
from songda.core.law.facts.reading.recipient import read_recipient
from songda.core.law.facts.service import Facts

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
