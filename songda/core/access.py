"""Who on the staff may do what: one table, read by every door on the server."""

from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """The offices in a court that songda knows."""

    CLERK = "clerk"  # 书记员
    SERVICE_OFFICER = "service_officer"  # 送达专员
    JUDGE = "judge"  # 法官
    SUPERVISOR = "supervisor"  # 庭长/送达中心主任
    ADMINISTRATOR = "administrator"  # 系统管理员
    AUDITOR = "auditor"  # 审计员


class Act(StrEnum):
    """What can be done in the console and through the API."""

    SEE_CASES = "see_cases"
    REGISTER_CASE = "register_case"
    EDIT_PARTIES = "edit_parties"
    NOTE_CIRCUMSTANCES = "note_circumstances"  # beside it each kind names the act that it takes
    FILE_PAPER = "file_paper"
    RECORD_CONSENT = "record_consent"
    PLACE_ORDER = "place_order"
    CLOSE_TASK = "close_task"
    EXTEND_TASK = "extend_task"  # give it more time, with a reason
    HAND_TASKS = "hand_tasks"  # other people's tasks, and who stands in for whom
    SEE_PERSONAL = "see_personal"  # names and numbers in full
    SEE_CERTIFICATES = "see_certificates"
    DECIDE_FINDING = "decide_finding"  # rebuttals, presumptions, off-line decisions
    SEE_JUDGE_DESK = "see_judge_desk"  # what waits for a judge, and what judges decided
    UNLOCK_PORTAL = "unlock_portal"
    SERVE_AT_COUNTER = "serve_at_counter"
    RUN_COURT = "run_court"  # accounts and API clients of the court
    SEE_AUDITS = "see_audits"  # whether the evidence log was tampered with
    SEE_READINGS = "see_readings"  # who read whose personal data, when
    ERASE_PARTICULARS = "erase_particulars"  # of cases that were closed so long ago that nobody may keep them
    ASK_LOOKUP = "ask_lookup"  # for a party's numbers at the operators
    APPROVE_LOOKUP = "approve_lookup"  # another person's request
    WATCH_LOOKUPS = "watch_lookups"  # who looks up whom
    SEE_FIGURES = "see_figures"  # counts of the court and of those below it; behind them only what else may be seen
    SET_UNIT_COSTS = "set_unit_costs"  # what savings are reckoned with
    TAKE_FILES = "take_files"  # papers, certificates and proof bundles, which hold names and numbers in full
    RUN_OUTREACH = "run_outreach"  # campaigns, material, answers to the public
    DECIDE_RESTORE = "decide_restore"  # what may have gone out before the database was put back; ends the quarantine


class Scope(StrEnum):
    """What a token of another system may be good for; each operation of the API asks for one."""

    READ_CASES = "read_cases"  # with hearings and what was noted
    CHANGE_CASES = "change_cases"
    READ_PARTIES = "read_parties"  # with helpers and address forms
    CHANGE_PARTIES = "change_parties"
    READ_PAPERS = "read_papers"
    CHANGE_PAPERS = "change_papers"
    READ_SERVICE = "read_service"  # orders and services
    CHANGE_SERVICE = "change_service"
    READ_PROOFS = "read_proofs"
    READ_LOOKUPS = "read_lookups"
    CHANGE_LOOKUPS = "change_lookups"
    READ_CALLS = "read_calls"
    CHANGE_CALLS = "change_calls"
    READ_EVENTS = "read_events"  # all that happens in the cases of the court, in its order
    READ_TASKS = "read_tasks"
    CHANGE_TASKS = "change_tasks"
    READ_FIGURES = "read_figures"
    READ_OUTREACH = "read_outreach"
    CHANGE_OUTREACH = "change_outreach"


_CASE_WORK = frozenset(
    {
        Act.SEE_CASES,
        Act.REGISTER_CASE,
        Act.EDIT_PARTIES,
        Act.NOTE_CIRCUMSTANCES,
        Act.FILE_PAPER,
        Act.RECORD_CONSENT,
        Act.PLACE_ORDER,
        Act.CLOSE_TASK,
        Act.SEE_PERSONAL,
        Act.SEE_CERTIFICATES,
        Act.UNLOCK_PORTAL,
        Act.SERVE_AT_COUNTER,
        Act.ASK_LOOKUP,
        Act.TAKE_FILES,
        Act.RUN_OUTREACH,
    }
)

ALLOWED: dict[Role, frozenset[Act]] = {
    Role.CLERK: _CASE_WORK | {Act.SEE_JUDGE_DESK, Act.EXTEND_TASK},
    Role.SERVICE_OFFICER: _CASE_WORK - {Act.REGISTER_CASE},
    Role.JUDGE: frozenset(
        {
            Act.SEE_CASES,
            Act.SEE_PERSONAL,
            Act.SEE_CERTIFICATES,
            Act.SEE_JUDGE_DESK,
            Act.DECIDE_FINDING,
            Act.APPROVE_LOOKUP,
            Act.TAKE_FILES,
            Act.CLOSE_TASK,
            Act.SEE_FIGURES,
            Act.RUN_OUTREACH,
        }
    ),
    Role.SUPERVISOR: _CASE_WORK
    | {
        Act.SEE_JUDGE_DESK,
        Act.RUN_COURT,
        Act.SEE_AUDITS,
        Act.ERASE_PARTICULARS,
        Act.APPROVE_LOOKUP,
        Act.WATCH_LOOKUPS,
        Act.EXTEND_TASK,
        Act.HAND_TASKS,
        Act.SEE_FIGURES,
        Act.SET_UNIT_COSTS,
        Act.DECIDE_RESTORE,
    },
    Role.ADMINISTRATOR: frozenset({Act.RUN_COURT, Act.SEE_AUDITS, Act.DECIDE_RESTORE}),
    Role.AUDITOR: frozenset(
        {Act.SEE_CASES, Act.SEE_CERTIFICATES, Act.SEE_AUDITS, Act.SEE_READINGS, Act.WATCH_LOOKUPS, Act.SEE_FIGURES}
    ),
}


NEEDS_FACTOR = frozenset({Role.JUDGE, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR})


def needs_factor(role: str, *, court_asks_all: bool) -> bool:
    """Whether a password alone is not enough for this office; of the others the court says so itself."""
    return court_asks_all or role in NEEDS_FACTOR


class ProposalKind(StrEnum):
    """What one person who runs the court asks for and another one must approve."""

    ADMISSION = "admission"  # of an account of weight
    OFFICE = "office"
    PASSWORD = "password"  # noqa: S105 - of an account that a password alone opens
    READMISSION = "readmission"
    FACTORS = "factors"  # are taken away
    SIGN_ON = "sign_on"  # by which an account is opened
    FACTOR_RULE = "factor_rule"  # is lowered: offices of weight alone need one from then on
    TOKEN = "token"  # noqa: S105 - of another system
    WAY_RULE = "way_rule"  # by which the program begins more by itself
    MESSAGE_WORDS = "message_words"  # of the court's own
    PARTICULARS = "particulars"  # name, telephone and address of the court


class ProposalState(StrEnum):
    """What became of it; its time may be over while it is open."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


_OF_WEIGHT = (Act.DECIDE_FINDING, Act.RUN_COURT, Act.SEE_PERSONAL, Act.TAKE_FILES)


def needs_second_person(role: str) -> bool:
    """Whether nobody gives this office alone: it decides, gives offices itself, or opens what is personal."""
    return any(may(role, act) for act in _OF_WEIGHT)


def may(role: str, act: Act) -> bool:
    """Whether a member of the staff with this role may do this; an unknown role may do nothing."""
    return role in ALLOWED and act in ALLOWED[Role(role)]


def may_extend(role: str, *, is_for_judge: bool) -> bool:
    """Whether they may give a task more time: a clerk or a supervisor; what the judge owes, a supervisor alone."""
    return may(role, Act.EXTEND_TASK) and (not is_for_judge or may(role, Act.HAND_TASKS))


def may_hand_over(role: str, own_id: UUID, owner_id: UUID | None) -> bool:
    """Whether they may give a task to another: their own, one that is nobody's, or, as a supervisor, anybody's."""
    return may(role, Act.HAND_TASKS) or (may(role, Act.CLOSE_TASK) and owner_id in (None, own_id))


def may_judge(role: str, own_id: UUID, judge_id: UUID | None) -> bool:
    """Whether they may decide in a case: a judge, in a case of their own or in one for which no judge is entered."""
    return may(role, Act.DECIDE_FINDING) and judge_id in (None, own_id)


def may_approve_lookup(role: str, own_id: UUID, judge_id: UUID | None) -> bool:
    """Whether they may approve a request in a case: a supervisor, or the judge of the case."""
    return may(role, Act.APPROVE_LOOKUP) and (not may(role, Act.DECIDE_FINDING) or may_judge(role, own_id, judge_id))
