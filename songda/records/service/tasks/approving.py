"""Carries out what one person asked for and another approved: accounts of weight, tokens, factors taken away."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.access import ProposalKind, Role, Scope, needs_second_person
from songda.core.delivery.ladder.way_rules import WayChoice
from songda.records.court.staff.actions import ClientDraft, UserDraft, make_api_client, make_user, readmit_user
from songda.records.court.staff.message_words import OwnWords, checked, word_message
from songda.records.court.staff.models import Court, Proposal, User
from songda.records.court.staff.office import ProposalDraft, hold_for_approval
from songda.records.court.staff.particulars import Correction, Particulars, correct_court, read_particulars
from songda.records.court.staff.signing_in import (
    ask_all_for_factor,
    drop_second_factors,
    end_sessions,
    give_password,
    has_second_factor,
    name_for_sign_on,
    new_password,
)
from songda.records.court.staff.way_rules import WayRuleDraft, check_rule, set_way_rule
from songda.records.service.tasks.handing import change_office


@dataclass(frozen=True)
class CarriedOut:
    """What was done; `secret` is a password or a token to be shown once, empty where there is none."""

    proposal: Proposal
    about: User | None
    secret: str = ""


def to_admit(draft: UserDraft) -> ProposalDraft:
    """The request for an account; its password is made when it is approved."""
    details = {"username": draft.username, "display_name": draft.display_name, "role": draft.role.value}
    return ProposalDraft(ProposalKind.ADMISSION, draft=details)


def to_lower_factor_rule() -> ProposalDraft:
    """The request that second factors are demanded of offices of weight alone."""
    return ProposalDraft(ProposalKind.FACTOR_RULE)


def to_admit_system(draft: ClientDraft) -> ProposalDraft:
    """The request for a token."""
    details: dict[str, object] = {"name": draft.name, "scopes": [scope.value for scope in draft.scopes]}
    details["ends_at"] = draft.ends_at.isoformat() if draft.ends_at else None
    return ProposalDraft(ProposalKind.TOKEN, draft=details)


def to_rule_way(draft: WayRuleDraft) -> ProposalDraft:
    """The request that the program begins more by itself; raises WrongField for what there is not."""
    check_rule(draft)
    details = {"way": draft.way, "paper_kind": draft.paper_kind, "choice": draft.choice.value if draft.choice else ""}
    return ProposalDraft(ProposalKind.WAY_RULE, draft=details)


def to_word_message(court: Court, wanted: OwnWords) -> ProposalDraft:
    """The request that a message goes out in the court's own words; raises WrongField for words that may not."""
    details = {"message": wanted.message, "text": checked(court, wanted)}
    return ProposalDraft(ProposalKind.MESSAGE_WORDS, draft=details)


def to_correct_court(typed: Particulars, seen: str) -> ProposalDraft:
    """The request that the court is named, rung or found otherwise; raises WrongField for what cannot be."""
    return ProposalDraft(ProposalKind.PARTICULARS, draft={**vars(read_particulars(typed)), "seen": seen})


@transaction.atomic
def approve(proposal_id: UUID, user: User, now: datetime) -> CarriedOut:
    """Approve it and do it, both or neither. Refused by the rules of what is done, for whoever asked, or too late."""
    proposal = hold_for_approval(proposal_id, user, now)
    return _CARRY_OUT[ProposalKind(proposal.kind)](proposal, f"staff:{user.id}", now)


def _admit(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    draft = proposal.draft
    secret = new_password()
    account = UserDraft(
        draft["username"], draft["display_name"], Role(draft["role"]), secret, must_change_password=True
    )
    about = make_user(account, proposal.court, _asker(proposal), now, approved_by=second)
    return CarriedOut(proposal, about, secret)


def _give_office(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    """Somebody who had no office of weight may have been let in by one person alone, who knows what opens the account.

    Then nothing of what opened it stays, as if it were opened now.
    """
    about, role = _concerned(proposal), Role(proposal.draft["role"])
    is_first = needs_second_person(role) and not needs_second_person(about.role)
    change_office(about, role, _asker(proposal), now, approved_by=second)
    if not is_first:
        return CarriedOut(proposal, about)
    if has_second_factor(about):
        drop_second_factors(about, _asker(proposal), now, approved_by=second)
    secret = give_password(about, _asker(proposal), now, approved_by=second)
    end_sessions(about)
    return CarriedOut(proposal, about, secret)


def _give_password(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    secret = give_password(_concerned(proposal), _asker(proposal), now, approved_by=second)
    return CarriedOut(proposal, proposal.about, secret)


def _readmit(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    about = _concerned(proposal)
    readmit_user(about, _asker(proposal), now, approved_by=second)
    about.refresh_from_db()
    return CarriedOut(proposal, about, give_password(about, _asker(proposal), now, approved_by=second))


def _drop_factors(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    drop_second_factors(_concerned(proposal), _asker(proposal), now, approved_by=second)
    return CarriedOut(proposal, proposal.about)


def _name_for_sign_on(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    name = proposal.draft["sign_on_name"]
    name_for_sign_on(_concerned(proposal), name, _asker(proposal), now, approved_by=second)
    return CarriedOut(proposal, proposal.about)


def _lower_factor_rule(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    ask_all_for_factor(proposal.court, _asker(proposal), now, asks=False, approved_by=second)
    return CarriedOut(proposal, None)


def _admit_system(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    drafted = proposal.draft
    ends_at = datetime.fromisoformat(drafted["ends_at"]) if drafted["ends_at"] else None
    draft = ClientDraft(drafted["name"], tuple(Scope(word) for word in drafted["scopes"]), ends_at)
    return CarriedOut(
        proposal, None, make_api_client(proposal.court, draft, _asker(proposal), now, approved_by=second)[1]
    )


def _rule_way(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    drafted = proposal.draft
    draft = WayRuleDraft(
        drafted["way"], drafted["paper_kind"], WayChoice(drafted["choice"]) if drafted["choice"] else None
    )
    set_way_rule(proposal.court, draft, _asker(proposal), now, approved_by=second)
    return CarriedOut(proposal, None)


def _word_message(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    wanted = OwnWords(proposal.draft["message"], proposal.draft["text"])
    word_message(proposal.court, wanted, _asker(proposal), now, approved_by=second)
    return CarriedOut(proposal, None)


def _correct_court(proposal: Proposal, second: str, now: datetime) -> CarriedOut:
    draft = dict(proposal.draft)
    seen = draft.pop("seen")
    correct_court(proposal.court, Correction(Particulars(**draft), seen), _asker(proposal), now, approved_by=second)
    return CarriedOut(proposal, None)


_CARRY_OUT = {
    ProposalKind.ADMISSION: _admit,
    ProposalKind.OFFICE: _give_office,
    ProposalKind.PASSWORD: _give_password,
    ProposalKind.READMISSION: _readmit,
    ProposalKind.FACTORS: _drop_factors,
    ProposalKind.SIGN_ON: _name_for_sign_on,
    ProposalKind.FACTOR_RULE: _lower_factor_rule,
    ProposalKind.TOKEN: _admit_system,
    ProposalKind.WAY_RULE: _rule_way,
    ProposalKind.MESSAGE_WORDS: _word_message,
    ProposalKind.PARTICULARS: _correct_court,
}


def _asker(proposal: Proposal) -> str:
    return f"staff:{proposal.asked_by_id}"


def _concerned(proposal: Proposal) -> User:
    assert proposal.about is not None  # noqa: S101 - this kind is about an account
    return proposal.about
