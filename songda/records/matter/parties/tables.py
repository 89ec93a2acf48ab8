"""What the tables of parties are: rights, comparison with the log, erasure, files."""

from operator import attrgetter

from songda.core.state import entities
from songda.records.ground.tables import ACTOR, SEALED, Among, Compared, Table, keyed, opened, words
from songda.records.ground.vault import address_index, name_index, number_index
from songda.records.matter.parties.models import Address, AddressFinding, Bar, Consent, Party, Refusal


def _number_index(number: str) -> bytes | None:
    return number_index(number) if number else None


TABLES = (
    Compared(
        Party,
        among=Among.GROUNDS,
        log="parties",
        web="I",
        changes="role kind domicile acts_for_id agent_authority lacks_capacity may_not_receive is_in_custody "
        "is_soldier home_law_forbids_electronic own_labour age_may_matter name_sealed name_index "
        "number_sealed number_index named_at offline_since offline_reason wants_paper_since removed_at",
        case="case",
        aside={
            "age_may_matter": "only says whether the number need be opened to learn an age",
            "named_at": "when a search reads the name anew",
        },
        reads={
            "name_index": (keyed("name", name_index), lambda row: bytes(row.name_index)),
            "name_sealed": (keyed("name", name_index), opened("name", name_index)),
            "number_index": (
                keyed("number", _number_index),
                lambda row: None if row.number_index is None else bytes(row.number_index),
            ),
            "number_sealed": (keyed("number", _number_index), opened("number", number_index)),
        },
        apart=frozenset({"name", "number"}),
        stays={
            "name_sealed number_sealed": "the court finds its cases by them",
        },
        free_text={"domicile"},
    ),
    Compared(
        Address,
        among=Among.GROUNDS,
        log="addresses",
        web="I",
        changes="value_sealed value_index retired_at is_mistyped address_class class_since is_for_all_cases "
        "recorded_at disowned_at",
        case="party__case",
        aside={"value_sealed": SEALED},
        reads={
            "value_index": (
                lambda _thing: True,
                lambda row: row.value == "" or bytes(row.value_index) == address_index(row.kind, row.value),
            )
        },
        may_be_unlogged=lambda row: row.retired_at is not None,  # offered and never confirmed: nothing goes there
        stays={"value_sealed": "where papers of the case went; what look-ups found, and accounts, go with the case"},
        free_text={"kind"},
    ),
    Compared(
        AddressFinding,
        among=Among.GROUNDS,
        log="address_steps",
        web="I",
        case="address__party__case",
        aside={"recorded_at": "the event says when it was recorded", "recorded_by": ACTOR},
        key=lambda row: entities.address_step_id(str(row.address_id), row.address_class, row.at, row.how),
        column_if_unlogged="how",
        free_text={"how", "recorded_by"},
    ),
    Table(
        Bar,
        why="keeps look-ups from giving a number again; the law asks the class of the address",
        web="I",
        changes="since lifted_at",
        of_nothing="a number that is nobody's whom the court seeks: known by its index alone",
    ),
    Compared(
        Consent,
        among=Among.GROUNDS,
        log="consents",
        web="I",
        changes="withdrawn_at withdrawal struck_at",
        case="party__case",
        reads={"proof_sealed": words(attrgetter("proof"), "proof")},
        stays={"proof_sealed": "what was said when somebody agreed: service to them rests on it"},
        free_text={"how"},
    ),
    Compared(
        Refusal,
        among=Among.GROUNDS,
        log="refusals",
        web="I",
        changes="is_set_aside struck_at",
        case="party__case",
        free_text={"how"},
    ),
)
