"""Builders for tests, one per noun; each makes the least that a test needs, over the same actions as the doors do."""

from collections import Counter
from io import BytesIO
from itertools import count

import pikepdf

from songda.core.access import Role
from songda.core.identifiers.person_document import check_character
from songda.records.court.staff.actions import CourtDraft, UserDraft, make_court, make_user
from songda.records.court.staff.models import Court, User
from songda.records.matter.cases.actions import CaseDraft, register_case
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.actions import PaperDraft, file_paper
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.actions import (
    AddressDraft,
    ConsentDraft,
    PartyDraft,
    add_address,
    add_party,
    record_consent,
)
from songda.records.matter.parties.models import Address, Consent, Party
from tests.surroundings.day import entered_at

NOW = entered_at()  # ten o'clock on a working Monday in Xiaoyi, unless the tests live on another day
PASSWORD = "correct horse battery"  # of everybody that is made here
_numbers = count(1)
_papers_made: Counter[object] = Counter()


def court(code: str = "晋1181", name: str = "孝义市人民法院") -> Court:
    """The court of Xiaoyi, or another one; the same one when it is there already."""
    return Court.objects.filter(code=code).first() or make_court(CourtDraft(code, name), "engine", NOW)


def other_court() -> Court:
    """The neighbouring court, whose staff must not see a thing."""
    return court("晋1182", "汾阳市人民法院")


def user(of: Court | None = None, role: Role = Role.CLERK, name: str = "书记员陈") -> User:
    """A member of staff; without a court he works in Xiaoyi."""
    draft = UserDraft(f"{role.value}{next(_numbers)}", name, role, PASSWORD)
    return make_user(draft, of or court(), "engine", NOW)


def case(of: Court | None = None, **changes: object) -> Case:
    """A civil case of ordinary procedure at first instance, with a number of its own."""
    home = of or court()
    number = f"（2026）{home.code}民初{next(_numbers)}号"
    return register_case(home, CaseDraft(**{"number": number, **changes}), "engine", NOW)  # type: ignore[arg-type]


def resident_id(born: str = "19800101", order: int | None = None) -> str:
    """An identity number that is right in form and belongs to nobody; another one at each call."""
    body = f"141181{born}{order if order is not None else next(_numbers) % 1000:03d}"
    return body + check_character(body)


def mobile(ending: str = "") -> str:
    """A mobile number of no operator's customer that we know; `ending` chooses what the sandbox does with it."""
    serial = f"{next(_numbers):08d}"
    return "138" + serial[: 8 - len(ending)] + ending if ending else "138" + serial


def party(of: Case | None = None, role: str = "defendant", **changes: object) -> Party:
    """A natural person with a right identity number; the defendant unless told otherwise."""
    given = {"role": role, "name": "李某", "number": resident_id(), **changes}
    return add_party(of or case(), PartyDraft(**given), "engine", NOW)  # type: ignore[arg-type]


def address(of: Party | None = None, address_class: str = "confirmed", **changes: str) -> Address:
    """A mobile number that the party confirmed."""
    given = {"kind": "mobile", "value": mobile(), "address_class": address_class, "how": "form", **changes}
    return add_address(of or party(), AddressDraft(**given), "engine", NOW)


def consent(of: Party | None = None, **changes: object) -> Consent:
    """An express consent for first instance, given today."""
    given = {"ground": "express", "at": NOW, "stages": ("first_instance",), **changes}
    return record_consent(of or party(), ConsentDraft(**given), "engine", NOW)  # type: ignore[arg-type]


def pdf(words: str = "") -> bytes:
    """A small PDF that is safe; another one at each call unless the words are the same."""
    made = BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.docinfo["/Title"] = words or f"paper {next(_numbers)}"
        paper.save(made, deterministic_id=True)
    return made.getvalue()


def paper(of: Case | None = None, kind: str = "summons", filed_by: Party | None = None, title: str = "传票") -> Paper:
    """A paper on file; the court's own summons unless told otherwise. The PDFs of one case are those of the next."""
    home = of or case()
    _papers_made[home.id] += 1
    body = pdf(f"paper {_papers_made[home.id]} of a case")
    return file_paper(home, PaperDraft(kind, title, body, filed_by), "engine", NOW)
