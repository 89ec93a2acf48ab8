"""Times in which the system was away: noted, certified for everybody, and before judges where periods ended."""

from datetime import timedelta

import pytest
from django.test import Client

from songda.core.access import Role
from songda.core.delivery.incidents import Away, IncidentKind, WeighingOutcome
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.actions import Trouble, begin_incident, end_incident
from songda.records.matter.cases.actions import Reason
from songda.records.overview.notice_papers import certify_malfunctions
from songda.records.proof.certificates.contradictions import compare_offices
from songda.records.service.findings.models import Finding
from songda.records.service.malfunctions.actions import (
    MalfunctionDraft,
    certificate_of,
    end_malfunction,
    look_for_periods,
    note_from_watch,
    note_malfunction,
    strike_malfunction,
    struck_malfunctions,
    weigh_malfunction,
)
from songda.records.service.malfunctions.models import Malfunction, RanMeanwhile
from songda.records.service.tasks.models import Task
from songda.trust.outside.in_vain import count_in_vain, note_in_vain
from tests import make
from tests.records.ways.public_notices.scene import PUBLISHED, exhausted, finding, published

pytestmark = pytest.mark.database
NOW = make.NOW
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def watched(minutes: int, kind: IncidentKind = IncidentKind.DATABASE_AWAY) -> None:
    begin_incident(Trouble(kind), 0, NOW)
    end_incident(kind, NOW + timedelta(minutes=minutes))


def noted(since=NOW, until=NOW + HOUR) -> Malfunction:  # type: ignore[no-untyped-def]
    draft = MalfunctionDraft(Away.PAGES, since, until, "机房停电")
    return note_malfunction(make.court(), draft, "engine", until or NOW + 2 * HOUR)


def test_what_the_watch_noted_becomes_evidence_once_and_short_troubles_do_not() -> None:
    watched(4)
    assert note_from_watch(NOW + HOUR) == 0
    watched(30, IncidentKind.STORE_FULL)
    assert (note_from_watch(NOW + HOUR), note_from_watch(NOW + 2 * HOUR)) == (1, 0)
    row = Malfunction.objects.get()
    assert (row.away, row.noticed, row.until) == ("files", "watch", NOW + timedelta(minutes=30))
    assert Event.objects.filter(name="malfunction.noted").count() == 1


def test_what_concerns_nobody_outside_is_none() -> None:
    watched(60, IncidentKind.STAMPS_AWAY)
    assert note_from_watch(NOW + 2 * HOUR) == 0


def test_one_noted_by_hand_twice_is_one_and_ends_once() -> None:
    first = noted(until=None)
    assert noted(until=None).id == first.id
    end_malfunction(first.id, NOW + HOUR, make.court(), "engine", NOW + 2 * HOUR)
    end_malfunction(first.id, NOW + 2 * HOUR, make.court(), "engine", NOW + 2 * HOUR)
    first.refresh_from_db()
    assert first.until == NOW + HOUR


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [(NOW + DAY, None, "since"), (NOW - 400 * DAY, None, "since"), (NOW, NOW, "until"), (NOW, NOW + DAY, "until")],
)
def test_times_that_cannot_be_are_refused_beside_their_field(since, until, field) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(WrongField) as wrong:
        note_malfunction(make.court(), MalfunctionDraft(Away.PAGES, since, until), "engine", NOW + HOUR)
    assert wrong.value.field == field


def test_only_who_runs_the_court_notes_one() -> None:
    with pytest.raises(Refused, match="not_your_office"):
        note_malfunction(make.court(), MalfunctionDraft(Away.PAGES, NOW), f"staff:{make.user().id}", NOW)


def runs(court: Court) -> str:
    return f"staff:{make.user(court, Role.SUPERVISOR).id}"


def test_what_one_court_noted_no_other_court_ends_or_strikes() -> None:
    here, there = make.court(), make.other_court()
    ours = note_malfunction(here, MalfunctionDraft(Away.PAGES, NOW), runs(here), NOW + HOUR)
    for act in (
        lambda: end_malfunction(ours.id, NOW + HOUR, there, runs(there), NOW + 2 * HOUR),
        lambda: strike_malfunction(ours.id, Reason("误登记"), there, runs(there), NOW + 2 * HOUR),
    ):
        with pytest.raises(Refused, match="malfunction_elsewhere"):
            act()
    end_malfunction(ours.id, NOW + HOUR, here, runs(here), NOW + 2 * HOUR)  # by a colleague of whoever noted it
    strike_malfunction(ours.id, Reason("误登记"), here, runs(here), NOW + 3 * HOUR)
    assert struck_malfunctions() == [(Malfunction.objects.get(), "误登记")]


@pytest.mark.parametrize("courts", [1, 2])
def test_what_the_watch_noted_is_struck_where_one_court_alone_works(courts: int) -> None:
    here = make.court()
    if courts == 2:
        make.other_court()
    watched(30)
    note_from_watch(NOW + HOUR)
    row = Malfunction.objects.get()
    if courts == 2:
        with pytest.raises(Refused, match="malfunction_elsewhere"):
            strike_malfunction(row.id, Reason("误报"), here, runs(here), NOW + 2 * HOUR)
    else:
        strike_malfunction(row.id, Reason("误报"), here, runs(here), NOW + 2 * HOUR)
    assert Malfunction.objects.filter(struck_at=None).count() == courts - 1


def test_whose_period_ended_meanwhile_goes_to_the_judge_who_decides_once() -> None:
    sealed = exhausted()
    published(sealed)
    last_day = finding(sealed, 31).decision.periods
    assert last_day == ()  # a summons starts none; an evidence notice would
    row = Finding.objects.get()
    ends = PUBLISHED + 45 * DAY
    row.record["periods"] = [
        {"kind": "answer", "length": 15, "unit": "days", "last_day": ends.date().isoformat(), "provisional": False,
         "rule": row.record["rules"][0]}
    ]  # fmt: skip
    row.save(update_fields=["record"])
    gone = noted(ends - HOUR, ends + HOUR)
    noted(ends - 5 * DAY, ends - 4 * DAY)
    assert look_for_periods(ends + DAY) == 1
    assert look_for_periods(ends + DAY) == 0
    ran = RanMeanwhile.objects.get()
    assert (ran.malfunction_id, ran.party_id, ran.last_day) == (gone.id, sealed.party_id, ends.date())
    assert Task.objects.filter(kind="weigh_malfunction", party=sealed.party, closed_at=None).count() == 1
    judge = make.user(sealed.case.court, role=Role.JUDGE)
    weigh_malfunction(ran, WeighingOutcome.EXTENDED, Reason("平台当日无法访问"), judge, ends + 2 * DAY)
    weigh_malfunction(ran, WeighingOutcome.RUNS_ON, Reason("改判"), judge, ends + 2 * DAY)
    ran.refresh_from_db()
    assert ran.outcome == "extended"
    assert not Task.objects.filter(kind="weigh_malfunction", closed_at=None).exists()
    with pytest.raises(Refused, match="malfunction_weighed"):
        strike_malfunction(gone.id, Reason("误登记"), make.court(), "engine", ends + 3 * DAY)


def test_anybody_takes_the_certificate_and_it_names_nobody(client: Client) -> None:
    row = noted()
    assert certify_malfunctions(NOW + 2 * HOUR) == 1
    assert certify_malfunctions(NOW + 3 * HOUR) == 0
    row.refresh_from_db()
    page = client.get("/malfunctions").content.decode()
    assert "机房停电" in page
    taken = client.get(f"/malfunctions/{row.id}.pdf")
    assert taken.content == certificate_of(row)
    assert taken.content.startswith(b"%PDF-")
    assert Event.objects.get(name="malfunction.certified").data["sha256"] == bytes(row.sha256 or b"").hex()
    strike_malfunction(row.id, Reason("误登记"), make.court(), "engine", NOW + 4 * HOUR)
    assert client.get(f"/malfunctions/{row.id}.pdf").status_code == 404
    assert "机房停电" not in client.get("/malfunctions").content.decode()


def test_who_opened_in_vain_is_counted_by_the_minute(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for minute in (0, 0, 5, 59, 61):
        note_in_vain(tmp_path, NOW + timedelta(minutes=minute))
    assert count_in_vain(tmp_path, NOW, NOW + HOUR) == 4
    assert count_in_vain(tmp_path / "gone", NOW, NOW + HOUR) == 0
    kept = next(tmp_path.iterdir())
    assert kept.stat().st_mode & 0o777 == 0o600
    note_in_vain(kept, NOW)  # where a folder cannot be: nothing is raised
    assert all(len(line) == 16 for path in tmp_path.iterdir() for line in path.read_text().split())


def test_rows_are_what_events_tell() -> None:
    row = noted()
    certify_malfunctions(NOW + 2 * HOUR)
    sequence(NOW + 3 * HOUR)
    assert [one for one in compare_offices() if "malfunction" in one.row] == []
    Malfunction.objects.filter(id=row.id).update(until=NOW + 5 * HOUR)
    assert [one.column for one in compare_offices() if "malfunction" in one.row] == ["until"]
