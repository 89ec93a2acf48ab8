"""Stored words as a recipient reads them, and masked addresses."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from songda.channels.registry import mask_address
from songda.core.words import name_of, names_of
from songda.records.matter.parties.models import Address
from songda.web.portal.visit import language

register = template.Library()
V = TypeVar("V")


@register.simple_tag
def plain_words() -> list[tuple[str, str]]:
    """The court's own words, each with what it means in everyday life."""
    names, meanings = (names_of(f"plain_words.{table}", language()) for table in ("name", "meaning"))
    return [(name, meanings[word]) for word, name in names.items()]


@register.filter
def lookup(table: Mapping[object, V], key: object) -> V | None:
    """What a table holds under a key."""
    return table.get(key)


@register.filter
def days_left(last_day: date, today: date) -> str:
    """How much time is left, for whoever comes back in a hurry."""
    left = (last_day - today).days
    if left < 0:
        return pgettext("period", "This day is over")
    if left == 0:
        return _("Today is the last day")
    return ngettext("%(left)d day left", "%(left)d days left", left) % {"left": left}


@register.filter
def masked(address: Address) -> str:
    """Enough of an address to recognise it."""
    return mask_address(address.kind, address.value)


@register.filter
def address_class(word: str) -> str:
    """How the court knows an address."""
    return {
        "provided": _("given by you"),
        "confirmed": _("confirmed by you"),
        "found": _("found by the court"),
    }.get(word, _("not known whether it is yours"))


@register.filter
def ground(word: str) -> str:
    """What an objection says."""
    return {
        "other_arrival_date": _("It reached me on another day"),
        "not_own_address": _("The number or address is not mine"),
        "not_read_by_recipient": _("I did not read it; somebody else did"),
        "system_error": _("A fault of the system kept me from it"),
        "no_fault": _("A letter went back through no fault of mine"),
    }.get(word, word)


@register.filter
def ruling(word: str) -> str:
    """What the judge said to it."""
    return {
        "accepted": pgettext("ruling", "accepted"),
        "rejected": pgettext("ruling", "rejected"),
    }.get(word, _("The judge has not decided yet"))


@register.filter
def way_name(way: str) -> str:
    """What a way of people is called."""
    return name_of("deeds.way", way, language())
