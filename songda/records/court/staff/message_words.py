"""A court's own words for its messages: checked, approved by a second person, on record with their whole text.

What is planned but not yet on its way goes out in the words of the moment; what went out keeps those that it had.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from songda.channels.registry import routes
from songda.core.access import Act
from songda.core.delivery.own_words import MESSAGES, check_own_words, mark_of, standard_text, values_of
from songda.core.delivery.routes import Quote
from songda.core.evidence.canonical import Json
from songda.core.identifiers.typed import one_line
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import Refused, WrongField
from songda.core.warnings import never_asked
from songda.core.words import Phrase, fill, find
from songda.records.court.staff.models import Court
from songda.records.court.staff.office import ENGINE, check_office
from songda.records.ground.evidence.actions import NewEvent, record


@dataclass(frozen=True)
class OwnWords:
    """One message and its text; without one, the standard words."""

    message: str
    text: str = ""


def text_now(court: Court, message: str) -> str:
    """The text that goes out today, its values in braces."""
    return court.own_words.get(message) or standard_text(message)


def sample_of(court: Court, message: str, text: str) -> str:
    """The text as somebody would read it: with this court's name, number and links, and values as long as they get."""
    told = {name: find(f"messages.sample.{name}", COURT_LANGUAGE) or "" for name in values_of(standard_text(message))}
    told = {name: fill(value, COURT_LANGUAGE, code=court.code) for name, value in told.items()}
    told |= {"court": court.name, "phone": court.phone, "never": never_asked(COURT_LANGUAGE)}
    told["link"] = f"{settings.PUBLIC_URL}/s/{told.get('link', '')}"
    return fill(text, COURT_LANGUAGE, **told)


def quote(text: str) -> Quote:
    """In how many parts it goes out where parts are counted; one where they are not."""
    counting = next((route.quote for route in routes() if route.quote), None)
    return counting(text) if counting else Quote(1, len(text))


def checked(court: Court, wanted: OwnWords) -> str:
    """The words in one line; WrongField for a message that has none of its own, and for words that may not go out."""
    if wanted.message not in MESSAGES:
        raise WrongField("message", "wording_message")
    words = one_line(wanted.text)
    if words == standard_text(wanted.message):
        raise WrongField("text", "wording_standard")
    check_own_words(words, wanted.message, lambda one: sample_of(court, wanted.message, one), quote)
    return words


def check_still_fits(court: Court, field: str) -> None:
    """Raise WrongField where words of its own no longer fit with the name and number that the court is to have.

    They were measured with those of then, and a longer name makes them longer.
    """
    for message, text in sorted(court.own_words.items()):
        try:
            check_own_words(text, message, partial(sample_of, court, message), quote)
        except WrongField as wrong:
            named = Phrase(f"messages.message.{message}")
            raise WrongField(field, "court.own_words", message=named, fault=wrong) from None


@transaction.atomic
def word_message(court: Court, wanted: OwnWords, by: str, now: datetime, *, approved_by: str = "") -> bool:
    """Have a message go out in these words from now on; False where it did before.

    Refused for whoever does not run the court, and for words of its own that no second person approved.
    """
    check_office(by, Act.RUN_COURT, court)
    locked = Court.objects.select_for_update().get(id=court.id)
    words = checked(locked, wanted) if wanted.text else ""
    if words and by != ENGINE and approved_by in {"", by}:
        raise Refused("needs_second_person")
    own = locked.own_words
    before = own.pop(wanted.message, "")
    if before == words:
        return False
    kept = {**own, wanted.message: words} if words else own
    locked.message_words = court.message_words = json.dumps(kept, sort_keys=True)
    locked.save(update_fields=["message_words"])
    data: dict[str, Json] = {"message": wanted.message, "before": before, "text": words, "mark": mark_of(words)}
    data |= {"approved_by": approved_by} if approved_by else {}
    record([NewEvent("court.message_worded", f"court:{locked.id}", None, now, by, data)], now)
    return True
