"""What can be done to a bundle, and the finding that must name it."""

from tests.records.proof.certificates.zips import (
    Tamper,
    another_finding,
    drop,
    drop_event,
    drop_proof,
    edit,
    from_other,
    of,
    proof_of,
    put,
    set_both,
    set_data,
    set_in,
    with_bytes,
)
from tests.trust.log_keys import other_key
from tests.trust.offline.seals import signed_pdf, stamp_token

NOBODY = "00000000-0000-0000-0000-000000000000"
LONG_AGO = "2020-01-01T00:00:00.000000Z"
FORGED = other_key().verifier
CAUGHT: dict[str, tuple[Tamper, str]] = {
    "certificate.pdf: one byte": (with_bytes("certificate.pdf", lambda b: b[:-1] + b"X"), "certificate.changed"),
    "certificate.pdf: more at its end": (with_bytes("certificate.pdf", lambda b: b + b"%"), "certificate.changed"),
    "certificate.pdf: another court's": (put("certificate.pdf", signed_pdf()), "certificate.changed"),
    "certificate.pdf: another recipient's": (from_other("certificate.pdf"), "certificate.changed"),
    "certificate.pdf: gone": (drop("certificate.pdf"), "certificate.missing"),
    "bundle.json: another event": (
        edit("bundle.json", lambda b: b.update(certificate_event=NOBODY)),
        "certificate.no_event",
    ),
    "bundle.json: no event": (edit("bundle.json", lambda b: b.update(certificate_event=None)), "certificate.no_event"),
    "keys.json: another log key": (
        edit("keys.json", lambda k: k.update(log=str(FORGED), log_fingerprint=FORGED.fingerprint)),
        "key.untrusted",
    ),
    "keys.json: another fingerprint": (
        edit("keys.json", lambda k: k.update(log_fingerprint="ab" * 32)),
        "key.other_fingerprint",
    ),
    "keys.json: another seal": (edit("keys.json", lambda k: k.update(seal="ab" * 32)), "seal.other_key"),
    "keys.json: no log key": (edit("keys.json", lambda k: k.update(log="")), "key.unreadable"),
    "log-key.pem: another key": (put("log-key.pem", FORGED.pem.encode()), "file.other_key"),
    "checkpoint: another size": (with_bytes("checkpoint", lambda b: b.replace(b"\n", b"\n9", 1)), "checkpoint.refused"),
    "checkpoint: gone": (drop("checkpoint"), "checkpoint.refused"),
    "checkpoint.tst: one byte": (with_bytes("checkpoint.tst", lambda b: b[:-3] + b"XXX"), "stamp.broken"),
    "checkpoint.tst: of something else": (put("checkpoint.tst", stamp_token(b"else")), "stamp.broken"),
    "proof: gone": (drop_proof, "proof.missing"),
    "proof: one hash": (
        proof_of("service.effective", lambda p: p.replace(p.split(b"\n")[2], b"A" * 43 + b"=")),
        "proof.refused",
    ),
    "proof: another index": (
        proof_of("service.effective", lambda p: p.replace(b"index ", b"index 1")),
        "proof.refused",
    ),
    "proof: another checkpoint": (
        proof_of("service.effective", lambda p: p[:-9] + b"AAAAAAA=\n"),
        "proof.other_checkpoint",
    ),
    "event: day": (of("service.effective", set_data(effective_on="2020-01-01")), "service.differs"),
    "event: day, row and leaf alike": (
        of("service.effective", set_both('"effective_on":"2026', '"effective_on":"2021')),
        "proof.refused",
    ),
    "event: ground": (of("service.effective", set_data(ground="acknowledged")), "service.differs"),
    "event: status": (of("service.effective", set_data(status="presumed")), "service.differs"),
    "event: name": (of("attempt.arrived", set_in("event", name="attempt.failed")), "event.field_changed"),
    "event: stream": (of("attempt.arrived", set_in("event", stream="attempt:999")), "event.field_changed"),
    "event: case": (of("attempt.arrived", set_in("event", case=None)), "event.field_changed"),
    "event: happened_at": (of("attempt.arrived", set_in("event", happened_at=LONG_AGO)), "event.field_changed"),
    "event: recorded_at": (of("attempt.arrived", set_in("event", recorded_at=LONG_AGO)), "event.field_changed"),
    "event: actor": (of("attempt.arrived", set_in("event", actor="staff:x")), "event.field_changed"),
    "event: id": (of("service.effective", set_in("event", id=NOBODY)), "service.missing"),
    "event: commitment": (of("attempt.arrived", set_in("event", commitment="00" * 32)), "event.field_changed"),
    "event: salt": (of("attempt.arrived", lambda e: e.update(salt="00" * 32)), "event.private_changed"),
    "event: personal part": (
        of("attempt.arrived", lambda e: e.update(private={"to": "13800138000"})),
        "event.private_changed",
    ),
    "event: index": (of("attempt.arrived", lambda e: e.update(index=e["index"] + 100)), "proof.missing"),
    "event: leaf": (of("attempt.arrived", lambda e: e.update(leaf="{}")), "event.unreadable"),
    "event: twice": (edit("events.json", lambda events: [*events, events[0]]), "event.repeated"),
    "the finding: gone": (drop_event("service.effective"), "service.missing"),
    "the finding: another recipient's": (another_finding, "service.missing"),
    "the arrival: gone": (drop_event("attempt.arrived"), "attempt.missing"),
    "the consent: gone": (drop_event("consent.given"), "certificate.event_left_out"),
    "the order: gone": (drop_event("order.placed"), "certificate.event_left_out"),
    "the paper's filing: gone": (drop_event("paper.filed"), "certificate.event_left_out"),
    "the certificate's event: gone": (drop_event("certificate.issued"), "certificate.no_event"),
    "the certificate's event: certifies another day": (
        of("certificate.issued", lambda e: e["event"]["data"]["certifies"].update(effective_on="2020-01-01")),
        "service.differs",
    ),
    "the certificate's event: another hash": (
        of("certificate.issued", set_data(sha256="00" * 32)),
        "certificate.changed",
    ),
    "the certificate's event: another seal": (of("certificate.issued", set_data(seal="ab" * 32)), "seal.other_key"),
    "no event at all": (put("events.json", b"[]"), "events.none"),
}
NAMED: dict[str, tuple[Tamper, str]] = {
    "README.txt: other words": (put("README.txt", b"Send money."), "file.differs"),
    "verify.py: always content": (put("verify.py", b"print('all is well')"), "file.differs"),
    "a stranger's file": (put("judgment.pdf", b"%PDF"), "file.extra"),
    "a proof of no event": (put("proofs/999999.tlog-proof", b"x"), "file.extra"),
    "checkpoint.tst: gone": (drop("checkpoint.tst"), "stamp.none"),
    "a personal part: erased": (
        of("attempt.arrived", lambda e: e.update(salt=None, private=None)),
        "event.private_erased",
    ),
}
UNREADABLE: dict[str, Tamper] = {
    "bundle.json: more": edit("bundle.json", lambda b: b.update(note="believe me")),
    "keys.json: more": edit("keys.json", lambda k: k.update(note="believe me")),
    "events.json: more": of("attempt.arrived", lambda e: e.update(note="believe me")),
    "bundle.json: another format": edit("bundle.json", lambda b: b.update(format="songda-bundle/0")),
    "events.json: gone": drop("events.json"),
    "keys.json: gone": drop("keys.json"),
    "bundle.json: gone": drop("bundle.json"),
}
