"""The words of the messages: who, which case, where, whom to call; and a link that fits into one part."""

from songda.channels.sms import quote
from songda.core.delivery.wording import MessageFacts, code_text, service_subject, service_text

FACTS = MessageFacts(
    court="孝义市人民法院",
    masked_name="李**",
    case_number="（2022）晋1181民初123号",
    link="https://sd.xycourt.example/s/ABCDEFGH23",
    phone="12368",
)


def test_the_message_names_court_person_case_and_telephone() -> None:
    text = service_text(FACTS)
    for words in (FACTS.court, FACTS.masked_name, FACTS.case_number, FACTS.link, FACTS.phone):
        assert words in text
    assert text.startswith("【孝义市人民法院】")


def test_the_link_lies_within_one_part() -> None:
    assert not quote(service_text(FACTS)).has_cut_link


def test_a_code_says_who_sends_it_and_how_long_it_is_good() -> None:
    text = code_text(FACTS.court, "123456", 10)
    assert "123456" in text
    assert "10分钟" in text
    assert quote(text).parts == 1


def test_the_subject_of_a_mail_tells_no_more_than_the_message() -> None:
    assert service_subject(FACTS) == "孝义市人民法院：（2022）晋1181民初123号案件文书待查收"
