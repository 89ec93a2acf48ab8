"""Finds the attempt, and the part of it, that a receipt speaks of."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from songda.channels.contract import Receipt
from songda.channels.registry import route_of
from songda.core.delivery.address_kinds import AddressKind
from songda.core.delivery.states import OPEN_TO_RECEIPTS
from songda.records.ground.vault import address_index
from songda.records.service.attempts.models import Attempt, ChannelTest, Part, RawReport

_REFERABLE = tuple(state.value for state in sorted(OPEN_TO_RECEIPTS))
_IN_DOUBT = ("unknown", "expired")
_SOON = timedelta(minutes=10)  # from a hand-over to a report of it, where that is by the address alone
ROUNDING = timedelta(minutes=1)  # a provider's moment may be so much before our own


@dataclass(frozen=True)
class Candidate:
    """One receipt out of one kept report."""

    report: RawReport
    receipt: Receipt


@dataclass(frozen=True)
class Match:
    """The attempt and the part of it that a receipt speaks of; nothing can have happened before it was `claimed_at`."""

    attempt_id: int
    part: int
    claimed_at: datetime | None


def match_receipts(candidates: Sequence[Candidate]) -> dict[Candidate, Match]:
    """Each candidate's attempt: by the provider's id, else by the echoed end of our reference and the address, else by
    the address alone, where that can mean one message only.

    An id counts only with the number that it was given for: a centre that begins to count anew gives old ids again.
    """
    found = _by_provider_id(candidates)
    found |= _by_mark([c for c in candidates if c not in found and c.receipt.is_marked and c.receipt.ref_tail])
    found |= _by_reference([c for c in candidates if c not in found and may_fit_later(c) and c.receipt.to])
    return found | _by_doubt([c for c in candidates if c not in found and may_fit_later(c) and c.receipt.ends_doubt])


def may_fit_later(candidate: Candidate) -> bool:
    """Whether it names anything of ours that may still become known; a stranger's mail without our mark never does."""
    receipt = candidate.receipt
    return bool(receipt.provider_id or (receipt.ref_tail and (receipt.to or receipt.is_marked)))


def _by_provider_id(candidates: Sequence[Candidate]) -> dict[Candidate, Match]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for c in candidates:
        if c.receipt.provider_id:
            wanted[c.report.channel].add(c.receipt.provider_id)
    known: dict[tuple[str, str], tuple[Match, bytes]] = {}
    for channel, ids in wanted.items():
        parts = Part.objects.filter(channel=channel, provider_id__in=ids)
        columns = ("attempt_id", "number", "attempt__claimed_at", "attempt__to_index")
        for provider_id, *match, to_index in parts.values_list("provider_id", *columns):
            known[channel, provider_id] = Match(*match), bytes(to_index)
    keyed = {c: known.get((c.report.channel, c.receipt.provider_id or "")) for c in candidates}
    return {c: found[0] for c, found in keyed.items() if found and not _is_of_another(c, found[1])}


def _is_of_another(candidate: Candidate, to_index: bytes) -> bool:
    """Whether the report names, in full, another number than the message went to; a masked one says nothing."""
    number = candidate.receipt.to or ""
    whole = [kind for kind in _kinds(candidate) if kind.is_whole(number)]
    return bool(whole) and all(address_index(kind.word, number) != to_index for kind in whole)


def _kinds(candidate: Candidate) -> tuple[AddressKind, ...]:
    """The kinds of address that a report of this channel may name."""
    route = route_of(candidate.report.channel)
    return route.reaches if route else ()


def _by_mark(candidates: Sequence[Candidate]) -> dict[Candidate, Match]:
    """The attempt whose whole reference came back under our mark, whatever address the report names."""
    wanted = {int(c.receipt.ref_tail or 0) for c in candidates}
    if not wanted:
        return {}
    attempts = Attempt.objects.filter(id__in=wanted, state__in=_REFERABLE).order_by("-id")
    by_id = {a.id: a for a in attempts.select_for_update(of=("self",)).defer("text_sealed")}
    own = {c: by_id.get(int(c.receipt.ref_tail or 0)) for c in candidates}
    return _number_parts({c: a for c, a in own.items() if a is not None and a.channel == c.report.channel})


def _by_reference(candidates: Sequence[Candidate]) -> dict[Candidate, Match]:
    """An attempt to that very address whose number ends with the echoed digits; the newest, if there are several."""
    indexes = {c: [address_index(kind.word, c.receipt.to or "") for kind in _kinds(c)] for c in candidates}
    if not any(indexes.values()):
        return {}
    attempts = Attempt.objects.filter(to_index__in=set(chain(*indexes.values())), state__in=_REFERABLE)
    by_index: dict[bytes, list[Attempt]] = defaultdict(list)
    for attempt in attempts.order_by("-id").select_for_update(of=("self",)).defer("text_sealed"):
        by_index[bytes(attempt.to_index)].append(attempt)
    own = {
        c: [a for index in keys for a in by_index[index] if a.channel == c.report.channel]
        for c, keys in indexes.items()
    }
    named = {c: _ends_with(attempts, c.receipt.ref_tail) for c, attempts in own.items() if c.receipt.ref_tail}
    found = {c: attempt for c, attempt in named.items() if attempt}
    return _number_parts(found | _by_similar_id({c: attempts for c, attempts in own.items() if c not in found}))


def _by_similar_id(own: Mapping[Candidate, Sequence[Attempt]]) -> dict[Candidate, Attempt]:
    """Where no reference comes back: the message to that number whose id is the same one, written in another form."""
    ids: dict[int, list[str]] = defaultdict(list)
    for attempt_id, known in Part.objects.filter(attempt__in={a.id for each in own.values() for a in each}).values_list(
        "attempt_id", "provider_id"
    ):
        ids[attempt_id].append(known)
    found = {
        c: next(
            (a for a in attempts if any(are_similar(c.receipt.provider_id or "", known) for known in ids[a.id])), None
        )
        for c, attempts in own.items()
    }
    return {c: attempt for c, attempt in found.items() if attempt}


def are_similar(one: str, other: str) -> bool:
    """Whether two ids may be one: centres answer in hexadecimal and report in decimal, pad with zeros, change case.

    Only to be asked of ids of the same number's messages, where a mistake is next to impossible.
    """
    one, other = one.strip().lower().lstrip("0"), other.strip().lower().lstrip("0")
    if not one or not other:
        return False
    return one == other or _number(one, 16) == _number(other, 10) or _number(one, 10) == _number(other, 16)


def _number(text: str, base: int) -> int:
    """The number, or one that no other text is."""
    try:
        return int(text, base) if text.isascii() and text.isalnum() else -base
    except ValueError:
        return -base


def _ends_with(attempts: Iterable[Attempt], tail: str | None) -> Attempt | None:
    tail = tail or ""
    width = len(tail)
    return next((a for a in attempts if str(a.id).zfill(width)[-width:] == tail), None)


def _by_doubt(candidates: Sequence[Candidate]) -> dict[Candidate, Match]:
    """The one message to that very address of which nobody knows what became, of the minutes in which this came.

    Of none, where another message of ours, or two reports, could be meant as well: then it is for people.
    """
    indexes = {c: {address_index(kind.word, c.receipt.to or "") for kind in _kinds(c)} for c in candidates}
    if not any(indexes.values()):
        return {}
    attempts = Attempt.objects.filter(to_index__in=set(chain(*indexes.values()))).exclude(claimed_at=None)
    known = set(Part.objects.filter(attempt__in=attempts).values_list("attempt_id", flat=True))
    open_ones = attempts.exclude(id__in=known).filter(state__in=_REFERABLE).order_by("id")
    rows = list(open_ones.select_for_update(of=("self",)).defer("text_sealed"))
    meant = {
        c: [a for a in rows if a.channel == c.report.channel and bytes(a.to_index) in keys and _is_of_its_minutes(c, a)]
        for c, keys in indexes.items()
    }
    once = Counter(a.id for own in meant.values() for a in own)
    found = {c: own[0] for c, own in meant.items() if len(own) == 1 and once[own[0].id] == 1}
    return _number_parts({c: a for c, a in found.items() if a.state in _IN_DOUBT and not _may_be_a_test(c, indexes[c])})


def _is_of_its_minutes(candidate: Candidate, attempt: Attempt) -> bool:
    at, claimed = candidate.receipt.happened_at or candidate.report.received_at, attempt.claimed_at
    return claimed is not None and claimed - ROUNDING <= at <= claimed + _SOON


def _may_be_a_test(candidate: Candidate, indexes: Collection[bytes]) -> bool:
    """Whether somebody tried the channel out with that address."""
    tests = ChannelTest.objects.filter(channel=candidate.report.channel).exclude(handed_at=None)
    return tests.filter(to_index__in=indexes).exists()


def _number_parts(found: Mapping[Candidate, Attempt]) -> dict[Candidate, Match]:
    """Which part each receipt means. All parts bear the same reference, so an id of the provider that is not known
    yet (its answer was lost, or is still on its way) takes the next free number of its message and keeps it."""
    parts: dict[int, dict[str, int]] = {attempt.id: {} for attempt in found.values()}
    for part in Part.objects.filter(attempt_id__in=parts):
        parts[part.attempt_id][part.provider_id] = part.number
    matches, fresh = {}, []
    for c, attempt in found.items():
        known, provider_id = parts[attempt.id], c.receipt.provider_id or ""
        number = _part_reported(c, attempt) or known.get(provider_id) or (1 if attempt.parts_total == 1 else 0)
        number = number or next((n for each, n in known.items() if are_similar(each, provider_id)), 0)
        if not number and provider_id and len(known) < attempt.parts_total:
            number = next(n for n in range(1, attempt.parts_total + 1) if n not in known.values())
        if not number:
            continue
        if provider_id and provider_id not in known:
            known[provider_id] = number
            fresh.append(_part(c, attempt, number))
        matches[c] = Match(attempt.id, number, attempt.claimed_at)
    Part.objects.bulk_create(fresh, ignore_conflicts=True)
    return matches


def _part_reported(candidate: Candidate, attempt: Attempt) -> int:
    """The number that the centre gave back, or 0; where it uses the field for something else, it is no part of ours."""
    part = candidate.receipt.part or 0
    return part if part <= attempt.parts_total else 0


def _part(candidate: Candidate, attempt: Attempt, number: int) -> Part:
    return Part(
        attempt=attempt,
        number=number,
        channel=candidate.report.channel,
        provider_id=candidate.receipt.provider_id or "",
    )
