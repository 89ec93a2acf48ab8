"""Yes or no to electronic service: asked where no consent covers the papers, both answers weigh the same."""

import pytest

from songda import clock
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.matter.parties.models import Address, Consent, Refusal
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.stage import defendant
from tests.web.portal.scene import Visitor, arrived, settled, unasked

pytestmark = pytest.mark.database


def test_whoever_agreed_already_goes_straight_to_the_papers() -> None:
    assert Visitor(arrived()).prove().get("papers").status_code == 200


def test_whoever_did_not_is_asked_first() -> None:
    visitor = Visitor(unasked()).prove()
    assert visitor.get("papers")["Location"] == f"/s/{visitor.token}/agree"


def test_scope_effect_and_change_of_address_are_told_before_the_answer() -> None:
    page = Visitor(unasked()).prove().get("agree").content.decode()
    for told in ("适用范围", "送达效力", "变更号码", "纸质文书", "撤回同意", "第二十九条"):
        assert told in page.split("同意电子送达</button>")[0]


def test_who_changes_their_mind_is_told_when_to_say_so_and_that_the_court_looks_at_it() -> None:
    page = Visitor(unasked()).prove().get("agree").content.decode()
    for told in (
        "合理时间内提出",
        "故意拖延诉讼",
        "可以改用其他方式送达",
        "法院应当改用其他方式送达",
        "第五条、第二十九条",
    ):
        assert told in page


def test_whoever_takes_a_yes_back_is_told_that_a_judge_looks_at_it() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("agree/no")
    assert "法官将审查您是否及时提出" in visitor.get("agree").content.decode()


def test_whoever_never_agreed_is_told_of_no_judge() -> None:
    visitor = Visitor(unasked()).prove()
    visitor.post("agree/no")
    assert "法官将审查" not in visitor.get("agree").content.decode()


def criminal(envelope: Envelope) -> Visitor:
    """Its recipient, where the case is a criminal one."""
    Case.objects.filter(id=envelope.case_id).update(branch="criminal")
    settled(envelope)
    return Visitor(envelope).prove()


def test_in_a_criminal_case_nobody_is_asked_to_agree() -> None:
    visitor = criminal(unasked())
    page = visitor.get("agree").content.decode()
    assert "刑事案件的文书" in page
    assert "同意电子送达</button>" not in page
    assert "第一百零七条" in page
    visitor.post("agree/yes")
    visitor.post("agree/no")
    assert not Consent.objects.filter(party=visitor.envelope.party).exists()
    assert not Refusal.objects.filter(party=visitor.envelope.party).exists()


def test_a_notice_to_attend_a_criminal_trial_opens_without_any_yes() -> None:
    visitor = criminal(arrived(defendant(make.case(), "found", consents=False), "hearing_notice"))
    page = visitor.get("papers")
    assert page.status_code == 200
    assert "是否同意电子送达" not in page.content.decode()


def test_both_answers_weigh_the_same() -> None:
    page = Visitor(unasked()).prove().get("agree").content.decode()
    buttons = [part.split("</button>")[0] for part in page.split('<div class="pair">')[1].split("<button ")[1:3]]
    assert [button.split(">")[0] for button in buttons] == ['class="btn"', 'class="btn"']


def test_a_yes_is_an_express_consent_for_this_stage_alone() -> None:
    visitor = Visitor(unasked()).prove()
    assert visitor.post("agree/yes")["Location"].endswith("/papers")
    given = Consent.objects.get(party=visitor.envelope.party)
    assert (given.ground, given.stages, given.how) == ("express", ["first_instance"], "portal")
    assert visitor.get("papers").status_code == 200
    assert Address.objects.get(party=visitor.envelope.party).address_class == "found"


def test_the_number_becomes_his_own_only_when_he_says_so() -> None:
    visitor = Visitor(unasked()).prove()
    visitor.post("agree/yes", {"own_address": "yes"})
    assert Address.objects.get(party=visitor.envelope.party).address_class == "confirmed"


def test_a_second_yes_is_no_second_consent() -> None:
    visitor = Visitor(unasked()).prove()
    visitor.post("agree/yes")
    visitor.post("agree/yes")
    assert Consent.objects.filter(party=visitor.envelope.party).count() == 1


def test_after_a_no_the_papers_stay_closed_and_he_may_change_his_mind() -> None:
    visitor = Visitor(unasked()).prove()
    visitor.post("agree/no")
    visitor.post("agree/no")
    assert Refusal.objects.filter(party=visitor.envelope.party).count() == 1
    assert "表示不同意" in visitor.get("agree").content.decode()
    assert visitor.get("papers").status_code == 302
    service = visitor.services[0].id
    assert visitor.post(f"papers/{service}/open")["Location"].endswith("/agree")
    visitor.post("agree/yes")
    assert visitor.get("papers").status_code == 200


def test_a_later_no_ends_the_consent_and_leaves_what_was_served() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("agree/no")
    assert Consent.objects.get(party=visitor.envelope.party).withdrawn_at is not None
    settled(visitor.envelope)
    page = visitor.get("papers")
    assert page.status_code == 200
    assert "已送达" in page.content.decode()


def test_nobody_answers_for_somebody_else() -> None:
    visitor = Visitor(unasked())
    assert visitor.post("agree/yes")["Location"].endswith("/who")
    assert not Consent.objects.exists()


def test_a_minor_is_told_that_his_agent_must_agree() -> None:
    minor = make.party(name="小明", number=make.resident_id(born="20150101"))
    make.address(minor, "found")
    visitor = Visitor(arrived(minor)).prove()
    assert "法定代理人" in visitor.post("agree/yes").content.decode()
    assert not Consent.objects.exists()


def test_a_number_that_cannot_become_theirs_leaves_no_half_a_yes() -> None:
    visitor = Visitor(unasked()).prove()
    own = Address.objects.get(party=visitor.envelope.party)
    opponent = make.party(visitor.envelope.case, "plaintiff", name="张某")
    add_address(opponent, AddressDraft(own.kind, own.value, "provided"), "engine", clock.now())
    assert visitor.post("agree/yes", {"own_address": "yes"}).status_code == 200  # the page says why
    assert not Consent.objects.filter(party=visitor.envelope.party).exists()
    assert visitor.post("agree/yes").status_code == 302
    assert Consent.objects.filter(party=visitor.envelope.party).count() == 1


@pytest.mark.parametrize(("language", "page"), [("zh-hans", "中文"), ("en", "英文")])
def test_what_shows_the_yes_is_kept_in_words_that_both_readers_understand(language: str, page: str) -> None:
    visitor = Visitor(unasked(), language).prove()
    visitor.post("agree/yes")
    proof = Consent.objects.get(party=visitor.envelope.party).proof
    told = f"本人在查收页面（{page}）上作出，身份核验方式：姓名、证件号码与验证码"
    assert proof.startswith(f"{told} / given on the page in ")
    assert "assurance" not in proof
