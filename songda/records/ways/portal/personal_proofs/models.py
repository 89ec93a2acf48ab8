"""What proves, beside name, number and text message, that it is the person themselves: a card, a code, a question."""

from django.db import models
from django.db.models import Q

from songda.clock import new_id
from songda.core.identity import PersonalProofKind
from songda.records.ground import vault
from songda.records.ground.closed_lists import one_of_words
from songda.records.matter.parties.models import Party

_CARD = Q(kind=PersonalProofKind.CARD.value, answer_index=None, question_sealed=None, expires_at=None, used_at=None)
_CODE = Q(kind=PersonalProofKind.CODE.value, answer_index__isnull=False, question_sealed=None, expires_at__isnull=False)
_QUESTION = Q(
    kind=PersonalProofKind.QUESTION.value, answer_index__isnull=False, question_sealed__isnull=False, expires_at=None
)


class PersonalProof(models.Model):
    """One of them: seen at the counter (card), given there (code), or agreed on in a call (question).

    Of a code and of an answer only a keyed hash is kept. `ended_at`: another took its place.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="personal_proofs")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)  # who of the staff made sure
    question_sealed = models.BinaryField(null=True)
    answer_index = models.BinaryField(max_length=16, null=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of_words("personal_proof_kind_known", "kind", PersonalProofKind),
            models.CheckConstraint(name="personal_proof_holds_what_it_needs", condition=_CARD | _CODE | _QUESTION),
            models.UniqueConstraint(
                name="personal_proof_one_answer",
                fields=["party", "kind"],
                condition=Q(ended_at=None, used_at=None, answer_index__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"

    @property
    def question(self) -> str:
        """The question in clear, for the person and the staff; never for logs."""
        return (
            vault.open_text(f"personal_proof.question:{self.id}", self.question_sealed) if self.question_sealed else ""
        )
