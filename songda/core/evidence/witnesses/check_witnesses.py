"""Compares the witnesses that saw a bundle's checkpoint with those that a reader asks for."""

from collections.abc import Iterator
from datetime import UTC, datetime

from songda.core.evidence.bundle import Bundle
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.note import NoteError, Verify, read_note
from songda.core.evidence.witnesses.cosignature import check_cosignature
from songda.core.evidence.witnesses.policy import Policy


def check_witnesses(bundle: Bundle, policy: Policy | None, verify: Verify) -> Iterator[Finding]:
    """Who of the witnesses that the policy names saw the checkpoint, and whether they are enough.

    Without a policy nobody says whose word counts: then it is only told how many words there are.
    """
    if policy is None:
        if count := bundle.cosignatures.count("\n"):
            yield unchecked("witness.no_policy", count=count)
        return
    seen = list[str]()
    for name, witness in policy.witnesses.items():
        try:
            found = check_cosignature(read_note(bundle.checkpoint + bundle.cosignatures), witness.key, verify)
        except NoteError as error:
            yield failed("witness.refused", name=name, reason=error)
            continue
        if found is not None:
            seen.append(name)
            yield passed(
                "witness.seen", name=name, at=datetime.fromtimestamp(found.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            )
    judge, code = (passed, "witness.enough") if policy.is_met(seen) else (failed, "witness.too_few")
    yield judge(code, count=len(seen), known=len(policy.witnesses))
