"""A refusal: what the system will not do, with a code that every door can turn into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from songda.core.language import COURT_LANGUAGE
from songda.core.words import Phrase, Sayable, Value, find, language_of, name_of


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """Raised by actions when a rule stands against the request; nothing was changed.

    `code` names the rule; its sentence is `refusals.<code>` of `core/words`. `details` fill it and must not be
    personal, since they may be logged. `path` says where in a request for many things it arose, as in `persons[1]`.
    """

    path = ""

    def __init__(self, code: str, **details: Value) -> None:
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, Value] = details

    def sentence(self, language: str) -> str:
        """The refusal in words: what is wrong and how to mend it; the code itself where nobody has worded it."""
        if find(f"refusals.{self.code}", language_of(language)) is None:
            return self.code
        return Phrase(f"refusals.{self.code}", self.details).sentence(language)


class WrongField(Refused):
    """One thing that was typed is wrong: `field` names it, `part` the part of it; the words say how to mend it.

    Its sentence is `fields.<code>` filled with the values, or what `why` says. Unlike other refusals its words may
    repeat what was typed, so they are shown to whoever typed it, never logged.
    """

    def __init__(self, field: str, code: str, *, why: Sayable | None = None, part: str = "", **values: Value) -> None:
        super().__init__(code, field=field)
        self.field = field
        self.part = part
        self._why = why or Phrase(f"fields.{code}", values)

    def sentence(self, language: str) -> str:
        """What is wrong with the field and how to mend it."""
        return self._why.sentence(language)


_ABOUT = {
    "entered_twice": "number",
    "number_of_another": "number",
    "number_of_another_here": "number",
    "opponents_address": "value",
    "number_in_place": "value",
    "whose_agent": "role",
}


@dataclass(frozen=True)
class Doubt:
    """A sentence that asks whether what was typed is so, `parties.doubt.<code>`."""

    code: str
    name: str = ""
    role: str = ""

    @property
    def field(self) -> str:
        """What was typed that it is about."""
        return _ABOUT.get(self.code, "name")

    def sentence(self, language: str) -> str:
        role = name_of("roles.role", self.role, language) if self.role else ""
        values: dict[str, Value] = {"name": self.name, "role": role}
        return Phrase(f"parties.doubt.{self.code}", values).sentence(language)


class Doubtful(Refused):
    """What was sent can be true but hardly ever is: it is kept only where its sender says that it is so.

    `doubts` are the sentences that ask; they may repeat what was sent, so they are shown to whoever sent it alone.
    `code` names the sentence that tells how to say that it is so.
    """

    def __init__(self, doubts: Sequence[Doubt], code: str = "doubtful") -> None:
        super().__init__(code)
        self.doubts = tuple(doubts)

    def sentence(self, language: str) -> str:
        """Every doubt, and how to say that it is so."""
        between = "" if language_of(language) == COURT_LANGUAGE else " "
        listed = between.join(doubt.sentence(language) for doubt in self.doubts)
        return Phrase(f"refusals.{self.code}", {"doubts": listed}).sentence(language)


def refuse_doubtful(doubts: Sequence[Doubt], *, is_sure: bool) -> None:
    """Raise Doubtful unless nothing is odd, or its sender says that it is so."""
    if doubts and not is_sure:
        raise Doubtful(doubts)
