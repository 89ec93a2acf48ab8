"""Corrections in words: what each field is called, what stood there, and what stands there now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from songda.core.access import Act, may
from songda.core.identifiers import mask_id, mask_name
from songda.records.court.staff.models import User
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.particulars import Change
from songda.records.matter.parties.past import corrections_of
from songda.web.console.shared import words
from songda.web.console.shared.story import Cast

TABLE_OF = {"role": "role", "kind": "kind", "domicile": "domicile", "agent_authority": "agent_authority"}


@dataclass(frozen=True)
class Line:
    """One changed field as the page shows it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Sight:
    """What the reader may see: names or only masks, numbers in full or masked; and the case's people by their id."""

    people: Mapping[str, Party]
    sees_names: bool
    in_full: bool = False


def lines(made: Iterable[Change], sight: Sight) -> list[Line]:
    """The changes as lines of a table."""
    return [
        Line(
            words.word(change.field, "party_field"),
            _value(change.field, change.before, sight),
            _value(change.field, change.after, sight),
        )
        for change in made
    ]


@dataclass(frozen=True)
class ShownCorrection:
    """One correction in words."""

    at: datetime
    who: str
    reason: str
    lines: tuple[Line, ...]


def shown_corrections(party: Party, viewer: User, *, in_full: bool) -> list[ShownCorrection]:
    """The corrections of a party, newest first; the reason, which may name people, only for those who see names."""
    made = corrections_of(party)
    if not made:
        return []
    cast, sees_names = Cast(party.case, viewer), may(viewer.role, Act.SEE_PERSONAL)
    sight = Sight({str(other.id): other for other in party.case.parties.all()}, sees_names, in_full)
    return [
        ShownCorrection(one.at, cast.who(one.actor), one.reason if sees_names else "", tuple(lines(one.changes, sight)))
        for one in made
    ]


def _value(field: str, value: object, sight: Sight) -> str:
    if value in ("", None):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _text(field, str(value), sight)


def _text(field: str, text: str, sight: Sight) -> str:
    match field:
        case "name":
            return text if sight.sees_names else mask_name(text)
        case "number":
            return text if sight.in_full else mask_id(text)
        case "acts_for_id":
            party = sight.people.get(text)
            return _text("name", party.name, sight) if party else text
        case _:
            return words.word(text, TABLE_OF.get(field, "party_field"))
