"""E-mail addresses: what every door takes is what a mail can really be written to."""

import pytest

from songda.channels.email.channel import check_recipient
from songda.core.identifiers import IdentifierError, is_mailbox, read_mailbox
from tests.rows import all_rows

GOOD = {
    "li@example.cn": "li@example.cn",
    " Li.Wei+court@Example.COM ": "Li.Wei+court@example.com",
    "ｌｉ＠example.cn": "li@example.cn",
    "li@例子.中国": "li@xn--fsqu00a.xn--fiqs8s",
    "li@例子。中国": "li@xn--fsqu00a.xn--fiqs8s",
    "li@法院.Example.公司": "li@xn--nww899f.example.xn--55qx5d",
    "o'neill_2@mail-1.example.co": "o'neill_2@mail-1.example.co",
}
WRONG = {
    '"a b"@x.cn': "mailbox",
    '"a"@x.cn': "mailbox",
    "a b@x.cn": "mailbox",
    "李某@x.cn": "mailbox",
    ".a@x.cn": "mailbox",
    "a..b@x.cn": "mailbox",
    "a@b@x.cn": "mailbox",
    "a": "mailbox",
    "@x.cn": "mailbox",
    "a" * 65 + "@x.cn": "mailbox",
    "a\n@x.cn": "mailbox",
    "a@straße.de": "domain",  # two standards, two domains
    "a@例 子.中国": "domain",
    "a@例子.": "domain",
    "a@例子": "domain",
    "a@" + "例" * 60 + ".中国": "domain",
    "a@localhost": "domain",
    "a@x..cn": "domain",
    "a@-x.cn": "domain",
    "a@x_y.cn": "domain",
    "a@[10.0.0.1]": "domain",
    "a@10.0.0.1": "domain",
    "a@x.cn.": "domain",
    "a@" + "x" * 64 + ".cn": "domain",
    "a@" + "x." * 130 + "cn": "length",
}


@pytest.mark.parametrize(("typed", "kept"), GOOD.items())
def test_a_good_address_is_kept_in_one_form_that_mails_are_written_to(typed: str, kept: str) -> None:
    assert read_mailbox(typed) == kept
    assert read_mailbox(kept) == kept
    check_recipient(kept)


@all_rows(("typed", "part"), WRONG.items())
def test_an_address_that_no_mail_can_be_written_to_is_refused_by_its_wrong_part(typed: str, part: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        read_mailbox(typed)
    assert refusal.value.part == part
    assert "name@example.com" in refusal.value.sentence("zh")
    assert "name@example.com" in refusal.value.sentence("en")
    assert not is_mailbox(typed)
    with pytest.raises(ValueError, match="not an e-mail address"):
        check_recipient(typed)
