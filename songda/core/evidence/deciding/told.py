"""What the events of a bundle tell the law, each fact as a mark that can be compared with those of a certificate."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from songda.core.evidence.bundle import BundledEvent, fact_of
from songda.core.evidence.leaf import moment_text

Mark = tuple[str, ...]
"""A fact in words: what it is about, then what is so of it, moments as the log writes them."""
NEVER = ""
BROKEN = "failed"  # that a message came back or failed is one and the same to the log, with the moment of the earlier
_ENDS = {"attempt.arrived": "arrived", "attempt.bounced": BROKEN, "attempt.failed": BROKEN}
_HANDED = frozenset({"attempt.sent", "attempt.refused", "attempt.unknown"})
_ACTS = {"paper.opened": "read", "paper.acknowledged": "acknowledged"}
_OVER = frozenset({"custody.ended", "military_service.ended", "party.found", "bankruptcy.ended", "address.given"})
STATUSES = frozenset({"in_custody", "soldier", "missing", "deceased", "dissolved", "in_bankruptcy"})
WITHHELD = "address_withheld"


def told_by(events: Sequence[BundledEvent], service: str, paper: str) -> dict[Mark, BundledEvent]:
    """Every fact that these events, in their order, tell of the service of this paper, with the event that bears it."""
    marks: dict[Mark, BundledEvent] = {}
    streams: dict[str, list[BundledEvent]] = {}
    for event in events:
        streams.setdefault(str(event.row.get("stream")), []).append(event)
    mistyped = {_text(event, "address") for event in events if _is_mistyping(event)}
    ceased = [_at(event) for event in events if _name(event) == "representative.removed"]
    for stream, own in streams.items():
        kind, _, about = stream.partition(":")
        if kind == "attempt":
            marks |= _until(ceased, _attempt(about, own, mistyped))
        elif kind == "deed":
            marks |= _until(ceased, _deed(about, own, paper))
        elif kind == "envelope":
            marks |= _until(ceased, _acts(own, service))
            marks |= _objections(own)
        elif kind == "party":
            marks |= _until(ceased, _calls(own, service))
            marks |= {**_consents(own), **_refusals(own), **_circumstances(own), **_off_line(own)}
        elif stream == f"service:{service}":
            marks |= _rulings(own)
    return marks


def _until(ceased: Sequence[str], marks: Mapping[Mark, BundledEvent]) -> Mapping[Mark, BundledEvent]:
    """What reaches a representative after they ceased to act serves nobody."""
    end = min(ceased, default="~")
    return {mark: event for mark, event in marks.items() if mark[0] == "try" or mark[-1] < end}


def _is_mistyping(event: BundledEvent) -> bool:
    return _name(event) == "address.replaced" and _text(event, "ground") in {"mistyped", "True"}


def _attempt(number: str, own: Sequence[BundledEvent], mistyped: Collection[str]) -> dict[Mark, BundledEvent]:
    """A try for service as it ended: the last of its reports counts, one that was called off never was."""
    names = [_name(event) for event in own]
    if "attempt.planned" not in names or "attempt.cancelled" in names:
        return {}
    marks: dict[Mark, BundledEvent] = {}
    for event in own:
        name = _name(event)
        if name == "attempt.planned":
            known = "rejected" if _text(event, "address") in mistyped else _text(event, "address_class")
            marks["try", number, _text(event, "counts_as"), known] = event
        elif name in _HANDED and fact_of(event, "started_at") is not None:
            marks = _without(marks, "sent") | {("event", number, "sent", _at(event)): event}
        elif name in _ENDS:
            marks = _without(marks, "arrived", BROKEN) | {("event", number, _ENDS[name], _at(event)): event}
    return marks


def _without(marks: dict[Mark, BundledEvent], *kinds: str) -> dict[Mark, BundledEvent]:
    return {mark: event for mark, event in marks.items() if mark[0] != "event" or mark[2] not in kinds}


def _deed(deed: str, own: Sequence[BundledEvent], paper: str) -> dict[Mark, BundledEvent]:
    """What people did to hand over this paper, without the steps that were entered by mistake."""
    struck = {_text(event, "step") for event in own if _name(event) == "deed.struck"}
    marks: dict[Mark, BundledEvent] = {}
    for event in own:
        papers = fact_of(event, "papers")
        carried = isinstance(papers, Sequence) and paper in papers
        if _name(event) == "deed.recorded" and carried and _text(event, "step") not in struck:
            marks["try", deed, _text(event, "way"), _text(event, "address_class")] = event
            kind = _text(event, "kind")
            marks["event", deed, BROKEN if kind == "bounced" else kind, _at(event)] = event
    return marks


def _acts(own: Sequence[BundledEvent], service: str) -> dict[Mark, BundledEvent]:
    acts = (event for event in own if _name(event) in _ACTS and _text(event, "service") == service)
    return {("act", _ACTS[_name(event)], _at(event)): event for event in acts}


def _calls(own: Sequence[BundledEvent], service: str) -> dict[Mark, BundledEvent]:
    """What they said on the telephone to have received."""
    struck = {_text(event, "call") for event in own if _name(event) == "call.struck"}
    calls = (event for event in own if _name(event) == "call.recorded" and _text(event, "call") not in struck)
    received = (event for event in calls if service in _list(event, "received"))
    return {("act", "acknowledged", _at(event)): event for event in received}


def _objections(own: Sequence[BundledEvent]) -> dict[Mark, BundledEvent]:
    decided = {_text(event, "objection"): event for event in own if _name(event) == "objection.decided"}
    marks: dict[Mark, BundledEvent] = {}
    for event in own:
        if _name(event) == "objection.raised" and (made := _try(event)):
            ruling = decided.get(_text(event, "objection"))
            proved = moment_of(_text(event, "proved_at")) or _at(event)
            said = _text(ruling, "outcome") if ruling else "pending"
            marks["rebuttal", made, _text(event, "ground"), said, proved] = ruling or event
    return marks


def _rulings(own: Sequence[BundledEvent]) -> dict[Mark, BundledEvent]:
    made = (event for event in own if _name(event) == "finding.determined" and _try(event))
    return {("ruling", _try(event), str(_text(event, "outcome") == "counts"), _at(event)): event for event in made}


def _consents(own: Sequence[BundledEvent]) -> dict[Mark, BundledEvent]:
    given: dict[str, tuple[BundledEvent, str]] = {}  # by id: what told of it last, and when it ended
    grounds: dict[str, tuple[str, str]] = {}
    for event in own:
        name, ids = _name(event), {_text(event, "consent"), *_list(event, "consents")} - {""}
        if name == "consent.given":
            given |= dict.fromkeys(ids, (event, NEVER))
            grounds |= {one: (_text(event, "ground"), _at(event)) for one in ids}
        elif name == "consent.withdrawn":
            is_void = _text(event, "ground") == "minor"
            given |= {one: (event, grounds[one][1] if is_void else _at(event)) for one in ids & given.keys()}
        elif name == "withdrawal.decided" and _text(event, "outcome") == "rejected":
            given |= dict.fromkeys(ids & given.keys(), (event, NEVER))
        elif name == "consent.struck":
            given = {one: told for one, told in given.items() if one not in ids}
    return {("consent", *grounds[one], ended): event for one, (event, ended) in given.items()}


def _refusals(own: Sequence[BundledEvent]) -> dict[Mark, BundledEvent]:
    said: dict[str, BundledEvent] = {}
    for event in own:
        name, ids = _name(event), {_text(event, "refusal"), *_list(event, "refusals")} - {""}
        if name == "consent.refused":
            said |= dict.fromkeys(ids, event)
        elif name == "refusal.struck" or (name == "withdrawal.decided" and _text(event, "outcome") == "rejected"):
            said = {one: told for one, told in said.items() if one not in ids}
    return {("refusal", _at(event)): event for event in said.values()}


def _circumstances(own: Sequence[BundledEvent]) -> dict[Mark, BundledEvent]:
    noted: dict[str, tuple[Mark, BundledEvent]] = {}
    for event in own:
        name, one, kind = _name(event), _text(event, "circumstance"), _text(event, "kind")
        if kind not in STATUSES and kind != WITHHELD:
            continue
        if name.endswith("struck"):
            noted.pop(one, None)
        elif name in _OVER:
            noted |= {one: ((*noted[one][0][:-1], _at(event)), event)} if one in noted else {}
        else:
            said = (kind, _text(event, "basis")) if kind == WITHHELD else ("status", kind)
            noted[one] = ((*said, _at(event), NEVER), event)
    return dict(noted.values())


def _off_line(own: Sequence[BundledEvent]) -> dict[Mark, BundledEvent]:
    marks: dict[Mark, BundledEvent] = {}
    for event in own:
        if _name(event) == "party.set_offline":
            marks = {("status", "offline", _at(event), NEVER): event}
        elif _name(event) == "offline.withdrawn" or _is_lifting(event):
            marks = {}
    return marks


def _is_lifting(event: BundledEvent) -> bool:
    return _name(event) == "offline.decided" and _text(event, "outcome") == "lifted"


def _try(event: BundledEvent) -> str:
    return _text(event, "attempt") or _text(event, "deed")


def _name(event: BundledEvent) -> str:
    return str(event.row.get("name"))


def _at(event: BundledEvent) -> str:
    return str(event.row.get("happened_at"))


def _text(event: BundledEvent, key: str) -> str:
    value = fact_of(event, key)
    return "" if value is None else str(value)


def _list(event: BundledEvent, key: str) -> list[str]:
    value = fact_of(event, key)
    return [str(one) for one in value] if isinstance(value, list) else []


def moment_of(written: str) -> str:
    """A moment in the log's own form; as it is written where it is none."""
    try:
        return moment_text(datetime.fromisoformat(written))
    except ValueError:
        return written
