"""A print room for tests: somebody who can be reached by post alone, and the steps of a letter one after the other."""

from datetime import datetime, timedelta
from uuid import uuid4

from songda.core.delivery.letters import Product
from songda.records.court.staff.models import Court
from songda.records.law.planning.advance import advance
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.matter.parties.models import Address, Party
from songda.records.service.orders.models import Envelope
from songda.records.ways.post.letters.batches import make_batch, scan
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.post.letters.rooms import RangeDraft, give_range
from songda.records.ways.post.letters.setting import bind_batches, set_letters
from songda.records.ways.post.planning import LetterDraft, plan_letter
from tests import make
from tests.records.stage import NOW, defendant, order

CLERK = "staff:" + str(uuid4())
SECOND = timedelta(seconds=1)
PLACE = "032300 山西省 吕梁市 孝义市 新义街道迎宾路1号3单元502室"


def numbers(court: Court, first: int = 12345678, count: int = 1000, product: str = "court_post") -> None:
    """The carrier gave the court so many numbers."""
    prefix = "EZ" if product == "court_post" else "RA"
    give_range(court, RangeDraft(product, prefix, first, first + count - 1), CLERK, NOW)


def home(party: Party, place: str = PLACE, address_class: str = "confirmed") -> Address:
    """A place of theirs."""
    return add_address(party, AddressDraft("postal", place, address_class), CLERK, NOW)


def sealed_envelope(**changes: object) -> Envelope:
    """One summons for somebody without any electronic address, whose place is known; the engine has looked at it."""
    case = make.case()
    party = defendant(case, None, consents=False, **changes)  # type: ignore[arg-type]
    home(party)
    order(party, make.paper(case))
    advance(NOW)
    return Envelope.objects.select_related("case__court", "party").get(party=party)


def draft_for(envelope: Envelope, **more: object) -> LetterDraft:
    """All its papers to the newest place of theirs."""
    places = Address.objects.filter(party=envelope.party_id, kind="postal", retired_at=None)
    address = places.latest("recorded_at", "id")
    services = tuple(envelope.services.order_by("id").values_list("id", flat=True))
    return LetterDraft(address.id, services, **more)  # type: ignore[arg-type]


def planned(envelope: Envelope, **more: object) -> Letter:
    """A letter with all papers of the envelope."""
    return plan_letter(envelope, draft_for(envelope, **more), CLERK, NOW)


def set_and_batched(court: Court, at: datetime = NOW) -> Batch:
    """What is planned is set, put into one batch and bound."""
    while set_letters(at):
        pass
    batch = make_batch(court, Product.COURT_POST.value, CLERK, at)
    bind_batches(at)
    batch.refresh_from_db()
    return batch


def count_all(batch: Batch, at: datetime = NOW) -> None:
    """Every letter of the batch is scanned once."""
    for letter in batch.letters.order_by("place_in_batch"):
        scan(batch, letter.number, CLERK, at)
