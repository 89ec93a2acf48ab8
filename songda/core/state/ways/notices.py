"""Public notices as events tell of them: drafted, published, on which boards, when they did not stand, when they ended.

A field has the name that the column of its row has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from songda.core.state.logged import (
    ACTOR,
    HAPPENED,
    BegunOnce,
    Entity,
    LoggedEvent,
    later,
    moment_in,
    payload,
    payload_moment,
)


@dataclass(kw_only=True)
class PublicNotice(Entity):
    """One notice of some papers, by the hashes of its text and of its sealed document."""

    envelope_id: str
    text_sha256: str
    drafted_at: datetime
    drafted_by: str
    papers: Sequence[str]
    published_at: datetime | None = None
    deed_id: str | None = None
    sha256: str | None = None
    ended_at: datetime | None = None
    read_at: datetime | None = None
    down_since: datetime | None = None
    removed_at: datetime | None = None
    event_id: str | None = None


@dataclass(kw_only=True)
class NoticePosting(Entity):
    """The notice on another board."""

    notice_id: str
    board: str
    ordered_at: datetime
    ordered_by: str
    posted_at: datetime | None = None
    step_id: str | None = None
    photo_sha256: str | None = None
    sheet_sha256: str | None = None


@dataclass(kw_only=True)
class NoticeGap(Entity):
    """A time in which it did not stand."""

    notice_id: str
    kind: str
    since: datetime
    found_by: str
    until: datetime | None = None
    weighed_at: datetime | None = None
    weighed_by: str = ""
    outcome: str = ""


@dataclass(kw_only=True)
class NoticeReport(Entity):
    """A report of what was tried."""

    envelope_id: str
    asked_at: datetime
    asked_by: str
    made_at: datetime | None = None
    sha256: str | None = None


@dataclass
class Notices:
    """Everything that is told of notices, by id."""

    notices: dict[str, PublicNotice] = field(default_factory=dict)
    postings: dict[str, NoticePosting] = field(default_factory=BegunOnce)
    gaps: dict[str, NoticeGap] = field(default_factory=BegunOnce)
    reports: dict[str, NoticeReport] = field(default_factory=BegunOnce)


def drafted(state: Notices, event: LoggedEvent) -> None:
    """A draft; one that is written anew before it is published takes the place of the one before."""
    data = event.data
    values = {
        "text_sha256": data["text_sha256"],
        "drafted_at": event.happened_at,
        "drafted_by": event.actor,
        "papers": sorted(data["papers"]),
    }
    if (known := state.notices.get(data["notice"])) is not None:
        if known.published_at is None:
            known.update(event, **values)
        return
    one = data["notice"]
    state.notices[one] = PublicNotice(id=one, event=event, envelope_id=event.about, **values)


def published(state: Notices, event: LoggedEvent) -> None:
    """Its publication on the court's page."""
    data = event.data
    if (notice := state.notices.get(data["notice"])) is not None:
        values = {"published_at": event.happened_at, "deed_id": data["deed"]}
        notice.update(event, **values, text_sha256=data["text_sha256"], event_id=event.id)


def board_ordered(state: Notices, event: LoggedEvent) -> None:
    data = event.data
    state.postings[data["posting"]] = NoticePosting(
        id=data["posting"],
        event=event,
        notice_id=data["notice"],
        board=data["board"],
        ordered_at=event.happened_at,
        ordered_by=event.actor,
    )


def taken_down(state: Notices, event: LoggedEvent) -> None:
    """By a person: for the moment, or for good."""
    data = event.data
    notice, gap = state.notices.get(data["notice"]), data["gap"]
    if data["for_good"]:
        if notice is not None:
            notice.update(event, removed_at=event.happened_at, down_since=None)
        if gap in state.gaps and state.gaps[gap].until is None:
            state.gaps[gap].update(event, until=event.happened_at)
        return
    if notice is not None:
        notice.update(event, down_since=event.happened_at)
    if gap and gap not in state.gaps:
        state.gaps[gap] = NoticeGap(
            id=gap,
            event=event,
            notice_id=data["notice"],
            kind="taken_down",
            since=event.happened_at,
            found_by=event.actor,
        )


def put_back(state: Notices, event: LoggedEvent) -> None:
    if (notice := state.notices.get(event.data["notice"])) is not None:
        notice.update(event, down_since=None)
    _end_gap(state, event)


def gone(state: Notices, event: LoggedEvent) -> None:
    """A look found that it did not stand."""
    data = event.data
    state.gaps[data["gap"]] = NoticeGap(
        id=data["gap"],
        event=event,
        notice_id=data["notice"],
        kind=data["kind"],
        since=moment_in(data["since"]),
        found_by=data["found_by"],
    )


def _gap_redrawn(state: Notices, event: LoggedEvent) -> None:
    data = event.data
    if (gap := state.gaps.get(data["gap"])) is not None:
        until = moment_in(data["until"]) if data["until"] else None
        gap.update(event, kind=data["kind"], since=moment_in(data["since"]), until=until, found_by=data["found_by"])


def _end_gap(state: Notices, event: LoggedEvent) -> None:
    gap = state.gaps.get(event.data["gap"] or "")
    if gap is not None and gap.until is None:
        gap.update(event, until=event.happened_at)


def report_asked(state: Notices, event: LoggedEvent) -> None:
    """A report for the file is to be made."""
    one = event.data["report"]
    state.reports[one] = NoticeReport(
        id=one, event=event, envelope_id=event.about, asked_at=event.happened_at, asked_by=event.actor
    )


STEPS: Mapping[str, Callable[[Notices, LoggedEvent], None]] = {
    "notice.drafted": drafted,
    "notice.published": published,
    "notice.board_ordered": board_ordered,
    "notice.board_proved": later(
        attrgetter("postings"),
        payload("posting"),
        posted_at=payload_moment("posted_at"),
        step_id=payload("step"),
        photo_sha256=payload("photo"),
    ),
    "notice.taken_down": taken_down,
    "notice.put_back": put_back,
    "notice.gone": gone,
    "notice.back": _end_gap,
    "notice.gap_redrawn": _gap_redrawn,
    "notice.gap_weighed": later(
        attrgetter("gaps"), payload("gap"), weighed_at=HAPPENED, weighed_by=ACTOR, outcome=payload("outcome")
    ),
    "notice.read": later(attrgetter("notices"), payload("notice"), read_at=HAPPENED),
    "notice.ended": later(attrgetter("notices"), payload("notice"), ended_at=HAPPENED),
    "notice.sealed": later(attrgetter("notices"), payload("notice"), sha256=payload("sha256")),
    "notice.sheet_sealed": later(attrgetter("postings"), payload("posting"), sheet_sha256=payload("sha256")),
    "notice.report_asked": report_asked,
    "notice.reported": later(attrgetter("reports"), payload("report"), sha256=payload("sha256"), made_at=HAPPENED),
}
"""Each changes what is told of notices; `fold` gives it that part of the state."""
