"""A signed form is kept, and what it says comes on record by the same doors as elsewhere."""

from datetime import timedelta

import pytest

from songda.core.address_form import Answer
from songda.core.identifiers.postal import PostalAddress, compose
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.drafts import PartyDraft
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.people import add_party
from songda.records.ways.portal.address_forms.actions import keep_scanned, sign_on_line
from songda.records.ways.portal.address_forms.forms import FormDraft, form_as_signed, form_to_sign, statement_on_record
from songda.records.ways.portal.address_forms.models import SignedForm
from tests import make
from tests.trust.typesetting.test_certificate import text_of

pytestmark = pytest.mark.database
BY = "staff:1"
HOME = compose(PostalAddress("山西省", "吕梁市", "孝义市", "府前街18号", "032300"))
ELSEWHERE = compose(PostalAddress("山西省", "太原市", "小店区", "长风街1号", "030000"))
YES = FormDraft(
    make.NOW - timedelta(days=2),
    place=HOME,
    numbers=(("mobile", "13900000001"), ("email", "li@example.test")),
    answer=Answer.YES,
    stages=("first_instance", "enforcement"),
)


def draft(**changes: object) -> FormDraft:
    return FormDraft(**{**vars(YES), **changes})  # type: ignore[arg-type]


def kept(party: Party, said: FormDraft = YES, words: str = "form") -> SignedForm:
    return keep_scanned(party, said, make.pdf(words), BY, make.NOW)


def in_use(party: Party) -> list[tuple[str, str, str]]:
    rows = party.addresses.filter(retired_at=None).order_by("kind")
    return [(one.kind, one.value, one.address_class) for one in rows]


def test_addresses_consent_file_and_event_come_on_record_together() -> None:
    party = make.party()
    form = kept(party)
    assert in_use(party) == [
        ("email", "li@example.test", "provided"),
        ("mobile", "13900000001", "provided"),
        ("postal", HOME, "provided"),
    ]
    consent = party.consents.get()
    assert (form.consent, consent.how, consent.at) == (consent, "form", YES.signed_at)
    assert consent.stages == ["enforcement", "first_instance"]
    assert form.sha256_hex in consent.proof
    assert form.read() == make.pdf("form")
    event = Event.objects.get(name="address_form.signed")
    assert event.data["sha256"] == form.sha256_hex
    assert (event.data["consent"], len(event.data["addresses"])) == (str(consent.id), 3)
    assert "13900000001" not in str(event.data)


@pytest.mark.parametrize(("judgments", "reaches"), [(False, False), (True, True)])
def test_judgments_are_reached_only_by_a_yes_of_their_own(judgments: bool, reaches: bool) -> None:
    party = make.party()
    kept(party, draft(judgments=judgments))
    kinds = party.consents.get().paper_kinds
    assert ("*" in kinds or "judgment" in kinds) is reaches
    assert "*" in kinds or {"summons", "complaint_copy"} <= set(kinds)


def test_a_no_on_paper_is_a_refusal_of_that_day() -> None:
    party = make.party()
    form = kept(party, draft(answer=Answer.NO, stages=()))
    assert (form.refusal, party.refusals.get().at, party.consents.count()) == (
        party.refusals.get(),
        YES.signed_at,
        0,
    )


def test_addresses_alone_say_nothing_of_consent() -> None:
    party = make.party()
    form = kept(party, draft(answer=Answer.OPEN, stages=()))
    assert (form.consent, form.refusal, party.consents.count(), party.refusals.count()) == (None, None, 0, 0)


def test_another_place_in_a_later_form_takes_the_place_of_the_earlier_one() -> None:
    party = make.party()
    kept(party)
    kept(party, draft(place=ELSEWHERE), "later")
    assert [value for kind, value, _ in in_use(party) if kind == "postal"] == [ELSEWHERE]
    assert Event.objects.filter(name="address.replaced").count() == 1


def test_a_number_that_the_court_had_only_found_becomes_their_own() -> None:
    party = make.party()
    make.address(party, "found", kind="mobile", value="13900000001")
    kept(party)
    assert ("mobile", "13900000001", "provided") in in_use(party)
    assert party.addresses.filter(kind="mobile").count() == 1


def test_what_is_on_record_already_stays_as_it_is() -> None:
    party = make.party()
    kept(party)
    before = list(party.addresses.order_by("id").values_list("id", "class_since"))
    kept(party, YES, "again")
    assert list(party.addresses.order_by("id").values_list("id", "class_since")) == before


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"place": "", "numbers": (), "answer": Answer.OPEN}, "place", "form_says_nothing"),
        ({"stages": ()}, "stages", "wrong_stages"),
        ({"answer": Answer.NO}, "stages", "stages_without_yes"),
        ({"numbers": ()}, "mobile", "form_without_number"),
        ({"numbers": (("mobile", "123"),)}, "mobile", None),
        ({"numbers": (("email", "nobody"),)}, "email", None),
        ({"signed_at": make.NOW + timedelta(minutes=1)}, "signed_at", "dated_in_future"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(
    changes: dict[str, object], field: str, code: str | None
) -> None:
    party = make.party()
    with pytest.raises(WrongField) as wrong:
        kept(party, draft(**changes))
    assert wrong.value.field == field
    assert code in (None, wrong.value.code)
    assert all(wrong.value.sentence(language) for language in ("zh", "en"))
    assert (SignedForm.objects.count(), party.addresses.count(), party.consents.count()) == (0, 0, 0)


def test_the_same_file_is_kept_once() -> None:
    party = make.party()
    kept(party)
    with pytest.raises(Refused, match="form_kept_already"):
        kept(party)
    assert party.consents.count() == 1


def test_a_dangerous_file_is_refused() -> None:
    with pytest.raises(Refused, match="paper_unsafe"):
        keep_scanned(make.party(), YES, b"no PDF at all", BY, make.NOW)
    assert SignedForm.objects.count() == 0


def test_an_opponents_number_is_refused_and_nothing_else_of_the_form_is_kept() -> None:
    party = make.party()
    other = make.party(party.case, "plaintiff", name="王芳", number=make.resident_id(order=77))
    make.address(other, "provided", kind="mobile", value="13900000001")
    with pytest.raises(Refused, match="shared_with_opponent"):
        kept(party)
    assert (party.addresses.count(), party.consents.count(), SignedForm.objects.count()) == (0, 0, 0)


def test_a_minor_does_not_sign_for_themselves_but_their_statutory_agent_does() -> None:
    party = make.party(number=make.resident_id("20150101"))
    with pytest.raises(Refused, match="minor_needs_agent"):
        kept(party)
    mother = add_party(
        party.case, PartyDraft("statutory_agent", "李母", make.resident_id(order=5), acts_for_id=party.id), BY, make.NOW
    )
    form = kept(party, draft(signed_at=make.NOW, signer_id=mother.id))
    assert (form.signer, form.consent and form.consent.given_by) == (mother, mother)


def test_whoever_acts_for_somebody_else_cannot_sign() -> None:
    party = make.party()
    stranger = make.party(party.case, "third_party", name="赵某", number=make.resident_id(order=9))
    with pytest.raises(WrongField, match="signer_acts_for_another"):
        kept(party, draft(signer_id=stranger.id))


def test_signed_on_the_platform_the_file_says_what_was_recorded() -> None:
    party = make.party()
    said = draft(signed_at=make.NOW)
    pdf = form_as_signed(party, said.statement, make.NOW)
    form = sign_on_line(party, said, pdf, f"recipient:{party.id}", make.NOW)
    text = text_of(form.read()).replace("\n", "").replace("\r", "")
    for words in (party.name, party.number, "府前街18号", "13900000001", "li@example.test", "在线确认签署"):
        assert words in text
    assert (form.way, form.says["place"]) == ("portal", HOME)


def test_a_no_on_the_platform_ends_what_they_agreed_to() -> None:
    party = make.party()
    make.consent(party)
    said = draft(signed_at=make.NOW, answer=Answer.NO, stages=())
    form = sign_on_line(party, said, make.pdf("no"), f"recipient:{party.id}", make.NOW)
    assert party.consents.get().withdrawn_at == make.NOW
    assert form.refusal == party.refusals.get()


def test_the_form_to_sign_holds_what_they_gave_and_nothing_that_the_court_only_found() -> None:
    party = make.party()
    kept(party)
    make.address(party, "found", kind="mobile", value="13900000099")
    assert statement_on_record(party).numbers == {"mobile": ("13900000001",), "email": ("li@example.test",)}
    text = text_of(form_to_sign(party, make.NOW))
    assert "13900000001" in text
    assert "13900000099" not in text
    assert "√" not in text
