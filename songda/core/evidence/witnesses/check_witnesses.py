"""Compares the witnesses that saw a bundle's checkpoint with those that a reader asks for."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from songda.core.evidence.bundle import Bundle
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.note import NoteError, Verify, read_note
from songda.core.evidence.witnesses.cosignature import check_cosignature
from songda.core.evidence.witnesses.policy import Policy, read_policy


def check_witnesses(bundle: Bundle, policy: Policy | None, verify: Verify) -> Iterator[Finding]:
    """Who of the witnesses that the policy names saw the checkpoint, and whether they are enough.

    Without a policy of the reader's it is held to the court's own, which the court chose and may choose anew: to be
    below that is told, and does not fail. Without either it is only told how many words there are.
    """
    if policy is not None:
        yield from _held_to(policy, bundle, verify, failed)
        return
    if not bundle.policy:
        if count := bundle.cosignatures.count("\n"):
            yield unchecked("witness.no_policy", count=count)
        return
    try:
        own = read_policy(bundle.policy)
    except NoteError as error:
        yield failed("witness.policy_refused", reason=error)
        return
    yield unchecked("witness.own_policy", count=len(own.witnesses))
    yield from _held_to(own, bundle, verify, unchecked)


def _held_to(policy: Policy, bundle: Bundle, verify: Verify, too_few: Callable[..., Finding]) -> Iterator[Finding]:
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
    judge, code = (passed, "witness.enough") if policy.is_met(seen) else (too_few, "witness.too_few")
    yield judge(code, count=len(seen), known=len(policy.witnesses))
