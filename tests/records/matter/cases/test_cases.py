"""Cases are registered under numbers that are right, and seen by their own court alone."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.core.access import Role
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import CaseDraft, register_case, register_cases
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.queries import NotYours, case_for, hearings_of
from songda.records.overview.find_cases import CaseFilter, cases_of, is_personal, search_cases
from tests import make

pytestmark = pytest.mark.database


def test_a_number_is_kept_in_one_form_and_as_typed() -> None:
    case = register_case(make.court(), CaseDraft(" (2022)晋1181民初123号 "), "engine", make.NOW)
    assert (case.number, case.number_as_typed) == ("（2022）晋1181民初123号", "(2022)晋1181民初123号")


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("2022晋1181民初123号", "year"),
        ("（2027）晋1181民初1号", "year"),
        ("（2022）火1181民初123号", "court"),
        ("（2022）晋118民初123号", "court"),
        ("（2022）晋1181吃饭123号", "type"),
        ("（2022）晋1181民初0123号", "serial"),
        ("（2022）晋1181民初123", "serial"),
    ],
)
@pytest.mark.usual_day
def test_a_wrong_number_is_told_which_part_is_wrong(typed: str, part: str) -> None:
    with pytest.raises(WrongField) as refusal:
        register_case(make.court(), CaseDraft(typed), "engine", make.NOW)
    assert (refusal.value.field, refusal.value.part) == ("number", part)
    assert refusal.value.sentence("zh-hans") != refusal.value.sentence("en")


def test_a_case_of_another_court_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        register_case(make.court(), CaseDraft("（2022）晋1182民初123号"), "engine", make.NOW)
    assert refusal.value.code == "case_of_other_court"
    assert "晋1182" in refusal.value.sentence("zh")
    assert "晋1181" in refusal.value.sentence("en")


def test_a_number_is_registered_once_per_court() -> None:
    register_case(make.court(), CaseDraft("（2022）晋1181民初123号"), "engine", make.NOW)
    with pytest.raises(Refused, match="case_exists"):
        register_case(make.court(), CaseDraft("〔2022〕晋1181民初123号"), "engine", make.NOW)
    assert Event.objects.filter(name="case.registered").count() == 1


@pytest.mark.parametrize("field", ["branch", "procedure", "stage"])
def test_a_word_that_the_law_does_not_know_is_refused(field: str) -> None:
    with pytest.raises(WrongField) as refusal:
        make.case(**{field: "quick"})
    assert refusal.value.field == field


def test_a_judge_of_another_court_is_refused() -> None:
    stranger = make.user(make.other_court(), Role.JUDGE)
    with pytest.raises(WrongField, match="judge"):
        make.case(judge_id=stranger.id)
    assert make.case(judge_id=make.user(role=Role.JUDGE).id).judge is not None


def test_many_cases_take_no_more_statements_than_one(django_assert_max_num_queries: object) -> None:
    court = make.court()
    drafts = [CaseDraft(f"（2022）晋1181民初{serial}号") for serial in range(1, 101)]
    drafts += [CaseDraft("（2022）晋1181民初100号"), CaseDraft("（2022）晋1182民初1号")]
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        answers = register_cases(court, drafts, "engine", make.NOW)
    assert sum(isinstance(answer, Case) for answer in answers) == 100
    assert [answer.code for answer in answers[100:] if isinstance(answer, Refused)] == [
        "case_exists",
        "case_of_other_court",
    ]


def test_an_outsider_sees_nothing() -> None:
    case = make.case()
    assert case_for(make.user(), case.id) == case
    for stranger in (make.user(make.other_court()), make.other_court()):
        with pytest.raises(NotYours):
            case_for(stranger, case.id)
    assert cases_of(make.other_court()).rows == []


def test_a_case_is_found_by_its_number_or_a_piece_of_it() -> None:
    case = make.case(number="（2022）晋1181民初7123号")
    make.case(number="（2022）晋1181民初8号")
    for text in ("(2022)晋1181民初7123号", "民初7123", "7123", "(2022)晋1181民初71"):
        assert [found.id for found in cases_of(make.court(), CaseFilter(text)).rows] == [case.id], text


def test_a_company_name_with_brackets_is_no_case_number() -> None:
    assert is_personal("汾河（山西）贸易有限公司")
    assert is_personal("14118119480312001X")
    assert not is_personal("（2022）晋1181民初7号")
    assert not is_personal(" ")


def test_a_search_for_a_person_is_itself_on_record() -> None:
    chen = make.user()
    search_cases(make.court(), CaseFilter("李某"), f"staff:{chen.id}", make.NOW)
    search_cases(make.court(), CaseFilter("民初7"), f"staff:{chen.id}", make.NOW)
    event = Event.objects.get(name="search.made")
    assert event.stream == f"staff:{chen.id}"
    assert "李某" not in event.leaf


def test_pages_tell_whether_there_are_more() -> None:
    court = make.court()
    register_cases(court, [CaseDraft(f"（2022）晋1181民初{n}号") for n in range(1, 61)], "engine", make.NOW)
    first = cases_of(court)
    second = cases_of(court, page=first.further)
    assert (len(first.rows), len(second.rows), second.further) == (50, 10, "")
    assert cases_of(court, page=second.back).rows == first.rows


def test_a_hearing_is_set_and_asks_the_engine_to_look_again() -> None:
    case = make.case()
    at = make.NOW + timedelta(days=30)
    hearing = set_hearing(case, at, "第三审判庭", "engine", make.NOW)
    assert ProcrastinateJob.objects.get().task_name == "planning.reconsider"
    assert hearings_of(case) == [hearing]
    with pytest.raises(WrongField, match="place"):
        set_hearing(case, at, " ", "engine", make.NOW)
