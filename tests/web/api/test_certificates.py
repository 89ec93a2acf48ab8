"""What systems learn of certificates: what each says of the service, and which one took its place."""

from datetime import timedelta

import pytest

from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.proof.certificates.issue import issue_due
from songda.records.service.orders.models import Service
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, comes_back, served_on
from tests.web.api.caller import Caller

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
HOUR = timedelta(hours=1)


def test_a_statement_is_told_from_a_certificate_and_what_stands_no_more_names_its_successor(court: Caller) -> None:
    service = Service.objects.get(envelope=served_on("李卫国"))
    issue_due(LATER)
    made = court.get(f"/services/{service.id}").json()["certificate"]
    assert (made["result"], made["is_statement"]) == (None, None)  # its event has no place in the log yet
    sequence(LATER + HOUR)
    made = court.get(f"/services/{service.id}").json()["certificate"]
    assert (made["result"], made["is_statement"], made["superseded_by"]) == ("effective", False, "")
    comes_back(service.envelope)
    reconsider([service.envelope.party_id], [], LATER + HOUR)
    ask_law(LATER + 2 * HOUR)
    sequence(LATER + 2 * HOUR)
    issue_due(LATER + 3 * HOUR)
    sequence(LATER + 3 * HOUR)
    told = court.get(f"/services/{service.id}").json()
    stands, (earlier,) = told["certificate"], told["earlier_certificates"]
    assert stands["is_statement"]
    assert stands["result"] != "effective"
    assert (earlier["number"], earlier["is_statement"]) == (made["number"], False)
    assert earlier["superseded_by"] == stands["number"]
