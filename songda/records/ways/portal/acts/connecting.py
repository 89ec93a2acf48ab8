"""Accounts that their owners connect: shown a code to scan once who they are is proved, and written to from then on.

What the owner does at the provider comes back with the provider's reports: they scanned the code, they want no more
messages, they say that the messages are for somebody else.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from songda.channels.contract import ActKind, ChannelError
from songda.channels.entry import Entry
from songda.channels.registry import address_kinds, entries
from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.vault import address_index
from songda.records.matter.parties.addresses import add_address, give_up, refuse_shared, set_address_class
from songda.records.matter.parties.consents import can_act
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.matter.parties.models import OWN_CLASSES, Address, Party
from songda.records.matter.parties.queries import same_person
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.reports import ReportedAct
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import Invitation
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.ways.portal.acts.account_messages import CONNECTED, DISCONNECTED, EVERYWHERE, tell_of_account
from songda.records.ways.portal.acts.new_address import extend_address
from songda.records.ways.portal.acts.visits import disown

MINUTES: Final = 10
PER_HOUR: Final = 5
ROUNDING: Final = timedelta(seconds=1)  # providers' times are whole seconds
SHARED: Final = "shared_with_opponent"


def connectable() -> Entry | None:
    """The channel over which a person can connect an account of theirs; None where the court has none."""
    own = (entry for entry in entries().values() if entry.invite and settings.CHANNEL_URLS.get(entry.route.name))
    return next(own, None)


def invite(party: Party, address_class: str, by: str, now: datetime) -> Invitation:
    """A code for this person to scan, good for minutes and once. `address_class`: what the account will count as.

    Raises Refused: no such channel, too many codes in an hour, a provider that gives none now. The provider is asked
    between two transactions; a code that it did not give is worth nothing.
    """
    party.check_in_case()
    entry = connectable()
    if entry is None or entry.invite is None:
        raise Refused("nothing_to_connect")
    word = secrets.token_hex(16)
    invitation = _prepare(_draft(party, entry, word, now), address_class, by)
    try:
        link = entry.invite(settings.CHANNEL_URLS[entry.route.name], word, MINUTES * 60)
    except ChannelError:
        raise Refused("no_code_now", phone=party.case.court.phone) from None
    invitation.link_sealed = vault.seal_text(f"invitation.link:{invitation.id}", link)
    invitation.save(update_fields=["link_sealed"])
    return invitation


def _draft(party: Party, entry: Entry, word: str, now: datetime) -> Invitation:
    return Invitation(
        id=new_id(),
        party=party,
        channel=entry.route.name,
        word_index=_word_index(word),
        made_at=now,
        expires_at=now + timedelta(minutes=MINUTES),
    )


@transaction.atomic
def _prepare(draft: Invitation, address_class: str, by: str) -> Invitation:
    """The code on record before anybody can scan it; the newest of a person alone is good."""
    party, now = draft.party, draft.made_at
    Party.objects.select_for_update(no_key=True).only("id").get(id=party.id)
    earlier = Invitation.objects.filter(party=party)
    if earlier.filter(made_at__gt=now - timedelta(hours=1)).count() >= PER_HOUR:
        raise Refused("too_many_codes", phone=party.case.court.phone)
    earlier.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    # A minor's own word makes nothing an address that they gave: papers count there only when received.
    draft.address_class = address_class if can_act(party, now) or address_class not in OWN_CLASSES else "found"
    draft.made_by = by
    draft.save(force_insert=True)
    data: dict[str, Json] = {"invitation": str(draft.id), "channel": draft.channel, "class": draft.address_class}
    record([NewEvent("account.invited", f"party:{party.id}", party.case_id, now, by, data)], now)
    return draft


def newest_invitation(party: Party, by: str) -> Invitation | None:
    """The code for this person that was made last, if it was made for this actor: nobody else is shown it.

    What an account counts as hangs on who asked: a code of the counter, where a card was seen, is shown there alone.
    """
    newest = Invitation.objects.filter(party=party).order_by("-made_at", "-id").first()
    return newest if newest is not None and newest.made_by == by else None


def connected_accounts(party: Party) -> list[Address]:
    """The accounts that they have connected, in use."""
    kinds = [word for word, kind in address_kinds().items() if kind.is_connected]
    return list(Address.objects.filter(party=party, kind__in=kinds, retired_at=None).order_by("recorded_at", "id"))


@transaction.atomic
def disconnect(party: Party, address_id: UUID, by: str, now: datetime) -> None:
    """They want no more messages there, in any case of theirs at this court; what was served there stands.

    Saying so again changes nothing.
    """
    own = next((address for address in connected_accounts(party) if address.id == address_id), None)
    if own is None:
        return
    same = Address.objects.filter(kind=own.kind, value_index=own.value_index, retired_at=None)
    for address in same.filter(party__in=same_person(party)).select_related("party__case__court").order_by("id"):
        give_up(address, "left", by, now)
        _open_task(address.party, "account_left", now)
    tell_of_account(own, DISCONNECTED, by, now)


@transaction.atomic
def connect_everywhere(party: Party, address_id: UUID, by: str, now: datetime) -> None:
    """The account is used in their other cases at this court, too, those to come included; raises Refused.

    Only one that they have said papers may be served to; where a case is about somebody's status it only tells them.
    """
    own = next((address for address in connected_accounts(party) if address.id == address_id), None)
    if own is None or own.is_for_all_cases:
        return
    extend_address(own, by, now)
    tell_of_account(own, EVERYWHERE, by, now)


def take_act(reported: ReportedAct, now: datetime) -> bool:
    """Inside the caller's transaction: what somebody did at the provider with an account; whether it is one of ours."""
    if reported.act.kind is ActKind.CONNECTED:
        return _connect(reported, now)
    addresses = _in_use(reported)
    for address in addresses:
        if reported.act.kind is ActKind.DENIED:
            _deny(address, reported, now)
        else:
            give_up(address, "left", _by(reported), now)
            _open_task(address.party, "account_left", now)
    if reported.act.kind is not ActKind.DENIED:
        for address in {(a.party.case.court_id, _person(a.party)): a for a in reversed(addresses)}.values():
            tell_of_account(address, DISCONNECTED, _by(reported), now)
    return bool(addresses)


def _connect(reported: ReportedAct, now: datetime) -> bool:
    """Their account becomes an address of theirs; a code that was used, or has run out, connects nothing."""
    waiting = Invitation.objects.filter(
        channel=reported.channel, word_index=_word_index(reported.act.word), used_at=None
    )
    invitation = waiting.select_for_update(of=("self",)).select_related("party__case__court").first()
    if invitation is None or invitation.party.removed_at is not None:
        return False
    scanned = _moment(reported, now)
    if not invitation.made_at - ROUNDING <= scanned <= invitation.expires_at:
        return False
    since = max(scanned, invitation.made_at)
    invitation.used_at = now
    try:
        with transaction.atomic():
            invitation.address = address = _address_of(invitation, reported, since, now)
    except Refused as refusal:
        invitation.outcome = refusal.code
        if refusal.code == SHARED:
            _open_task(invitation.party, "account_shared", now)
    else:
        invitation.outcome = CONNECTED
        _notify_others(address, now)
        tell_of_account(address, CONNECTED, _by(reported), now)
    invitation.save(update_fields=["used_at", "address", "outcome"])
    return invitation.address is not None


def _address_of(invitation: Invitation, reported: ReportedAct, since: datetime, now: datetime) -> Address:
    """The account as an address of the person; one that they had connected already counts as they say now."""
    party, by = invitation.party, _by(reported)
    kind = entries()[reported.channel].route.reaches[0].word
    index = address_index(kind, reported.act.address)
    how = "portal" if invitation.made_by.startswith("recipient:") else "counter"
    refuse_shared(party, kind, index, invitation.address_class)
    in_use = Address.objects.filter(party=party, kind=kind, value_index=index, retired_at=None).first()
    if in_use is None:
        draft = AddressDraft(kind, reported.act.address, invitation.address_class, how, since=since, is_connected=True)
        return add_address(party, draft, by, now)
    if in_use.address_class != invitation.address_class:
        set_address_class(in_use, invitation.address_class, how, by, now)
    return in_use


def _notify_others(address: Address, now: datetime) -> None:
    """An account that two persons have is told to the clerks of both: one of them may read what is for the other."""
    same = Address.objects.filter(kind=address.kind, value_index=address.value_index, retired_at=None)
    others = same.exclude(party_id=address.party_id).select_related("party__case__court")
    own = _person(address.party)
    strangers = [other.party for other in others if _person(other.party) != own]
    for party in (address.party, *strangers) if strangers else ():
        _open_task(party, "account_shared", now)


def _person(party: Party) -> bytes:
    """Who somebody is, across cases: by their number, else by their name."""
    return bytes(party.number_index or party.name_index)


def _deny(address: Address, reported: ReportedAct, now: datetime) -> None:
    """Whoever has the account says that they are not the person: as with a number, no further try goes there."""
    went = Attempt.objects.filter(address=address, purpose="service").exclude(state="pending")
    sent_there = Envelope.objects.filter(id__in=went.values("envelope_id"), disowned_at=None)
    for envelope in sent_there.select_related("case__court", "party").order_by("id"):
        disown(envelope, address.id, now, by=_by(reported))
    give_up(address, "denied", _by(reported), now)
    _open_task(address.party, "account_left", now)


def _in_use(reported: ReportedAct) -> list[Address]:
    """The addresses, of whomever, that this account is; not those that were connected after it was said."""
    kinds = [kind.word for kind in entries()[reported.channel].route.reaches]
    indexes = [address_index(kind, reported.act.address) for kind in kinds]
    rows = Address.objects.filter(kind__in=kinds, value_index__in=indexes, retired_at=None).order_by("id")
    latest = (reported.act.happened_at or reported.received_at) + ROUNDING
    return list(rows.filter(class_since__lte=latest).select_related("party__case__court"))


def _moment(reported: ReportedAct, now: datetime) -> datetime:
    """When they did it, by the provider, as far as that can be."""
    return min(reported.act.happened_at or reported.received_at, reported.received_at, now)


def _by(reported: ReportedAct) -> str:
    return f"provider:{reported.channel}"


def _open_task(party: Party, reason: str, now: datetime) -> None:
    open_tasks([TaskDraft("note_change", reason, party.case, party=party)], now)


def _word_index(word: str) -> bytes:
    return vault.blind_index("invitation.word", word)
