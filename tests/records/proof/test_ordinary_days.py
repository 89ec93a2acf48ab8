"""What happens to files on ordinary days is no contradiction, and no finding of the audit tells who somebody is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from songda.core.access import Role
from songda.records.court.staff.actions import readmit_user, remove_user
from songda.records.court.staff.signing_in import name_for_sign_on, strike_sign_on
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.erasure import Erasure, erase_secrets, personal_parts_of
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import CaseChange, correct_case
from songda.records.matter.cases.corrections import draft_of as case_as_it_is
from songda.records.matter.circumstances.actions import end, note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.corrections import correct_party, draft_of
from songda.records.proof.certificates.contradictions import lasting_contradictions
from songda.records.proof.rows_audit import audit_rows
from songda.records.service.attempts.submissions import doubt_dead_claims
from tests import make
from tests.channels.fake.script import ARRIVES_LATER
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.stage import NOW, WINDOW, Stage, envelope
from tests.records.superuser import change

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]


def _moved_on_beside_one_that_was_written_wrongly() -> None:
    first, second = make.case(), make.case()
    for case, said, since in (
        (first, {"procedure": "simplified"}, LATER),
        (second, {"is_status_case": True}, None),
    ):
        correct_case(case, CaseChange(replace(case_as_it_is(case), **said), since), Reason("更正"), "engine", LATER)


def _agreed_before_it_was_noted() -> None:
    note(make.case(), CircumstanceDraft("procuratorate", until=NOW), "engine", LATER)


def _joined_and_agreed_earlier() -> None:
    joined = note(make.case(), CircumstanceDraft("procuratorate"), "engine", LATER)
    end(joined, NOW, "engine", LATER + timedelta(hours=1))


def _corrected_and_erased() -> None:
    party = make.party()
    after = replace(draft_of(party), name="李晓明", own_labour=True, role="third_party")
    correct_party(party, after, Reason("更正"), "engine", LATER)
    sequence(LATER)
    with transaction.atomic():
        parts = personal_parts_of([party.case_id]).values_list("event_id", flat=True)
        assert erase_secrets(parts, Erasure("engine", "retention_term"), LATER) > 0


def _reported_though_its_worker_died() -> None:
    stage = Stage(ARRIVES_LATER)
    party = make.party()
    make.address(party)
    make.consent(party)
    envelope(party)
    stage.advance()
    stage.hand_over(stage.claim(), note=False)
    stage.die()
    assert doubt_dead_claims(WINDOW, stage.now) == 1
    stage.release()
    stage.apply()


def _closed_and_opened_again() -> None:
    make.user(role=Role.ADMINISTRATOR)
    clerk = make.user()
    remove_user(clerk, "engine", LATER)
    readmit_user(clerk, "engine", LATER)


def _let_in_by_the_sign_on_and_no_more() -> None:
    clerk, other = make.user(), make.user()
    for name in ("Chen", "chen"):
        name_for_sign_on(clerk, name, "engine", LATER)
    name_for_sign_on(other, "Chen", "engine", LATER)
    strike_sign_on(other, "engine", LATER)


DAYS = (
    _let_in_by_the_sign_on_and_no_more,
    _closed_and_opened_again,
    _moved_on_beside_one_that_was_written_wrongly,
    _agreed_before_it_was_noted,
    _joined_and_agreed_earlier,
    _corrected_and_erased,
    _reported_though_its_worker_died,
)


@pytest.mark.parametrize("day", DAYS)
def test_an_ordinary_day_is_no_contradiction(day: Callable[[], None]) -> None:
    day()
    sequence(LATER + timedelta(days=1))
    assert [str(one) for one in audit_rows()] == []


def test_a_personal_part_that_nobody_erased_by_the_book_is_missed() -> None:
    served = served_on("李小明")
    of_party = "SELECT id FROM evidence_event WHERE name = 'party.registered'"
    change(f"DELETE FROM evidence_eventsecret WHERE event_id IN ({of_party})")  # noqa: S608 - our own words
    found = {one.column for one in lasting_contradictions([served.id]) if one.row == f"parties_party:{served.party_id}"}
    assert {"name_index", "name_sealed"} <= found


def test_no_finding_tells_a_name() -> None:
    served = served_on("李小明")
    change("UPDATE papers_paper SET title = '王小红诉李小明' WHERE id = %s", served.services.get().paper_id)
    make.user(name="书记员陈")
    sequence(LATER)
    change("UPDATE staff_user SET display_name = '王小红'")
    found = " ".join(str(one) for one in audit_rows())
    assert "papers_paper" in found
    assert "display_name" in found
    assert not {one for one in ("王小红", "李小明", "书记员陈", "传票") if one in found}


SPOILT = {
    "UPDATE parties_party SET kind = 'ghost'": "kind is ghost",
    "UPDATE parties_consent SET ground = 'because'": "ground is because",
    "UPDATE attempts_attempt SET counts_as = 'pigeon'": "counts_as is pigeon",
    "UPDATE findings_finding SET record = '{}'": "record is unreadable",
}


@pytest.mark.parametrize("attack", SPOILT)
def test_rows_of_which_the_law_can_read_nothing_are_named_like_others(attack: str) -> None:
    served_on("李小明")
    change(attack)
    assert SPOILT[attack] in " ".join(str(one) for one in audit_rows())
