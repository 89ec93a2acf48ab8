"""What the law says of a public notice of some papers: whether it is open, what it must tell, and when it has run.

It is asked as if the notice were published now: the answer of that day is what the text tells and the page counts down.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.core.delivery.ladder.public_notice import (
    AFTER_SUMMONS,
    ELEMENT_OF,
    MANNER_OF,
    Board,
    Element,
    NoticeHead,
    moment_in_words,
)
from songda.core.language import COURT_LANGUAGE
from songda.core.law import Decision, Ladder, LadderStanding, OpenMethod, decide, open_methods
from songda.core.law.facts import AttemptFacts, Channel, EventFact, EventKind, Posting
from songda.core.refusal import Refused, WrongField
from songda.core.words import name_of, say
from songda.records.law.facts.dossier import Dossier
from songda.records.law.facts.law_facts import case_facts, law_facts, paper_facts
from songda.records.law.notice_ground import ladders
from songda.records.matter.parties.roles import SIDES, Side
from songda.records.service.orders.models import Service

SUPPOSED = "supposed-notice"
_LONG_AFTER = timedelta(days=400)  # every notice of every law has run by then
_ANSWER_KINDS = ("answer", "appeal_answer")
_APPEAL = "appeal"


@dataclass(frozen=True)
class NoticeTerms:
    """What the law says of a notice of these papers: what it must tell, what stands around that, when it has run."""

    needed: frozenset[Element]
    head: NoticeHead
    runs_until: datetime | None


@dataclass(frozen=True)
class Outlook:
    """What the law says of a notice of one paper that is published at that moment."""

    service: Service
    method: OpenMethod
    decision: Decision  # long after
    ladder: Ladder | None

    @property
    def runs_until(self) -> datetime | None:
        """When it has run; None where such a notice serves nobody, or other ways did."""
        return self.decision.effective_at if self.decision.winning_attempt == SUPPOSED else None

    @property
    def needed(self) -> frozenset[Element]:
        """What the text must tell."""
        return frozenset(ELEMENT_OF[each.code] for each in self.method.must_tell if each.code in ELEMENT_OF)

    def length_of(self, *kinds: str) -> str:
        """The length of the first such period that starts from the service, in words; an empty text for none."""
        for period in self.decision.periods:
            if period.kind in kinds:
                unit = {"days": "days", "months": "months"}.get(period.unit, "days")
                return say(f"public_notices.{unit}", COURT_LANGUAGE, count=period.length)
        return ""


def outlooks(dossier: Dossier, at: datetime, board: Board = Board.PAGE) -> list[Outlook]:
    """One for every paper of the envelope."""
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    case = case_facts(dossier.envelope.case, dossier.party.circumstances)
    ladder_by_service = {service.id: ladder for service, ladder in ladders(dossier, at)}
    found = []
    for service in dossier.services:
        (method,) = open_methods(
            case,
            paper_facts(service.paper),
            dossier.party.recipient,
            at=at.astimezone(zone),
            channels=[Channel.PUBLIC_NOTICE],
        )
        found.append(
            Outlook(service, method, _if_published(dossier, service, at, board), ladder_by_service.get(service.id))
        )
    return found


def _if_published(dossier: Dossier, service: Service, at: datetime, board: Board) -> Decision:
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    published = EventFact(EventKind.PUBLISHED, at.astimezone(zone), where=Posting(MANNER_OF[board]))
    supposed = AttemptFacts(SUPPOSED, Channel.PUBLIC_NOTICE, service.paper.sha256_hex, events=(published,))
    facts = law_facts(dossier, service, at)
    return decide(replace(facts, as_of=facts.as_of + _LONG_AFTER, attempts=(*facts.attempts, supposed)))


def terms_of(dossier: Dossier, service_ids: Iterable[UUID], now: datetime) -> NoticeTerms:
    """What the law says of one notice of these papers; Refused where it knows none of some of them."""
    wanted = set(service_ids)
    chosen = [each for each in outlooks(dossier, now) if each.service.id in wanted]
    for each in chosen:
        if not each.method.allowed:
            why = each.method.wording.sentence(each.method.why[0], COURT_LANGUAGE) if each.method.wording else ""
            raise Refused("notice_not_open", why=why)
    if not chosen:
        raise WrongField("papers", "no_papers")
    needed = frozenset[Element]().union(*(each.needed for each in chosen)) | {Element.WHY}
    ends = [each.runs_until for each in chosen if each.runs_until is not None]
    until = max(ends, default=None)
    return NoticeTerms(needed, _head(dossier, chosen, now, until), until)


def _head(dossier: Dossier, chosen: Sequence[Outlook], now: datetime, until: datetime | None) -> NoticeHead:
    case = dossier.envelope.case
    rule = chosen[0].method.rule
    wording = chosen[0].method.wording
    article = _article(wording.place(rule.id, COURT_LANGUAGE)) if wording is not None and rule is not None else ""
    return NoticeHead(
        court=case.court.name,
        recipient=dossier.envelope.party.name,
        case_number=case.number,
        cause=case.cause or "",
        papers=tuple(each.service.paper.title for each in chosen),
        article=article,
        days=_length(now, until, ZoneInfo(case.court.zone)),
    )


def _article(place: str) -> str:
    """The article with its statute, as a court writes them in a sentence."""
    source, found, rest = place.partition(" ")
    return say("public_notices.article", COURT_LANGUAGE, source=source, place=rest) if found else place


def _length(published: datetime, until: datetime | None, zone: ZoneInfo) -> str:
    """How long it runs, in days; in months where the law counts months."""
    if until is None:
        return say("public_notices.days_unknown", COURT_LANGUAGE)
    first, last = published.astimezone(zone).date(), until.astimezone(zone).date()
    if months := _whole_months(first, last):
        return say("public_notices.months", COURT_LANGUAGE, count=months)
    return say("public_notices.days", COURT_LANGUAGE, count=(last - first).days)


def _whole_months(first: date, last: date) -> int:
    """Three months or six, where the days lie so; a notice of thirty or sixty days is told in days."""
    months = (last.year - first.year) * 12 + last.month - first.month
    days = (last - first).days
    return months if months in {3, 6} and days > 60 and (last.day == first.day or last.day < first.day) else 0


def proposed_words(dossier: Dossier, service_ids: Iterable[UUID], now: datetime) -> Mapping[Element, str]:
    """Words to begin with, made of what stands on file; whoever drafts compares them and adds what only they know."""
    wanted = set(service_ids)
    chosen = [each for each in outlooks(dossier, now) if each.service.id in wanted]
    needed = frozenset[Element]().union(*(each.needed for each in chosen)) | {Element.WHY}
    proposed = {
        Element.WHY: _why(chosen),
        Element.ANSWER: _with_length("answer", chosen, _ANSWER_KINDS),
        Element.HEARING: _hearing(dossier),
        Element.ABSENCE: _absence(dossier),
        Element.APPEAL: _appeal(chosen),
    }
    return {each: words for each, words in proposed.items() if each in needed and words}


def _why(chosen: Sequence[Outlook]) -> str:
    chosen_ladders = [each.ladder for each in chosen if each.ladder is not None]
    if not chosen_ladders:
        return ""
    if all(each.standing is LadderStanding.MISSING for each in chosen_ladders):
        return say("public_notices.draft.why_missing", COURT_LANGUAGE)
    tried = dict.fromkeys(way for each in chosen_ladders for way in each.tried)
    if not tried:
        return ""
    between = say("public_notices.between_papers", COURT_LANGUAGE)
    ways = between.join(name_of("routes.channel", way.value, COURT_LANGUAGE) for way in tried)
    return say("public_notices.draft.why_tried", COURT_LANGUAGE, ways=ways)


def _with_length(word: str, chosen: Sequence[Outlook], kinds: tuple[str, ...]) -> str:
    length = next((found for each in chosen if (found := each.length_of(*kinds))), "")
    return say(f"public_notices.draft.{word}", COURT_LANGUAGE, length=length) if length else ""


def _hearing(dossier: Dossier) -> str:
    if dossier.hearing_at is None:
        return ""
    at = dossier.hearing_at.astimezone(ZoneInfo(dossier.envelope.case.court.zone))
    place = dossier.envelope.case.hearings.filter(at=dossier.hearing_at).values_list("place", flat=True).first() or ""
    return say("public_notices.draft.hearing", COURT_LANGUAGE, when=moment_in_words(at), place=place)


def _absence(dossier: Dossier) -> str:
    party = dossier.envelope.party.acts_for or dossier.envelope.party
    side = SIDES[party.role]
    word = {Side.CLAIMING: "absence_claiming", Side.DEFENDING: "absence_defending"}.get(side, "")
    return say(f"public_notices.draft.{word}", COURT_LANGUAGE) if word else ""


def _appeal(chosen: Sequence[Outlook]) -> str:
    for each in chosen:
        if length := each.length_of(_APPEAL):
            paper = name_of("papers.kind", each.service.paper.kind, COURT_LANGUAGE)
            court = say("public_notices.draft.appeal_court", COURT_LANGUAGE)
            return say("public_notices.draft.appeal", COURT_LANGUAGE, paper=paper, length=length, court=court)
    return ""


def require_time_before_hearing(dossier: Dossier, terms: NoticeTerms) -> None:
    """A summons is served three days before the hearing, and by a notice only when that has run."""
    if Element.HEARING not in terms.needed or dossier.hearing_at is None or terms.runs_until is None:
        return
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    ends, hearing = (each.astimezone(zone).date() for each in (terms.runs_until, dossier.hearing_at))
    if hearing <= ends + AFTER_SUMMONS:
        earliest = ends + AFTER_SUMMONS + timedelta(days=1)
        raise WrongField(
            Element.HEARING.value, "notice.hearing_too_early", day=ends.isoformat(), earliest=earliest.isoformat()
        )
