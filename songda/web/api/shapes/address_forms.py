"""Signed address confirmation forms as they come in and go out."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from songda.core.address_form import NUMBERS, Answer
from songda.core.identifiers.postal import LONGEST, PARTS, PostalAddress, compose, faults
from songda.core.refusal import WrongField
from songda.records.delivery.address_forms.forms import FormDraft
from songda.records.delivery.address_forms.models import SignedForm
from songda.web.api.shapes.base import How, In, Moment, Out, Text
from songda.web.api.shapes.words import StageWord


class SignedFormIn(In):
    """What stands in a form that was signed on paper; the scan comes beside it as `pdf`.

    Of a postal address `province` and `street` at least; a number, a mailbox or an account where the form names one.
    `answer` is what is ticked about electronic service: `yes` (with `stages`, and `judgments` where these are ticked
    too), `no`, or nothing. `signer_id` names the representative who signed in the party's place.
    """

    signed_at: Moment
    province: How = ""
    city: How = ""
    district: How = ""
    street: Text = ""
    postcode: How = ""
    addressee: How = ""
    mobile: Text = ""
    email: Text = ""
    wechat: Text = ""
    fax: Text = ""
    inbox: Text = ""
    answer: Literal["yes", "no", ""] = ""
    stages: Annotated[list[StageWord], Field(max_length=10)] = []
    judgments: bool = False
    wants_secrecy: bool = False
    signer_id: UUID | None = None

    def draft(self) -> FormDraft:
        """For the records; WrongField names the part of an address that is missing or wrong."""
        return FormDraft(
            self.signed_at,
            place=self._place(),
            numbers=tuple((kind, getattr(self, kind)) for kind in NUMBERS if getattr(self, kind)),
            answer=Answer(self.answer),
            stages=tuple(self.stages),
            judgments=self.judgments,
            wants_secrecy=self.wants_secrecy,
            signer_id=self.signer_id,
        )

    def _place(self) -> str:
        parts = {part: str(getattr(self, part)) for part in PARTS}
        if not any(parts.values()):
            return ""
        place = PostalAddress(**parts)
        for part, code in faults(place).items():
            raise WrongField(part, f"postal.{code}", longest=LONGEST[part])
        return compose(place)


class SignedFormOut(Out):
    """A signed form: when and how it was signed, what came of it, and its SHA-256; the file is fetched by its id."""

    id: UUID
    party_id: UUID
    way: str
    signed_at: AwareDatetime
    signer_id: UUID | None
    consent_id: UUID | None
    refusal_id: UUID | None
    wants_secrecy: bool
    sha256: str
    pages: int
    size: int
    recorded_at: AwareDatetime

    @classmethod
    def of(cls, form: SignedForm) -> Self:
        """From its row."""
        known = {name: getattr(form, name) for name in cls.model_fields if name != "sha256"}
        return cls(sha256=form.sha256_hex, **known)
