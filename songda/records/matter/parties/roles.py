"""The roles that people have in a case, which side each stands on, and who is whose opponent."""

from collections.abc import Mapping
from enum import StrEnum

from songda.core.law.facts import Role
from songda.core.words import name_of


class Side(StrEnum):
    """Where a party stands; representatives stand where the one they act for stands."""

    CLAIMING = "claiming"
    DEFENDING = "defending"
    THIRD = "third"
    ACTING = "acting"  # acts for a party
    NONE = "none"  # witnesses, experts, interpreters


SIDES: Mapping[str, Side] = {
    "plaintiff": Side.CLAIMING,
    "defendant": Side.DEFENDING,
    "third_party": Side.THIRD,
    "third_party_with_claim": Side.THIRD,
    "counterclaimant": Side.DEFENDING,
    "counterclaim_defendant": Side.CLAIMING,
    "appellant": Side.CLAIMING,
    "appellee": Side.DEFENDING,
    "original_plaintiff": Side.THIRD,
    "original_defendant": Side.THIRD,
    "original_third_party": Side.THIRD,
    "retrial_applicant": Side.CLAIMING,
    "retrial_respondent": Side.DEFENDING,
    "enforcement_applicant": Side.CLAIMING,
    "enforcement_debtor": Side.DEFENDING,
    "outsider": Side.THIRD,
    "interested_person": Side.THIRD,
    "assisting_body": Side.NONE,
    "applicant": Side.CLAIMING,
    "respondent": Side.DEFENDING,
    "creditor": Side.CLAIMING,
    "debtor": Side.DEFENDING,
    "prosecution": Side.CLAIMING,
    "accused": Side.DEFENDING,
    "private_prosecutor": Side.CLAIMING,
    "victim": Side.CLAIMING,
    "incidental_plaintiff": Side.CLAIMING,
    "incidental_defendant": Side.DEFENDING,
    "statutory_agent": Side.ACTING,
    "legal_representative": Side.ACTING,
    "agent": Side.ACTING,
    "defender": Side.ACTING,
    "designated_receiver": Side.ACTING,
    "mail_receiver": Side.ACTING,
    "cohabitant": Side.ACTING,
    "witness": Side.NONE,
    "expert": Side.NONE,
    "interpreter": Side.NONE,
}

ROLES = tuple(SIDES)
# What the law turns on; of every other role nothing is told to it.
LAW_ROLES: Mapping[str, Role] = {
    "plaintiff": Role.PLAINTIFF,
    "counterclaim_defendant": Role.COUNTERCLAIM_DEFENDANT,
    "defendant": Role.DEFENDANT,
    "counterclaimant": Role.DEFENDANT,
    "third_party": Role.THIRD_PARTY,
    "third_party_with_claim": Role.THIRD_PARTY_WITH_CLAIM,
    "appellant": Role.APPELLANT,
    "appellee": Role.APPELLEE,
    "retrial_applicant": Role.RETRIAL_APPLICANT,
    "retrial_respondent": Role.RETRIAL_RESPONDENT,
}
MANDATED = ("agent", "defender")  # who act for a party by its own mandate, as long as it stands
AGENT_AUTHORITIES = ("general", "special")


def role_name(word: str, language: str) -> str:
    """What the role is called; the word itself when it is not in the table."""
    return name_of("roles.role", word, language)


def are_opponents(one: Side, other: Side) -> bool:
    """Whether two sides stand against each other: different sides, both of them in the dispute.

    Third parties count as a side of their own: an address that one of the parties confirmed must not serve them.
    """
    outside = {Side.NONE, Side.ACTING}
    return one is not other and one not in outside and other not in outside
