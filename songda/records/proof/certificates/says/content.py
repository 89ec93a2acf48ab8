"""Gathers what the file holds about one service into the words of its certificate."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from songda.channels.registry import entries, mask_address
from songda.core.certificates import (
    CertificateContent,
    CertificateFacts,
    CertifiedAddress,
    CertifiedAttempt,
    CertifiedCase,
    CertifiedClient,
    CertifiedConsent,
    CertifiedEffect,
    CertifiedMoment,
    CertifiedPaper,
    CertifiedPeriod,
    CertifiedRecipient,
    CertifiedRules,
    CheckpointFacts,
    ReplacedCertificate,
    VerificationFacts,
    Words,
    write_certificate,
)
from songda.core.certificates.facts import TYPED
from songda.core.certificates.statement import cite_all
from songda.core.certificates.words import LANGUAGES, in_each_language, join_words, phrase, same, word_of
from songda.core.evidence.checkpoint import read_checkpoint_text
from songda.core.identifiers import mask_id
from songda.core.law import Decision
from songda.core.law.decision import BY_PEOPLE, Citation, Reason, Standing
from songda.core.law.facts import EventKind
from songda.core.words import name_of
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Checkpoint, Event
from songda.records.ground.evidence.queries import sealed_leaves
from songda.records.law.facts.attempt_facts import tries_of
from songda.records.law.facts.dossier import Dossier
from songda.records.matter.parties.models import Address, Consent, Party
from songda.records.proof.certificates.comparing import PersonalParts
from songda.records.proof.certificates.draft import Draft, digest_of, lacks_only_english
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.says.ways import BODIES, lines_by_people
from songda.records.service.attempts.models import Attempt
from songda.records.service.calls.models import Call
from songda.records.service.findings.law_version import JURISDICTION
from songda.records.service.findings.models import Finding
from songda.records.service.findings.write import finding_summary
from songda.records.service.orders.models import Service

COURT_CLOCK, PROVED = "court", "identity.proved"
_FORCE_OF_A_RETURN = {"cn.olr.31.": "cn.olr.31.3", "cn.icr.17.": "cn.icr.17.3"}  # by the article of the effect


def content_of(draft: Draft, newest: Checkpoint | None, now: datetime) -> CertificateContent:
    """The certificate of this draft, word for word; `newest` is the checkpoint that it names."""
    dossier = draft.dossier
    service = next(s for s in dossier.services if s.id == draft.finding.service_id)
    winner = winner_of(dossier, draft.finding)
    case = dossier.envelope.case
    speakers = _speakers(dossier)
    is_translated = dossier.envelope.has_english_page or dossier.envelope.party.domicile == "foreign"
    return write_certificate(
        CertificateFacts(
            number=draft.number,
            rule_set=CertifiedRules(JURISDICTION, draft.finding.law_version_id, draft.finding.decided_at),
            zone=ZoneInfo(case.court.zone),
            issued_at=now.replace(microsecond=0),
            court=_court_words(case.court),
            case=CertifiedCase(case.number, same(case.cause), case.stage),
            recipient=_recipient(dossier),
            paper=_paper(service),
            consent=consent_of(dossier, draft.finding),
            address=deed_address(dossier, draft.finding) or address_of(dossier, winner),
            sender=_sender(winner),
            moments=(*_moments(dossier, service, winner, draft.finding), *_proved_arrival(draft.finding)),
            effect=_effect(dossier, draft.finding),
            verification=VerificationFacts(draft.code, f"{settings.PUBLIC_URL}/verify/{draft.code}"),
            operator=_court_words(case.court),
            judge=case.judge.display_name if case.judge else "",
            attempts=tuple(_attempt(a, draft.finding) for a in dossier.attempts if a.submitted_at),
            by_people=lines_by_people(dossier, draft.finding),
            periods=tuple(_periods(draft.finding)),
            checkpoint=_checkpoint(newest),
            disputed_since=_disputed_since(draft),
            remarks=(*_remarks(draft), *_spoken_for(dossier, speakers)),
            # English behind it for whoever lives abroad, or where somebody asked for it.
            languages=LANGUAGES if is_translated else LANGUAGES[:1],
            persons=(*(mandate.name for mandate, _ in draft.helped), *speakers),
            replaces=_replaces(draft),
            has_other_consent=has_other_consent(dossier, draft.finding),
            is_to_be_stamped=bool(settings.TSA_URL),
            is_sample=settings.IS_DEMO,
        )
    )


def _court_words(court: Court) -> Words:
    return {**same(court.name), "en": court.name_en or court.name}


def winner_of(dossier: Dossier, finding: Finding) -> Attempt | None:
    """The attempt that the answer rests on, else the last that a provider was given, not one that only waits."""
    by_id = {str(attempt.id): attempt for attempt in dossier.attempts}
    given = [attempt for attempt in dossier.attempts if attempt.submitted_at] or dossier.attempts
    return by_id.get(finding.winning_attempt or "") or (given[-1] if given else None)


def _sender(attempt: Attempt | None) -> str:
    """The number or account that the message came from."""
    entry = entries().get(attempt.channel) if attempt else None
    return entry.sender(settings.CHANNEL_URLS.get(entry.route.name, "")) if entry else ""


def _recipient(dossier: Dossier) -> CertifiedRecipient:
    party = dossier.envelope.party
    return CertifiedRecipient(_named("roles.role", party.role), party.name, mask_id(party.number), _client(party))


def _client(party: Party) -> CertifiedClient | None:
    """The party for whom they act, as long as they do."""
    client = party.acts_for
    if client is None:
        return None
    authority = _named("roles.agent_authority", party.agent_authority) if party.agent_authority else same("")
    return CertifiedClient(_named("roles.role", client.role), client.name, authority)


def _paper(service: Service) -> CertifiedPaper:
    paper = service.paper
    return CertifiedPaper(_named("papers.kind", paper.kind), paper.title, paper.pages, bytes(paper.sha256))


def _named(table: str, word: str) -> Words:
    return {language: name_of(table, word, language) for language in LANGUAGES}


def _moments(dossier: Dossier, service: Service, winner: Attempt | None, finding: Finding) -> Iterator[CertifiedMoment]:
    """The course of what counts: where people served, the steps of a message are none of it."""
    yield CertifiedMoment("ordered", dossier.envelope.placed_at, "court", clock=COURT_CLOCK)
    if winner and finding.ground not in BY_PEOPLE:
        yield from _moments_of_message(dossier, winner)
    for act in dossier.acts:
        if act.service_id == service.id:
            how = word_of("identity", str(act.assurance))
            yield CertifiedMoment(act.kind, act.at, "recipient", how, clock=COURT_CLOCK)
    for receipt in dossier.receipts:
        if receipt.service_id == service.id:
            call = receipt.call
            clock = TYPED if call.dial_id is None else COURT_CLOCK
            yield CertifiedMoment("acknowledged_in_call", call.at, "staff", _of_call(call), clock)
    events = [event for each in tries_of(dossier, service) for event in each.events]
    for at in sorted({event.at for event in events if event.kind is EventKind.KNOWN}):  # of what had been sent by then
        yield CertifiedMoment("known", at, "staff", clock=TYPED)


def _moments_of_message(dossier: Dossier, winner: Attempt) -> Iterator[CertifiedMoment]:
    steps = (("sent", winner.claimed_at, "court"), ("accepted", winner.submitted_at, "provider"))
    for kind, at, source in (*steps, ("denied", dossier.denied.get(winner.id), "holder")):
        if at is not None:
            yield CertifiedMoment(kind, at, source, clock=COURT_CLOCK)
    lost = ("bounced", winner.bounced_at) if winner.bounced_at else ("failed", winner.failed_at)
    for kind, at in (("arrived", winner.arrived_at), lost):
        if at is not None:
            yield CertifiedMoment(kind, at, "provider", clock=_clock_of(winner, at))


def _clock_of(attempt: Attempt, at: datetime) -> str:
    """Whose clock gave the time of a report: the court's, where the provider's was none or could not be."""
    is_own = at == attempt.claimed_at or attempt.receipts.filter(happened_at=at, received_at=at).exists()
    return COURT_CLOCK if is_own else "provider"


def _proved_arrival(finding: Finding) -> Iterator[CertifiedMoment]:
    """The arrival that the recipient proved, where the answer goes by it."""
    for step in finding.decision.findings:
        at = dict(step.values).get("at")
        if step.code == "rebuttal_moves" and isinstance(at, datetime):
            yield CertifiedMoment("arrival_proved", at, "judge")


def _effect(dossier: Dossier, finding: Finding) -> CertifiedEffect:
    decision = finding.decision
    articles = [in_each_language(partial(_cite, decision, rule)) for rule in decision.rules]
    tries = _tries(dossier)
    reasons = [_reason_of(decision, named_tries(step, tries)) for step in decision.findings]
    values = (finding.status, finding.ground, finding.effective_at)
    return CertifiedEffect(*values, tuple(articles), tuple(reasons), _return_force(decision))


def _cite(decision: Decision, rule: Citation, language: str) -> str:
    """The citation; that a text says so itself goes without saying on a certificate."""
    wording = decision.wording
    return wording.place(rule.id, language) if rule.standing is Standing.CONFIRMED else wording.cite(rule, language)


def _reason_of(decision: Decision, step: Reason) -> Words:
    sentence = in_each_language(partial(decision.wording.sentence, step._replace(rule=None)))
    if step.rule is None:
        return sentence
    return phrase(
        "remark.by_rule", sentence=sentence, cite=cite_all((in_each_language(partial(_cite, decision, step.rule)),))
    )


def _tries(dossier: Dossier) -> Mapping[str, str]:
    """When each try was made, by its id: an id tells a reader nothing."""
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    began = {str(attempt.id): attempt.submitted_at or attempt.planned_at for attempt in dossier.attempts}
    began |= {str(each.deed.id): each.deed.began_at for each in dossier.deeds}
    return {key: f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for key, at in began.items()}


def named_tries(step: Reason, tries: Mapping[str, str]) -> Reason:
    """The step without ids of tries; of the only try it need not be said which one it is about."""
    values = dict(step.values)
    why = values.get("why")
    if step.code == "about_attempt" and len(tries) == 1 and isinstance(why, Reason):
        return why if step.rule is None else why._replace(rule=step.rule)
    named = tuple((name, tries.get(str(value), value) if name == "attempt" else value) for name, value in step.values)
    return step._replace(values=named)


def _return_force(decision: Decision) -> Words | None:
    """The paragraph that makes a certificate a return of service, of the article that gave the effect; or none."""
    for article, paragraph in _FORCE_OF_A_RETURN.items():
        if any(rule.id.startswith(article) for rule in decision.rules[:1]):
            return in_each_language(partial(decision.wording.place, paragraph))
    return None


def _periods(finding: Finding) -> Iterator[CertifiedPeriod]:
    decision = finding.decision
    for period in decision.periods:
        name = in_each_language(partial(decision.wording.word, "period", period.kind))
        cite = in_each_language(partial(decision.wording.cite, period.rule))
        yield CertifiedPeriod(name, period.last_day, period.provisional, cite)


_OUTCOME = {"accepted": "waiting", "pending": "waiting", "submitting": "waiting"}


def _attempt(attempt: Attempt, finding: Finding) -> CertifiedAttempt:
    outcome = "bounced" if attempt.bounced_at else _OUTCOME.get(attempt.state, attempt.state)
    return CertifiedAttempt(
        channel=attempt.channel,
        masked=mask_address(attempt.address.kind, attempt.address.value),
        at=attempt.submitted_at or attempt.planned_at,
        outcome=outcome,
        is_winning=str(attempt.id) == finding.winning_attempt,
    )


def _checkpoint(newest: Checkpoint | None) -> CheckpointFacts | None:
    if newest is None:
        return None
    signed = read_checkpoint_text(newest.note.split("\n\n", 1)[0] + "\n")
    return CheckpointFacts(signed.origin, signed.size, signed.root, newest.at)


def _remarks(draft: Draft) -> Iterator[Words]:
    dossier = draft.dossier
    if draft.finding.is_denied:
        yield phrase("remark.denied")
    if any(objection.concerns(draft.finding.service_id) for objection in dossier.objections):
        yield phrase("remark.objected")
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    for mandate, at in draft.helped:
        details = {language: name_of("mandates.relation", mandate.relation, language) for language in LANGUAGES}
        yield phrase("remark.helped", name=mandate.name, relation=details, at=f"{at.astimezone(zone):%Y-%m-%d %H:%M}")


def _speakers(dossier: Dossier) -> Mapping[str, datetime]:
    """Of a body whoever proved to speak for it, as they named themselves, and when they first did."""
    if dossier.envelope.party.kind not in BODIES:
        return {}
    leaves = sealed_leaves([f"envelope:{dossier.envelope.id}"], [PROVED])
    opened, found = PersonalParts(leaves, {PROVED}), dict[str, datetime]()
    for leaf in leaves:
        private = opened(leaf["id"])
        if isinstance(private, Mapping) and private.get("speaker"):
            found.setdefault(str(private["speaker"]), datetime.fromisoformat(leaf["happened_at"]))
    return found


def _spoken_for(dossier: Dossier, speakers: Mapping[str, datetime]) -> Iterator[Words]:
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    for name, at in speakers.items():
        yield phrase("remark.spoken_for", name=name, at=f"{at.astimezone(zone):%Y-%m-%d %H:%M}")


def _disputed_since(draft: Draft) -> datetime | None:
    """Since when something stands against the service on which no judge has decided."""
    pending = [one for one in draft.dossier.objections if one.ruling == "pending"]
    moments = [one.raised_at for one in pending if one.concerns(draft.finding.service_id)]
    if draft.finding.is_denied:
        moments += draft.dossier.denied.values()
    return min(moments, default=None) if draft.finding.is_in_doubt else None


def _replaces(draft: Draft) -> ReplacedCertificate | None:
    if draft.replaces is None:
        return None
    is_translated = lacks_only_english(draft)
    reason = phrase("remark.english_added") if is_translated else _reason(draft.replaces, draft.finding)
    return ReplacedCertificate(draft.replaces.number, reason)


def _reason(replaced: Certificate, finding: Finding) -> Words:
    if bytes(replaced.finding_digest) == digest_of(finding):
        return phrase("remark.record_corrected")
    issued, stands = Event.objects.on_record().filter(id=replaced.event_id).first(), finding_summary(finding.decision)
    certified = issued.data["certifies"] if issued else {}
    is_same = all(certified.get(name) == value for name, value in stands.items())
    return phrase("remark.lines_changed" if is_same else "remark.finding_changed")


BY_TELEPHONE = "call"
KNOWN_AT_ONCE = frozenset({"portal", "bar"})  # what the program itself saw at that moment; else somebody entered it


def consent_of(dossier: Dossier, finding: Finding) -> CertifiedConsent | None:
    """The consent that the finding rests on, though it ended since; None where it rests on none."""
    agreement = finding.decision.agreement
    if agreement is None:
        return None
    party = dossier.envelope.party
    unstruck = [consent for consent in party.consents.all() if consent.struck_at is None]
    given = [c for c in unstruck if (c.ground, c.at) == (agreement.ground, agreement.at)]
    if not given:
        return CertifiedConsent(agreement.ground, agreement.at, word_of("how", "conduct"))
    consent = min(given, key=lambda each: each.id)
    return CertifiedConsent(consent.ground, consent.at, _how_agreed(party, consent), ended_at=consent.ended_at)


def has_other_consent(dossier: Dossier, finding: Finding) -> bool:
    """Whether the party consented, though the finding rests on no consent; never say then that none is on record."""
    is_on_record = any(consent.struck_at is None for consent in dossier.envelope.party.consents.all())
    return finding.decision.agreement is None and is_on_record


def _how_agreed(party: Party, consent: Consent) -> Words:
    if consent.how != BY_TELEPHONE:
        return word_of("how", consent.how)
    call = _calls(party).filter(at=consent.at).first()
    if call is None:
        return word_of("how", "call_not_on_record")
    return join_words([word_of("how", BY_TELEPHONE), _of_call(call)], "between_parts")


def _of_call(call: Call) -> Words:
    """Which number was called, how the person was known, and what shows the talk: a recording, or staff's word."""
    number = mask_address(call.address.kind, call.address.value) if call.address else ""
    known = "matched" if call.is_matched else "known_otherwise" if call.is_known_otherwise else "unmatched"
    recorded = phrase("call.unrecorded")
    if call.recording is not None:
        recorded = phrase("call.recorded", sha256=f"{bytes(call.recording.sha256).hex()[:16]}…")
    called = phrase("call.number", number=number) if number else phrase("call.number_alone")
    return join_words([called, phrase(f"call.{known}"), recorded], "between_parts")


def address_of(dossier: Dossier, attempt: Attempt | None) -> CertifiedAddress:
    """The address that was written to, with what was known of it when the try was planned."""
    if attempt is None:
        return CertifiedAddress("", "unknown", "—", same("—"), dossier.envelope.placed_at)
    address = attempt.address
    masked = mask_address(address.kind, address.value)
    if address.is_mistyped and address.retired_at is not None:  # by the court, which found out about it then
        return CertifiedAddress(attempt.channel, "rejected", masked, word_of("how", "mistyped"), address.retired_at)
    return _address_at(dossier, address, attempt.planned_at, (attempt.channel, attempt.address_class))


def _address_at(dossier: Dossier, address: Address, at: datetime, way_and_class: tuple[str, str]) -> CertifiedAddress:
    """An address with what was known of it then."""
    known = [step for step in address.findings.all() if step.at <= at]
    newest = max(known, key=lambda step: (step.at, step.id), default=None)
    masked = mask_address(address.kind, address.value)
    if newest is None:
        return CertifiedAddress(*way_and_class, masked, same("—"), address.class_since)
    how, since, is_entry = newest.how, newest.at, newest.how not in KNOWN_AT_ONCE
    if how == BY_TELEPHONE:  # in a call that is on record, or that is not said
        call = _calls(dossier.envelope.party).filter(recorded_at=newest.at).first()
        how, since, is_entry = (how, call.at, False) if call else ("call_not_on_record", since, True)
    return CertifiedAddress(*way_and_class, masked, word_of("how", how), since, is_entry)


def deed_address(dossier: Dossier, finding: Finding) -> CertifiedAddress | None:
    """Where people went, and by which way; None where a message is what counts, or went out and nothing counts.

    It goes by the try that the answer rests on; where there is none and no message went out, by the last one.
    """
    own = [each.deed for each in dossier.deeds if finding.service_id in each.service_ids]
    won = next((deed for deed in own if str(deed.id) == finding.winning_attempt), None)
    if won is None and own and not any(attempt.submitted_at for attempt in dossier.attempts):
        won = max(own, key=lambda deed: (deed.began_at, deed.id))
    if won is None:
        return None
    way_and_class = (won.way, won.address_class or "unknown")
    if won.address is None:
        return CertifiedAddress(*way_and_class, "—", same("—"), won.began_at)
    return _address_at(dossier, won.address, won.began_at, way_and_class)


def _calls(party: Party) -> QuerySet[Call]:
    found = Call.objects.filter(party=party, outcome="agrees", struck_at=None)
    return found.select_related("address", "recording")
