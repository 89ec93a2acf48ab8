"""Tags of the board and of the pages around a service: its sentences, the rules they cite, the ways before a notice."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from songda.channels.registry import mask_address
from songda.clock import now
from songda.core.delivery.deeds import WAYS
from songda.core.delivery.off_line import OWN_WISH
from songda.core.delivery.sentences import Cell
from songda.core.law import ConsentAnswer, ConsentStatus, Ladder, OpenMethod
from songda.core.law.facts import Channel
from songda.core.law.rulebook import locate_citation
from songda.core.words import Phrase
from songda.records.matter.circumstances.entries import words_of as circumstance_words
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, Party
from songda.records.overview.boards.board import Board, BoardCell
from songda.records.overview.boards.ladder import PaperLadder, TierView, TriedStep
from songda.records.overview.boards.preview import Openness, PreviewRow, why_failed
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.attempts.states import denied_at
from songda.records.service.deeds.models import DeedStep
from songda.records.service.deeds.queries import words_of_step as in_clear
from songda.records.service.findings.law_version import JURISDICTION
from songda.web.console.shared import words
from songda.web.console.shared.story import Cast
from songda.web.console.shared.words import language
from songda.web.console.templatetags.console import name_of

register = template.Library()
STANCES = {
    ConsentStatus.GIVEN: (gettext_lazy("Agreed"), "good"),
    ConsentStatus.NOT_NEEDED: (gettext_lazy("No consent needed"), "good"),
    ConsentStatus.FOR_SOME_PAPERS: (gettext_lazy("Agreed for some papers"), "judge"),
    ConsentStatus.MISSING: (gettext_lazy("No consent"), "judge"),
    ConsentStatus.REFUSED: (gettext_lazy("Refused"), "bad"),
}
BY_REASON = {  # where the reason says more than the answer
    "no_consent": (gettext_lazy("Not asked yet"), "judge"),
    "consent_withdrawn": (pgettext_lazy("stance", "Withdrawn"), "bad"),
}
OFF_LINE = (Channel.PHONE, Channel.MAIL, Channel.DIRECT, Channel.LEFT, Channel.ENTRUSTED, Channel.TRANSFER)


@register.simple_tag
def not_theirs_since(attempt: Attempt) -> datetime | None:
    """When it was said, after it went there, that the number is somebody else's."""
    return denied_at(attempt)


@register.filter
def spoken(cell: Cell) -> str:
    """The sentence of a board cell."""
    return str(capfirst(cell.sentence(words.language())))


@register.filter
def sentence(phrase: Phrase) -> str:
    """A sentence by itself, in the reader's language."""
    return str(capfirst(phrase.sentence(words.language())))


@register.filter
def headline(entry: BoardCell) -> str:
    """One or two words over the sentence of a board cell."""
    status = words.word(entry.finding.status if entry.finding else "not_effective", "status")
    return f"{status} · {words.word('name', 'doubt').lower()}" if entry.cell.tone == "doubt" else status


@dataclass
class Run:
    """Papers side by side of which the same is true for one person; without `entry` they were not ordered."""

    entry: BoardCell | None
    is_own: bool
    article: str
    papers: list[tuple[Paper, BoardCell | None]]


@register.simple_tag
def runs_of(board: Board, party: Party) -> list[Run]:
    """The row of a person, in which what is the same for neighbouring papers is said once."""
    runs: list[Run] = []
    last: Hashable = None
    for paper in board.papers:
        entry, own = board.cells.get((party.id, paper.id)), board.is_own(paper, party)
        article = article_of(entry) if entry else ""
        parts = (headline(entry), spoken(entry.cell), article) if entry else own
        if runs and parts == last:
            runs[-1].papers.append((paper, entry))
        else:
            runs.append(Run(entry, own, article, [(paper, entry)]))
        last = parts
    return runs


def article_of(entry: BoardCell) -> str:
    """The article that a decided service rests on, in the reader's language; nothing while the attempt speaks."""
    if entry.finding is None or not entry.cell.rules:
        return ""
    return entry.finding.decision.wording.cite(entry.cell.rules[0], words.language())


@register.simple_tag(takes_context=True)
def filer_of(context: Context, paper: Paper, parties: Sequence[Party]) -> str:
    """Who filed the paper, from parties that are at hand."""
    filer = next((party for party in parties if party.id == paper.filed_by_id), None)
    return f"{words.word(filer.role, 'role')} {name_of(context, filer)}" if filer else ""


@register.simple_tag(takes_context=True)
def stance_of(context: Context, party: Party) -> dict[str, object]:
    """Where the party stands towards electronic service: the law's answer, since when, and why."""
    if party.offline_since:
        wished = party.offline_reason == OWN_WISH
        mark = _("Paper only, own wish") if wished else _("Off line for good")
        return {"name": mark, "tone": "bad", "since": party.offline_since, "why": ""}
    answer: ConsentAnswer = context["stances"][party.id]
    name, tone = BY_REASON.get(answer.reason.code) or STANCES[answer.status]
    if answer.is_disputed:
        name, tone = gettext_lazy("No consent needed? Disputed"), "judge"
    return {"name": name, "tone": tone, "since": answer.at, "why": answer.sentence(words.language())}


def _alike(pairs: Iterable[tuple[str, Hashable]]) -> list[tuple[str, Any]]:
    """Titles of papers of which the same is true, side by side, so that it is said once."""
    found: dict[Hashable, list[str]] = {}
    for title, truth in pairs:
        found.setdefault(truth, []).append(title)
    return [(_(", ").join(titles), truth) for truth, titles in found.items()]


@register.filter
def closed_for(lines: Iterable[Openness]) -> list[tuple[str, str]]:
    """The papers for which a way is not open, with the reasons."""
    return _alike((line.paper.title, " ".join(reasons(line.method))) for line in lines if not line.method.allowed)


@register.filter
def grounds(papers: Iterable[PaperLadder]) -> list[tuple[str, Ladder]]:
    """The papers with what the law says of a notice of them."""
    return _alike((each.paper.title, each.ladder) for each in papers)


@register.filter
def ground(ladder_on_page: Ladder) -> str:
    """What a public notice would rest on, or that it would rest on nothing."""
    return ladder_on_page.sentence(words.language())


@register.filter
def duties(ladder_on_page: Ladder) -> tuple[str, ...]:
    """What the file must hold of the notice that has its ground."""
    return ladder_on_page.duties(words.language())


@register.filter
def outcome_of(step: TriedStep) -> str:
    """What became of a try, in the words of its way."""
    if step.way == Channel.PHONE:
        return words.word(step.outcome, "outcome")
    return words.word(step.outcome, "deed_outcome" if step.way in WAYS else "attempt_state")


@register.filter
def why(attempt: Attempt) -> str:
    """Why a message did not arrive, in words; nothing where it did."""
    reason = why_failed(attempt)
    return reason.sentence(words.language()) if reason else ""


@register.simple_tag
def text_of(attempt: Attempt) -> str:
    """The words that went out with an attempt; of a one-time code nothing is ever shown."""
    return sent_text(attempt) if attempt.purpose == "service" else ""


@register.simple_tag
def period_length(period: Mapping[str, object]) -> str:
    """15 days, 1 month."""
    if "months" in period:
        months = int(str(period["months"]))
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    days = int(str(period.get("days", 0)))
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


@register.filter
def reasons(method: OpenMethod) -> tuple[str, ...]:
    """Each reason as a sentence with its article."""
    return method.reasons(words.language())


@register.filter
def titles(rows: Iterable[PreviewRow]) -> str:
    """The titles of the papers, side by side."""
    return _(", ").join(row.paper.title for row in rows)


@register.filter
def masked_place(address: Address) -> str:
    """An address as much as is needed to recognise it."""
    return mask_address(address.kind, address.value)


@register.simple_tag
def shared_reasons(groups: Sequence[Sequence[PreviewRow]]) -> list[str]:
    """What the law says of every paper alike, to be said once; nothing where there is one group of papers only."""
    first, *others = [reasons(group[0].electronic) for group in groups] or [()]
    return [sentence for sentence in first if all(sentence in each for each in others)] if others else []


@register.filter
def other_ways(row: PreviewRow) -> list[str]:
    """The ways off line that the law opens, in the order in which they are tried."""
    return [method.channel.value for method in row.methods if method.allowed and method.channel in OFF_LINE]


@register.simple_tag
def words_of_step(step: DeedStep) -> str:
    """The name of the signer, the medium or the reason, in clear; for those who may see it."""
    return in_clear(step)


@register.filter
def manner(step: DeedStep) -> str:
    """How it was left, or why it came back; nothing where that was not told."""
    tables = {"left": words.LEAVING, "returned": words.RETURN_CAUSE, "published": words.POSTING}
    return str(tables[step.kind][step.manner]) if step.manner else ""


_TONES = {"tried": "good", "ruled_out": "good", "approved": "open", "open": "bad"}


@register.filter
def looked_up(sentence: str, on: datetime | date | str | None = None) -> SafeString | str:
    """The sentence, its citation a link to the statute's words and the rule on this day (without one: today)."""
    location = locate_citation(sentence, JURISDICTION, _day(on), language())
    if location is None:
        return sentence
    before, cite, after = sentence.rpartition(location.cite)
    on_day = f"on={location.day:%Y-%m-%d}"
    if location.has_text:
        href = f"{reverse('console:rule_words', args=[location.rule])}?{on_day}"
    else:
        href = f"{reverse('console:rules')}?{on_day}&chapter={location.chapter}#{location.anchor}"
    return format_html('{}<a href="{}">{}</a>{}', before, href, cite, after)


def _day(on: datetime | date | str | None) -> date:
    if isinstance(on, str) and on:
        return date.fromisoformat(on[:10])
    if isinstance(on, date) and not isinstance(on, datetime):
        return on
    return timezone.localtime(on if isinstance(on, datetime) else now()).date()


@register.filter
def shown_state(tier: TierView) -> str:
    """How a tier stands; where a judge's approval is all that it rests on, that is said."""
    return "approved" if tier.is_approved and tier.state == "ruled_out" and not tier.notes else tier.state


@register.filter
def tier_tone(state: str) -> str:
    """The colour of the word beside a tier, and of its edge."""
    return _TONES.get(state, "")


@register.filter
def by_people(ways: tuple[Channel, ...]) -> list[Channel]:
    """The ways that people take and put on record; the electronic ones are the engine's."""
    return [way for way in ways if way in {Channel.DIRECT, Channel.LEFT, Channel.MAIL, Channel.ENTRUSTED}]


@register.filter
def words_of_note(note: Circumstance) -> str:
    """Who found out that the way cannot be used, and how; the page asks first whether its reader may see it."""
    return circumstance_words(note)


@register.filter
def who_in(actor: str, cast: Cast) -> str:
    """Who made or recorded a try, by name."""
    return cast.who(actor)
