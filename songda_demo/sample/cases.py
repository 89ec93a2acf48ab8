"""The demo's two courts, of which the second must not see the first, and its cases: one for each thing of a week."""

from dataclasses import dataclass
from datetime import datetime

from songda.core.identifiers.credit_code import check_character as credit_check
from songda.core.identifiers.person_document import check_character as resident_check
from songda.records.court.staff.actions import CourtDraft
from songda.records.matter.cases.actions import CaseDraft
from songda.records.matter.parties.bulk import CaseFile, PersonFile
from songda.records.matter.parties.drafts import AddressDraft, ConsentDraft, PartyDraft

COURTS = (
    CourtDraft(
        code="晋1181",
        name="孝义市人民法院",
        name_en="People's Court of Xiaoyi",
        phone="12368",
        street="山西省孝义市府前街1号（演示）",
    ),
    CourtDraft(
        code="晋1182",
        name="汾阳市人民法院",
        name_en="People's Court of Fenyang",
        phone="12368",
        street="山西省汾阳市府前街1号（演示）",
    ),
)


@dataclass(frozen=True)
class SampleCase:
    """A case, its papers by kind, and the places of those who are served, off line, withdrew, or are looked up.

    `is_approved`: the look-up is approved already, and the registry is asked as soon as the worker runs.
    """

    file: CaseFile
    papers: tuple[str, ...]
    served: tuple[int, ...] = ()
    offline: int | None = None
    withdrawn: int | None = None
    looked_up: int | None = None
    is_approved: bool = False


def sample_cases(now: datetime) -> tuple[SampleCase, ...]:
    """The cases as they stand on the first day; nobody in them exists."""
    return (_loan(now), _sale(now), _divorce(now), _accident(now), _judged(now), _tenancy(now))


def _case(number: str, cause: str, *persons: PersonFile, **words: str) -> CaseFile:
    return CaseFile(CaseDraft(number, cause=cause, **words), persons)  # type: ignore[arg-type]


def _loan(now: datetime) -> SampleCase:
    """The lender agreed; of the borrower only a number is known that a look-up found, so a call is due."""
    persons = (
        agreed(person("plaintiff", "张建国", "19680512", mobile("13835800051")), now),
        person("defendant", "李志强", "19790823", mobile("13835800052", "found")),
    )
    file = _case(f"（{now.year}）晋1181民初1001号", "民间借贷纠纷", *persons, procedure="simplified")
    return SampleCase(file, ("notice_to_respond", "rights_notice", "summons"), served=(1,))


def _sale(now: datetime) -> SampleCase:
    """Two companies; the buyer agreed, but their telephone is switched off, so their mailbox is tried next."""
    agent = PersonFile(PartyDraft("agent", "王律师", agent_authority="special"), (mobile("13835800054"),), acts_for=0)
    persons = (
        agreed(company("plaintiff", "汾河贸易有限公司（演示）", 1, email("fenhe@example.com")), now),
        agreed(
            company("defendant", "吕梁建材有限公司（演示）", 2, mobile("13835800001"), email("jiancai@example.com")),
            now,
        ),
        agent,
    )
    file = _case(f"（{now.year}）晋1181民初1002号", "买卖合同纠纷", *persons)
    return SampleCase(file, ("notice_to_respond", "evidence_notice", "summons"), served=(1,))


def _divorce(now: datetime) -> SampleCase:
    """A status case that waits for its clerk: nothing is served yet; further numbers are being looked up."""
    persons = (
        agreed(person("plaintiff", "陈秀英", "19850307", mobile("13835800056"), order=2), now),
        person("defendant", "郭建军", "19830919", mobile("13895100057", "found")),
    )
    draft = CaseDraft(f"（{now.year}）晋1181民初1003号", is_status_case=True, cause="离婚纠纷")
    papers = ("complaint_copy", "notice_to_respond", "rights_notice", "summons")
    return SampleCase(CaseFile(draft, persons), papers, looked_up=1, is_approved=True)


def _accident(now: datetime) -> SampleCase:
    """An old man who is served off line, and an insurer whose mailbox is in order."""
    persons = (
        person("plaintiff", "赵福来", "19460211", mobile("13835800058", "provided")),
        agreed(company("defendant", "晋安保险股份有限公司（演示）", 3, email("jinan@example.com")), now),
    )
    file = _case(f"（{now.year}）晋1181民初1004号", "机动车交通事故责任纠纷", *persons)
    return SampleCase(file, ("notice_to_respond", "summons"), served=(0, 1), offline=0)


def _judged(now: datetime) -> SampleCase:
    """A judgment that waits for a defendant whose number no longer exists; a look-up waits for approval."""
    persons = (
        agreed(person("plaintiff", "孙玉梅", "19800630", mobile("13835800060"), order=2), now),
        person("defendant", "马有才", "19780214", mobile("13835800002", "provided")),
    )
    draft = CaseDraft(f"（{now.year}）晋1181民初1005号", is_status_case=True, cause="离婚纠纷")
    return SampleCase(CaseFile(draft, persons), ("judgment",), served=(0, 1), looked_up=1)


def _tenancy(now: datetime) -> SampleCase:
    """For the judge: the tenant agreed on paper but is known by a found number only; the landlord withdrew."""
    persons = (
        agreed(person("plaintiff", "刘凤兰", "19720918", mobile("13835800062"), order=2), now),
        agreed(person("defendant", "高永胜", "19880125", mobile("13835800063", "found")), now),
    )
    file = _case(f"（{now.year}）晋1181民初1006号", "房屋租赁合同纠纷", *persons, procedure="simplified")
    return SampleCase(file, ("notice_to_respond", "summons"), served=(1,), withdrawn=0)


def resident_id(born: str, order: int) -> str:
    """An identity number of Xiaoyi for a birth date (19800101) and an order number."""
    body = f"141181{born}{order:03d}"
    return body + resident_check(body)


def credit_code(serial: int) -> str:
    """A credit code of a company in Xiaoyi."""
    body = f"91141181MA0S{serial:05d}".replace("S", "K")
    return body + credit_check(body)


def person(role: str, name: str, born: str, *addresses: AddressDraft, order: int = 1) -> PersonFile:
    """A natural person with these addresses."""
    return PersonFile(PartyDraft(role, name, resident_id(born, order)), addresses)


def company(role: str, name: str, serial: int, *addresses: AddressDraft) -> PersonFile:
    """A company with these addresses."""
    return PersonFile(PartyDraft(role, name, credit_code(serial), kind="legal_person"), addresses)


def agreed(one: PersonFile, at: datetime, how: str = "form") -> PersonFile:
    """The same person with an express consent for first instance."""
    consent = ConsentDraft("express", at, ("first_instance",), how=how, proof="送达地址确认书（演示）")
    return PersonFile(one.party, one.addresses, (consent,), one.acts_for)


def mobile(number: str, address_class: str = "confirmed") -> AddressDraft:
    """A mobile number; what its last two digits bring about stands in the sandbox's tables."""
    return AddressDraft("mobile", number, address_class, "lookup" if address_class == "found" else "form")


def email(address: str) -> AddressDraft:
    """An e-mail address that the person gave themselves."""
    return AddressDraft("email", address, "provided", "pleading")
