"""The sentence that the certificate exists for: what was served on whom, how, and since when it counts."""

from datetime import date

from songda.core.certificates import dates
from songda.core.certificates.facts import CertificateFacts
from songda.core.certificates.words import LANGUAGES, Words, join_words, tell, word_of

# A moment of its own, which the sentence about what counts names; of others the status alone is told.
_GROUNDS = frozenset(
    {"arrival", "receipt_completed", "receipt_presumed", "signature", "left", "returned", "public_notice"}
)


def write_statement(facts: CertificateFacts) -> Words:
    """The opening, what counts, and the article, as one paragraph a language."""
    sentences = [_opening(facts), _finding(facts)]
    if facts.effect.articles:
        sentences.append(tell("statement.rule", cited=cite_all(facts.effect.articles)))
    return join_words(sentences, "between")


def _opening(facts: CertificateFacts) -> Words:
    return tell(
        "statement.opening",
        court=facts.court,
        case_number=facts.case.number,
        cause=facts.case.cause,
        day=dates.day(_sent_day(facts)),
        channel=word_of("channel", facts.address.channel),
        role=facts.recipient.role,
        name=facts.recipient.name,
        title=facts.paper.title,
        kind=facts.paper.kind,
    )


def _sent_day(facts: CertificateFacts) -> date:
    sent = [moment.at for moment in facts.moments if moment.kind in {"sent", "accepted", "ordered"}]
    return min(sent, default=facts.issued_at).astimezone(facts.zone).date()


def _finding(facts: CertificateFacts) -> Words:
    effect = facts.effect
    if effect.effective_at is None:
        return tell(f"statement.by_status.{effect.status}")
    at = dates.moment(effect.effective_at, facts.zone)
    whose = word_of("address_class", facts.address.address_class)
    return tell(f"statement.{_sentence(effect.status, effect.ground)}", at=at, whose=whose)


def _sentence(status: str, ground: str | None) -> str:
    if (status, ground) == ("effective", "receipt_presumed"):  # a presumption that only a judge lifts
        return "found_by_the_judge"
    if status in {"effective", "presumed"} and ground in _GROUNDS:
        return f"by_ground.{ground}"
    return f"by_status.{status}"


def cite_all(articles: tuple[Words, ...]) -> Words:
    """Several citations in a row, the titles of the rules in book marks where the language has them."""
    return join_words(
        [{each: _cite(article[each], each) for each in LANGUAGES} for article in articles], "between_citations"
    )


def _cite(citation: str, language: str) -> str:
    """人民法院在线诉讼规则 第三十一条 → 《人民法院在线诉讼规则》第三十一条."""
    title, _, place = citation.partition(" ")
    inner = title.replace("《", "〈").replace("》", "〉")
    return tell("citation", title=inner, place=place, whole=citation)[language]
