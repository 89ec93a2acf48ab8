"""At the counter: a person whose card was seen scans a code, and their account is confirmed as theirs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from songda.channels.registry import mask_address
from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.core.words import name_of
from songda.records.delivery.personal_proofs.actions import card_seen
from songda.records.delivery.portal_acts.connecting import invite, newest_invitation
from songda.records.matter.parties.models import Party
from songda.trust.typesetting.qr import qr_svg
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.words import language


@behind(Act.SERVE_AT_COUNTER, POST_ONLY)
def connect_account(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Show a code; the account that scans it counts as confirmed by the person, in the clerk's presence."""
    party = the_party(request, party_id)
    if not _is_here(request, party):
        return redirect("console:counter")
    try:
        invite(party, "confirmed", actor(request), now())
    except Refused as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("console:visitor", party.id)
    return redirect("console:account_code", party.id)


@behind(Act.SERVE_AT_COUNTER)
def account_code(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The code to scan, or what came of it."""
    party = the_party(request, party_id)
    newest = newest_invitation(party, actor(request))
    if newest is None or not _is_here(request, party):
        return redirect("console:visitor", party.id)
    is_good = newest.link and newest.expires_at > now()
    return render(
        request,
        "console/counter/account_code.html",
        {
            "desk": "counter",
            "party": party,
            "case": party.case,
            "made": newest,
            "channel": name_of("routes.channel", newest.channel, language()),
            "code": mark_safe(qr_svg(newest.link)) if is_good else "",  # noqa: S308 - a text drawn here as squares
            "masked": mask_address(newest.address.kind, newest.address.value) if newest.address else "",
        },
    )


def _is_here(request: StaffRequest, party: Party) -> bool:
    return card_seen(party, actor(request), now()) is not None
