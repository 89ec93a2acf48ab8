"""Takes what people type to one plain form and to what can be seen; a wrong number is refused with its cure."""

import unicodedata
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from songda.core.words import Phrase, Sentences, Value

_DASHES = dict.fromkeys(map(ord, "-‐‑‒–—―−"))
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def narrow(text: str) -> str:
    """The text in narrow characters, without blanks and invisible characters."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())


def plain(text: str) -> str:
    """The same without dashes, for numbers that people group as they like."""
    return narrow(text).translate(_DASHES)


def digits_of(text: str) -> str:
    """Its digits alone, in narrow ones: a number that is typed in groups, in wide figures or within a sentence."""
    return "".join(digit for _, digit in _digits(text))


def mask_number(text: str, number: str, masked: str) -> str:
    """The text with `masked` wherever this number stands, however its figures are grouped and written."""
    wanted, found = digits_of(number), list(_digits(text))
    told = "".join(digit for _, digit in found)
    if not wanted or wanted not in told:
        return text
    pieces, end, start = [], 0, told.find(wanted)
    while start >= 0:
        last = start + len(wanted)
        pieces += [text[end : found[start][0]], masked]
        end, start = found[last - 1][0] + 1, told.find(wanted, last)
    return "".join([*pieces, text[end:]])


def _digits(text: str) -> Iterator[tuple[int, str]]:
    """Each digit and where the letter stands that says it."""
    for place, letter in enumerate(text):
        for plain_letter in unicodedata.normalize("NFKC", letter):
            if plain_letter.isdecimal():
                yield place, str(unicodedata.decimal(plain_letter))


def read_typed_code(text: str) -> str:
    """Only the letters and digits, in capitals; of a pasted link only what follows the last stroke."""
    last = unicodedata.normalize("NFKC", text).strip().rstrip("/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last.upper() if letter.isascii() and letter.isalnum())


# A mark that turns the writing round shows a name or a place as another one; what prints nothing makes two texts look
# alike that are not. Neither has a use in Chinese or English court papers, and both come along when text is pasted.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by name, but nothing is printed for them
_BREAKS = str.maketrans({"\r": "\n", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "})


def visible(text: str) -> str:
    """The words with their line breaks, without what cannot be seen."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = text.replace("\r\n", "\n").translate(_BREAKS)
    return "".join(letter for letter in kept if letter == "\n" or _is_seen(letter)).strip()


def one_line(text: str) -> str:
    """The same in one line, with single blanks."""
    return " ".join(visible(text).split())


def _is_seen(letter: str) -> bool:
    return letter not in _BLANKS and unicodedata.category(letter) not in _UNSEEN


class IdentifierError(ValueError):
    """`code` is the number and its part, as in `case_number.year`; `wrong` says what is wrong with that part.

    `part` is the part alone (year, court, type, serial, division, birth_date, check_digit, length, prefix ...). The
    words are `identifiers.<code>.<wrong>` and, how to mend it, `identifiers.<code>.cure`.
    """

    def __init__(self, code: str, wrong: str = "wrong", *, part: str = "", **values: Value) -> None:
        super().__init__(code, wrong)
        self.code = code
        self.part = part or code.partition(".")[2]
        self.reason = Phrase(f"identifiers.{code}.{wrong}", values)
        self.cure = Phrase(f"identifiers.{code}.cure")

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, language: str) -> str:
        """Reason and cure in one language, ready to be shown beside the field."""
        return Sentences((self.reason, self.cure)).sentence(language)


def named_address(said: str) -> SplitResult:
    """An address that the head of a request names; an empty one for what is none."""
    try:
        return urlsplit(said)
    except ValueError:
        return urlsplit("")
