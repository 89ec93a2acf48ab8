"""What the court is called and how it is reached: corrected on its page, told in what goes out from then on."""

import pytest
from django.test import Client
from django.urls import reverse

from songda.clock import now
from songda.core.access import Role
from songda.core.delivery.own_words import standard_text
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.message_words import OwnWords, checked, word_message
from songda.records.court.staff.models import Court, Proposal
from songda.records.court.staff.particulars import Correction, Particulars, correct_court, mark_of, particulars_of
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.proof.certificates.contradictions import compare_offices
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import facts_for, sent_text
from tests import make
from tests.records.stage import Stage, defendant, envelope
from tests.web.console.world import proved_in, signed_in

pytestmark = pytest.mark.database
PAGE = reverse("console:correct_court")
OWN = {"name": "孝义市人民法院", "name_en": "Xiaoyi People's Court", "phone": "0358-7622100", "street": "府前街1号"}


def typed(**other: str) -> dict[str, str]:
    return {**OWN, "seen": mark_of(particulars_of(Court.objects.get(code="晋1181"))), **other}


def approved() -> None:
    """A second person who runs the court finds it on the court's page and approves it."""
    proposal = Proposal.objects.get(state="open")
    second = proved_in(role=Role.ADMINISTRATOR)
    assert proposal.draft["phone"] in second.get(reverse("console:court")).content.decode()
    answer = second.post(reverse("console:approve_proposal", args=[proposal.id]))
    assert answer["Location"] == reverse("console:court")


def head() -> Client:
    make.court()
    return proved_in(role=Role.ADMINISTRATOR)


def test_what_is_corrected_stands_in_what_goes_out_from_then_on_and_nowhere_before() -> None:
    sent = envelope(defendant(make.case()))
    stage = Stage()
    stage.advance()
    stage.send()
    before = sent_text(Attempt.objects.get())
    assert "12368" in before
    browser = head()
    assert "全国法院统一热线" in browser.get(reverse("console:court")).content.decode()
    assert browser.post(PAGE, typed())["Location"] == reverse("console:court")
    assert Court.objects.get(code="晋1181").phone == "12368", "nobody sets it alone"
    approved()
    sent.case.court.refresh_from_db()
    assert facts_for(sent.case, sent.party, "X").phone == "0358-7622100"
    assert sent_text(Attempt.objects.get()) == before
    told = Event.objects.get(name="court.corrected")
    assert told.data.pop("approved_by") not in {"", told.actor}
    assert told.data == {**OWN, "before": {"name_en": "", "phone": "12368", "street": ""}}
    assert browser.post(PAGE, typed()).status_code == 302  # nothing is new
    assert Event.objects.filter(name="court.corrected").count() == 1
    sequence(now())
    assert [str(one) for one in compare_offices()] == []


def test_a_new_name_and_the_line_of_every_court_are_asked_about_once_more() -> None:
    browser = head()
    asked = browser.post(PAGE, typed(name="孝义市法院", phone="12368"))
    assert asked.status_code == 422
    assert "运营商" in asked.content.decode()
    assert "统一热线" in asked.content.decode()
    sure = asked.context["form"].doubts_mark
    assert browser.post(PAGE, typed(name="孝义市法院", phone="12368", is_so=sure)).status_code == 302
    approved()
    assert Court.objects.get().name == "孝义市法院"


def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_kept() -> None:
    make.other_court()
    browser = head()
    wrong = {
        "name": ("", "院", "孝义】法院", "【孝义法院", "孝义{link}法院", "孝义法院a.cn", "法院" * 31, "汾阳市人民法院"),
        "name_en": ("孝义", "Court [x]", "{court}", "x" * 121),
        "phone": ("", "12", "问前台", "0358-7622100 转 8012", "http://1.cn", "0358-7622100/7622101", "1" * 16),
        "street": ("街" * 201,),
    }
    for field, values in wrong.items():
        for value in values:
            answer = browser.post(PAGE, typed(**{field: value}))
            if value == "汾阳市人民法院":  # a name that can be is asked about once more before it is found taken
                sure = answer.context["form"].doubts_mark
                answer = browser.post(PAGE, typed(**{field: value, "is_so": sure}))
            assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field]), value
    assert particulars_of(Court.objects.get(code="晋1181")) == Particulars("孝义市人民法院")


def test_a_name_with_which_its_own_words_would_take_more_parts_is_not_taken_before_these_are_shortened() -> None:
    court, by = make.court(), "engine"
    word_message(court, longest_words(court), by, make.NOW)
    longer = Particulars("孝义市人民法院院")
    with pytest.raises(WrongField) as wrong:
        correct_court(court, Correction(longer, mark_of(particulars_of(court))), by, make.NOW)
    assert wrong.value.field == "name"
    for language, words in {"zh": ("开庭安排变更", "标准措辞"), "en": ("changed", "standard words")}.items():
        assert all(word in wrong.value.sentence(language) for word in words), wrong.value.sentence(language)
    assert particulars_of(Court.objects.get()).name == "孝义市人民法院"
    word_message(court, OwnWords("hearing"), by, make.NOW)
    assert correct_court(court, Correction(longer, mark_of(particulars_of(court))), by, make.NOW)


def longest_words(court: Court) -> OwnWords:
    """Own words for one message that take as many parts as the standard ones, and not a letter more."""
    message, room = "hearing", OwnWords("hearing")
    for count in range(1, 70):
        longer = OwnWords(message, standard_text(message).replace("{name}：", "{name}：" + "您" * count))
        try:
            checked(court, longer)
        except WrongField:
            break
        room = longer
    return room


def test_full_width_figures_and_blanks_are_read_as_they_are_meant() -> None:
    browser = head()
    assert browser.post(PAGE, typed(phone="（０３５８） 7622100")).status_code == 302
    approved()
    assert Court.objects.get().phone == "(0358) 7622100"


def test_only_who_runs_the_court_and_saw_what_stands_may() -> None:
    court, clerk = make.court(), make.user()
    seen, wanted = mark_of(particulars_of(court)), Particulars(**OWN)
    for by in (f"staff:{clerk.id}", f"staff:{make.user(make.other_court(), Role.ADMINISTRATOR).id}"):
        with pytest.raises(Refused, match="not_your_office"):
            correct_court(court, Correction(wanted, seen), by, make.NOW)
    admin = f"staff:{make.user(role=Role.ADMINISTRATOR).id}"
    for approver in ("", admin):
        with pytest.raises(Refused, match="needs_second_person"):
            correct_court(court, Correction(wanted, seen), admin, make.NOW, approved_by=approver)
    second = f"staff:{make.user(role=Role.ADMINISTRATOR).id}"
    assert correct_court(court, Correction(wanted, seen), admin, make.NOW, approved_by=second)
    with pytest.raises(Refused, match="changed_meanwhile"):
        correct_court(court, Correction(Particulars("孝义市人民法院"), seen), admin, make.NOW)
    assert signed_in(role=Role.ADMINISTRATOR).get(PAGE).status_code == 302  # to show once more who they are
