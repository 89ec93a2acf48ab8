"""What the tables of staff are: rights, comparison with the log, erasure, files."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from songda.core.state import UNTOLD, entities
from songda.core.state.logged import own_fields
from songda.records.court.staff.models import (
    ApiClient,
    Court,
    EntryCode,
    KeptAnswer,
    Proposal,
    User,
    WayRule,
    password_mark,
)
from songda.records.court.staff.signing_in import code_mark, factor_marks
from songda.records.ground.tables import ALL, Among, Compared, Table, keyed, marked, written
from songda.records.ground.vault import mark, name_index


def _sheet(codes: Mapping[str, datetime | None], made_at: datetime | None) -> object:
    """The marks of a sheet's codes, each with when it was made and used."""
    if codes is UNTOLD:
        return UNTOLD
    return sorted(f"{mark} {written(made_at)} {written(used_at)}" for mark, used_at in codes.items())


def _sheet_of(user: User) -> object:
    return sorted(f"{code_mark(one)} {written(one.made_at)} {written(one.used_at)}" for one in user.entry_codes.all())


def _draft_mark(draft: object) -> bytes:
    """The keyed hash of what a request is about, which may name people."""
    return name_index(json.dumps(draft, ensure_ascii=False, sort_keys=True))


def _letter_by_letter(name: str | None) -> bytes | None:
    """The keyed hash of a name that opens an account only as it was entered."""
    return mark("staff.sign_on", name) if name else None


TABLES = (
    Compared(
        Court,
        among=Among.OFFICES,
        log="courts",
        changes="name name_en street phone asks_all_for_factor calls_found_first channels_paused message_words "
        "figures_public_since above_id",
        root=("court", "court.opened"),
        free_text={"code", "name", "name_en", "phone", "street", "zone"},
    ),
    Compared(
        User,
        among=Among.OFFICES,
        log="staff",
        web="I",
        changes="password last_login role is_active must_change_password sign_on_name",
        untold={"last_login": "when they came last"},
        aside={
            "username": "opens the door to an account; what is done with it is told under its name",
            "last_login": "when they came last",
            "date_joined": "when the account was opened",
            "first_name last_name email": "not used",
            "is_staff": "not used: there is no administration site",
            "is_superuser": "not used: roles decide",
        },
        reads={
            "password": password_mark,
            "display_name": marked("display_name"),
            "sign_on_name": (keyed("sign_on_name", _letter_by_letter), lambda row: _letter_by_letter(row.sign_on_name)),
        },
        apart=frozenset({"factors", "codes", "codes_made_at"}),
        root=("staff", "staff.admitted"),
        free_text={"display_name", "first_name", "last_name", "password", "sign_on_name", "username"},
    ),
    Compared(
        Proposal,
        among=Among.HOUSE,
        log="proposals",
        web="I",
        changes="state decided_by_id decided_at",
        aside={"ends_at": "follows from when it was asked for"},
        reads={"draft": (keyed("draft", _draft_mark), lambda row: _draft_mark(row.draft))},
    ),
    Compared(
        WayRule,
        among=Among.HOUSE,
        log="way_rules",
        web="I",
        changes="choice set_at",
        aside={"id": "the row's number"},
        key=lambda row: (str(row.court_id), row.way, row.paper_kind),
        column_if_unlogged="choice",
        free_text={"way"},
    ),
    Table(EntryCode, why="compared with the account that they open", web="ID", changes="used_at"),
    Compared(
        ApiClient,
        among=Among.OFFICES,
        log="clients",
        web="I",
        changes="last_used_at revoked_at",
        untold={"last_used_at": "when it came last"},
        aside={"last_used_at": "when it came last"},
        reads={"token_hash": (lambda entity: entity.token, lambda row: sha256(row.token_hash).hexdigest())},
        apart=frozenset({"token"}),
        root=("client", "client.admitted"),
        free_text={"name"},
    ),
    Table(
        KeptAnswer,
        why="what a system was answered, given again under its key; decides nothing",
        web="ID",
        changes="status body_sealed",
        untold={ALL: "what a system was answered, given again under its key; decides nothing"},
        stays={"body_sealed": "goes by itself, whatever becomes of the case"},
        free_text={"key"},
    ),
)
FACTORS = Compared(  # of the same people: what opens their accounts beside a password
    User,
    among=Among.OFFICES,
    log="staff",
    aside=dict.fromkeys((column.attname for column in User._meta.concrete_fields), "compared as who works there"),
    reads={
        "factors": lambda row: factor_marks(row.authenticator_set.all()),
        "codes": (lambda entity: _sheet(entity.codes, entity.codes_made_at), _sheet_of),
    },
    apart=frozenset(own_fields(entities.Staff)),
    may_be_unlogged=lambda _row: True,
)
