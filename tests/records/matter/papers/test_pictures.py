"""Page pictures: drawn once, kept sealed, the same for whoever asks."""

import pytest

from songda.records.matter.papers import pictures
from songda.records.matter.papers.actions import PaperDraft, file_paper
from songda.records.matter.papers.pictures import PAGES_TOGETHER, page_picture
from tests import make
from tests.lying import file_of, files_of
from tests.trust.paper import hostile

pytestmark = pytest.mark.database


def test_a_page_is_drawn_once_and_then_taken_from_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = make.paper()
    first = page_picture(paper, 1)
    monkeypatch.setattr(pictures, "page_images", None)  # drawing again would fail
    assert page_picture(paper, 1) == first
    assert first.width > first.height / 2 > 0


def test_what_is_kept_is_sealed() -> None:
    paper = make.paper()
    picture = page_picture(paper, 1)
    kept = [file.read_bytes() for file in files_of(pictures.SHELF)]
    assert kept
    assert all(picture.body not in body and b"webp" not in body for body in kept)


def test_a_picture_of_one_paper_cannot_be_passed_off_as_that_of_another() -> None:
    one, other = make.paper(), make.paper()
    page_picture(one, 1)
    page_picture(other, 1)
    file_of(pictures.SHELF, one.id).replace(file_of(pictures.SHELF, other.id))
    with pytest.raises(Exception, match=r"paper\.picture"):
        page_picture(other, 1)


def test_a_long_paper_is_drawn_a_few_pages_at_a_time() -> None:
    draft = PaperDraft("evidence_material", "证据材料", hostile.plain(PAGES_TOGETHER + 2))
    paper = file_paper(make.case(), draft, "engine", make.NOW)
    page_picture(paper, PAGES_TOGETHER + 1)
    kept = {file.name[-8:] for file in files_of(pictures.SHELF) if paper.id.hex in file.name}
    assert kept == {f"{PAGES_TOGETHER + 1:08x}", f"{PAGES_TOGETHER + 2:08x}"}
