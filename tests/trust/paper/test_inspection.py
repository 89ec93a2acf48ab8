"""A PDF that acts, hides, reaches out or explodes is refused with its reason; an ordinary one is accepted."""

import hashlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Name

from songda.trust.paper import Limits, Refusal, child, inspect, inspection
from songda.trust.paper.findings import REFUSALS, WARNINGS
from tests.processor import spent_by_children
from tests.rows import all_rows
from tests.trust.paper import hostile


@all_rows("name", hostile.REFUSED)
def test_refused_because_it(name: str) -> None:
    make, code = hostile.REFUSED[name]
    found = inspect(make())
    assert code in [refusal.code for refusal in found.refusals]
    assert not found.is_safe


def test_an_ordinary_paper_is_accepted_and_known_by_its_hash() -> None:
    pdf = hostile.plain(3)
    found = inspect(pdf)
    assert found.is_safe
    assert found.warnings == ()
    assert (found.sha256, found.size, found.pages) == (hashlib.sha256(pdf).digest(), len(pdf), 3)


@pytest.fixture(autouse=True)
def forget() -> None:
    """What other tests looked at in this process."""
    inspection._remembered.clear()


def looks_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every look at the inside of a PDF from now on."""
    made: list[str] = []
    really = child.run
    monkeypatch.setattr(inspection, "run", lambda job, *told: made.append(job) or really(job, *told))
    return made


def test_what_was_found_is_remembered_for_the_same_file_under_the_same_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    looks, pdf = looks_of(monkeypatch), hostile.plain(2, change=hostile.WITH_LINK)
    assert inspect(pdf) == inspect(bytes(pdf))
    assert len(looks) == 1
    assert [refusal.code for refusal in inspect(pdf, Limits(pages=1)).refusals] == ["too_many_pages"]
    assert inspect(pdf[:-1] + b"\r").sha256 != inspect(pdf).sha256
    assert len(looks) == 3


def test_an_inspection_that_ran_out_of_time_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf, look = hostile.plain(4), child.run
    monkeypatch.setattr(inspection, "run", lambda job, body, told, _: look(job, body, told, child.Allowance(clock=0)))
    assert [refusal.code for refusal in inspect(pdf).refusals] == ["too_heavy"]
    monkeypatch.setattr(inspection, "run", look)
    assert inspect(pdf).is_safe


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "_MOST_REMEMBERED", 2)
    for pages in (5, 6, 7):
        assert inspect(hostile.plain(pages)).pages == pages
    assert len(inspection._remembered) <= 2


def test_a_web_link_is_only_pointed_out() -> None:
    found = inspect(hostile.plain(change=hostile.WITH_LINK))
    assert found.is_safe
    assert [warning.code for warning in found.warnings] == ["link"]


@pytest.mark.parametrize(
    "address",
    [
        *("http://court.example", "HTTPS://court.example/a?b=c:d", "mailto:a@court.example", "tel:12368"),
        "court.example:80/x",
    ],
)
def test_links_that_lead_to_a_site_or_a_person_are_only_pointed_out(address: str) -> None:
    found = inspect(hostile.plain(change=hostile._link_to(address)))
    assert found.is_safe, found.refusals
    assert [warning.code for warning in found.warnings] == ["link"]


def test_a_layer_that_is_shown_and_printed_alike_is_only_pointed_out() -> None:
    both = {"View": pikepdf.Dictionary(ViewState=Name.ON), "Print": pikepdf.Dictionary(PrintState=Name.ON)}
    found = inspect(hostile.plain(change=hostile._layer(**both)))
    assert (found.is_safe, [warning.code for warning in found.warnings]) == (True, ["layers"])


def test_layers_that_show_one_thing_and_print_another_are_pointed_out() -> None:
    found = inspect(hostile.plain(change=hostile.WITH_LAYERS))
    assert found.is_safe
    assert [warning.code for warning in found.warnings] == ["layers"]


def test_several_faults_are_all_named_at_once() -> None:
    pdf = hostile.plain(12, change=lambda pdf: pdf.Root.update({"/XFA": 1, "/JS": 1}))
    found = inspect(pdf, Limits(pages=10))
    assert {refusal.code for refusal in found.refusals} == {"xfa", "javascript", "too_many_pages"}


def test_a_later_change_to_a_finished_pdf_is_pointed_out() -> None:
    pdf = hostile.plain()
    start = pdf.rindex(b"startxref")
    found = inspect(pdf + b"\n1 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer\n<<>>\n" + pdf[start:])
    assert Refusal("revised", "1") in found.warnings


def test_a_file_above_the_size_limit_is_refused_without_being_opened() -> None:
    pdf = hostile.plain() + bytes(50 * 1024 * 1024)
    found = inspect(pdf)
    assert [refusal.code for refusal in found.refusals] == ["too_large"]
    assert "50 MB" in found.refusals[0].sentence("zh")


def test_a_large_file_within_the_limit_is_accepted() -> None:
    pdf = hostile.large_scan()
    assert len(pdf) > 30_000_000
    assert inspect(pdf).is_safe


@pytest.mark.parametrize("make", [lambda: hostile.content_bomb(1024), lambda: hostile.object_stream_bomb(1024)])
def test_a_bomb_of_a_gigabyte_is_refused_before_it_is_unpacked(make: Callable[[], bytes]) -> None:
    pdf = make()
    assert len(pdf) < 10_000_000
    before = spent_by_children()
    assert [refusal.code for refusal in inspect(pdf).refusals] == ["too_heavy"]
    assert spent_by_children() - before < 3


@pytest.mark.parametrize("make", [hostile.content_bomb, hostile.nested_forms])
def test_a_bomb_costs_seconds_at_most(make: Callable[[], bytes]) -> None:
    pdf = make()
    before = spent_by_children()
    inspect(pdf, Limits(seconds=3))
    assert spent_by_children() - before < 6


def test_every_finding_has_its_sentence_in_both_languages() -> None:
    for code in (*REFUSALS, *WARNINGS):
        for language in ("zh-hans", "en"):
            sentence = Refusal(code, "7").sentence(language)
            assert sentence
            assert "{" not in sentence
