"""Every word of a closed list that people are told has its name, and no name is left of a word that is gone."""

from collections.abc import Callable, Iterable

import pytest

from songda.core.access import Act, Role
from songda.core.circumstances import ROWS, Field, Kind, Row
from songda.core.delivery import deeds, off_line, tasks
from songda.core.delivery.incidents import IncidentKind
from songda.core.delivery.tasks import HandingRule
from songda.core.events.registry import EVENT_NAMES
from songda.core.identity import Assurance
from songda.core.law import Ground, Status
from songda.core.law.facts import (
    AddressClass,
    AddressSource,
    Branch,
    Channel,
    ConsentGround,
    PaperKind,
    Person,
    Procedure,
    RebuttalGround,
    Ruling,
    Stage,
)
from songda.core.outreach import closed_lists as outreach
from songda.core.outreach.effects import Answer
from songda.core.outreach.personal_data import Personal
from songda.core.terms import Addressee, EntryKind, Wait
from songda.core.words import languages, names_of
from songda.records.matter.parties import roles
from songda.records.overview.boards.today import SECTIONS, Whose
from songda.records.service.calls.models import OUTCOMES, TOPICS
from songda.records.service.tasks import by_hand
from tests.rows import all_rows


def _kinds(wanted: Callable[[Row], object]) -> list[Kind]:
    return [kind for kind, row in ROWS.items() if wanted(row)]


ENDING = _kinds(lambda row: row.ended)
ASKED_AT_ONCE = [field for field in Field if field is not Field.UNTIL]

LISTS: list[tuple[str, Iterable[str]]] = [
    ("events", EVENT_NAMES),
    ("tasks.kind", tasks.KINDS),
    ("tasks.reason", tasks.REASONS),
    ("tasks.ends", tasks.KINDS),
    ("tasks.ended", tasks.ENDINGS),
    ("tasks.copy", by_hand.HOW_COPIED),
    ("tasks.lane", SECTIONS),
    ("tasks.whose", Whose),
    ("tasks.rung", tasks.RUNGS),
    ("tasks.told", Addressee),
    ("tasks.wait", Wait),
    ("tasks.entry", EntryKind),
    ("tasks.handing", HandingRule),
    ("deeds.way", deeds.WAYS),
    ("outreach.aim", outreach.Aim),
    ("outreach.group", outreach.Group),
    ("outreach.kind", outreach.MaterialKind),
    ("outreach.topic", outreach.Topic),
    ("outreach.door", outreach.QuestionDoor),
    ("outreach.subject", outreach.Subject),
    ("outreach.state", ("draft", "running", "ended")),
    ("outreach.effect", Answer),
    ("outreach.personal", Personal),
    ("deeds.outcome", deeds.OUTCOMES),
    ("deeds.signer", Person),
    ("papers.kind", PaperKind),
    ("roles.role", roles.ROLES),
    ("roles.agent_authority", roles.AGENT_AUTHORITIES),
    ("calls.outcome", OUTCOMES),
    ("calls.topic", TOPICS),
    ("cases.branch", Branch),
    ("cases.procedure", Procedure),
    ("cases.stage", Stage),
    ("addresses.class", AddressClass),
    ("addresses.source", AddressSource),
    ("consents.ground", ConsentGround),
    ("routes.channel", Channel),
    ("services.status", Status),
    ("services.ground", Ground),
    ("objections.ground", RebuttalGround),
    ("objections.ruling", Ruling),
    ("recipients.assurance", [str(level.value) for level in Assurance]),
    ("staff.act", Act),
    ("staff.office", Role),
    ("certificates.stage", Stage),
    ("certificates.channel", Channel),
    ("certificates.consent", ConsentGround),
    ("certificates.address_class", AddressClass),
    ("certificates.result", (*Status, "other_means")),
    ("certificates.short", (*Status, "other_means")),
    ("certificates.ground", Ground),
    ("circumstances.kind", Kind),
    ("circumstances.follows", Kind),
    ("circumstances.ended", ENDING),
    ("circumstances.after", ENDING),
    *((f"circumstances.asks.{field}", _kinds(lambda row, field=field: field in row.asks)) for field in ASKED_AT_ONCE),
    ("circumstances.asks.until", ENDING),
    ("fields.circumstance.words", _kinds(lambda row: Field.WORDS in row.asks)),
    *((f"circumstances.basis.{kind}", row.bases) for kind, row in ROWS.items()),
    ("circumstances.offline", off_line.OFFLINE_REASONS),
    ("incidents.kind", IncidentKind),
    ("incidents.effect", IncidentKind),
]


@pytest.mark.parametrize("language", languages())
def test_whatever_a_form_may_say_of_how_it_is_known_a_certificate_can_say_too(language: str) -> None:
    assert set(names_of("consents.how", language)) <= set(names_of("certificates.how", language))


@all_rows("language", languages())
@all_rows(("table", "words"), LISTS, ids=[table for table, _ in LISTS])
def test_every_word_has_its_name_and_every_name_its_word(table: str, words: Iterable[str], language: str) -> None:
    named, there_are = set(names_of(table, language)), {str(word) for word in words}
    assert named == there_are, f"[{table}] in songda/core/words/{language}"
