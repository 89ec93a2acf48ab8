"""Whatever people do to a case, and in whichever order, the record holds together afterwards."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from songda.core.delivery.changes import outcome_of
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law, ruling_of
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.facts.law_facts import law_facts
from songda.records.matter.parties.models import Party
from songda.records.proof.certificates.draft import current_print_marks, digest_of
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.overtaken import the_dead
from songda.records.service.tasks.models import Task
from tests.records.law.facts.by_fold import comparable, read_log, vars_of
from tests.records.proof.certificates.keys import keys
from tests.records.together.walk import Walk

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]


def check_findings(walk: Walk) -> None:
    """Every finding is what the law says of the facts on record at this moment."""
    ask_law(walk.now)
    envelopes = list(Envelope.objects.select_related("case__court", "party").order_by("id"))
    for row in load_dossiers(envelopes):
        for service in row.services:
            if not hasattr(service, "finding"):
                continue
            ruling = ruling_of(row, service, walk.now)
            told, answer = service.finding.decision, ruling.decision
            if answer.status == told.status == "not_effective":  # that it was merely sent asks no law anew
                told, answer = (replace(one, findings=(), rules=()) for one in (told, answer))
            assert told == answer, walk.done


def check_facts(walk: Walk) -> None:
    """What the law is asked about is the same by the rows and by the fold of the events."""
    sequence(walk.now)
    told = read_log(walk.case.id, ZoneInfo(walk.case.court.zone))
    for row in load_dossiers(list(Envelope.objects.select_related("case__court", "party").order_by("id"))):
        for service in row.services:
            by_rows, by_log = law_facts(row, service, walk.now), told.facts(str(service.id), walk.now)
            for name, value in vars_of(comparable(by_rows)).items():
                assert value == vars_of(comparable(by_log))[name], (name, walk.done)


def check_nothing_stuck(walk: Walk) -> None:
    """Every open envelope has a next step, a look at the law, a message under way, or a task; the dead have heirs."""
    assert not Task.objects.filter(kind="mend_envelope").exists(), walk.done
    dead = the_dead(Envelope.objects.values_list("party_id", flat=True).distinct())
    asked = set(Task.objects.filter(kind="ask_heirs").values_list("party_id", flat=True))
    parties = Party.objects.filter(id__in=dead - asked, removed_at=None, acts_for=None, case__closed_at=None)
    assert not parties.exists(), walk.done
    for envelope in Envelope.objects.filter(closed_at=None).exclude(party__in=dead):
        moves = envelope.next_step_at or envelope.ask_law_at
        waits = Attempt.objects.filter(envelope=envelope, state__in=["pending", "submitting", "accepted", "unknown"])
        open_tasks = Task.objects.filter(envelope=envelope, closed_at=None)
        assert moves or waits.exists() or open_tasks.exists(), walk.done
    for finding in Finding.objects.filter(status__in=["presumed", "awaiting_judge"]).select_related("service"):
        asked = Task.objects.filter(envelope=finding.service.envelope_id, kind="decide_finding", closed_at=None)
        assert asked.exists(), walk.done


def check_story(walk: Walk) -> None:
    """Of each service every event begins where the one before left off."""
    for service in Service.objects.all():
        before = None
        for event in Event.objects.filter(stream=f"service:{service.id}", name__startswith="service.").order_by(
            "number"
        ):
            if "status" not in event.data:
                continue
            assert event.data["before"] == (before and before["status"]), walk.done
            if before is not None:
                was = event.data["was"]
                assert (was["status"], was["effective_on"], was["ground"], was["safe"]) == (
                    before["status"],
                    before["effective_on"],
                    before["ground"],
                    before["safe"],
                ), walk.done
            before = event.data
        finding = Finding.objects.filter(service=service).first()
        assert (finding and finding.status) == (before and before["status"]), walk.done
        if finding and before:
            assert outcome_of(finding.decision)["safe"] == before["safe"], walk.done


def check_certificates(walk: Walk) -> None:
    """One certificate stands for a service at most, and it states the finding and the names of this moment."""
    for _ in range(20):
        sequence(walk.now)
        if not issue_due(walk.now):
            break
    assert not Finding.objects.exclude(certificate_due_at=None).exists(), walk.done
    assert not Task.objects.filter(kind="mend_certificate").exists()
    standing = Certificate.objects.exclude(state="replaced").select_related("service__finding")
    assert len({certificate.service_id for certificate in standing}) == len(standing), walk.done
    printed = current_print_marks([certificate.service.envelope_id for certificate in standing])
    for certificate in standing:
        assert bytes(certificate.finding_digest) == digest_of(certificate.service.finding), walk.done
        assert bytes(certificate.printed) == printed[certificate.service.envelope_id], walk.done
    certified = {certificate.service_id for certificate in standing}
    electronic = Finding.objects.filter(status="effective", ground__in=["arrival", "receipt_completed"])
    assert {finding.service_id for finding in electronic} <= certified, walk.done


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.night("more walks")) for n in range(1, 12))])
def test_after_any_walk_the_record_holds_together(seed: int) -> None:
    walk = Walk(Random(seed))
    for _ in range(40):
        walk.step()
        check_findings(walk)
        check_facts(walk)
        check_nothing_stuck(walk)
    check_story(walk)
    check_certificates(walk)
    walk.stage.now += timedelta(days=1)
    check_findings(walk)
