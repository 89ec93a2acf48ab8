"""Keeps signed address confirmation forms, and puts what they say on record by the same doors as elsewhere.

A form in writing names the address for service (Provisions on Service by Court Express Mail of 2004, articles 3 and 4;
another place in a later form takes the place of the earlier one) and confirms the consent to electronic service
(Interpretation of the Civil Procedure Law, article 136). On the platform it is confirmed on line (Online Litigation
Rules, articles 30 and 33).
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from songda.clock import new_id
from songda.core.address_form import Answer
from songda.core.evidence.canonical import Json
from songda.core.law.facts import PaperKind
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase, Sentences
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.vault import address_index
from songda.records.matter.cases.actions import lock_case
from songda.records.matter.parties.addresses import add_address, replace_address, set_address_class
from songda.records.matter.parties.consents import can_act, record_consent, record_refusal
from songda.records.matter.parties.drafts import AddressDraft, ConsentDraft, read_address
from songda.records.matter.parties.models import EVERY, OWN_CLASSES, Address, Consent, Party, Refusal
from songda.records.ways.portal.acts.answers import say_no
from songda.records.ways.portal.acts.new_address import notify_clerk
from songda.records.ways.portal.address_forms.forms import FormDraft
from songda.records.ways.portal.address_forms.models import SignedForm
from songda.trust.paper import Inspection, Limits, inspect

HOW = "form"
JUDGMENTS = frozenset(
    {
        PaperKind.JUDGMENT,
        PaperKind.RULING,
        PaperKind.RULING_APPEALABLE,
        PaperKind.PRESERVATION_RULING,
        PaperKind.STAY_RULING,
        PaperKind.CORRECTION_RULING,
        PaperKind.MEDIATION_DOCUMENT,
    }
)  # of which a yes says so in words of its own
PLACE = "postal"


@dataclass(frozen=True)
class _File:
    """The PDF that is kept, and how it was signed."""

    body: bytes
    way: str
    seen: Inspection


def keep_scanned(party: Party, draft: FormDraft, pdf: bytes, by: str, now: datetime) -> SignedForm:
    """A form that was signed on paper; raises WrongField or Refused (unsafe, kept already, may not sign)."""
    return _keep(party, draft, _inspected(pdf, "paper"), by, now)


def sign_on_line(party: Party, draft: FormDraft, pdf: bytes, by: str, now: datetime) -> SignedForm:
    """A form that the proven recipient signed on the platform; raises as above."""
    return _keep(party, draft, _inspected(pdf, "portal"), by, now)


def _inspected(body: bytes, way: str) -> _File:
    seen = inspect(body, Limits(size=settings.PAPER_LIMIT_BYTES))
    if seen.refusals:
        raise Refused("paper_unsafe", reasons=Sentences(seen.refusals))
    return _File(body, way, seen)


@transaction.atomic
def _keep(party: Party, draft: FormDraft, file: _File, by: str, now: datetime) -> SignedForm:
    check_form(party, draft, now)
    lock_case(party.case_id)
    if SignedForm.objects.filter(party=party, sha256=file.seen.sha256).exists():
        raise Refused("form_kept_already")
    taken = take_addresses(party, draft, HOW, by, now)
    if by.startswith("recipient:") and any(address.class_since == now for address in taken):
        notify_clerk(party, now)
    form = _row(party, draft, file, by, now)
    form.consent, form.refusal = _parted(_answer(party, draft, file, by, now))
    form.save(force_insert=True)
    record([_event(form, draft, [str(address.id) for address in taken])], now)
    return form


def check_form(party: Party, draft: FormDraft, now: datetime) -> None:
    """What a form must say to be one, and who can sign it; raises WrongField or Refused."""
    party.check_in_case()
    if draft.signed_at > now:
        raise WrongField("signed_at", "dated_in_future", why=Phrase("refusals.dated_in_future"))
    if not draft.place and not draft.numbers and draft.answer is Answer.OPEN:
        raise WrongField("place", "form_says_nothing")
    if draft.answer is Answer.YES:
        _check_yes(party, draft)
    elif draft.stages or draft.judgments:
        raise WrongField("stages", "stages_without_yes")
    if draft.signer_id is None:
        if not can_act(party, draft.signed_at):
            raise Refused("minor_needs_agent")
    elif not party.representatives.filter(id=draft.signer_id, removed_at=None).exists():
        raise WrongField("signer_id", "signer_acts_for_another")


def _check_yes(party: Party, draft: FormDraft) -> None:
    """A yes says for which stages, and to which electronic address (Online Litigation Rules, article 30)."""
    if not draft.stages:
        raise WrongField("stages", "wrong_stages", why=Phrase("fields.choose_one"))
    own = party.addresses.filter(retired_at=None, address_class__in=OWN_CLASSES).exclude(kind=PLACE)
    if not draft.numbers and not own.exists():
        raise WrongField("mobile", "form_without_number")


def _answer(party: Party, draft: FormDraft, file: _File, by: str, now: datetime) -> Consent | Refusal | None:
    match draft.answer:
        case Answer.YES:
            kinds = (EVERY,) if draft.judgments else tuple(kind for kind in PaperKind if kind not in JUDGMENTS)
            proof = f"SHA-256 {file.seen.sha256.hex()}"  # how they agreed says of what
            at = draft.signed_at
            wanted = ConsentDraft("express", at, draft.stages, kinds, HOW, proof, draft.signer_id)
            return record_consent(party, wanted, by, now)
        case Answer.NO if by.startswith("recipient:"):
            say_no(party, HOW, lambda: False, by, now)
            return party.refusals.filter(at=now, how=HOW, struck_at=None).first()
        case Answer.NO:
            return record_refusal(party, draft.signed_at, HOW, by, now)
    return None


def _parted(answer: Consent | Refusal | None) -> tuple[Consent | None, Refusal | None]:
    return (answer if isinstance(answer, Consent) else None, answer if isinstance(answer, Refusal) else None)


def _row(party: Party, draft: FormDraft, file: _File, by: str, now: datetime) -> SignedForm:
    form_id = new_id()
    says = json.dumps(draft.values, ensure_ascii=False)
    return SignedForm(
        id=form_id,
        party=party,
        way=file.way,
        signed_at=draft.signed_at,
        signer_id=draft.signer_id,
        wants_secrecy=draft.wants_secrecy,
        says_sealed=vault.seal_text(f"signed_form.says:{form_id}", says),
        sha256=file.seen.sha256,
        size=file.seen.size,
        pages=file.seen.pages,
        wrapped_key=vault.store_file("address_forms", form_id, file.body),
        recorded_at=now,
        recorded_by=by,
    )


def _event(form: SignedForm, draft: FormDraft, addresses: list[str]) -> NewEvent:
    data: dict[str, Json] = {
        "form": str(form.id),
        "way": form.way,
        "sha256": form.sha256_hex,
        "size": form.size,
        "pages": form.pages,
        "addresses": list[Json](addresses),
        "consent": str(form.consent_id) if form.consent_id else None,
        "refusal": str(form.refusal_id) if form.refusal_id else None,
        "signer": str(form.signer_id) if form.signer_id else None,
        "wants_secrecy": form.wants_secrecy,
    }
    stream, case_id = f"party:{form.party_id}", form.party.case_id
    return NewEvent("address_form.signed", stream, case_id, form.signed_at, form.recorded_by, data, draft.values)


def take_addresses(party: Party, draft: FormDraft, how: str, by: str, now: datetime) -> list[Address]:
    """Every address that the form names, inside the caller's transaction; WrongField names the kind that is wrong."""
    taken = []
    if draft.place:
        taken.append(_take_place(party, AddressDraft(PLACE, draft.place, "provided", how), by, now))
    for kind, value in draft.numbers:
        taken.append(_take(party, AddressDraft(kind, value, "provided", how), by, now))
    return taken


def _take_place(party: Party, wanted: AddressDraft, by: str, now: datetime) -> Address:
    """Another place than that which they gave before takes its place: a change in writing."""
    known = _known(party, wanted)
    earlier = party.addresses.filter(kind=PLACE, retired_at=None, address_class__in=OWN_CLASSES)
    others = list(earlier.exclude(id=known.id) if known else earlier)
    if known is None and len(others) == 1:
        return replace_address(others[0], wanted, by, now)
    return _take(party, wanted, by, now)


def _take(party: Party, wanted: AddressDraft, by: str, now: datetime) -> Address:
    known = _known(party, wanted)
    if known is None:
        return add_address(party, wanted, by, now)
    if known.address_class not in OWN_CLASSES or known.is_disowned:
        set_address_class(known, "provided", wanted.how, by, now)
    return known


def _known(party: Party, wanted: AddressDraft) -> Address | None:
    """The address in use that is this very one."""
    try:
        value = read_address(wanted)
    except WrongField as wrong:
        raise WrongField(wanted.kind, wrong.code, why=wrong, part=wrong.part) from wrong
    rows = party.addresses.filter(kind=wanted.kind, value_index=address_index(wanted.kind, value), retired_at=None)
    return rows.select_related("party__case__court", "party__acts_for").first()
