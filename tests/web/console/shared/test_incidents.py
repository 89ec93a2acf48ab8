"""An incident stands on every page of the staff while it lasts, and in the list of incidents afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.core.delivery.incidents import IncidentKind
from songda.records.ground.incidents.actions import Trouble, begin_incident, end_incident
from songda.records.service.attempts.models import RawReport
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
AWAY = Trouble(IncidentKind.PROVIDER_AWAY, "sms", "log-in refused: ESME_RALYBND")


@pytest.mark.parametrize("role", [Role.CLERK, Role.JUDGE, Role.ADMINISTRATOR])
@pytest.mark.parametrize("page", ["console:account", "console:rules"])
def test_every_office_sees_it_while_it_lasts(role: Role, page: str) -> None:
    browser = signed_in(make.user(role=role), language="en")
    begin_incident(AWAY, 493, make.NOW)
    shown = " ".join(browser.get(reverse(page)).content.decode().split())
    assert "Messages cannot be handed over" in shown
    assert "493 wait" in shown
    assert "ESME" not in shown  # what the other side said is for whoever mends it
    end_incident(AWAY.kind, make.NOW + timedelta(minutes=1), "sms")
    assert "Messages cannot be handed over" not in browser.get(reverse(page)).content.decode()


def test_the_page_of_the_log_lists_what_was_and_what_fits_nothing() -> None:
    browser = signed_in(make.user(role=Role.ADMINISTRATOR), language="en")
    begin_incident(AWAY, 493, make.NOW)
    end_incident(AWAY.kind, make.NOW + timedelta(minutes=1), "sms")
    RawReport.objects.create(
        channel="sms", provider="smsc", body_sealed=b"", sha256=b"", received_at=make.NOW, unread_since=make.NOW
    )
    shown = browser.get(reverse("console:log")).content.decode()
    assert "ESME_RALYBND" in shown
    assert "Reports that fit no message" in shown
