"""What is told of a topic, put into each form from the same sentences, so that all material says one thing."""

from collections.abc import Mapping

from songda.core.outreach.closed_lists import MaterialKind, Topic
from songda.core.promises import promises
from songda.core.warnings import COURT_LINE, FRAUD_LINE, LEGAL_AID_LINE, POLICE_LINE
from songda.core.words import names_of, say

LINES: Mapping[str, str] = {
    "phone": COURT_LINE,
    "fraud": FRAUD_LINE,
    "police": POLICE_LINE,
    "legal_aid": LEGAL_AID_LINE,
}
# Terms that a topic uses and that are explained to whoever signs or asks.
TERMS: Mapping[Topic, tuple[str, ...]] = {
    Topic.FRAUD: ("message_code", "code", "case_number"),
    Topic.E_SERVICE: ("served", "code"),
    Topic.RIGHTS: ("served", "hearing", "period"),
}


def title(topic: Topic, language: str) -> str:
    """What the topic is called on paper and screen."""
    return say(f"outreach.text.{topic}.title", language)


def lead(topic: Topic, language: str) -> str:
    """The one sentence that should stay in the mind."""
    return say(f"outreach.text.{topic}.lead", language)


def points(topic: Topic, language: str) -> list[str]:
    """What is to be known, one sentence or two a point, in the order in which it is told."""
    return [text.format_map(_values(language)) for text in names_of(f"outreach.text.{topic}.point", language).values()]


def terms(topic: Topic, language: str) -> list[str]:
    """The words of the topic that need an explanation, each with its own."""
    return [say(f"outreach.term.{term}", language) for term in TERMS[topic]]


def common_questions(language: str) -> list[tuple[str, str]]:
    """What everybody asks, with the answers, in plain words."""
    answers = names_of("outreach.faq.answer", language)
    questions = names_of("outreach.faq.question", language)
    return [(question, answers[key].format_map(_values(language))) for key, question in questions.items()]


def _values(language: str) -> Mapping[str, str]:
    return {**LINES, **promises(language)}


def written(kind: MaterialKind, topic: Topic, court: str, language: str) -> str:
    """A text to be sent, spoken, read aloud or signed; it holds no link. ValueError for a kind that is printed."""
    match kind:
        case MaterialKind.SHORT_TEXT:
            head = (layout("court_says", language, court=court), title(topic, language), lead(topic, language))
            return _lines(*head, *_numbered(topic, language))
        case MaterialKind.TALK:
            return _talk(topic, court, language)
        case MaterialKind.READ_ALOUD:
            hint = layout("aloud_hint", language)
            return _lines(f"（{hint}）", title(topic, language), lead(topic, language), *points(topic, language))
        case MaterialKind.SIGN:
            return _sign(topic, language)
        case _:
            raise ValueError(f"{kind} is printed or shown, not written")


def layout(key: str, language: str, **values: str) -> str:
    """A sentence that stands around what is told."""
    return say(f"outreach.layout.{key}", language, **values)


def _numbered(topic: Topic, language: str) -> list[str]:
    return [f"{number}. {point}" for number, point in enumerate(points(topic, language), 1)]


def _talk(topic: Topic, court: str, language: str) -> str:
    opening = layout("talk_opening", language, court=court, title=title(topic, language))
    ask = layout("talk_ask", language)
    closing = layout("talk_closing", language, phone=COURT_LINE)
    paragraphs = [*_numbered(topic, language), *terms(topic, language)]
    return _lines(opening, lead(topic, language), ask, *paragraphs, lead(topic, language), closing)


def _sign(topic: Topic, language: str) -> str:
    sentences = [title(topic, language), lead(topic, language), *points(topic, language)]
    hint, head = layout("sign_hint", language), layout("sign_terms", language)
    return _lines(f"（{hint}）", *sentences, "", head, *terms(topic, language))


def _lines(*lines: str) -> str:
    return "\n".join(lines)
