"""Under its code a certificate is shown as the court issued it, persons masked: a changed text is told from it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from songda.core.identifiers import mask_id, mask_name
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.erasure import Erasure, erase_secrets, personal_parts_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.parties.actions import Reason, correct_party
from songda.records.matter.parties.corrections import draft_of
from songda.records.proof.certificates.draft import review
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.queries import by_code
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, comes_back, served_on
from tests.records.superuser import change

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
AFTER = LATER + timedelta(hours=3)


def issued(served: Envelope) -> Certificate:
    """Its certificate, which is in the log."""
    issue_due(LATER)
    sequence(LATER)
    return Certificate.objects.get(service__envelope=served)


def fallen(served: Envelope) -> Certificate:
    """The message came back: the one that says so has taken the first one's place."""
    comes_back(served)
    reconsider([served.party_id], [], AFTER)
    ask_law(AFTER)
    sequence(AFTER)
    issue_due(AFTER)
    sequence(AFTER)
    return Certificate.objects.exclude(state="replaced").get(service__envelope=served)


def page(code: str, language: str = "zh-hans") -> str:
    return str(Client().get(f"/verify/{code}", headers={"accept-language": language}).content.decode())


def test_what_it_says_is_shown_with_persons_masked() -> None:
    served = served_on("李某某")
    told, party = page(issued(served).code), served.party
    finding = Finding.objects.select_related("service__paper").get(service__envelope=served)
    paper = finding.service.paper
    assert 'class="statute"' in told
    for shown in (served.case.number, mask_name(party.name), mask_id(party.number), paper.sha256_hex, "送达生效"):
        assert shown in told
    assert "手机短信" in told
    assert party.name not in told
    assert party.number not in told
    assert "Service effective" in page(Certificate.objects.get().code, "en")


def test_a_superseded_one_shows_what_it_said_and_what_the_newer_one_says() -> None:
    served = served_on("李某某")
    old = issued(served)
    new = fallen(served)
    told = page(old.code)
    assert "<h1>已被替代，不再使用</h1>" in told
    assert new.number in told
    assert "未完成有效送达" in told  # the newer one
    assert "被替代的文件所载内容" in told
    assert "<dd>送达生效</dd>" in told  # its own words
    statement = page(new.code)
    assert "<h1>真实，但不是送达凭证</h1>" in statement
    assert 'class="statute"' not in statement  # of a service that did not count no article says that it does


def test_a_superseded_one_names_the_one_that_stands_today_however_many_came_between() -> None:
    served = served_on("李某某")
    old = issued(served)
    correct_party(served.party, replace(draft_of(served.party), name="李某"), Reason("看错"), "engine", LATER)
    sequence(LATER)
    review([served.party_id], [], LATER)
    issue_due(LATER)
    sequence(LATER)
    between = Certificate.objects.exclude(state="replaced").get(service__envelope=served)
    newest = fallen(served)
    assert len({old.number, between.number, newest.number}) == 3
    told = page(old.code)
    assert newest.number in told
    assert between.number not in told
    assert "新的文件载明： <strong>未完成有效送达" in " ".join(told.split())


def test_until_the_newer_one_is_made_the_old_one_is_not_called_in_force() -> None:
    served = served_on("李某某")
    old = issued(served)
    comes_back(served)
    reconsider([served.party_id], [], AFTER)
    ask_law(AFTER)
    assert "<h1>真实，但此后认定已变更</h1>" in page(old.code)
    assert "凭证真实有效" not in page(old.code)


def test_what_was_erased_is_not_shown_and_nothing_else_is_made_of_it() -> None:
    served = served_on("李某某")
    code = issued(served).code
    parts = personal_parts_of([served.case_id]).values_list("event_id", flat=True)
    erase_secrets(parts, Erasure("staff:1", "retention_term", "x"), AFTER)
    found = by_code(code)
    assert found is not None
    assert found.lines is None
    assert found.certified is not None
    told = page(code)
    assert "请以比对文件的方式核验" in told
    assert served.case.number not in told


def test_a_row_that_was_changed_by_hand_does_not_change_what_is_shown() -> None:
    served = served_on("李某某")
    code = issued(served).code
    change("UPDATE cases_case SET number = '（2026）晋1181民初9999号' WHERE id = %s", served.case_id)
    told = page(code)
    assert served.case.number in told
    assert "9999" not in told
