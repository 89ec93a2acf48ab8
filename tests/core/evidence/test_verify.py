"""Checking a bundle: silent assent to what is right, and the exact name of whatever is wrong."""

from dataclasses import replace
from string import Formatter

import pytest

from songda.core.evidence.bundle import open_bundle, write_bundle
from songda.core.evidence.checkpoint import SignedRoot
from songda.core.evidence.findings import Outcome, is_all_good
from songda.core.evidence.verify import check_bundle
from songda.trust.public_keys import verify_ed25519
from tests.core.evidence.bundles import CERTIFICATE_ID, NAMES, bundle, changed, with_row
from tests.core.evidence.trees import garbled
from tests.rows import all_rows
from tests.trust.log_keys import court_key, other_key

TRUSTED = frozenset({court_key().verifier.fingerprint})


def check(whole, trusted=TRUSTED):
    return check_bundle(whole, trusted, verify_ed25519)


def wrong(whole, trusted=TRUSTED):
    return [finding for finding in check(whole, trusted) if finding.outcome is Outcome.FAILED]


def test_a_right_bundle_passes_and_every_event_is_named():
    findings = check(bundle())
    assert is_all_good(findings)
    assert {finding.outcome for finding in findings} == {Outcome.PASSED}
    proved = [finding.about["event"].split(" ")[1] for finding in findings if finding.code == "event.proved"]
    assert proved == list(NAMES)


def test_a_bundle_survives_its_zip_file_and_is_always_the_same_file():
    written = write_bundle(bundle(), {"README.txt": b"read me"})
    assert written == write_bundle(bundle(), {"README.txt": b"read me"})
    assert open_bundle(written) == bundle()


@all_rows(
    ("field", "value"),
    [
        ("happened_at", "2022-05-01T02:00:00.000000Z"),
        ("recorded_at", "2022-05-01T02:00:00.000000Z"),
        ("name", "attempt.failed"),
        ("actor", "staff:x"),
        ("stream", "service:x"),
        ("case", None),
        ("data", {"number": 2}),
        ("data", {"number": 1.0}),
        ("data", {"number": True}),
        ("commitment", "00" * 32),
        ("extra", "more"),
        ("v", 2),
        ("v", {"note": "served long before"}),
    ],
)
def test_a_changed_field_of_an_event_is_named_with_what_was_logged(field, value):
    (finding,) = wrong(changed(bundle(), 1, with_row(**{field: value})))
    assert finding.code == "event.field_changed"
    assert finding.about["event"].startswith("7 ")
    assert finding.about["field"] == field


def test_a_field_that_is_missing_is_named():
    (finding,) = wrong(changed(bundle(), 1, lambda e: replace(e, row={k: v for k, v in e.row.items() if k != "actor"})))
    assert (finding.code, finding.about["field"], finding.about["found"]) == ("event.field_changed", "actor", "null")


def test_an_event_rewritten_in_table_and_log_is_refused_by_the_proof():
    def rewrite(event):
        return replace(event, row={**event.row, "actor": "provider:x"}, leaf=event.leaf.replace(":sms", ":x"))

    (finding,) = wrong(changed(bundle(), 2, rewrite))
    assert finding.code == "proof.refused"
    assert finding.about["event"].startswith("8 attempt.arrived ")
    assert "does not lead from entry 8" in finding.sentence("en")


@pytest.mark.parametrize("leaf", ["", "nonsense", "[]", "{}", '{"v":2}', '{"v": 1}'])
def test_a_log_entry_that_is_no_event_is_named(leaf):
    (finding,) = wrong(changed(bundle(), 0, lambda event: replace(event, leaf=leaf)))
    assert finding.code == "event.unreadable"
    assert finding.about["event"].startswith("6 consent.given ")


@pytest.mark.parametrize(
    "change",
    [
        {"salt": bytes(32)},
        {"salt": b"short"},
        {"private": {"to": "13900139000"}},
        {"private": {"to": 1.5}},
        {"private": {}},
    ],
)
def test_a_changed_personal_part_is_named(change):
    (finding,) = wrong(changed(bundle(), 1, lambda event: replace(event, **change)))
    assert (finding.code, finding.about["event"].split(" ")[1]) == ("event.private_changed", "attempt.sent")


def test_an_erased_personal_part_is_said_and_the_rest_is_proved():
    findings = check(changed(bundle(), 1, lambda event: replace(event, salt=None, private=None)))
    assert is_all_good(findings)
    assert [f.code for f in findings if f.about.get("event", "").startswith("7 ")] == [
        "event.private_erased",
        "event.proved",
    ]


def test_an_event_without_a_proof_fails():
    (finding,) = wrong(changed(bundle(), 3, lambda event: replace(event, proof="")))
    assert (finding.code, finding.about["event"].split(" ")[0]) == ("proof.missing", "9")


def test_a_bundle_without_any_event_fails():
    assert {"events.none", "certificate.no_event"} == {f.code for f in wrong(replace(bundle(), events=()))}


def test_the_proof_of_another_entry_is_refused():
    whole = bundle()
    (finding,) = wrong(changed(whole, 0, lambda event: replace(event, proof=whole.events[1].proof)))
    assert finding.sentence("en").endswith("the proof is for entry 7.")


def test_a_proof_under_another_checkpoint_is_named():
    other = court_key().sign(SignedRoot(court_key().name, 11, garbled(b"")).text)

    def change(event):
        return replace(event, proof=event.proof.partition("\n\n")[0] + "\n\n" + other)

    assert [f.code for f in wrong(changed(bundle(), 0, change))] == ["proof.other_checkpoint"]


def test_a_proof_that_is_no_proof_file_is_refused():
    (finding,) = wrong(changed(bundle(), 0, lambda event: replace(event, proof="nonsense")))
    assert finding.sentence("en").endswith("not a proof file.")


def test_an_event_that_occurs_twice_is_named():
    whole = bundle()
    codes = [f.code for f in wrong(replace(whole, events=(*whole.events, whole.events[0])))]
    assert codes == ["event.repeated"] * 2


def test_a_forged_checkpoint_is_named_and_no_event_counts_as_proved():
    whole = bundle()
    findings = check(replace(whole, checkpoint=whole.checkpoint.replace("\n11\n", "\n12\n")))
    assert "signature of court.example/log is wrong" in findings[1].sentence("en")
    assert "event.proved" not in {finding.code for finding in findings}


def test_a_bundle_signed_by_another_log_than_the_trusted_one_fails():
    (finding,) = wrong(bundle(), {other_key().verifier.fingerprint})
    assert (finding.code, finding.about["fingerprint"]) == ("key.untrusted", court_key().verifier.fingerprint)


def test_without_a_trusted_key_the_reader_is_told_to_compare_the_fingerprint():
    first = check(bundle(), ())[0]
    assert (first.code, first.outcome) == ("key.from_bundle", Outcome.UNCHECKED)
    assert court_key().verifier.fingerprint in first.sentence("zh")


def test_a_key_that_is_no_key_fails():
    assert "key.unreadable" in {f.code for f in wrong(replace(bundle(), log_key="nonsense"))}


def test_a_changed_certificate_is_named_with_both_hashes():
    (finding,) = wrong(replace(bundle(), certificate=b"%PDF another"))
    assert finding.code == "certificate.changed"
    assert finding.about["event"].startswith("10 certificate.issued ")
    assert finding.about["found"] != finding.about["logged"]


def test_a_bundle_of_a_service_by_other_means_says_that_it_certifies_nothing():
    whole = bundle()
    bare = [event for event in whole.events if not str(event.row["name"]).startswith("certificate.")]
    findings = check(replace(whole, certificate=b"", certificate_event=None, events=tuple(bare)))
    assert ("certificate.none", Outcome.UNCHECKED) in {(f.code, f.outcome) for f in findings}
    assert Outcome.FAILED not in {f.outcome for f in findings}


def test_a_missing_certificate_and_a_missing_event_of_it_are_named():
    assert [f.code for f in wrong(replace(bundle(), certificate=b""))] == ["certificate.missing"]
    assert [f.code for f in wrong(replace(bundle(), certificate_event=None))] == ["certificate.no_event"]
    effective = bundle().events[3].row["id"]
    from uuid import UUID

    assert [f.code for f in wrong(replace(bundle(), certificate_event=UUID(effective)))] == ["certificate.no_event"]


def test_a_certificate_that_was_replaced_is_named():
    replaced = with_row(name="certificate.replaced", stream=f"certificate:{CERTIFICATE_ID}")
    assert "certificate.replaced" in {f.code for f in wrong(changed(bundle(), 3, replaced))}


def test_files_that_no_check_covers_are_named():
    findings = check(open_bundle(write_bundle(bundle(), {"extra.exe": b"x", "verify.py": b"x"})))
    assert [f.about["file"] for f in findings if f.code == "file.extra"] == ["extra.exe"]


def test_nothing_checked_is_not_all_good():
    assert not is_all_good([])


def test_every_finding_is_a_sentence_in_both_languages():
    from songda.core.evidence import findings
    from songda.core.words.catalogue import entries

    for code, words in entries("en", "findings").items():
        finding = findings.passed(code, **{name: "x" for _, name, _, _ in Formatter().parse(words) if name})
        assert finding.sentence("en").endswith(".")
        assert finding.sentence("zh").endswith("。")


@all_rows(
    ("told", "found"),
    [
        ({"actor": "staff:1"}, ["actor.right"]),
        ({"actor": "client:1"}, ["actor.right"]),
        ({"actor": "provider:sms"}, ["actor.strange"]),  # consents come from people and from the court
        ({"name": "order.placed", "actor": "helper:1"}, ["actor.strange"]),
        ({"actor": "nobody:1"}, ["actor.strange"]),
        ({"actor": "engine:1"}, ["actor.strange"]),
        ({"actor": "staff:"}, ["actor.strange"]),
        ({"name": "paper.acknowledged", "actor": "staff:1"}, ["actor.strange"]),
        ({"name": "paper.acknowledged", "actor": "recipient:1"}, ["actor.right"]),
        ({"name": "made.up", "actor": "staff:1"}, ["actor.unknown_event"]),
    ],
)
def test_an_event_that_the_log_holds_names_only_whom_a_door_lets_in(told, found):
    """Signed, sealed and in the tree: whoever held every key of the log could write that, and no door of the court."""
    findings = check_bundle(bundle(**told), (), verify_ed25519)
    assert [one.code for one in findings if one.code.startswith("actor.")] == found
    assert not [one for one in findings if one.outcome == "failed" and not one.code.startswith("actor.")]
