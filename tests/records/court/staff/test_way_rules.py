"""The court's rules for what the program begins: who may set them, who may widen them, and what is on record."""

import pytest
from django.db import IntegrityError, transaction

from songda.core.access import Role, Scope
from songda.core.delivery.ladder.way_rules import WayChoice
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.actions import ClientDraft, make_api_client
from songda.records.court.staff.models import WayRule
from songda.records.court.staff.office import decline, propose
from songda.records.court.staff.way_rules import WayRuleDraft, ruled_ways, set_way_rule, way_rules_of
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.proof.certificates.contradictions import compare_offices
from songda.records.service.tasks.approving import approve, to_rule_way
from tests import make

pytestmark = pytest.mark.database
AUTOMATIC_MAIL = WayRuleDraft("mail", "", WayChoice.AUTOMATICALLY)


def test_one_person_narrows_and_every_change_is_one_event() -> None:
    by = f"staff:{make.user(role=Role.SUPERVISOR).id}"
    assert set_way_rule(make.court(), WayRuleDraft("sms", "judgment", WayChoice.NEVER), by, make.NOW)
    assert not set_way_rule(make.court(), WayRuleDraft("sms", "judgment", WayChoice.NEVER), by, make.NOW)
    told = Event.objects.get(name="court.way_ruled")
    assert told.data == {"way": "sms", "paper_kind": "judgment", "before": "", "choice": "never"}
    assert way_rules_of(make.court()).for_kind("sms", "judgment") is WayChoice.NEVER


def test_nobody_widens_alone_and_two_people_do() -> None:
    qian, zhao = make.user(role=Role.ADMINISTRATOR), make.user(role=Role.SUPERVISOR)
    with pytest.raises(Refused, match="needs_second_person"):
        set_way_rule(make.court(), AUTOMATIC_MAIL, f"staff:{qian.id}", make.NOW)
    asked = propose(make.court(), to_rule_way(AUTOMATIC_MAIL), qian, make.NOW)
    with pytest.raises(Refused, match="own_proposal"):
        approve(asked.id, qian, make.NOW)
    approve(asked.id, zhao, make.NOW)
    assert way_rules_of(make.court()).for_kinds("mail", ["summons"]) is WayChoice.AUTOMATICALLY
    told = Event.objects.get(name="court.way_ruled")
    assert (told.actor, told.data["approved_by"]) == (f"staff:{qian.id}", f"staff:{zhao.id}")


def test_a_declined_request_changes_nothing() -> None:
    qian, zhao = make.user(role=Role.ADMINISTRATOR), make.user(role=Role.SUPERVISOR)
    asked = propose(make.court(), to_rule_way(AUTOMATIC_MAIL), qian, make.NOW)
    decline(asked.id, zhao, make.NOW)
    assert not WayRule.objects.exists()


def test_another_system_narrows_and_never_widens() -> None:
    admitted = make_api_client(make.court(), ClientDraft("办案系统", (Scope.CHANGE_SERVICE,)), "engine", make.NOW)
    client = f"client:{admitted[0].id}"
    with pytest.raises(Refused, match="needs_second_person"):
        set_way_rule(make.court(), AUTOMATIC_MAIL, client, make.NOW)
    assert set_way_rule(make.court(), WayRuleDraft("mail", "", WayChoice.NEVER), client, make.NOW)


def test_who_does_not_run_the_court_sets_nothing() -> None:
    with pytest.raises(Refused, match="not_your_office"):
        set_way_rule(make.court(), WayRuleDraft("mail", "", WayChoice.NEVER), f"staff:{make.user().id}", make.NOW)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (WayRuleDraft("pigeon", "", WayChoice.NEVER), "way"),
        (WayRuleDraft("mail", "poem", WayChoice.NEVER), "paper_kind"),
        (WayRuleDraft("public_notice", "", WayChoice.AUTOMATICALLY), "choice"),
        (WayRuleDraft("direct", "", WayChoice.AUTOMATICALLY), "choice"),
        (WayRuleDraft("entrusted", "", WayChoice.AUTOMATICALLY), "choice"),
        (WayRuleDraft("sms", "", WayChoice.PROPOSE), "choice"),
    ],
)
def test_what_there_is_not_is_refused_beside_its_field(draft: WayRuleDraft, field: str) -> None:
    with pytest.raises(WrongField) as refused:
        set_way_rule(make.court(), draft, "engine", make.NOW)
    assert refused.value.field == field


def test_the_database_itself_knows_no_notice_that_begins_unasked() -> None:
    row = WayRule(court=make.court(), way="public_notice", choice="automatically", set_at=make.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_every_channel_and_every_way_of_people_can_be_ruled() -> None:
    assert {"sms", "email", "wechat", "mail", "direct", "entrusted", "transfer", "public_notice"} <= set(ruled_ways())


def test_a_rule_that_was_changed_behind_the_programs_back_is_found() -> None:
    set_way_rule(make.court(), WayRuleDraft("mail", "", WayChoice.NEVER), "engine", make.NOW)
    sequence(make.NOW)
    assert [one for one in compare_offices() if "wayrule" in one.row] == []
    WayRule.objects.update(choice=WayChoice.AUTOMATICALLY)
    (found,) = [one for one in compare_offices() if "wayrule" in one.row]
    assert (found.column, found.found, found.logged) == ("choice", "automatically", "never")
