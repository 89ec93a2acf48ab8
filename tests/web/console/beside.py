"""What else there is in the court of the console's tests: somebody away, a helper, look-ups, a signed form."""

from datetime import timedelta
from typing import Any

from songda import clock
from songda.core.access import ProposalKind, Role
from songda.core.lookups import AlarmKind, NumberState
from songda.records.court.staff.models import Court, Proposal
from songda.records.court.staff.office import ProposalDraft, propose
from songda.records.matter.parties.models import Address, Party
from songda.records.service.mandates.actions import MandateDraft, give_mandate
from songda.records.service.mandates.models import Mandate
from songda.records.service.tasks.handing import SubstitutionDraft, note_substitution
from songda.records.service.tasks.models import Substitution
from songda.records.ways.lookups.models import Alarm, FoundNumber
from songda.records.ways.lookups.watching import NewAlarm, raise_alarms
from songda.records.ways.portal.address_forms.actions import keep_scanned
from songda.records.ways.portal.address_forms.forms import FormDraft
from songda.records.ways.portal.address_forms.models import SignedForm
from songda.registries.contract import ReplyCode
from tests import make
from tests.records.ways.lookups.stage import Book, approved, ask_all, requested, says
from tests.web.console.telephone.dialled import a_recorded_talk

NOW = make.NOW


def away() -> Substitution:
    """A clerk is away from yesterday until next week; another stands in."""
    absent, there = make.user(name="何书记员"), make.user(name="郭书记员")
    draft = SubstitutionDraft(absent, there, clock.now() - timedelta(days=1), clock.now() + timedelta(days=7))
    return note_substitution(draft, "engine", clock.now())


def beside(address: Address, defendant: Party, plaintiff: Party) -> dict[str, Any]:
    """A call, a helper, somebody who is away, look-ups."""
    talk = {
        "dial": a_recorded_talk(address),
        "mandate": helped(plaintiff),
        "substitution": away(),
        "signed_form": signed_on_paper(plaintiff),
        "proposal": proposed(plaintiff.case.court),
    }
    return {**talk, **looked_up(defendant, plaintiff)}


def proposed(of: Court) -> Proposal:
    """A second administrator is wanted, and waits for somebody else's approval."""
    told = {"username": "second", "display_name": "冯管理员", "role": "administrator"}
    return propose(of, ProposalDraft(ProposalKind.ADMISSION, draft=told), make.user(of, Role.SUPERVISOR), clock.now())


def signed_on_paper(party: Party) -> SignedForm:
    """An address confirmation form that names an account and says nothing else."""
    draft = FormDraft(NOW, numbers=(("wechat", "chenxiuying"),))
    return keep_scanned(party, draft, make.pdf("form"), "engine", NOW)


def helped(party: Party) -> Mandate:
    """Somebody who may look at the papers with them."""
    told = ("王小明", make.resident_id("19850101"), "child", "counter", "card", ("see",))
    return give_mandate(party, MandateDraft(*told, clock.now() + timedelta(days=30)), "engine", clock.now())[0]


def looked_up(asked_for: Party, found: Party) -> dict[str, Any]:
    """A request that waits, a number that was found, an alarm."""
    return {"lookup": requested(asked_for, at=clock.now()), "number": out_of_use(found), "alarm": alarm()}


def out_of_use(party: Party) -> FoundNumber:
    """A number that nobody uses any more, which a look-up found."""
    approved(party)
    ask_all(Book(says(ReplyCode.NUMBERS, make.mobile(), state=NumberState.INACTIVE)))
    return FoundNumber.objects.get()


def alarm() -> Alarm:
    """An alarm about a member of staff."""
    raised = NewAlarm(AlarmKind.OFF_HOURS, "off_hours", NOW.date(), make.court().id, f"staff:{make.user().id}", count=1)
    raise_alarms([raised], NOW)
    return Alarm.objects.get()
