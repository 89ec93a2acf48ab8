"""Takes typed words to what can be seen of them: nothing that hides in a text or turns its writing round.

A mark that turns the writing round shows a name or a place as another one; what prints nothing makes two texts look
alike that are not. Neither has a use in Chinese or English court papers, and both come along when text is pasted.
"""

import unicodedata

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
