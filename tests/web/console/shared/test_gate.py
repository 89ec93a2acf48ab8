"""Every address of the console against every office and against the staff of another court."""

from collections.abc import Iterable

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from songda.core.access import Act, Role, may
from songda.web.console.urls import urlpatterns
from tests import make
from tests.web.console.world import World, signed_in, world

pytestmark = pytest.mark.database

ACTS: dict[str, Act | None] = {
    "today": Act.SEE_CASES,
    "take_task": Act.CLOSE_TASK,
    "hand_task": Act.CLOSE_TASK,
    "term": Act.SEE_CASES,
    "extend_task": Act.EXTEND_TASK,
    "desks": Act.CLOSE_TASK,
    "hand_all": Act.CLOSE_TASK,
    "away": Act.CLOSE_TASK,
    "end_away": Act.CLOSE_TASK,
    "handing_rule": Act.HAND_TASKS,
    "close_task": Act.CLOSE_TASK,
    "call": Act.SEE_CASES,
    "calls": Act.RECORD_CONSENT,
    "begin_call": Act.RECORD_CONSENT,
    "strike_call": Act.RECORD_CONSENT,
    "agree_question": Act.RECORD_CONSENT,
    "new_mandate": Act.EDIT_PARTIES,
    "end_mandate": Act.EDIT_PARTIES,
    "counter": Act.SERVE_AT_COUNTER,
    "visitor": Act.SERVE_AT_COUNTER,
    "hand_over": Act.SERVE_AT_COUNTER,
    "return_slip": Act.SERVE_AT_COUNTER,
    "print_all": Act.SERVE_AT_COUNTER,
    "counter_code": Act.SERVE_AT_COUNTER,
    "letter_sheet": Act.SERVE_AT_COUNTER,
    "connect_account": Act.SERVE_AT_COUNTER,
    "account_code": Act.SERVE_AT_COUNTER,
    "strike_consent": Act.RECORD_CONSENT,
    "strike_refusal": Act.RECORD_CONSENT,
    "correct_paper": Act.FILE_PAPER,
    "strike_paper": Act.FILE_PAPER,
    "see_task": Act.CLOSE_TASK,
    "reopen_task": Act.CLOSE_TASK,
    "settle_copy": Act.CLOSE_TASK,
    "cases": Act.SEE_CASES,
    "register": Act.REGISTER_CASE,
    "people_template": Act.REGISTER_CASE,
    "case": Act.SEE_CASES,
    "case_under_way": Act.PLACE_ORDER,
    "story": Act.SEE_CASES,
    "parties": Act.SEE_CASES,
    "new_party": Act.EDIT_PARTIES,
    "new_representative": Act.EDIT_PARTIES,
    "papers": Act.SEE_CASES,
    "new_paper": Act.FILE_PAPER,
    "new_papers": Act.FILE_PAPER,
    "hearings": Act.SEE_CASES,
    "new_hearing": Act.FILE_PAPER,
    "serve": Act.PLACE_ORDER,
    "serve_check": Act.PLACE_ORDER,
    "serve_now": Act.PLACE_ORDER,
    "serve_undo": Act.PLACE_ORDER,
    "serve_order": Act.PLACE_ORDER,
    "carried_out": Act.FILE_PAPER,
    "paper_file": Act.TAKE_FILES,
    "party": Act.SEE_CASES,
    "show_party": Act.SEE_PERSONAL,
    "address_label": Act.SEE_PERSONAL,
    "offline": Act.EDIT_PARTIES,
    "withdraw_own_wish": Act.RECORD_CONSENT,
    "correct_party": Act.EDIT_PARTIES,
    "remove_party": Act.EDIT_PARTIES,
    "tried": Act.SEE_CASES,
    "note_of_party": Act.NOTE_CIRCUMSTANCES,
    "end_wish": Act.EDIT_PARTIES,
    "note_of_case": Act.NOTE_CIRCUMSTANCES,
    "end_circumstance": Act.NOTE_CIRCUMSTANCES,
    "correct_circumstance": Act.NOTE_CIRCUMSTANCES,
    "strike_circumstance": Act.NOTE_CIRCUMSTANCES,
    "ask_judge": Act.PLACE_ORDER,
    "judge_notice": Act.SEE_JUDGE_DESK,
    "rule_notice": Act.DECIDE_FINDING,
    "correct_address": Act.EDIT_PARTIES,
    "replace_address": Act.EDIT_PARTIES,
    "retire_address": Act.EDIT_PARTIES,
    "address_in_all_cases": Act.EDIT_PARTIES,
    "end_representation": Act.EDIT_PARTIES,
    "correct_case": Act.REGISTER_CASE,
    "close_case": Act.REGISTER_CASE,
    "reopen_case": Act.REGISTER_CASE,
    "move_hearing": Act.FILE_PAPER,
    "cancel_hearing": Act.FILE_PAPER,
    "new_address": Act.EDIT_PARTIES,
    "new_consent": Act.RECORD_CONSENT,
    "new_refusal": Act.RECORD_CONSENT,
    "new_call": Act.RECORD_CONSENT,
    "new_dial": Act.RECORD_CONSENT,
    "new_notice": Act.RECORD_CONSENT,
    "announce_call": Act.RECORD_CONSENT,
    "dial": Act.RECORD_CONSENT,
    "end_dial": Act.RECORD_CONSENT,
    "recording_sound": Act.TAKE_FILES,
    "address_class": Act.EDIT_PARTIES,
    "withdraw_consent": Act.RECORD_CONSENT,
    "envelope": Act.SEE_CASES,
    "recall": Act.PLACE_ORDER,
    "deed": Act.PLACE_ORDER,
    "deed_step": Act.PLACE_ORDER,
    "strike_step": Act.PLACE_ORDER,
    "deed_scan": Act.TAKE_FILES,
    "blank_form": Act.TAKE_FILES,
    "print_form": Act.TAKE_FILES,
    "new_signed_form": Act.RECORD_CONSENT,
    "signed_form_file": Act.TAKE_FILES,
    "unlock": Act.UNLOCK_PORTAL,
    "judge": Act.SEE_JUDGE_DESK,
    "judge_decisions": Act.SEE_JUDGE_DESK,
    "judge_finding": Act.SEE_JUDGE_DESK,
    "determine_finding": Act.DECIDE_FINDING,
    "judge_objection": Act.SEE_JUDGE_DESK,
    "rule_objection": Act.DECIDE_FINDING,
    "judge_withdrawal": Act.SEE_JUDGE_DESK,
    "rule_withdrawal": Act.DECIDE_FINDING,
    "judge_offline": Act.SEE_JUDGE_DESK,
    "rule_offline": Act.DECIDE_FINDING,
    "judge_guard": Act.SEE_JUDGE_DESK,
    "rule_guard": Act.DECIDE_FINDING,
    "change": Act.SEE_CASES,
    "service": Act.SEE_CASES,
    "state": Act.PLACE_ORDER,
    "english_page": Act.PLACE_ORDER,
    "bundle": Act.TAKE_FILES,
    "certificates": Act.SEE_CERTIFICATES,
    "figures": Act.SEE_FIGURES,
    "figures_file": Act.SEE_FIGURES,
    "figures_seal": Act.SEE_FIGURES,
    "figures_paper": Act.SEE_FIGURES,
    "figures_paper_file": Act.SEE_FIGURES,
    "figures_counted": Act.SEE_FIGURES,
    "figures_work": Act.HAND_TASKS,
    "figures_savings": Act.SEE_FIGURES,
    "unit_cost": Act.SET_UNIT_COSTS,
    "figures_visibility": Act.RUN_COURT,
    "court_above": Act.RUN_COURT,
    "publish_figures": Act.RUN_COURT,
    "sheet": Act.REGISTER_CASE,
    "sheet_columns": Act.REGISTER_CASE,
    "sheet_run": Act.REGISTER_CASE,
    "sheet_papers": Act.FILE_PAPER,
    "sheet_check": Act.PLACE_ORDER,
    "sheet_order": Act.PLACE_ORDER,
    "channels": Act.RUN_COURT,
    "draft": None,
    "pause_channel": Act.RUN_COURT,
    "test_channel": Act.RUN_COURT,
    "resume_channel": Act.RUN_COURT,
    "lookup_sheet": Act.ASK_LOOKUP,
    "run_lookup_sheet": Act.ASK_LOOKUP,
    "drop_lookup_sheet": Act.ASK_LOOKUP,
    "lookup_sheet_result": Act.ASK_LOOKUP,
    "lookup_sheet_template": Act.ASK_LOOKUP,
    "sheet_result": Act.REGISTER_CASE,
    "sheet_template": Act.REGISTER_CASE,
    "board_sheet": Act.TAKE_FILES,
    "print_set": Act.TAKE_FILES,
    "print_set_apart": Act.TAKE_FILES,
    "case_pdf": Act.TAKE_FILES,
    "case_zip": Act.TAKE_FILES,
    "certificate_file": Act.TAKE_FILES,
    "log": Act.SEE_AUDITS,
    "readings": Act.SEE_READINGS,
    "restore": Act.DECIDE_RESTORE,
    "end_quarantine": Act.DECIDE_RESTORE,
    "court": Act.RUN_COURT,
    "correct_court": Act.RUN_COURT,
    "message_words": Act.RUN_COURT,
    "word_message": Act.RUN_COURT,
    "standard_words": Act.RUN_COURT,
    "days_and_terms": Act.RUN_COURT,
    "factor_rule": Act.RUN_COURT,
    "found_rule": Act.RUN_COURT,
    "way_rules": Act.RUN_COURT,
    "public_notices": Act.SEE_CASES,
    "malfunctions": Act.RUN_COURT,
    "note_malfunction": Act.RUN_COURT,
    "end_malfunction": Act.RUN_COURT,
    "strike_malfunction": Act.RUN_COURT,
    "weigh_malfunction": Act.DECIDE_FINDING,
    "notice_file": Act.TAKE_FILES,
    "order_board": Act.PLACE_ORDER,
    "notice_down": Act.PLACE_ORDER,
    "notice_back": Act.PLACE_ORDER,
    "notice_away": Act.PLACE_ORDER,
    "prove_board": Act.PLACE_ORDER,
    "notice_sheet": Act.TAKE_FILES,
    "notice_photo": Act.TAKE_FILES,
    "weigh_gap": Act.DECIDE_FINDING,
    "notice_report_file": Act.TAKE_FILES,
    "notice": Act.SEE_CASES,
    "draft_notice": Act.PLACE_ORDER,
    "publish_notice": Act.PLACE_ORDER,
    "notice_report": Act.PLACE_ORDER,
    "approve_proposal": Act.RUN_COURT,
    "decline_proposal": Act.RUN_COURT,
    "codes": None,
    "admit": Act.RUN_COURT,
    "member": Act.RUN_COURT,
    "new_password": Act.RUN_COURT,
    "drop_factors": Act.RUN_COURT,
    "name_for_sign_on": Act.RUN_COURT,
    "strike_sign_on": Act.RUN_COURT,
    "close_account": Act.RUN_COURT,
    "readmit": Act.RUN_COURT,
    "admit_system": Act.RUN_COURT,
    "shut_out": Act.RUN_COURT,
    "letters": Act.SEE_CASES,
    "returns": Act.PLACE_ORDER,
    "strike_return": Act.PLACE_ORDER,
    "return_code_done": Act.PLACE_ORDER,
    "strays": Act.PLACE_ORDER,
    "doubtful_letters": Act.SEE_CASES,
    "carriage": Act.SEE_CASES,
    "decide_carriage": Act.PLACE_ORDER,
    "rule_carriage": Act.DECIDE_FINDING,
    "carriage_scan": Act.PLACE_ORDER,
    "return_picture": Act.TAKE_FILES,
    "return_page": Act.TAKE_FILES,
    "letters_agree": Act.PLACE_ORDER,
    "letters_capacity": Act.RUN_COURT,
    "letters_numbers": Act.RUN_COURT,
    "new_batch": Act.PLACE_ORDER,
    "batch": Act.SEE_CASES,
    "batch_count": Act.PLACE_ORDER,
    "batch_seal": Act.PLACE_ORDER,
    "batch_file": Act.TAKE_FILES,
    "batch_manifest": Act.TAKE_FILES,
    "batch_table": Act.TAKE_FILES,
    "letter": Act.SEE_CASES,
    "letter_file": Act.TAKE_FILES,
    "letter_page": Act.SEE_PERSONAL,
    "letter_agree": Act.PLACE_ORDER,
    "letter_withdraw": Act.PLACE_ORDER,
    "new_letter": Act.PLACE_ORDER,
    "visits": Act.SEE_CASES,
    "visit_rule": Act.RUN_COURT,
    "plan_visit": Act.PLACE_ORDER,
    "plan_visits": Act.PLACE_ORDER,
    "call_off_visit": Act.PLACE_ORDER,
    "new_round": Act.PLACE_ORDER,
    "round": Act.PLACE_ORDER,
    "shut_phone": Act.PLACE_ORDER,
    "visit": Act.SEE_CASES,
    "set_aside_visit": Act.PLACE_ORDER,
    "visit_photo": Act.TAKE_FILES,
    "visit_original": Act.TAKE_FILES,
    **dict.fromkeys(("field", "field_worker", "field_door", "field_take", "field_state"), Act.PLACE_ORDER),
    **dict.fromkeys(("field_report", "field_piece", "field_end"), Act.PLACE_ORDER),
    "entrusted": Act.SEE_CASES,
    "entrust": Act.PLACE_ORDER,
    "entrustment": Act.SEE_CASES,
    "receive_entrusted": Act.PLACE_ORDER,
    "entrusted_outcome": Act.PLACE_ORDER,
    "refuse_entrusted": Act.PLACE_ORDER,
    "take_back_entrusted": Act.PLACE_ORDER,
    "entrusted_letter": Act.TAKE_FILES,
    "entrusted_paper": Act.TAKE_FILES,
    "lookups": Act.SEE_CASES,
    "lookup": Act.SEE_CASES,
    "new_lookup": Act.ASK_LOOKUP,
    "withdraw_lookup": Act.ASK_LOOKUP,
    "approve_lookup": Act.APPROVE_LOOKUP,
    "decline_lookup": Act.APPROVE_LOOKUP,
    "delay_lookup": Act.DECIDE_FINDING,
    "uncover_number": Act.SEE_PERSONAL,
    "lookup_watch": Act.WATCH_LOOKUPS,
    "review_alarm": Act.WATCH_LOOKUPS,
    "outreach": Act.RUN_OUTREACH,
    "new_campaign": Act.RUN_OUTREACH,
    "campaign": Act.RUN_OUTREACH,
    "edit_campaign": Act.RUN_OUTREACH,
    "count_people": Act.RUN_OUTREACH,
    "supply_campaign": Act.RUN_OUTREACH,
    "picture_campaign": Act.RUN_OUTREACH,
    "call_off_campaign": Act.RUN_OUTREACH,
    "campaign_effect": Act.RUN_OUTREACH,
    "campaign_photo": Act.RUN_OUTREACH,
    "materials": Act.RUN_OUTREACH,
    "material": Act.RUN_OUTREACH,
    "questions": Act.RUN_OUTREACH,
    "note_question": Act.RUN_OUTREACH,
    "answer_question": Act.RUN_OUTREACH,
    "drop_question": Act.RUN_OUTREACH,
    "new_answer": Act.RUN_OUTREACH,
    "take_back_answer": Act.RUN_OUTREACH,
    "outreach_report": Act.RUN_OUTREACH,
    "outreach_report_file": Act.RUN_OUTREACH,
    "rules": None,
    "rule_words": None,
    "last_day": None,
    "account": None,
}
PASSED = {200, 201, 302, 422}


def address_of(pattern: URLPattern, of: World) -> str:
    """The pattern's address, about the things of this world."""
    names = pattern.pattern.converters
    return reverse(f"console:{pattern.name}", kwargs={name: of.key(name) for name in names})


def ask_for(client: Client, pattern: URLPattern, of: World) -> int:
    """The status of a visit; a page is looked at, an action is tried with an empty form."""
    address = address_of(pattern, of)
    is_page = "GET" in pattern.callback.methods
    return (client.get(address) if is_page else client.post(address)).status_code


def statuses(client: Client, of: World, patterns: Iterable[URLPattern] = urlpatterns) -> dict[str, int]:
    return {str(pattern.name): ask_for(client, pattern, of) for pattern in patterns}


def is_allowed(role: Role, pattern: URLPattern) -> bool:
    act = ACTS[str(pattern.name)]
    return act is None or may(role, act)


def test_every_address_stands_behind_the_act_that_the_table_names() -> None:
    assert {pattern.name: pattern.callback.act for pattern in urlpatterns} == ACTS


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.night("tries every address"))])
@pytest.mark.parametrize("role", list(Role))
def test_no_office_enters_where_it_may_not(role: Role, *, whole: bool) -> None:
    """By day through one page and one form of each act: one gate stands before them all, as the table above says."""
    barred = [pattern for pattern in urlpatterns if not is_allowed(role, pattern)]
    of_each_act = {(pattern.callback.act, *pattern.callback.methods): pattern for pattern in barred}
    answered = statuses(signed_in(role=role), world(), barred if whole else of_each_act.values())
    if not may(role, Act.SEE_CASES):
        assert answered.pop("today", 302) == 302  # shown to the desk where that office begins
    assert {name: status for name, status in answered.items() if status != 403} == {}


@pytest.mark.rows_by_day(1, "opens every page and tries every act")
@pytest.mark.parametrize("role", list(Role))
def test_every_office_enters_where_it_may(role: Role) -> None:
    allowed = [pattern for pattern in urlpatterns if is_allowed(role, pattern)]
    answered = statuses(signed_in(role=role), world(), allowed)
    assert {name: status for name, status in answered.items() if status not in PASSED} == {}


FILES = ("paper_file", "certificate_file", "bundle")
TAKERS = {Role.CLERK, Role.SERVICE_OFFICER, Role.JUDGE, Role.SUPERVISOR}


@pytest.mark.parametrize("role", list(Role))
def test_files_that_hold_personal_particulars_are_for_those_who_may_see_these(role: Role) -> None:
    here, client = world(), signed_in(role=role)
    keys = {"paper_file": here.summons.id, "certificate_file": here.certificate.id, "bundle": here.service.id}
    answers = {name: client.get(reverse(f"console:{name}", args=[keys[name]])).status_code for name in FILES}
    assert answers["paper_file"] == answers["certificate_file"] == (200 if role in TAKERS else 403)
    assert answers["bundle"] in ({200, 302} if role in TAKERS else {403})  # 302: its newest events wait to be sealed
    assert may(role, Act.SEE_PERSONAL) == (role in TAKERS)


def test_an_auditor_sees_events_hashes_and_states_without_a_name_or_a_way_to_a_file() -> None:
    here, client = world(), signed_in(role=Role.AUDITOR)
    places = {
        "case": here.case.id,
        "story": here.case.id,
        "papers": here.case.id,
        "parties": here.case.id,
        "party": here.defendant.id,
        "envelope": here.envelope.id,
        "service": here.service.id,
    }
    pages = {name: client.get(reverse(f"console:{name}", args=[key])).content.decode() for name, key in places.items()}
    pages["certificates"] = client.get(reverse("console:certificates")).content.decode()
    for name, page in pages.items():
        for hidden in ("李卫国", "陈秀英", here.defendant.number, here.address.value, "/file/", "/bundle/", "/s/"):
            assert hidden not in page, (name, hidden)
    assert here.summons.sha256_hex in pages["papers"]
    assert here.certificate.sha256_hex[:12] in pages["certificates"]


def test_lists_show_nothing_of_another_court() -> None:
    here = world()
    outsider = signed_in(make.user(make.other_court(), Role.SUPERVISOR))
    for name in ("today", "cases", "certificates"):
        assert here.case.number not in outsider.get(reverse(f"console:{name}")).content.decode()
    found = outsider.post(reverse("console:cases"), {"search": "李卫国"})
    assert here.case.number not in found.content.decode()


def test_whoever_is_not_signed_in_is_asked_to_sign_in() -> None:
    here = world()
    answered = statuses(Client(), here)
    assert set(answered.values()) == {302}
    assert Client().get(reverse("console:cases")).headers["Location"].startswith("/accounts/login/?next=")
    assert Client().get(reverse("console:today")).headers["Location"] == "/accounts/login/"  # and so to the own desk


def test_an_account_without_a_court_enters_nowhere() -> None:
    lost = make.user()
    lost.court = None
    lost.save()
    assert signed_in(lost).get(reverse("console:today")).status_code == 403


def test_an_action_without_the_token_of_its_form_is_refused() -> None:
    here = world()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.user())
    assert client.post(reverse("console:unlock", args=[here.envelope.id])).status_code == 403


def test_nothing_is_done_at_any_address_without_the_token_of_its_form() -> None:
    here, client = world(), Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(make.user(role=Role.SUPERVISOR))
    actions = [pattern for pattern in urlpatterns if "POST" in pattern.callback.methods]
    answers = {str(pattern.name): client.post(address_of(pattern, here)) for pattern in actions}
    assert len(answers) > 40
    assert {name for name, answer in answers.items() if answer.status_code != 403} == set()
    assert {name for name, answer in answers.items() if "open for too long" not in answer.content.decode()} == set()


def test_an_action_is_never_done_by_a_link() -> None:
    here = world()
    assert signed_in().get(reverse("console:unlock", args=[here.envelope.id])).status_code == 405


def test_pages_are_not_kept_by_the_browser() -> None:
    assert signed_in().get(reverse("console:today")).headers["Cache-Control"] == "no-store"
