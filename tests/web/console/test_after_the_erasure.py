"""Everything sealed has a way out; what the ways of a case left goes with it, and its pages still open."""

import pytest
from django.apps import apps
from django.db.models import BinaryField, Q
from django.urls import reverse

from songda.core.access import Role
from songda.records.ground import vault
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case
from songda.records.overview.ways_erasure import GONE, KEPT, OF_MANY, erase_ways
from songda.web.console.entrusted.urls import urlpatterns as entrusted
from songda.web.console.field.urls import urlpatterns as field
from songda.web.console.letters.urls import urlpatterns as letters
from songda.web.console.notices.urls import urlpatterns as notices
from songda.web.console.returns.urls import urlpatterns as returns
from tests.records.stage import NOW
from tests.web.console.world import proved_in, world

LOG = "with the case: the personal part of its events"
CASE = "with the case: what was looked up, recorded, connected"
FILE = "with the file of the case, by the rules for archives; there is no command for that"
SOON = "by itself, within days or with its round"
COURT = "of the court itself, and of nobody's case"
ELSEWHERE = {
    "evidence.eventsecret.sealed": LOG,
    "sent_forms.sentform.leads_to_sealed": SOON,
    "sent_forms.sentform.given_sealed": SOON,
    "sent_forms.sentfile.about_sealed": SOON,
    "sent_forms.sentfile.key_sealed": SOON,
    "sent_forms.draft.typed_sealed": SOON,
    "attempts.channeltest.to_sealed": SOON,
    "staff.keptanswer.body_sealed": SOON,
    "visits.round.key_sealed": SOON,
    "parties.party.name_sealed": FILE,
    "parties.party.number_sealed": FILE,
    "parties.address.value_sealed": FILE,
    "parties.consent.proof_sealed": FILE,
    "circumstances.circumstance.words_sealed": FILE,
    "papers.paper.wrapped_key": FILE,
    "attempts.attempt.text_sealed": FILE,
    "attempts.rawreport.body_sealed": FILE,
    "deeds.deedstep.words_sealed": FILE,
    "deeds.deedstep.scan_key": FILE,
    "calls.call.number_sealed": FILE,
    "calls.call.note_sealed": FILE,
    "personal_proofs.personalproof.question_sealed": FILE,
    "mandates.mandate.name_sealed": FILE,
    "lookups.lookup.why_sealed": FILE,
    "lookups.alarm.review_sealed": FILE,
    "portal_acts.objection.words_sealed": FILE,
    "portal_acts.invitation.link_sealed": FILE,
    "determinations.determination.reason_sealed": FILE,
    "address_forms.signedform.says_sealed": FILE,
    "address_forms.signedform.wrapped_key": FILE,
    "certificates.certificate.wrapped_key": FILE,
    "telephone.recording.wrapped_key": CASE,
    "lookups.foundnumber.value_sealed": CASE,
    "outreach.photo.wrapped_key": COURT,
    "malfunctions.malfunction.wrapped_key": COURT,
}
ROOMS = [*letters, *returns, *field, *notices, *entrusted]


def sealed_columns() -> set[str]:
    return {
        f"{model._meta.label_lower}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.get_fields()
        if isinstance(column, BinaryField) and column.name.endswith(("sealed", "_key"))
    }


def test_every_sealed_column_has_one_way_out() -> None:
    erased = {f"{each.model._meta.label_lower}.{column}" for each in KEPT for column in each.emptied}
    erased |= {f"{model._meta.label_lower}.{column}" for model, emptied in OF_MANY.items() for column in emptied}

    assert not erased & set(ELSEWHERE)
    assert sealed_columns() == erased | set(ELSEWHERE), "say here how the new one goes, and in the page on erasing"


@pytest.mark.database
def test_what_the_ways_of_a_case_left_goes_for_good_and_its_pages_still_open() -> None:
    here = world()
    places = [
        reverse(f"console:{each.name}", kwargs={key: here.key(key) for key in each.pattern.converters})
        for each in ROOMS
    ]
    files = [
        (shelf, row[name])
        for each in KEPT
        for shelf, key, name in each.files
        for row in each.model._default_manager.exclude(**{key: None}).exclude(**{key: GONE}).values(key, name)
    ]
    assert {"letters", "carrier_scans", "visit_originals", "notices", "entrustments"} <= {shelf for shelf, _ in files}

    counts = [erase_ways(case.id, "staff:wang", "retention_term", NOW) for case in Case.objects.all()]

    assert sum(counts) > 0
    left = {
        f"{each.model._meta.label_lower}.{column}": count
        for each in KEPT
        for column, emptied in each.emptied.items()
        if (
            count := each.model._default_manager.filter(**{f"{each.case}__isnull": False})
            .exclude(Q(**{column: emptied}) | Q(**{column: None}))
            .count()
        )
    }
    assert left == {}
    assert [each for each in files if vault.file_path(*each).exists()] == []
    assert Event.objects.filter(name="ways.erased").count() == sum(map(bool, counts))
    assert sum(erase_ways(case.id, "staff:wang", "retention_term", NOW) for case in Case.objects.all()) == 0
    browser = proved_in(role=Role.SUPERVISOR)
    for place in places:
        assert browser.get(place).status_code in {200, 302, 403, 404, 405, 422}, place
