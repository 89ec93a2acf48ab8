"""A real bundle, tampered with in every file and field: each is caught, or named as not covered by the proof."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from songda.core.evidence.findings import Finding, Outcome
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Checkpoint, CheckpointStamp
from songda.records.law.decisions.ask_law import ask_law
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.orders.models import Envelope, Service
from songda.trust.log_keys import NoteKey
from songda.trust.offline.command import BundleError, check_everything, open_bundle, report, unstamped
from songda.trust.offline.pack import own_files
from songda.trust.offline.wishes import Wishes, fulfil
from tests import make
from tests.records.proof.certificates.tamperings import CAUGHT, NAMED, UNREADABLE
from tests.records.proof.certificates.test_issue import LATER, keys
from tests.records.proof.certificates.zips import Files, unzipped, zipped
from tests.records.stage import Stage, envelope
from tests.trust.offline.seals import stamp_token

__all__ = ["keys"]
pytestmark = pytest.mark.database


@dataclass(frozen=True)
class Handed:
    """A real bundle as it was handed out, and the fingerprints that the court publishes."""

    files: Files
    trusted: frozenset[str]


@pytest.fixture
def handed(keys: None, settings) -> Handed:
    """Two recipients served, certificates made, everything sealed and the checkpoint stamped."""
    first, second = (_sent(name) for name in ("李某某", "王某某"))
    ask_law(LATER)
    sequence(LATER)
    issue_due(LATER)
    sequence(LATER)
    newest = Checkpoint.objects.latest("size")
    CheckpointStamp.objects.create(size=newest.size, token=stamp_token(newest.note.encode()), at=LATER)
    key = NoteKey.load(Path(settings.LOG_KEY_FILE)).verifier.fingerprint
    seal = Certificate.objects.first()
    assert seal is not None
    files = unzipped(bundle(Service.objects.select_related("envelope").get(envelope=first)))
    files["other.zip"] = bundle(Service.objects.select_related("envelope").get(envelope=second))
    return Handed(files, frozenset({key, json.loads(files["keys.json"])["seal"]}))


def _sent(name: str) -> Envelope:
    party = make.party(name=name)
    make.address(party)
    make.consent(party)
    served = envelope(party)
    stage = Stage()
    stage.send()
    stage.apply()
    return served


def check(files: Files, handed: Handed, **wishes: Any) -> list[Finding]:
    whole = open_bundle(zipped({name: body for name, body in files.items() if name != "other.zip"}))
    asked = Wishes(handed.trusted, own_files=own_files(), **wishes)
    return fulfil(asked, whole, check_everything(whole, handed.trusted))


@pytest.mark.usual_day
def test_every_tampering_is_caught_by_name(handed: Handed) -> None:
    assert [f.sentence("en") for f in check(handed.files, handed) if f.outcome is Outcome.FAILED] == []
    missed = {}
    for what, (tamper, code) in CAUGHT.items():
        files = dict(handed.files)
        tamper(files)
        wrong = {finding.code for finding in check(files, handed) if finding.outcome is Outcome.FAILED}
        if code not in wrong:
            missed[what] = wrong
    assert missed == {}
    assert len(CAUGHT) >= 40


def test_what_the_proof_does_not_cover_is_named_and_never_passed_over(handed: Handed) -> None:
    whole = {finding.sentence("en") for finding in check(handed.files, handed)}
    for what, (tamper, code) in NAMED.items():
        files = dict(handed.files)
        tamper(files)
        findings = check(files, handed)
        assert [f for f in findings if f.outcome is Outcome.FAILED] == [], what
        fresh = {f.code for f in findings if f.sentence("en") not in whole}
        assert code in fresh, what


def test_what_no_check_would_look_at_is_refused(handed: Handed) -> None:
    for what, tamper in UNREADABLE.items():
        files = dict(handed.files)
        tamper(files)
        with pytest.raises(BundleError):
            check(files, handed)
        assert what


def test_a_dropped_stamp_is_told_loudly_and_refused_on_demand(handed: Handed) -> None:
    files = {name: body for name, body in handed.files.items() if name != "checkpoint.tst"}
    findings = check(files, handed)
    assert "checkpoint" in unstamped(findings)
    assert "NO TIME STAMP: " in report(findings, "en")
    assert "没有时间戳：" in report(findings, "zh")
    required = check(files, handed, must_be_stamped=True)
    assert {f.about["what"] for f in required if f.outcome is Outcome.FAILED} >= {"checkpoint"}


def test_companions_and_strangers_stand_before_the_verdict(handed: Handed) -> None:
    files = {**handed.files, "judgment.pdf": b"%PDF"}
    *_, warning, verdict = report(check(files, handed), "en").strip().split("\n")
    assert warning == "NOT COVERED by the proof: README.txt, judgment.pdf, verify.py."
    assert verdict == "Everything that was checked holds."
