"""How days are counted is told with the same words everywhere, and nothing is promised that nobody can prove."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import songda
from songda.core.words import languages
from songda.core.words.catalogue import entries

ROOT = Path(songda.__file__).parent
FIRST_DAY = ("The day of service does not count; the next day is the first.", "送达当日不计算在内，从第二天开始数。")
# A period begins on the day after service (Civil Procedure Law, article 85; its Interpretation, article 125).
FROM_THE_DAY_ITSELF = re.compile(
    r"([Pp]eriods?|[Tt]ime)\b[^.;]* runs? from (that|the same) day|[Ff]rom (then|the day of service) (on )?periods|"
    r"期限自(该日|送达之日)起|期限从送达(之日)?(开始|起)|从(这里|那天|当天)算起|随即开始计算"
)
# That something cannot be changed is proved by nobody; that a change would show is.
UNCHANGEABLE = re.compile(
    r"[Nn]othing (in it |here )?can be (changed|removed)|cannot be (changed|altered|forged) afterwards|tamper-?proof|"
    r"can only grow|不可篡改|无法篡改|不能修改或删除|不能更改或者?删除|防篡改"
)
# 邮件 is what the post carries, in a sentence that says so; alone, or beside texts and mailboxes, it reads as e-mail.
MAIL_OR_POST = re.compile(r"^邮件$|^邮寄邮件$|(短信|微信|WeChat)(、|和|或者?)邮件|(?<!电子)邮件[^。，]{0,6}邮箱")
NOUNS = sorted(path.stem for path in (ROOT / "core" / "words" / "en").glob("*.toml"))


def told() -> Iterator[tuple[str, str]]:
    """Every sentence that pages, papers and messages say, with where it stands."""
    for place in ROOT.glob("web/*/locale/zh_Hans/LC_MESSAGES/django.po"):
        with place.open("rb") as file:
            for message in read_po(file):
                for text in (message.id, message.string):
                    yield place.parts[-5], text if isinstance(text, str) else " ".join(text)
    for language in languages():
        for noun in NOUNS:
            for key, text in entries(language, noun).items():
                yield f"{noun}.{key}", text
    for place in ROOT.glob("trust/typesetting/**/*.typ"):
        yield place.name, place.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "never",
    [FROM_THE_DAY_ITSELF, UNCHANGEABLE, MAIL_OR_POST],
    ids=["from the day itself", "unchangeable", "mail or post"],
)
def test_nothing_says(never: re.Pattern[str]) -> None:
    assert [(place, text) for place, text in told() if never.search(text)] == []


def test_the_rules_themselves_are_caught() -> None:
    assert FROM_THE_DAY_ITSELF.search("即为送达，期限自该日起算")
    assert FROM_THE_DAY_ITSELF.search("Periods, for an appeal, run from that day")
    assert UNCHANGEABLE.search("Nothing in it can be changed or taken out.")
    assert MAIL_OR_POST.search("短信或邮件已经发出。")
    assert not MAIL_OR_POST.search("电子邮件超过邮箱的大小限制；邮件已封装交寄。")


@pytest.mark.parametrize("room", ["portal", "look"])
def test_the_portal_and_the_calculator_say_it_in_the_same_words(room: str) -> None:
    with (ROOT / "web" / room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        message = read_po(file).get(FIRST_DAY[0])
    assert message is not None
    assert message.string == FIRST_DAY[1]
