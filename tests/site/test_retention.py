"""`songda retention`: what is past its term is erased, nothing that is open or under way is, and every proof stands."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db.models import Q

from songda import clock
from songda.core.access import Role
from songda.core.delivery.tasks import Fact
from songda.core.evidence.findings import Outcome
from songda.records.court.staff.actions import note_look
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.erasure import personal_parts_of
from songda.records.ground.evidence.models import Event, EventSecret, Unsequenced
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import close_case, reopen_case
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.addresses import add_address
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.overview import ways_erasure
from songda.records.overview.boards.at_counter import receive_visitor
from songda.records.overview.find_cases import CaseFilter, search_cases
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.rows_audit import audit_rows
from songda.records.service.attempts.models import Attempt
from songda.records.service.calls.models import Call
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.actions import end_by_fact
from songda.records.service.tasks.models import Task
from songda.records.service.telephone.recordings import RecordingDraft, keep_recording
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.site.cli import main
from songda.site.cli import retention as command_module
from songda.site.errors import CurableError
from songda.site.keeping import retention
from songda.site.keeping.retention import read_terms, years_before
from songda.trust.log_keys import NoteKey
from songda.trust.offline.command import check_everything, open_bundle
from tests import make, sounds
from tests.lying import file_of, files_of
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.proof.certificates.test_issue import keys
from tests.records.ways.lookups.stage import found

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
CLOSED = LATER + timedelta(days=30)
TWENTY_ON = CLOSED.replace(year=CLOSED.year + 20)
WORDS = "档案鉴定委员会2046年第3号决定"


@pytest.fixture(autouse=True)
def twenty_years_on(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """The court keeps everything for twenty years, and today they are over for what was closed at CLOSED."""
    settings.RETENTION_YEARS = "20"
    monkeypatch.setattr(command_module, "prepare_django", lambda: None)
    monkeypatch.setattr(command_module, "now", lambda: TWENTY_ON)


def ended(name: str = "李某某", at: datetime = CLOSED) -> Case:
    """A case in which a service was effective and certified, and which was closed then."""
    return end(served_on(name), at)


def end(served: Envelope, at: datetime = CLOSED) -> Case:
    """Certify what was served, and close its case."""
    issue_due(LATER)
    Certificate.objects.update(stamp_due_at=None, state="issued")  # no authority is asked here
    close_case(served.case, Reason("已结案"), "engine", at)
    ask_law(clock.now())  # the message was handed over by the clock of this very test: the law waits for that moment
    sequence(at)
    return Case.objects.get(id=served.case_id)


def parts(case: Case) -> int:
    return personal_parts_of([case.id]).count()


def songda(*words: str, code: int = 0) -> str:
    answer = CliRunner().invoke(main, ["retention", *words])
    assert answer.exit_code == code, answer.output
    return answer.output


def erase(*, code: int = 0, by: str = "") -> str:
    eraser = by or make.user(role=Role.SUPERVISOR, name="庭长王").username
    return songda("--erase", "--by", eraser, "--reason", WORDS, code=code)


def test_what_is_due_is_listed_and_nothing_is_erased_by_looking() -> None:
    case = ended()
    before = parts(case)
    told = songda()
    assert before == 5  # the party, their address, the paper's title, the certificate's facts, why the case was closed
    assert f"{case.number}  closed 2026-07-01  {before} events  due" in told
    assert "Due: 1." in told
    assert parts(case) == before


def test_the_erasure_is_told_event_by_event_with_who_and_why() -> None:
    case = ended()
    personal = set(personal_parts_of([case.id]).values_list("event_id", flat=True))
    judge = make.user(role=Role.SUPERVISOR, name="庭长王")
    assert "Erased: 1." in erase(by=judge.username)
    assert parts(case) == 0
    told = Event.objects.filter(name="secret.erased")
    assert {event.stream for event in told} == {f"event:{one}" for one in personal}
    assert {(event.actor, event.data["reason"], event.case_id) for event in told} == {
        (f"staff:{judge.id}", "retention_term", case.id)
    }
    assert all(WORDS not in event.leaf for event in told)
    assert EventSecret.objects.filter(event_id__in=told.values("id"), sealed__isnull=False).count() == len(personal)


def test_files_that_a_broken_off_erasure_left_go_with_the_next_one() -> None:
    case = ended()
    party = case.parties.get(role="defendant")
    recording = keep_recording(RecordingDraft(party, [sounds.wav(2.0)]), "engine", LATER)
    sequence(CLOSED)
    path = file_of("recordings", recording.id)
    terms = retention.Retention(retention.read_terms("20"))
    (expired,) = terms.expired_cases(TWENTY_ON)
    by = retention.erasure_by(make.user(role=Role.SUPERVISOR), WORDS)
    assert terms.erase(expired, by, TWENTY_ON)  # the test's transaction never ends: who erased died before the files
    assert path.exists()
    assert "Files of an erasure that was broken off: 1 taken away." in erase()
    assert not path.exists()
    assert "broken off" not in erase()
    assert list(files_of("certificates")) != [], "what is kept of the case stays"


def test_afterwards_the_proof_verifies_and_the_audit_finds_nothing() -> None:
    case = ended()
    key = NoteKey.load(Path(settings.LOG_KEY_FILE)).verifier.fingerprint
    service = Service.objects.select_related("envelope").get(envelope__case=case)
    before = check_everything(open_bundle(bundle(service)), {key})
    erase()
    sequence(TWENTY_ON)
    after = check_everything(open_bundle(bundle(service)), {key})
    assert list(audit()) == []
    assert {f.code for f in after if f.outcome is Outcome.FAILED} <= {
        f.code for f in before if f.outcome is Outcome.FAILED
    }
    assert "event.private_erased" in {finding.code for finding in after}
    assert "event.private_erased" not in {finding.code for finding in before}


def test_a_second_time_nothing_is_left_to_do() -> None:
    ended()
    erase()
    count = Event.objects.filter(name="secret.erased").count()
    assert "Due: 0." in songda()
    assert "Erased: 0." in erase()
    assert Event.objects.filter(name="secret.erased").count() == count == 5


def test_a_day_too_early_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ended(at=CLOSED + timedelta(seconds=1))
    assert "Due: 0." in songda()
    assert "Erased: 0." in erase()
    assert parts(case) > 0


def test_an_open_case_is_never_due_however_old() -> None:
    case = ended()
    reopen_case(case, Reason("再审"), "engine", CLOSED + timedelta(days=1))
    sequence(CLOSED + timedelta(days=1))
    assert "Erased: 0." in erase()
    assert parts(case) > 0


def _open_task(case: Case) -> None:
    Task.objects.create(
        court=case.court, case=case, kind="find_address", reason="not_me", opened_at=CLOSED, due_at=CLOSED
    )


def _planned_attempt(case: Case) -> None:
    attempt = Attempt.objects.get(envelope__case=case)
    attempt.pk, attempt.n, attempt.state, attempt.arrived_at = None, attempt.n + 1, "pending", None
    attempt.save(force_insert=True)


RUNNING: dict[str, Callable[[Case], object]] = {
    "service under way": lambda case: Envelope.objects.filter(case=case).update(closed_at=None),
    "message under way": _planned_attempt,
    "open task": _open_task,
    "hearing to come": lambda case: set_hearing(case, TWENTY_ON + timedelta(days=1), "第三审判庭", "engine", CLOSED),
    "certificate to make": lambda case: Finding.objects.filter(service__envelope__case=case).update(
        certificate_due_at=CLOSED
    ),
    "certificate to stamp": lambda case: Certificate.objects.filter(service__envelope__case=case).update(
        stamp_due_at=CLOSED
    ),
    "event to seal": lambda case: Unsequenced.objects.create(
        number=Event.objects.filter(case_id=case.id).latest("number").number
    ),
}


@pytest.mark.rows_by_day(5, "another thing under way, through the same question")
@pytest.mark.parametrize("what", RUNNING)
def test_nothing_is_erased_while_something_is_under_way(what: str) -> None:
    running, quiet = ended("王某某"), ended("李某某")
    RUNNING[what](running)
    before = parts(running)
    assert what in songda()
    told = erase(code=1)
    assert what in told
    assert "Erased: 1. Past their term, but with something under way, or that cannot be erased: 1." in told
    assert (parts(running), parts(quiet)) == (before, 0)


def test_a_case_that_cannot_be_erased_is_named_and_the_next_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = ended("王某某"), ended("李某某")
    erase_ways = retention.erase_ways

    def spoilt(case_id: UUID, *told: object) -> None:
        if case_id == bad.id:
            raise ValueError("this row cannot be read")
        erase_ways(case_id, *told)  # type: ignore[arg-type]

    monkeypatch.setattr(retention, "erase_ways", spoilt)
    before = parts(bad)
    told = erase(code=1)
    assert f"{bad.number}  closed" in told
    assert "cannot be erased (ValueError)" in told
    assert (parts(bad), parts(good)) == (before, 0)


@pytest.mark.parametrize(
    "change", [{"ask_law_at": CLOSED}, {"next_step_at": CLOSED}], ids=["facts changed", "a step is due"]
)
def test_an_envelope_that_is_looked_at_again_is_under_way(change: dict[str, datetime]) -> None:
    case = ended()
    Envelope.objects.filter(case=case).update(**change)
    assert "service under way" in songda()


def test_what_begins_between_the_list_and_the_deed_holds_the_case_back(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ended()
    looked = retention.under_way
    answers = iter([(), ("open task",)])
    monkeypatch.setattr(retention, "under_way", lambda *asked: looked(*asked) or next(answers))
    before = parts(case)
    assert "changed meanwhile" in erase(code=1)
    assert parts(case) == before


def test_stopped_in_the_middle_the_same_command_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ended("王某某"), ended("李某某", at=CLOSED - timedelta(days=1))
    real = retention.erase_secrets
    calls: list[int] = []

    def once(*asked: object) -> int:
        calls.append(1)
        if len(calls) > 1:
            real(*asked)  # type: ignore[arg-type]
            raise KeyboardInterrupt
        return real(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(retention, "erase_secrets", once)
    assert "goes on with what is left" in erase(code=1)
    assert (parts(second), parts(first) > 0) == (0, True)
    monkeypatch.setattr(retention, "erase_secrets", real)
    assert "Erased: 1." in erase()
    assert parts(first) == 0


def test_a_case_of_another_court_is_that_courts_own_business() -> None:
    case = ended()
    stranger = make.user(make.other_court(), Role.SUPERVISOR, "庭长赵")
    assert "Erased: 0." in erase(by=stranger.username)
    assert parts(case) > 0


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_nobody_but_a_supervisor_may(role: Role) -> None:
    case = ended()
    assert "may not erase particulars" in erase(by=make.user(role=role).username, code=2)
    assert parts(case) > 0


def test_somebody_who_left_or_never_was_may_not() -> None:
    gone = make.user(role=Role.SUPERVISOR)
    gone.is_active = False
    gone.save()
    for name in (gone.username, "nobody"):
        assert "No member of staff" in erase(by=name, code=2)


@pytest.mark.parametrize("words", [(), ("--by", "supervisor"), ("--reason", WORDS), ("--by", " ", "--reason", WORDS)])
def test_who_and_why_must_be_told(words: tuple[str, ...]) -> None:
    case = ended()
    assert "--erase needs" in songda("--erase", *words, code=2)
    assert parts(case) > 0


def test_a_reason_must_be_short() -> None:
    eraser = make.user(role=Role.SUPERVISOR).username
    assert "longer than 200" in songda("--erase", "--by", eraser, "--reason", "x" * 201, code=2)


def test_without_a_term_nothing_is_ever_due(settings) -> None:
    settings.RETENTION_YEARS = ""
    case = ended()
    assert "No retention term is set" in songda()
    assert "No retention term is set" in erase()
    assert parts(case) > 0


def test_each_branch_has_its_own_term(settings) -> None:
    settings.RETENTION_YEARS = "civil=20,criminal=60"
    civil, criminal, other = (ended(name) for name in ("王某某", "李某某", "赵某某"))
    Case.objects.filter(id=criminal.id).update(branch="criminal")
    Case.objects.filter(id=other.id).update(branch="enforcement")
    erase()
    assert [parts(case) > 0 for case in (civil, criminal, other)] == [False, True, True]


def test_terms_are_read() -> None:
    assert read_terms(" ") == {}
    assert set(read_terms("30").values()) == {30}
    assert read_terms("civil=20, criminal = 60") == {"civil": 20, "criminal": 60}
    for wrong in ("0", "-1", "201", "many", "civil", "tax=3", "civil=", "civil=1=2"):
        with pytest.raises(CurableError, match="not a number of years"):
            read_terms(wrong)


def test_years_are_those_of_the_calendar() -> None:
    leap = datetime(2028, 2, 29, 8, tzinfo=UTC)
    assert years_before(leap, 1) == datetime(2027, 2, 28, 8, tzinfo=UTC)
    assert years_before(leap, 4) == datetime(2024, 2, 29, 8, tzinfo=UTC)


def test_accounts_that_were_connected_go_with_the_case() -> None:
    case = ended()
    party = case.parties.get(role="defendant")
    draft = AddressDraft("openid", "oLi_0123456789abcdefghijkl", "provided", is_connected=True)
    account = add_address(party, draft, "engine", LATER)
    sequence(LATER)
    mobile = party.addresses.get(kind="mobile")
    erase()
    account.refresh_from_db()
    assert (account.value, account.retired_at) == ("", TWENTY_ON)
    assert bytes(account.value_index) == account.id.bytes, "and leads to nobody"
    assert party.addresses.get(kind="mobile").value == mobile.value, "numbers stay with the file"
    told = Event.objects.filter(name="address.retired", stream=f"party:{party.id}")
    assert ['"ground":"shredded"' in event.leaf for event in told] == [True]
    sequence(TWENTY_ON)
    assert [flaw for flaw in audit_rows() if str(account.id) in str(flaw)] == [], "the log says the same"
    assert "Erased: 0." in erase()


def test_a_number_that_was_found_goes_from_the_calls_too_and_the_audit_finds_nothing() -> None:
    served, number = served_on("李某某"), make.mobile()
    party = served.party
    found(number, party=party, at=LATER)
    by = f"staff:{make.user().id}"
    note = f"拨打{number}，无人接听"
    record_call(party, CallDraft(LATER, "unreachable", None, number=number, note=note), by, LATER)
    record_call(party, CallDraft(LATER, "unreachable", None), by, LATER)
    end_by_fact(Fact.CALLED, Q(case=served.case), by, LATER)
    sequence(LATER)
    end(served)
    assert "Erased: 1." in erase()
    written, silent = Call.objects.order_by("recorded_at", "id")
    assert (written.other_number, written.note) == ("", "")
    assert (written.has_erased_number, written.has_erased_note) == (True, True)
    assert (silent.has_erased_number, silent.has_erased_note) == (False, False), "where nothing was written none went"
    sequence(TWENTY_ON)
    assert list(audit()) == []
    assert [flaw for flaw in audit_rows() if "call" in str(flaw)] == []


def searched() -> set[str]:
    """Everything that somebody looked for and that can still be read."""
    rows = secrets_of(Event.objects.filter(case_id=None).values_list("id", flat=True)).values()
    told = [secret.private.get("searched") or secret.private.get("wanted", {}).get("person") for secret in rows]
    return {str(words) for words in told if words}


def look_for(name: str, at: datetime, of: Court | None = None) -> None:
    court = of or make.court()
    search_cases(court, CaseFilter(name), f"staff:{make.user(court).id}", at)


def test_whom_somebody_looked_for_goes_after_the_longest_term_though_it_is_of_no_case() -> None:
    court, number = make.court(), make.resident_id()
    look_for("王某某", CLOSED)
    receive_visitor(court, number, f"staff:{make.user(court).id}", CLOSED)
    auditor = f"staff:{make.user(court, Role.AUDITOR).id}"
    note_look(court, auditor, CLOSED, {"person": "张某某"}, is_file=False)
    look_for("赵某某", CLOSED + timedelta(seconds=1))
    sequence(CLOSED + timedelta(seconds=1))
    assert searched() == {"王某某", number, "张某某", "赵某某"}
    assert "Searches and other events of no case: 3 due." in songda()
    by = make.user(role=Role.SUPERVISOR, name="庭长王")
    assert "Searches and other events of no case: 3 erased." in erase(by=by.username)
    assert searched() == {"赵某某"}, "whose term is not over"
    told = Event.objects.filter(name="secret.erased")
    assert {(event.case_id, event.actor, event.data["reason"]) for event in told} == {
        (None, f"staff:{by.id}", "retention_term")
    }
    assert {event.stream for event in told} == {
        f"event:{event.id}"
        for event in Event.objects.filter(name__in=["search.made", "readings.shown"], recorded_at__lte=CLOSED)
    }
    sequence(TWENTY_ON)
    assert list(audit()) == []
    assert "of no case" not in songda()
    assert "of no case" not in erase(by=by.username)
    assert Event.objects.filter(name="secret.erased").count() == 3


def test_searches_are_erased_batch_by_batch_and_go_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways_erasure, "BATCH", 2)
    for number in range(5):
        look_for(f"王某{number}", CLOSED)
    sequence(CLOSED)
    real, batches = ways_erasure.erase_secrets, list[int]()

    def stopped(ids: list[UUID], *asked: object) -> int:
        batches.append(len(ids))
        done = real(ids, *asked)  # type: ignore[arg-type]
        if len(batches) == 2:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(ways_erasure, "erase_secrets", stopped)
    assert "goes on with what is left" in erase(code=1)
    assert searched() == {"王某2", "王某3", "王某4"}, "the second batch was not done"
    assert "of no case: 3 erased" in erase()
    assert (searched(), batches) == (set(), [2, 2, 2, 1])
    assert Event.objects.filter(name="secret.erased").count() == 5


def test_the_searches_of_another_court_are_its_own_business() -> None:
    there = make.other_court()
    look_for("王某某", CLOSED)
    look_for("赵某某", CLOSED, there)
    sequence(CLOSED)
    assert "of no case: 1 erased" in erase()
    assert searched() == {"赵某某"}
    erase(by=make.user(there, Role.SUPERVISOR, "庭长赵").username)
    assert searched() == set()


def test_the_longest_of_the_terms_holds_for_searches_and_one_that_waits_for_its_place_stays(settings) -> None:
    settings.RETENTION_YEARS = "civil=20,criminal=60"
    look_for("王某某", CLOSED)
    sequence(CLOSED)
    assert "of no case" not in erase()
    settings.RETENTION_YEARS = "20"
    look_for("赵某某", CLOSED)
    assert "of no case: 1 erased" in erase()
    assert searched() == {"赵某某"}


def test_the_names_of_staff_stay_because_the_audit_reads_them() -> None:
    make.user(name="书记员陈")
    assert Event.objects.filter(name="staff.admitted", recorded_at__lte=CLOSED).exists()
    sequence(CLOSED)
    assert "of no case" not in erase()
    assert EventSecret.objects.filter(
        event_id=Event.objects.filter(name="staff.admitted").earliest("number").id
    ).exists()
    sequence(TWENTY_ON)
    assert list(audit()) == []
    assert "staff" not in " ".join(map(str, audit_rows()))
