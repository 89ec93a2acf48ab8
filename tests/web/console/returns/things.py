"""What addresses of the return station are asked about: a letter in the post, an entry, a code, a picture."""

from songda.clock import new_id
from songda.core.delivery.letters import LetterState, item_number
from songda.records.ground import vault
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.post.carriage.deciding import add_scan
from songda.records.ways.post.carriage.models import CameBack, Carriage, CarrierReport, StationCode
from songda.records.ways.post.carriage.station import ReturnDraft, note_return, scan_code
from songda.records.ways.post.letters.models import Letter, LetterPaper
from songda_demo.sandbox.carrier.slips import slip
from tests import make

BY = "staff:00000000-0000-0000-0000-000000000001"
OF_RETURNS = frozenset({"posted_id", "entry_id", "code_id", "scan_id"})


def of_returns(printed: Letter, name: str) -> object:
    """The key that stands in such an address; `printed`: a letter in a batch, beside which another one was sealed."""
    letter = posted_beside(printed)
    if name == "posted_id":
        return letter.id
    if name == "code_id":
        scan_code(letter.court, "EA000000005CN", BY, make.NOW)
        return StationCode.objects.latest("id").id
    if name == "entry_id":
        return (CameBack.objects.first() or note_return(letter, ReturnDraft("nobody_met"), BY, make.NOW)).id
    return (CarrierReport.objects.first() or _scanned(letter)).id


def posted_beside(printed: Letter) -> Letter:
    """A letter of the same envelope that is in the post; made once."""
    known = Letter.objects.filter(envelope=printed.envelope, sealed_at__isnull=False).first()
    if known is not None:
        return known
    services = list(printed.paper_rows.values_list("service_id", flat=True))
    number = item_number("EZ", 12345679)
    sent = StepDraft("sent", make.NOW, words=number)
    deed = record_deed(printed.envelope, DeedDraft("mail", tuple(services), sent, printed.address_id), BY, make.NOW)
    lines = vault.open_text(f"letter.place:{printed.pk}", printed.place_sealed)
    printed.pk, printed.number, printed.place_in_batch = new_id(), number, 2
    printed.place_sealed = vault.seal_text(f"letter.place:{printed.pk}", lines)
    printed.state, printed.counted_at, printed.sealed_at, printed.deed = LetterState.SEALED, make.NOW, make.NOW, deed
    printed.withdrawn_at, printed.withdrawal, printed.may_sign = None, "", ["recipient"]
    printed.save(force_insert=True)
    LetterPaper.objects.bulk_create([LetterPaper(letter=printed, service_id=service) for service in services])
    return printed


def _scanned(letter: Letter) -> CarrierReport:
    Carriage.objects.get_or_create(letter=letter, defaults={"carrier": "signed", "begun_at": make.NOW})
    add_scan(letter.id, slip(letter.number, "returned", make.NOW), BY, make.NOW)
    return CarrierReport.objects.get()
