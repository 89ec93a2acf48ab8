"""What was said in a call, as it is kept: the number, papers received, what they need or wish.

What they say to have received is proof of receipt, since they were made sure of before they were asked. What they need
or wish is noted as anywhere else; paper only is noted for all their cases.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from songda.channels.registry import address_kinds, routes
from songda.core.circumstances import Kind
from songda.core.delivery.address_kinds import LANDLINE
from songda.core.delivery.off_line import OWN_WISH
from songda.core.delivery.tasks import Fact
from songda.core.identifiers import IdentifierError, is_landline, read_mobile
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import Refused, WrongField
from songda.core.words import say
from songda.records.ground.queue import ask
from songda.records.ground.vault import address_index
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import note, strike
from songda.records.matter.circumstances.care import stated_needs
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.addresses import add_address, set_address_class
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.matter.parties.models import OWN_CLASSES, Address, Party
from songda.records.matter.parties.queries import in_open_cases, same_person
from songda.records.service.attempts.models import Attempt
from songda.records.service.calls.models import OUTCOMES, Call, CallReceipt
from songda.records.service.orders.due import mark_for_law
from songda.records.service.orders.models import Service
from songda.records.service.tasks.actions import end_by_fact
from songda.records.service.tasks.off_line import mark_offline, withdraw_own_wish
from songda.records.ways.telephone.calls.drafts import CallDraft

MOBILE = "mobile"  # the kind of number to which messages go
_LONGEST_NUMBER = 20


def number_called(party: Party, draft: CallDraft, by: str, now: datetime) -> Address | None:
    """The address that was called; None where the other number stands in no file and nobody agreed to it.

    Another number that the party agreed to becomes theirs: the call confirms it, and no other.
    """
    if draft.number.strip():
        return _another(party, draft, by, now)
    if draft.address_id is None:
        return None
    address = _on_file(party).filter(id=draft.address_id).first()
    if address is None:
        raise Refused("no_number_to_confirm")
    return address


def has_a_number(party: Party) -> bool:
    """Whether a number is on file that nobody said to be somebody else's."""
    numbers = _on_file(party).filter(kind__in=(MOBILE, LANDLINE.word), disowned_at=None)
    return numbers.exclude(address_class="rejected").exists()


def _another(party: Party, draft: CallDraft, by: str, now: datetime) -> Address | None:
    typed = draft.number.strip()
    kind = LANDLINE.word if is_landline(typed) else MOBILE
    try:
        value = address_kinds()[kind].read(typed)
    except WrongField as error:
        if draft.outcome == "agrees" or len(typed) > _LONGEST_NUMBER or not any(letter.isdigit() for letter in typed):
            raise WrongField("number", "wrong_number_called", why=error) from error
        return None
    known = _on_file(party).filter(kind=kind, value_index=address_index(kind, value)).first()
    if known is None and draft.outcome == "agrees":
        known = add_address(party, AddressDraft(kind, value, "unknown", "call"), by, now)
    return known


def name_for_papers(party: Party, called: Address | None, draft: CallDraft, by: str, now: datetime) -> None:
    """Keep the mobile number that they named for papers; raises WrongField where papers could go nowhere.

    At a landline people can be called and nothing can be sent; whoever agrees there says where papers shall go.
    """
    if draft.send_to.strip():
        _name(party, draft.send_to, by, now)
        return
    reach = {kind.word for route in routes() for kind in route.reaches}
    can_be_sent = called is None or called.kind in reach
    if not can_be_sent and not _on_file(party).filter(kind__in=reach, address_class__in=OWN_CLASSES).exists():
        raise WrongField("send_to", "send_where")


def _name(party: Party, typed: str, by: str, now: datetime) -> None:
    try:
        value = str(read_mobile(typed.strip()))
    except IdentifierError as error:
        raise WrongField("send_to", "wrong_number_called", why=error) from error
    known = _on_file(party).filter(kind=MOBILE, value_index=address_index(MOBILE, value)).first()
    if known is None:
        add_address(party, AddressDraft(MOBILE, value, "provided", "call"), by, now)
    elif known.address_class not in OWN_CLASSES:
        set_address_class(known, "provided", "call", by, now)


def _on_file(party: Party) -> QuerySet[Address]:
    return party.addresses.filter(retired_at=None).select_related("party__acts_for")


def services_sent(party: Party, at: datetime) -> QuerySet[Service]:
    """The papers that a message had brought on its way to them before that moment, and that were not taken back."""
    sent = Attempt.objects.filter(purpose="service", submitted_at__lte=at).exclude(state="rejected")
    rows = Service.objects.filter(envelope__party=party, envelope__attempts__in=sent, recalled_at=None)
    return rows.select_related("paper", "envelope").distinct().order_by("envelope__placed_at", "id")


def received_services(party: Party, draft: CallDraft) -> Sequence[Service]:
    """The papers that they confirmed; raises WrongField where it does not show that they themselves received them."""
    if draft.outcome == "received" and not draft.received:
        raise WrongField("received", "received_what")
    if not draft.received:
        return []
    if not OUTCOMES[draft.outcome].may_confirm:
        raise WrongField("received", "received_otherwise")
    services = list(services_sent(party, draft.at).filter(id__in=draft.received))
    if len(services) != len(set(draft.received)):
        raise WrongField("received", "received_before_sent")
    return services


def keep_receipts(call: Call, services: Sequence[Service], by: str, now: datetime) -> None:
    """Keep them with their call; the law is asked again, and whoever waited for their word waits no longer."""
    if not services:
        return
    CallReceipt.objects.bulk_create([CallReceipt(call=call, service=service) for service in services])
    envelopes = sorted({service.envelope_id for service in services})
    mark_for_law(envelopes, now)
    ask("certificates.review", queue="certificates", party_ids=[str(call.party_id)])
    end_by_fact(Fact.ACKNOWLEDGED, Q(envelope_id__in=envelopes), by, now)


def drop_receipts(call: Call, now: datetime) -> None:
    """The call is struck: what rested on it is asked again."""
    if envelopes := sorted(set(call.receipts.values_list("service__envelope_id", flat=True))):
        mark_for_law(envelopes, now)
        ask("certificates.review", queue="certificates", party_ids=[str(call.party_id)])


def check_wishes(draft: CallDraft) -> None:
    """Only they themselves say what they wish; raises WrongField."""
    if draft.wishes and not OUTCOMES[draft.outcome].is_reached:
        raise WrongField("wishes", "wish_of_another")


def keep_wishes(call: Call, by: str, now: datetime) -> None:
    """Note what they wish and did not say before; where they want paper only, nothing is sent electronically."""
    known = {need.value for need, _ in stated_needs([call.party_id]).get(call.party_id, ())}
    words = say("care.said_in_call", COURT_LANGUAGE)
    for need in call.wishes:
        if need not in known:
            note(call.party, CircumstanceDraft(Kind.CARE, call.at, basis=need, words=words), by, now)
    concerned = same_person(call.party).filter(id=call.party_id) | in_open_cases(same_person(call.party))
    if call.outcome == "wants_paper" and concerned.filter(wants_paper_since=None).exists():
        mark_offline(call.party, OWN_WISH, by, now)


def drop_wishes(call: Call, why: Reason, by: str, now: datetime) -> None:
    """The call was never made: neither was what they wished in it said."""
    for entry in _noted_in(call):
        strike(entry, why, by, now)
    if call.outcome != "wants_paper":
        return
    theirs = same_person(call.party)
    said_again = Call.objects.filter(party__in=theirs, outcome="wants_paper", struck_at=None, at__gte=call.at)
    marked_by_it = theirs.filter(wants_paper_since=call.recorded_at)
    if marked_by_it.exists() and not said_again.exclude(id=call.id).exists():
        withdraw_own_wish(call.party, by, now)


def take_back_paper_only(party: Party, by: str, now: datetime) -> None:
    """Whoever agrees to electronic service no longer wants paper only."""
    if party.wants_paper_since is not None:
        withdraw_own_wish(party, by, now)


def _noted_in(call: Call) -> QuerySet[Circumstance]:
    same = Circumstance.objects.filter(party=call.party_id, kind=Kind.CARE, basis__in=call.wishes, struck_at=None)
    return same.filter(since=call.at, recorded_at=call.recorded_at).select_related("party__case__court")
