"""What else stands in the files of a case and in the books of a court is compared with the log, row by row."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction

from songda import clock
from songda.core.delivery.incidents import IncidentKind
from songda.records.delivery.attempts.models import Receipt
from songda.records.delivery.lookups.disclosure import uncover
from songda.records.delivery.tasks.actions import TaskDraft, open_tasks
from songda.records.delivery.tasks.handing import take_task
from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.incidents.actions import Trouble, begin_incident, end_incident
from songda.records.proof.certificates.contradictions import compare_cases, compare_offices
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.rows_audit import audit_rows
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.superuser import change
from tests.surroundings.ready import ready_made
from tests.web.console.outreach.things import OF_OUTREACH, of_outreach
from tests.web.console.world import World, world

__all__ = ["keys"]
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
    "UPDATE findings_finding SET effective_on = effective_on - 20": "findings_finding.effective_on",
    "UPDATE findings_finding SET effective_at = effective_at - interval '20 days'": "findings_finding.effective_at",
    "DELETE FROM findings_finding": "findings_finding",
}


def test_what_agrees_is_no_contradiction() -> None:
    made = busy()
    assert [str(one) for one in (*compare_cases([made.case.id]), *compare_offices())] == []
    assert [str(one) for one in audit_rows()] == []


def test_each_row_that_a_superuser_changed_is_named() -> None:
    busy()
    missed = {attack: found for attack, named in ATTACKS.items() if named not in (found := _named_after(attack))}
    assert missed == {}


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
