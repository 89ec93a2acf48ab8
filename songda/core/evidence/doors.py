"""Through which doors each event may come: `paper.acknowledged` from the portal alone, `certificate.*` from the worker.

A door is a room of the web or a kind of process. What the mark of an event proves is the kind of process; which room
of the web an event came from is seen to where it is written.

By each door come some kinds of actor only: no page of the portal names staff, no other system a recipient. Of the
events on which most rests each names one kind, whatever it came by.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from songda.core.evidence.writers import Writer


class Door(StrEnum):
    """A way by which acts come in, each with its own idea of who may do what."""

    PORTAL = "portal"  # recipients, by their link
    CONSOLE = "console"  # staff
    API = "api"  # other systems
    WORKER = "worker"
    COMMAND = "command"


class Kind(StrEnum):
    """What stands before the colon of an actor."""

    STAFF = "staff"
    CLIENT = "client"  # another system of the court
    RECIPIENT = "recipient"  # proved who they are
    HOLDER = "holder"  # holds the link of an envelope, nothing more
    HELPER = "helper"  # by a mandate of the recipient
    PROVIDER = "provider"  # a channel, a registry, the telephone
    ENGINE = "engine"  # nobody: the system by itself


PROCESS_OF = {
    Door.PORTAL: Writer.WEB,
    Door.CONSOLE: Writer.WEB,
    Door.API: Writer.WEB,
    Door.WORKER: Writer.WORKER,
    Door.COMMAND: Writer.COMMAND,
}

_ALL = tuple(Door)
_COURT = (Door.CONSOLE, Door.API)
_PEOPLE = (Door.PORTAL, *_COURT)
_WORK = (*_COURT, Door.WORKER)
_ALONE = (Door.WORKER, Door.COMMAND)

_GIVEN: tuple[tuple[tuple[Door, ...], str], ...] = (
    (
        (Door.PORTAL,),
        """
        address.offered address.extended address.limited place.given link.fetched code.sent identity.proved
        identity.failed
        helper.identified helper.saw_paper helper.took_copy portal.locked paper.opened paper.downloaded
        paper.acknowledged paper_copy.requested help.requested objection.raised
        """,
    ),
    (
        (Door.CONSOLE,),
        """
        court.placed court.factor_demanded court.factor_left_open court.call_demanded court.call_left_open
        figures.published figures.withdrawn
        staff.reassigned staff.removed staff.password_chosen staff.factor_added staff.factor_removed
        staff.factors_dropped staff.codes_made staff.code_used staff.signed_in staff.signed_out staff.refused
        staff.stepped_up proposal.made proposal.approved proposal.declined proposal.withdrawn client.admitted
        client.removed quarantine.ended particulars.shown case_list.shown readings.shown call.recorded call.dialled
        call.notice_begun call.hung_up call.announced call.repeated lookup.approved lookup.declined
        lookup.telling_delayed number.uncovered lookup_alarm.reviewed paper.corrected paper.carried_out papers.printed
        attempt.sent_again attempt.taken_as_sent person.identified counter_code.given
        question.agreed paper_copy.provided paper_copy.waived objection.decided finding.determined withdrawal.decided
        offline.decided notice.decided guard.overridden guard.restored campaign.changed campaign.supplied
        campaign.pictured campaign.counted campaign.cancelled answer.published answer.retired experiment.drafted
        experiment.begun experiment.stopped experiment.ended unit_cost.named task.reopened
        """,
    ),
    ((Door.API,), "recording.added"),
    (
        _COURT,
        """
        search.made file.taken page.shown case.registered case.corrected case.closed case.reopened
        jurisdiction.contested jurisdiction.affirmed jurisdiction.struck procuratorate.joined procuratorate.agreed
        procuratorate.struck hearing.moved hearing.cancelled hearing.set party.registered party.corrected party.removed
        party.set_offline party.died party.death_struck party.dissolved party.dissolved_struck bankruptcy.accepted
        bankruptcy.ended bankruptcy.struck deed.recorded deed.struck party.reported_missing party.found
        party.missing_struck appearance.required
        appearance.struck post.forbidden post.struck receiver.empowered receiver.struck first_notice.noted
        first_notice.struck custody.noted custody.ended custody.struck military_service.noted military_service.ended
        military_service.struck representative.appointed representative.removed address.withheld address.given
        address.withheld_struck consent.struck refusal.struck recording.played call.struck lookup.requested
        lookup.withdrawn paper.filed paper.refused paper.replaced paper.struck order.placed way.ruled_out way.struck
        knowledge.shown knowledge.struck
        mandate.given care.struck service.recalled campaign.planned task.extended
        substitution.noted substitution.ended handing.ruled
        """,
    ),
    (
        _PEOPLE,
        """
        address.rejected address.replaced address_form.signed consent.given consent.refused
        consent.withdrawn number.barred number.unbarred mandate.ended care.noted care.ended offline.withdrawn
        """,
    ),
    ((*_PEOPLE, Door.WORKER), "address.recorded address.confirmed"),
    (_WORK, "recording.kept attempt.cancelled lookup_alarm.raised"),
    (
        (*_WORK, Door.COMMAND),
        """
        service.effective service.presumed service.referred service.failed service.disallowed service.redecided
        task.assigned task.released
        """,
    ),
    (_ALL, "task.opened task.closed task.paused task.resumed"),
    ((Door.PORTAL, Door.WORKER), "address.disowned"),
    ((Door.PORTAL, Door.CONSOLE), "account.invited"),
    (_ALL, "address.retired"),
    ((*_COURT, Door.COMMAND), "bundle.exported"),
    ((Door.CONSOLE, Door.COMMAND), "staff.admitted staff.password_given"),
    ((Door.CONSOLE, Door.WORKER), "incident.ended portal.unlocked"),
    ((Door.CONSOLE, *_ALONE), "attempt.unknown"),
    (_ALONE, "incident.begun quarantine.begun log.continued log.audited task.redated"),
    (
        (Door.COMMAND,),
        """
        court.opened recording.erased number.shredded secret.erased work.mended log.key_named log.successor_named
        log.key_retired
        """,
    ),
    (
        (Door.WORKER,),
        """
        call.desk_answered call.ringing call.early_sound call.answered call.machine_suspected call.notice_played
        call.digit_pressed call.ended recording.missed lookup.expired lookup.ended lookup.answered inquiry.sent
        inquiry.answered number.reported quota.changed attempt.planned attempt.sent attempt.refused attempt.arrived
        attempt.failed attempt.bounced attempt.expired certificate.issued certificate.stamped certificate.replaced
        task.escalated summons.outdated log.event_refused log.checkpoint_refused
        """,
    ),
)
DOORS_OF: Mapping[str, frozenset[Door]] = MappingProxyType(
    {name: frozenset(doors) for doors, names in _GIVEN for name in names.split()}
)
_WRITERS_OF = {
    name: frozenset(PROCESS_OF[door] for door in doors) | {Writer.REHEARSAL} for name, doors in DOORS_OF.items()
}

_BY_DOOR = {
    Door.PORTAL: frozenset({Kind.RECIPIENT, Kind.HOLDER, Kind.HELPER, Kind.ENGINE}),
    Door.CONSOLE: frozenset({Kind.STAFF, Kind.ENGINE}),
    Door.API: frozenset({Kind.CLIENT, Kind.ENGINE}),
    Door.WORKER: frozenset({Kind.ENGINE, Kind.PROVIDER, Kind.STAFF}),  # staff: whoever had rung, of what came of it
    Door.COMMAND: frozenset({Kind.ENGINE, Kind.STAFF}),  # staff: whoever answers for an erasure
}
_NAMED: tuple[tuple[tuple[Kind, ...], str], ...] = (
    (
        (Kind.RECIPIENT,),
        """
        paper.opened paper.downloaded paper.acknowledged identity.proved objection.raised address.offered place.given
        address.extended address.limited
        """,
    ),
    ((Kind.HOLDER,), "identity.failed portal.locked"),
    ((Kind.HOLDER, Kind.PROVIDER), "address.disowned"),
    ((Kind.RECIPIENT, Kind.STAFF), "account.invited"),
    ((Kind.RECIPIENT, Kind.HOLDER), "code.sent help.requested paper_copy.requested"),
    ((Kind.HELPER,), "helper.identified helper.saw_paper helper.took_copy"),
    (
        (Kind.STAFF,),
        """
        finding.determined objection.decided withdrawal.decided offline.decided notice.decided guard.overridden
        guard.restored proposal.made proposal.approved proposal.declined proposal.withdrawn lookup.approved
        lookup.declined person.identified counter_code.given quarantine.ended staff.signed_in staff.stepped_up
        """,
    ),
    ((Kind.PROVIDER,), "attempt.arrived"),
    (
        (Kind.ENGINE,),
        """
        link.fetched certificate.issued certificate.stamped certificate.replaced log.audited log.successor_named
        log.key_retired
        """,
    ),
)
ONLY_BY: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {name: frozenset(kinds) for kinds, names in _NAMED for name in names.split()}
)
_KINDS = frozenset(Kind)


class WrongDoorError(ValueError):
    """An event that may not be written from here."""

    def __init__(self, name: str, door: str) -> None:
        super().__init__(f"{name!r} may not be written by the door {door!r}; see songda/core/evidence/doors.py")


def require_door(name: str, door: Door) -> None:
    """Raise `WrongDoorError` unless an event of this name may come through this door."""
    if door not in DOORS_OF[name]:
        raise WrongDoorError(name, door)


def may_mark(writer: Writer, name: str) -> bool:
    """Whether a process of this kind may have written an event of this name."""
    return writer in _WRITERS_OF.get(name, frozenset())


class WrongActorError(ValueError):
    """An event that names somebody who cannot have done it from here."""

    def __init__(self, name: str, actor: str, door: str) -> None:
        kind = actor.partition(":")[0]
        super().__init__(f"{name!r} may not name {kind!r} by the door {door!r}; see songda/core/evidence/doors.py")


def require_actor(name: str, actor: str, door: Door) -> None:
    """Raise `WrongActorError` unless an event of this name that came by this door may name such an actor."""
    if not _names(name, actor, door):
        raise WrongActorError(name, actor, door)


def may_have_written(writer: Writer, name: str, actor: str) -> bool:
    """Whether a process of this kind may have written such an event of such an actor."""
    if not may_mark(writer, name):
        return False
    doors = (door for door in DOORS_OF[name] if PROCESS_OF[door] is writer)
    return writer is Writer.REHEARSAL or any(_names(name, actor, door) for door in doors)


def may_name(name: str, actor: str) -> bool | None:
    """Whether an event of this name may name such an actor, by whatever door it came; None for a name unknown here."""
    if name not in DOORS_OF:
        return None
    return any(_names(name, actor, door) for door in DOORS_OF[name])


def _names(name: str, actor: str, door: Door) -> bool:
    kind, colon, identity = actor.partition(":")
    if kind not in _KINDS or (kind == Kind.ENGINE) == bool(colon) or bool(colon) != bool(identity):
        return False
    return Kind(kind) in _BY_DOOR[door] & ONLY_BY.get(name, _KINDS)
