"""Why a message did not arrive is read from the provider's code and told in words, in every language."""

from songda.channels.email import entry as email
from songda.channels.registry import routes
from songda.channels.sms import entry as sms
from songda.channels.wechat import errors as wechat
from songda.core.delivery.routes import NO_REPORT, UNTOLD
from songda.core.words import name_of, names_of
from songda_demo.sandbox.mail_reports import MAIL_FATES
from songda_demo.sandbox.smsc.fates import FATES
from tests.rows import all_rows

SMS = [
    ("EXPIRED:027", "switched_off"),
    ("EXPIRED", "switched_off"),
    ("UNDELIV:001", "no_such_number"),
    ("UNDELIV:1", "no_such_number"),
    ("UNDELIV:012", "suspended"),
    ("UNDELIV:32", "telephone_full"),
    ("UNDELIV:099", UNTOLD),
    ("UNDELIV:MK:1008", UNTOLD),
    ("MK:0001", "no_such_number"),
    ("MK00001", "no_such_number"),
    ("UNDELIV:MK:0001", "no_such_number"),
    ("MK:0010", UNTOLD),
    ("MK:0017", "telephone_full"),
    ("MI:0024", "switched_off"),
    ("UNDELIV:MI:0024", "switched_off"),
    ("DB:0141", "barred"),
    ("SGIP:1", "no_such_number"),
    ("IA:0054", "network_fault"),
    ("702", UNTOLD),
    ("ESME_RINVDSTADR", "no_such_number"),
    ("", UNTOLD),
]
EMAIL = [
    ("failed:5.2.2", "mailbox_full"),
    ("failed:5.1.1", "no_such_mailbox"),
    ("failed:5.1.10", "no_such_mailbox"),
    ("failed:5.2.1", "mailbox_disabled"),
    ("failed:5.7.26", "barred"),
    ("failed:4.4.7", "host_silent"),
    ("failed:5.9.9", UNTOLD),
    ("550", "no_such_mailbox"),
    ("552", "mailbox_full"),
    ("", UNTOLD),
]


@all_rows(("code", "word"), SMS)
def test_of_a_text_message(code: str, word: str) -> None:
    assert sms.why_failed(code) == word


@all_rows(("code", "word"), EMAIL)
def test_of_a_mail(code: str, word: str) -> None:
    assert email.why_failed(code) == word


WECHAT = [
    ("40003", "account_unknown"),
    ("43004", "account_left"),
    ("43101", "account_permission"),
    ("failed:user block", "account_blocked"),
    ("failed:system failed", "network_fault"),
    ("failed:43101", "account_permission"),
    ("47003", "refused"),
    ("failed:something new", UNTOLD),
    ("", UNTOLD),
]


@all_rows(("code", "word"), WECHAT)
def test_of_a_wechat_message(code: str, word: str) -> None:
    assert wechat.why_failed(code) == word


def test_every_reason_has_its_words_in_both_languages() -> None:
    words = {
        *sms.ERRORS.values(),
        *sms.STATES.values(),
        *email.CODES.values(),
        *wechat.REASONS.values(),
        UNTOLD,
        NO_REPORT,
    }
    for language in ("zh", "en"):
        assert set(names_of("attempts.failure", language)) == words
        assert all(name_of("attempts.failure", word, language) != word for word in words)


def test_what_the_sandbox_plays_is_told_by_the_route_of_its_channel() -> None:
    by_name = {route.name: route for route in routes()}
    codes = [f"{report.state}:{report.error}" for fate in FATES.values() for report in fate.reports]
    assert {by_name["sms"].why_failed(code) for code in codes if "UNDELIV:001" in code} == {"no_such_number"}
    notices = [f"{notice.action}:{notice.status}" for fate in MAIL_FATES.values() for notice in fate.notices]
    told = {by_name["email"].why_failed(code) for code in notices if code.startswith("failed")}
    assert told == {"mailbox_full", "no_such_mailbox", "mailbox_disabled"}
