"""The printed form holds every word of its content, in two pages that archives and screen readers can use."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from songda.core.address_form import FormFacts, write_address_form
from songda.trust.paper import inspect
from songda.trust.typesetting import address_form_pdf
from tests.core.address_form.samples import LI, blank, of_li
from tests.trust.typesetting.test_certificate import text_of

FORMS = [pytest.param(blank(), id="blank"), pytest.param(of_li(LI), id="signed")]


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("\ufffe", "-").replace("　", "")


@pytest.mark.parametrize("facts", FORMS)
def test_every_word_of_the_content_stands_on_paper(facts: FormFacts) -> None:
    content = write_address_form(facts)
    text = squeezed(text_of(address_form_pdf(content)))
    lines = [line for part in content.parts for line in part.lines]
    labels = [line.label for line in lines] + [box.label for line in lines for box in line.boxes]
    for words in (*labels, *content.declared, *(one.text for one in content.explained)):
        assert squeezed(words["zh"]) in text
        assert squeezed(words["en"]) in text
    for line in lines:
        assert squeezed(line.value) in text


@pytest.mark.parametrize("facts", FORMS)
def test_it_has_two_pages_and_is_safe_to_keep(facts: FormFacts) -> None:
    made = address_form_pdf(write_address_form(facts))
    assert len(pypdfium2.PdfDocument(made)) == 2
    assert inspect(made).refusals == ()


def test_it_claims_and_carries_what_archives_and_screen_readers_need() -> None:
    with pikepdf.open(BytesIO(address_form_pdf(write_address_form(blank())))) as pdf:
        with pdf.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("3", "A", "1")
        assert pdf.Root.MarkInfo.Marked
        assert "送达地址确认书" in str(pdf.docinfo.Title)


def test_a_tick_can_be_read_out() -> None:
    signed, empty = (text_of(address_form_pdf(write_address_form(facts))) for facts in (of_li(LI), blank()))
    assert signed.count("√") == 4
    assert "√" not in empty
