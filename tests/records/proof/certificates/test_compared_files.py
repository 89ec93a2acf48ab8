"""What else stands in the files of a case and in the books of a court is compared with the log, row by row."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction

from songda import clock
from songda.core.access import Role
from songda.core.delivery.incidents import IncidentKind
from songda.core.events.origins import Door
from songda.core.events.registry import REGISTRY
from songda.records.court.staff.actions import remove_user, set_role
from songda.records.court.staff.court_settings import (
    Pause,
    call_found_first,
    pause_channel,
    place_below,
    publish_figures,
    resume_channel,
)
from songda.records.court.staff.message_words import OwnWords, word_message
from songda.records.court.staff.models import User
from songda.records.court.staff.particulars import Correction, Particulars, correct_court, mark_of, particulars_of
from songda.records.court.staff.signing_in import (
    ask_all_for_factor,
    make_codes,
    note_factor,
    note_own_password,
    spend_code,
)
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.actions import Trouble, begin_incident, end_incident
from songda.records.matter.cases.actions import Reason
from songda.records.proof.certificates.contradictions import compare_cases, compare_offices
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.offices_audit import NEEDED
from songda.records.proof.rows_audit import audit_rows
from songda.records.service.attempts.models import Receipt
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.handing import take_task
from songda.records.service.tasks.models import Task
from songda.records.ways.lookups.disclosure import uncover
from songda.records.ways.lookups.watching import review
from songda.records.ways.portal.personal_proofs.actions import give_code, see_card
from songda.records.ways.portal.personal_proofs.models import PersonalProof
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.superuser import change
from tests.surroundings.ready import ready_made
from tests.web.console.outreach.things import OF_OUTREACH, of_outreach
from tests.web.console.world import World, world

__all__ = ["keys"]
GOOD = "【{court}】{name}，请打开 {link} 查看{case_number}案文书，核实请致电{phone}。{never}"
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]


@ready_made
def busy() -> World:
    """A case with one of everything, a court with campaigns, a trouble that is over and one that lasts."""
    made = world()
    now = clock.now()
    for name in OF_OUTREACH:
        of_outreach(made.case.court, name)
    for kind in (IncidentKind.STORE_FULL, IncidentKind.STAMPS_AWAY):
        begin_incident(Trouble(kind), 1, now)
    end_incident(IncidentKind.STORE_FULL, now + timedelta(minutes=1))
    made.certificate.delete()  # made by hand, for pages
    reader, party = make.user(), made.number.inquiry.lookup.party
    open_tasks([TaskDraft("call", "number_found", party.case, party=party)], now)
    take_task(Task.objects.get(kind="call", party=party), reader, now)
    uncover(made.number, reader, now)
    note_own_password(reader, now)
    spend_code(reader, make_codes(reader, now)[0], now)
    Authenticator.objects.create(user=reader, type="totp", data={"secret": "sealed"})
    note_factor("staff.factor_added", reader, f"staff:{reader.id}", now)
    review(made.alarm, Reason("已核实"), make.user(role=Role.SUPERVISOR), now)
    see_card(made.defendant, made.defendant.number, f"staff:{reader.id}", now)
    give_code(made.defendant, f"staff:{reader.id}", now)
    make.case(cause="空案")  # nobody and nothing in it yet
    make.other_court()
    make.user(name="离任书记员")
    served_on("王小红")
    assert issue_due(LATER) > 0
    sequence(now + timedelta(minutes=2))
    return made


ATTACKS = {
    "UPDATE tasks_task SET due_at = due_at + interval '30 days'": "tasks_task.due_at",
    "UPDATE tasks_task SET closed_at = now(), closed_by = 'engine', ended_by = 'mended' WHERE closed_at IS NULL": (
        "tasks_task.closed_at"
    ),
    "UPDATE tasks_task SET owner_id = (SELECT id FROM staff_user ORDER BY id DESC LIMIT 1)": "tasks_task.owner_id",
    "UPDATE lookups_lookup SET decided_by = 'staff:01a227c7-f06f-70ae-886b-e39410c64a34'": "lookups_lookup.decided_by",
    "UPDATE lookups_lookup SET ground = 'no_answer'": "lookups_lookup.ground",
    "UPDATE lookups_inquiry SET answer = 'none' WHERE answered_at IS NOT NULL": "lookups_inquiry.answer",
    "UPDATE lookups_inquiry SET cost_fen = 7": "lookups_inquiry.cost_fen",
    "DELETE FROM lookups_uncovering": "lookups_uncovering",
    "UPDATE telephone_dial SET answered_at = asked_at": "telephone_dial.answered_at",
    "UPDATE telephone_dial SET line = 'silence'": "telephone_dial.line",
    "UPDATE telephone_recording SET sha256 = sha256('x')": "telephone_recording.sha256",
    "UPDATE telephone_recording SET erased_at = now()": "telephone_recording.erased_at",
    "UPDATE address_forms_signedform SET sha256 = sha256('x')": "address_forms_signedform.sha256",
    "UPDATE address_forms_signedform SET signed_at = signed_at - interval '1 year'": (
        "address_forms_signedform.signed_at"
    ),
    "DELETE FROM address_forms_signedform": "address_forms_signedform",
    "UPDATE staff_proposal SET state = 'approved', decided_at = now()": "staff_proposal.state",
    'UPDATE staff_proposal SET draft = \'{"role": "administrator"}\'': "staff_proposal.draft",
    "UPDATE staff_user SET password = 'argon2$mine'": "staff_user.password",
    'UPDATE mfa_authenticator SET data = \'{"secret": "mine"}\'': "staff_user.factors",
    "UPDATE mfa_authenticator SET user_id = (SELECT id FROM staff_user WHERE display_name = '离任书记员')": (
        "staff_user.factors"
    ),
    "DELETE FROM mfa_authenticator": "staff_user.factors",
    "UPDATE staff_entrycode SET used_at = NULL": "staff_user.codes",
    "UPDATE staff_entrycode SET used_at = now() WHERE used_at IS NULL": "staff_user.codes",
    "UPDATE staff_entrycode SET code_hash = sha256(code_hash)": "staff_user.codes",
    "UPDATE staff_entrycode SET user_id = (SELECT id FROM staff_user WHERE display_name = '离任书记员')": (
        "staff_user.codes"
    ),
    "DELETE FROM staff_entrycode WHERE used_at IS NULL": "staff_user.codes",
    "UPDATE staff_apiclient SET token_hash = sha256(token_hash)": "staff_apiclient.token_hash",
    "UPDATE staff_court SET phone = '400-000-0000'": "staff_court.phone",
    "DELETE FROM incidents_incident": "incidents_incident",
    "UPDATE incidents_incident SET ended_at = ended_at - interval '1 hour' WHERE ended_at IS NOT NULL": (
        "incidents_incident.ended_at"
    ),
    "UPDATE outreach_campaign SET reached = 1000000": "outreach_campaign.reached",
    "UPDATE outreach_campaign SET title = '另一活动'": "outreach_campaign.title",
    "UPDATE outreach_photo SET sha256 = sha256('x')": "outreach_photo.sha256",
    "UPDATE attempts_receipt SET kind = 'failed'": "attempts_receipt",
    "UPDATE attempts_receipt SET happened_at = happened_at - interval '20 days'": "attempts_receipt",
    "UPDATE attempts_rawreport SET sha256 = sha256('x')": "attempts_rawreport.sha256",
    "UPDATE attempts_rawreport SET body_sealed = 'x'": "attempts_rawreport.sha256",
    "UPDATE certificates_certificate SET number = number || 'A'": "certificates_certificate.number",
    "UPDATE certificates_certificate SET code = reverse(code)": "certificates_certificate.code",
    "UPDATE staff_proposal SET about_id = asked_by_id": "staff_proposal.about_id",
    "UPDATE staff_user SET must_change_password = NOT must_change_password": "staff_user.must_change_password",
    "DELETE FROM staff_user WHERE display_name = '离任书记员'": "staff_user",
    "DELETE FROM staff_apiclient": "staff_apiclient",
    "DELETE FROM staff_court WHERE code = '晋1182'": "staff_court",
    "DELETE FROM cases_case WHERE cause = '空案'": "cases_case",
    "UPDATE staff_court SET asks_all_for_factor = false": "staff_court.asks_all_for_factor",
    "UPDATE staff_court SET calls_found_first = true": "staff_court.calls_found_first",
    'UPDATE staff_court SET channels_paused = \'{"sms": "2099-01-01T00:00:00+00:00"}\'': "staff_court.channels_paused",
    "UPDATE staff_court SET channels_paused = 'x'": "staff_court.channels_paused",
    'UPDATE staff_court SET message_words = \'{"service": "x"}\'': "staff_court.message_words",
    "UPDATE staff_court SET figures_public_since = now()": "staff_court.figures_public_since",
    "UPDATE staff_court SET above_id = (SELECT id FROM staff_court WHERE code = '晋1182') WHERE code = '晋1181'": (
        "staff_court.above_id"
    ),
    "UPDATE tasks_task SET court_id = (SELECT id FROM staff_court WHERE code = '晋1182')": "tasks_task.court_id",
    "UPDATE circumstances_circumstance SET party_id = (SELECT id FROM parties_party WHERE role = 'defendant' LIMIT 1)"
    " WHERE kind = 'in_custody'": "circumstances_circumstance.party_id",
    "UPDATE circumstances_circumstance SET details = '{}' WHERE details <> '{}'": "circumstances_circumstance.details",
    "UPDATE personal_proofs_personalproof SET party_id = (SELECT id FROM parties_party ORDER BY id LIMIT 1)": (
        "personal_proofs_personalproof.party_id"
    ),
    "UPDATE personal_proofs_personalproof SET expires_at = expires_at + interval '1 year' WHERE kind = 'code'": (
        "personal_proofs_personalproof.expires_at"
    ),
    "UPDATE personal_proofs_personalproof SET used_at = at": "personal_proofs_personalproof.used_at",
    "UPDATE personal_proofs_personalproof SET by = 'staff:x'": "personal_proofs_personalproof.by",
    "DELETE FROM personal_proofs_personalproof WHERE kind = 'card'": "personal_proofs_personalproof",
    "UPDATE findings_finding SET is_denied = NOT is_denied": "findings_finding.is_denied",
    "UPDATE findings_finding SET effective_on = effective_on - 20": "findings_finding.effective_on",
    "UPDATE findings_finding SET effective_at = effective_at - interval '20 days'": "findings_finding.effective_at",
    "DELETE FROM findings_finding": "findings_finding",
    "UPDATE orders_order SET placed_by = 'staff:x'": "orders_order.placed_by",
    "UPDATE orders_order SET placed_at = placed_at - interval '9 days'": "orders_order.placed_at",
    "UPDATE orders_order SET court_id = (SELECT id FROM staff_court WHERE code = '晋1182')": "orders_order.court_id",
    "UPDATE lookups_alarm SET reviewed_by = 'staff:x'": "lookups_alarm.reviewed_by",
    "UPDATE lookups_alarm SET reviewed_at = NULL, reviewed_by = ''": "lookups_alarm.reviewed_at",
    "UPDATE lookups_alarm SET review_sealed = NULL": "lookups_alarm.review_sealed",
    "UPDATE lookups_alarm SET court_id = NULL": "lookups_alarm.court_id",
    "UPDATE lookups_alarm SET about = 'x'": "lookups_alarm.about",
    "DELETE FROM lookups_alarm": "lookups_alarm",
    "UPDATE outreach_answer SET words = '请致电400-000-0000'": "outreach_answer.words",
    "UPDATE outreach_answer SET retired_at = now()": "outreach_answer.retired_at",
    "DELETE FROM outreach_answer": "outreach_answer",
    "UPDATE mandates_mandate SET number_index = decode(md5('x'), 'hex')": "mandates_mandate.number_index",
    "UPDATE mandates_mandate SET code_index = decode(md5('x'), 'hex')": "mandates_mandate.code_index",
    "UPDATE mandates_mandate SET name_index = decode(md5('x'), 'hex')": "mandates_mandate.name_index",
    **{
        f"UPDATE {table} SET {column} = {value} WHERE {column} IS NOT NULL": f"{table}.{column}"  # noqa: S608
        for table, column in (
            ("mandates_mandate", "name_sealed"),
            ("circumstances_circumstance", "words_sealed"),
            ("deeds_deedstep", "words_sealed"),
            ("portal_acts_objection", "words_sealed"),
            ("lookups_lookup", "why_sealed"),
            ("address_forms_signedform", "says_sealed"),
        )
        for value in ("''", "'x'")
    },
}


def test_what_agrees_is_no_contradiction() -> None:
    made = busy()
    assert [str(one) for one in (*compare_cases([made.case.id]), *compare_offices())] == []
    assert [str(one) for one in audit_rows()] == []


def test_each_row_that_a_superuser_changed_is_named() -> None:
    busy()
    missed = {attack: found for attack, named in ATTACKS.items() if named not in (found := _named_after(attack))}
    assert missed == {}


def test_a_card_that_nobody_saw_is_named() -> None:
    """It would let a code be given to whoever asks, who then is the person themselves."""
    made = busy()
    slipped = PersonalProof.objects.create(party=made.plaintiff, kind="card", at=LATER, by=f"staff:{make.user().id}")
    sequence(LATER)
    assert [one.which for one in audit_rows()] == [f"personal_proofs_personalproof:{slipped.pk}"]


def test_what_a_court_settles_for_itself_agrees_through_all_its_changes() -> None:
    court, user = make.court(), make.user(role=Role.ADMINISTRATOR)
    by, now = f"staff:{user.id}", clock.now()
    for after, channel in enumerate(("sms", "email", "sms")):
        pause_channel(court, Pause(channel, now + timedelta(hours=after + 1), "x"), by, now + timedelta(minutes=after))
    resume_channel(court, "email", by, now + timedelta(minutes=5))
    resume_channel(court, "sms", by, now + timedelta(hours=9))  # over by itself
    pause_channel(court, Pause("email", now + timedelta(hours=12), "x"), by, now + timedelta(hours=9))
    wanted = Correction(Particulars("孝义法院", phone="110"), mark_of(particulars_of(court)))
    correct_court(court, wanted, by, now, approved_by=f"staff:{make.user().id}")
    for text in (GOOD, ""):
        word_message(court, OwnWords("service", text), by, now, approved_by=f"staff:{make.user().id}")
    publish_figures(court, by, now)
    call_found_first(court, by, now, calls=True)
    ask_all_for_factor(court, by, now, asks=False, approved_by=f"staff:{make.user().id}")
    place_below(court, make.other_court().id, by, now)
    sequence(now)
    assert [str(one) for one in compare_offices()] == []


def test_what_was_done_with_an_office_that_a_row_had_for_minutes_is_named() -> None:
    """Given by SQL and taken back before the night: the row is as it was, and no event tells of an office."""
    court, clerk = make.court(), make.user()
    User.objects.filter(id=clerk.id).update(role=Role.SUPERVISOR.value)
    pause_channel(court, Pause("sms", clock.now() + timedelta(hours=1), "x"), f"staff:{clerk.id}", clock.now())
    User.objects.filter(id=clerk.id).update(role=Role.CLERK.value)
    sequence(clock.now())
    assert list(compare_offices()) == []
    done = Event.objects.get(name="court.channel_paused")
    assert [(one.which, one.code) for one in audit_rows()] == [(str(done.id), "no_office")]


def test_what_somebody_did_in_an_office_that_they_had_then_is_no_flaw() -> None:
    court, leaver, other = make.court(), make.user(role=Role.SUPERVISOR), make.user(role=Role.ADMINISTRATOR)
    now, later = clock.now(), clock.now() + timedelta(days=2)
    pause_channel(court, Pause("sms", now + timedelta(hours=1), "x"), f"staff:{leaver.id}", now)
    set_role(leaver, Role.CLERK, f"staff:{other.id}", later, approved_by=f"staff:{make.user().id}")
    remove_user(leaver, f"staff:{other.id}", later + timedelta(days=1))
    sequence(later)
    assert list(audit_rows()) == []


def test_each_event_that_takes_an_office_is_registered_and_can_come_from_staff() -> None:
    assert set(NEEDED) <= set(REGISTRY)
    assert [name for name in NEEDED if REGISTRY[name].doors.isdisjoint({Door.CONSOLE, Door.COMMAND})] == []


def test_a_receipt_that_was_slipped_in_to_change_an_end_is_named() -> None:
    busy()
    receipt = Receipt.objects.order_by("id")[0]
    receipt.pk, receipt.kind, receipt.code = None, "bounced", "x"
    receipt.save(force_insert=True)
    assert [(one.which, one.about["column"]) for one in audit_rows()] == [(f"attempts_receipt:{receipt.pk}", "kind")]


def _named_after(attack: str) -> set[str]:
    """The tables and columns that the audit names once the rows were changed; afterwards all is as it was."""
    with transaction.atomic():
        change(attack)
        flaws = list(audit_rows())
        transaction.set_rollback(True)
    return {".".join(filter(None, (one.which.partition(":")[0], str(one.about.get("column", ""))))) for one in flaws}


def test_a_password_that_is_stored_anew_by_a_stronger_reckoning_is_told() -> None:
    user = make.user()
    user.password = weaker = PBKDF2PasswordHasher().encode("correct horse battery", "salt", iterations=2)
    user.save()
    sequence(clock.now())
    assert [one.column for one in compare_offices()] == ["password"]
    assert user.check_password("correct horse battery")
    sequence(clock.now())
    assert user.password != weaker
    assert list(compare_offices()) == []


def test_no_contradiction_names_a_person_or_a_number() -> None:
    made = busy()
    numbers = [each.value for each in made.number.inquiry.numbers.all()]
    with transaction.atomic():
        change('UPDATE staff_proposal SET draft = \'{"role": "administrator"}\'')
        change("DELETE FROM lookups_uncovering")
        change("DELETE FROM lookups_foundnumber")
        change("UPDATE parties_party SET name_sealed = 'x', number_sealed = 'x'")
        found = " ".join(str(one) for one in audit_rows())
        transaction.set_rollback(True)
    assert "lookups_inquiry" in found
    assert not [each for each in (*numbers, made.defendant.name, made.defendant.number) if each in found]
