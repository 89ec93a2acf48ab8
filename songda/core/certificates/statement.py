"""The sentences that the certificate exists for: what was sent to whom, how, and since when it counts, if it does."""

from datetime import date, datetime

from songda.core.certificates import words
from songda.core.certificates.facts import TYPED, CertificateFacts, CertifiedMoment
from songda.core.certificates.words import LANGUAGES, Words, join_words, phrase, same, word_of
from songda.core.words import say

# What shows that a message was there, most telling first; each is said only where the course has it.
_REPORTED = ("arrived",)
_SHOWN = ("arrival_proved", "acknowledged", "acknowledged_in_call", "acted", "read", "known")
_SHOWS = {
    "arrival": (*_REPORTED, *_SHOWN),
    "receipt_completed": ("acknowledged", "acknowledged_in_call", "acted", "known"),
    "receipt_presumed": ("read", "known"),
    "deemed": _REPORTED,
}
_COUNTING = frozenset({"effective", "presumed"})  # statuses


def write_statement(facts: CertificateFacts) -> Words:
    """What was done, what counts, and the article, as one paragraph a language; where nothing counts, that first."""
    if facts.is_by_people:
        return _of_people(facts)
    first = [_opening(facts), *_finding(facts)]
    sentences = first if facts.effect.result == "effective" else [*first[1:], first[0]]
    if facts.effect.articles:
        sentences.append(phrase("statement.rule", cited=cite_all(facts.effect.articles)))
    return join_words(sentences, "between")


def _of_people(facts: CertificateFacts) -> Words:
    """By which way people served or tried to, since when that counts, and the article; then that no message counts."""
    effect = facts.effect
    counts = effect.is_by_people and effect.effective_at is not None
    served = "by_people" if effect.result == "other_means" else "tried_by_people"
    sentences = [
        phrase(
            f"statement.opening.{served}",
            court=facts.court,
            case=_case(facts),
            way=word_of("channel", facts.address.channel),
            whom=_whom(facts),
            title=facts.paper.title,
            kind=facts.paper.kind,
        )
    ]
    if counts and effect.effective_at is not None:
        at = words.day(effect.effective_at.astimezone(facts.zone).date())  # a term ends with its last day
        if effect.ground != "public_notice":
            at = words.told(effect.effective_at, facts.zone)
        sentences.append(phrase(f"statement.by_people.{effect.ground}", at=at))
    if effect.result != "other_means":
        sentences.append(phrase(f"statement.by_status_of_people.{effect.status}"))
    if counts and facts.attempts:
        sentences.append(phrase("statement.messages_beside"))
    if facts.effect.articles:
        sentences.append(phrase("statement.rule", cited=cite_all(facts.effect.articles)))
    return join_words(sentences, "between")


def _whom(facts: CertificateFacts) -> Words:
    """The recipient with their role, and for whom they act."""
    recipient, client = facts.recipient, facts.recipient.acts_for
    if client is None:
        return phrase("statement.whom", role=recipient.role, name=recipient.name)
    named = {"role": recipient.role, "name": same(recipient.name)}
    return phrase("statement.whom_for", **named, client_role=client.role, client=client.name)


def _case(facts: CertificateFacts) -> Words:
    cause = facts.case.cause
    return phrase(f"statement.{'case' if any(cause.values()) else 'case_alone'}", number=facts.case.number, cause=cause)


def shown_by(facts: CertificateFacts) -> CertifiedMoment | None:
    """The step of the course that shows the arrival or the receipt on which the service rests.

    The one of the very moment of the effect, else the most telling before it; None where the course has none, and
    then nothing is said to have arrived.
    """
    at, kinds = facts.effect.effective_at, _SHOWS.get(facts.effect.ground or "", ())
    if at is None:
        return None
    known = [moment for moment in facts.moments if moment.kind in kinds and moment.at <= at]
    if any(moment.kind == "arrival_proved" for moment in known):  # it prevails over every report
        known = [moment for moment in known if moment.kind == "arrival_proved"]
    # A report of arrival is taken back by another that it failed or came back.
    failed_at = max(
        (one.at for one in facts.moments if one.kind in {"failed", "bounced"} and one.at <= at), default=None
    )
    known = [moment for moment in known if moment.kind not in _REPORTED or failed_at is None or moment.at > failed_at]
    exact = [moment for moment in known if moment.at == at]
    return min(exact or known, key=lambda moment: (kinds.index(moment.kind), moment.at), default=None)


def _opening(facts: CertificateFacts) -> Words:
    day = _sent_day(facts)
    served = "served" if facts.effect.result == "effective" else "sent"
    kind = "unsent" if day is None else served
    return phrase(
        f"statement.opening.{kind}",
        court=facts.court,
        case=_case(facts),
        day=words.day(day or facts.issued_at.astimezone(facts.zone).date()),
        channel=word_of("channel", facts.address.channel),
        whom=_whom(facts),
        title=facts.paper.title,
        kind=facts.paper.kind,
    )


def _sent_day(facts: CertificateFacts) -> date | None:
    """The day on which the message went out; None where nothing went out by this way."""
    sent = [moment.at for moment in facts.moments if moment.kind in {"sent", "accepted"}]
    return min(sent).astimezone(facts.zone).date() if sent and facts.address.channel else None


def _finding(facts: CertificateFacts) -> list[Words]:
    """What happened, what follows from it, and since when, where that is another moment."""
    effect = facts.effect
    if effect.effective_at is None:
        return [phrase(f"statement.by_status.{effect.status}")]
    shown = shown_by(facts) if effect.status in _COUNTING else None
    at = _when(facts, effect.effective_at)
    if shown is None:
        return [phrase(f"statement.by_status.{effect.status}", at=at)]
    whose = word_of("address_class", facts.address.address_class)
    happened = phrase(f"statement.happened.{shown.kind}", at=_when(facts, shown.at), whose=whose)
    key = "presumed_since" if effect.status == "presumed" else "since"
    since = [] if shown.at == effect.effective_at else [phrase(f"statement.{key}", at=at)]
    if shown.source == "recipient" and shown.source_name:  # how it is known that it was them
        happened = join_words([happened, phrase("statement.known_by", how=shown.source_name)], "between")
    return [happened, phrase(f"statement.follows.{_follows(facts, shown)}"), *since]


def _when(facts: CertificateFacts, at: datetime) -> Words:
    """To the second where a clock told it, to the minute where a person did."""
    is_typed = any(moment.clock == TYPED for moment in facts.moments if moment.at == at)
    return (words.told if is_typed else words.moment)(at, facts.zone)


def _follows(facts: CertificateFacts, shown: CertifiedMoment) -> str:
    """What the law makes of it: a report of arrival has its own day, an act only shows that there was an arrival."""
    status, ground = facts.effect.status, facts.effect.ground
    if ground == "arrival" and shown.at == facts.effect.effective_at and shown.kind in {*_REPORTED, "arrival_proved"}:
        return "arrival_on_that_day"
    if ground == "arrival":
        return "arrival_reported" if shown.kind in {*_REPORTED, "arrival_proved"} else "arrival_by_then"
    if (status, ground) == ("effective", "receipt_presumed"):  # a presumption that only a judge lifts
        return "found_by_the_judge"
    return str(ground)


def cite_all(articles: tuple[Words, ...]) -> Words:
    """Several citations in a row, the titles of the rules in book marks where the language has them."""
    return {each: _cite_in([article[each] for article in articles], each) for each in LANGUAGES}


def _cite_in(citations: list[str], language: str) -> str:
    """人民法院在线诉讼规则 第三十一条 → 《人民法院在线诉讼规则》第三十一条; several of one text name it once."""
    between, cited, before = say("language.between_citations", language), "", ""
    for citation in citations:
        title, _, place = citation.partition(" ")
        inner = title.replace("《", "〈").replace("》", "〉")
        whole = phrase("citation", title=inner, place=place, whole=citation)[language]
        cited += (between if cited else "") + (place if whole != citation and title == before else whole)
        before = title
    return cited
