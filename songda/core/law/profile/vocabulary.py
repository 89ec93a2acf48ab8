"""What a jurisdiction's tables may refer to."""

from collections.abc import Mapping
from typing import NamedTuple

from songda.core.law.profile.sources import Source
from songda.core.law.profile.texts import StatuteText

Table = Mapping[str, object]


class ProfileError(ValueError):
    """A jurisdiction's tables cannot be used as they are."""


class Vocabulary(NamedTuple):
    """What a table may refer to: the sources and their texts, and named groups of words by subject.

    `no_statutes`: sources that have no text to be read, such as the rules of the house.
    """

    jurisdiction: str
    sources: Mapping[str, Source]
    groups: Mapping[str, Mapping[str, list[str]]]
    zones: frozenset[str]
    texts: Mapping[str, StatuteText] = {}
    no_statutes: frozenset[str] = frozenset()
