"""What events come to: every kind that the fold takes in is read as its entry declares it, and order alone decides."""

from dataclasses import replace
from typing import Any

from songda.core.events.registry import REGISTRY
from songda.core.state import UNREADABLE, UNTOLD, LoggedEvent, fold
from songda.core.state.fold import PERSONAL, STEPS
from tests.core.state.samples import MOMENT, ONE_ID, payload, private_part
from tests.rows import all_rows

LATER = "2026-06-05T02:00:00.000000Z"
_BEGINNINGS = (".registered", ".filed", ".given", ".planned")
_STREAMS = {"consent": "party", "refusal": "party", "address": "party", "hearing": "case", "call": "party"}


def event(name: str, about: str = ONE_ID, at: str = MOMENT, private: Any = None, **given: Any) -> LoggedEvent:
    kind = name.partition(".")[0]
    leaf = {
        "id": f"event of {name} {at}",
        "name": name,
        "stream": f"{_STREAMS.get(kind, kind)}:{about}",
        "case": ONE_ID,
        "happened_at": at,
        "recorded_at": at,
        "actor": "staff:1",
        "data": payload(name, **given),
    }
    return LoggedEvent.read(leaf, private)


@all_rows("is_full", [True, False])
@all_rows("name", sorted(STEPS))
def test_every_kind_is_read_as_its_entry_declares_it(name: str, is_full: bool) -> None:
    """By itself, and after the events that begin what it may be about: no field is asked for that may be missing."""
    is_beginning = name.endswith((*_BEGINNINGS, ".appointed", ".identified", ".agreed"))
    begin = [event(each) for each in sorted(STEPS) if each.endswith(_BEGINNINGS) and not is_beginning]
    private = private_part(name, is_full=is_full)
    leaf = event(name, private=private)
    bare = LoggedEvent(
        **{each: getattr(leaf, each) for each in leaf.__slots__} | {"data": payload(name, is_full=is_full)}
    )
    assert fold([bare]).unread == fold([*begin, bare]).unread == []


def test_the_fold_takes_in_no_name_that_is_no_event() -> None:
    assert set(STEPS) <= set(REGISTRY)
    assert set(PERSONAL) <= set(STEPS)
    assert all(REGISTRY[name].private.fields for name in PERSONAL)


def test_every_personal_part_that_is_read_is_named() -> None:
    """Whoever reads a personal part in a step must name its event: else it would never be opened."""
    for name in STEPS.keys() - PERSONAL:
        unopened, opened = event(name), event(name, private=private_part(name))
        assert str(fold([unopened])) == str(fold([opened])).replace(f", private={opened.private}", ", private=None")


def test_what_is_not_as_its_kind_is_left_out_and_named() -> None:
    odd = [event("consent.given", stages=None, ground=None), event("order.placed", envelopes=[{"id": ONE_ID}])]
    state = fold([*odd, replace(event("hearing.set"), data={"at": "noon"}), event("refusal.struck")])
    assert [each.name for each in state.unread] == ["consent.given", "order.placed", "hearing.set"]
    assert state.consents == {}


def test_what_began_begins_no_second_time() -> None:
    """Else whoever writes a second beginning hides what befell the first."""
    planned, opened = event("attempt.planned"), event("paper.opened", service="s")
    again = [event("attempt.planned", at=LATER), event("paper.opened", at=LATER, service="s")]
    state = fold([planned, event("attempt.arrived"), opened, *again])
    assert state.unread == again
    assert state.attempts[ONE_ID].arrived_at is not None
    assert state.acts["s", "read"].at == opened.happened_at


def test_a_finding_on_another_service_than_its_stream_tells_of_is_named() -> None:
    stray = event("finding.determined", service="another")
    assert fold([stray]).unread == [stray]


def test_the_last_word_stands_and_names_its_event() -> None:
    state = fold(
        [event("consent.given", consent="c"), event("consent.withdrawn", at=LATER, consent="c", ground="said")]
    )
    consent = state.consents["c"]
    assert (consent.withdrawal, consent.withdrawn_at, consent.source_event("withdrawal").name) == (
        "pending",
        consent.source_events["withdrawn_at"].happened_at,
        "consent.withdrawn",
    )
    assert consent.source_event("ground").name == "consent.given"


def test_a_rejected_withdrawal_ends_nothing_and_that_of_a_minor_was_void_from_the_beginning() -> None:
    given = event("consent.given", consent="c")
    void = fold([given, event("consent.withdrawn", at=LATER, consent="c", ground="minor")]).consents["c"]
    assert (void.withdrawal, void.withdrawn_at) == ("", given.happened_at)
    withdrawn = event("consent.withdrawn", at=LATER, consent="c", ground="said")
    decided = event("withdrawal.decided", at=LATER, consents=["c"], refusals=[], outcome="rejected")
    assert fold([given, withdrawn, decided]).consents["c"].withdrawal == "rejected"


def test_word_of_what_did_not_begin_changes_nothing() -> None:
    state = fold([event("consent.struck", consent="c"), event("case.closed"), event("attempt.cancelled")])
    assert (state.consents, state.cases, state.attempts, state.unread) == ({}, {}, {}, [])


def test_an_erased_name_is_untold_and_one_that_does_not_fit_is_unreadable() -> None:
    assert fold([event("party.registered")]).parties[ONE_ID].name is UNTOLD
    assert fold([event("party.registered", private=UNREADABLE)]).parties[ONE_ID].name is UNREADABLE
    known = event("party.registered", private={"name": "李小明", "number": "1"})
    corrected = event("party.corrected", at=LATER, fields=["name"], private={"after": {"name": "李晓明"}})
    assert fold([known, corrected]).parties[ONE_ID].name == "李晓明"


def test_of_what_an_erased_correction_changed_nothing_is_known_but_what_it_tells_openly() -> None:
    known = event("party.registered", private={"name": "李小明", "number": "1"}, own_labour=False, role="plaintiff")
    erased = event("party.corrected", at=LATER, fields=["name", "own_labour", "role"], role="defendant")
    party = fold([known, erased]).parties[ONE_ID]
    assert (party.name, party.own_labour, party.role) == (UNTOLD, UNTOLD, "defendant")
    assert (party.number, party.source_event("role").name) == ("1", "party.corrected")


def test_a_case_that_moved_on_keeps_what_it_was_and_what_was_written_wrongly_was_never_so() -> None:
    registered = event("case.registered", procedure="ordinary", branch="civil", stage="first_instance")
    moved = event("case.corrected", at=LATER, after={"procedure": "simplified"}, since=LATER)
    mended = event("case.corrected", at=LATER, after={"branch": "administrative"}, since=None)
    state = fold([registered, moved, mended])
    (phase,) = state.phases.values()
    assert (phase.procedure, phase.branch) == ("ordinary", "administrative")
    assert (state.cases[ONE_ID].procedure, state.cases[ONE_ID].branch) == ("simplified", "administrative")


def test_a_password_that_an_earlier_program_set_is_untold() -> None:
    admitted = event("staff.admitted", password_sha256="ab" * 32)
    chosen = event("staff.password_chosen")
    unmarked = replace(chosen, data={})
    assert fold([admitted, unmarked]).staff[ONE_ID].password is UNTOLD
    assert fold([admitted, unmarked, chosen]).staff[ONE_ID].password == chosen.data["password_sha256"]


def test_an_account_that_is_opened_again_has_the_name_and_password_that_it_had() -> None:
    admitted = event("staff.admitted", private={"display_name": "陈"}, password_sha256="ab" * 32)
    again = replace(event("staff.admitted", at=LATER), data={"role": "judge", "court": ONE_ID}, private={})
    state = fold([admitted, event("staff.removed"), again])
    user = state.staff[ONE_ID]
    assert (user.role, user.is_active, user.display_name, user.password) == ("judge", True, "陈", "ab" * 32)
    assert state.unread == []


def test_what_was_written_wrongly_of_one_case_was_so_of_no_other() -> None:
    begin = [event("case.registered", about=one, branch="civil") for one in ("a", "b")]
    moved = event("case.corrected", "a", at=LATER, after={"procedure": "simplified"}, since=LATER)
    mended = event("case.corrected", "b", at=LATER, after={"branch": "administrative"}, since=None)
    (phase,) = fold([*begin, moved, mended]).phases.values()
    assert phase.branch == "civil"


def test_what_was_written_wrongly_was_so_in_every_phase_before_and_in_none_after() -> None:
    begin = [event("case.registered", branch="civil", is_status_case=True)]
    for day, after in ((2, {"stage": "a"}), (3, {"branch": "x"}), (4, {"stage": "b"}), (5, {"branch": "y"})):
        at = f"2026-06-0{day}T02:00:00.000000Z"
        begin.append(event("case.corrected", at=at, since=at if "stage" in after else None, after=after))
    state = fold([*begin, event("case.corrected", at=LATER, since=None, after={"is_status_case": False})])
    first, second = state.phases.values()
    assert [(each.branch, each.is_status_case) for each in (first, second)] == [("y", False)] * 2
    assert first.source_event("branch") == second.source_event("branch") == begin[-1]
    assert fold(begin[:-1]).phases[second.id].branch == "x"
    assert fold(begin[:-1]).phases[second.id].source_event("branch").name == "case.corrected"
    assert (state.cases[ONE_ID].branch, state.cases[ONE_ID].is_status_case) == ("y", False)


def test_what_nobody_is_asked_the_beginning_of_may_begin_with_its_end() -> None:
    agreed = event("procuratorate.agreed", circumstance="c", kind="procuratorate")
    noted = event("procuratorate.joined", at=LATER, circumstance="c", kind="procuratorate")
    for events in ([agreed], [noted, agreed]):
        (only,) = fold(events).circumstances.values()
        assert (only.since, only.until) == (agreed.happened_at, agreed.happened_at)
    assert fold([event("custody.ended", circumstance="c", kind="in_custody")]).circumstances == {}


def test_the_end_tells_of_how_many_parts_a_message_had_whose_worker_fell_silent() -> None:
    silent = event("attempt.unknown")
    silent = replace(silent, data={"channel": "sms"})
    assert fold([event("attempt.planned"), silent, event("attempt.arrived")]).attempts[ONE_ID].parts_total == 1


def test_an_answer_of_the_provider_that_comes_after_the_report_changes_no_end() -> None:
    ended = [event("attempt.planned"), event("attempt.arrived"), event("attempt.sent", at=LATER)]
    attempt = fold(ended).attempts[ONE_ID]
    assert (attempt.state, attempt.submitted_at) == ("arrived", ended[-1].happened_at)
    assert attempt.arrived_at == ended[1].happened_at
