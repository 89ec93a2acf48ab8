"""A letter in a batch, for tests that go to every address of the console."""

from songda.clock import new_id
from songda.core.delivery.letters import LetterReason, LetterState, Product, item_number
from songda.records.ground import vault
from songda.records.matter.parties.models import Address
from songda.records.service.orders.models import Envelope
from songda.records.ways.post.letters.models import Batch, Letter, LetterPaper
from tests import make


def letter_of(envelope: Envelope, place: Address) -> Letter:
    """The letter of this envelope, with a file of one blank page, in a batch that is not sealed; made once."""
    known = Letter.objects.filter(envelope=envelope, sealed_at=None).select_related("batch").first()
    if known is not None:
        return known
    court, letter_id = envelope.case.court, new_id()
    batch_id = new_id()
    batch = Batch.objects.create(
        id=batch_id,
        court=court,
        product=Product.COURT_POST,
        n=1,
        made_at=make.NOW,
        made_by="engine",
        bound_at=make.NOW,
        pages=1,
        sha256=b"\1" * 32,
        wrapped_key=vault.store_file("batches", batch_id, make.pdf("a batch")),
        manifest_sha256=b"\1" * 32,
        manifest_key=vault.store_file("manifests", batch_id, make.pdf("a list")),
    )
    letter = Letter.objects.create(
        id=letter_id,
        court=court,
        envelope=envelope,
        address=place,
        address_class=place.address_class,
        place_sealed=vault.seal_text(f"letter.place:{letter_id}", '["032300", "新义街12号", "李卫国"]'),
        product=Product.COURT_POST,
        state=LetterState.READY,
        why=LetterReason.BY_HAND,
        opened_at=make.NOW,
        opened_by="engine",
        planned_at=make.NOW,
        number=item_number("EZ", 12345678),
        sha256=b"\1" * 32,
        size=1,
        pages=1,
        file_id=letter_id,
        wrapped_key=vault.store_file("letters", letter_id, make.pdf("a letter")),
        batch=batch,
        place_in_batch=1,
    )
    LetterPaper.objects.create(letter=letter, service=envelope.services.order_by("id")[0])
    return letter
