"""The scenarios: the story as it should go, and every branch, each to the end that the law gives it."""

import re
import shutil
from collections.abc import Callable
from datetime import timedelta

from songda.clock import now
from songda_demo.story import endings
from songda_demo.story.browser import Browser, Page
from songda_demo.story.clerk import Clerk, shown_as
from songda_demo.story.endings import check_tampering
from songda_demo.story.ladder import entrusted, ladder, ladder_ends
from songda_demo.story.opening import Place, Scene, call, open_case, serve
from songda_demo.story.outside import Phone, Wechat, newest_code, switch_stamps, wait_until
from songda_demo.story.people import Recipient, defendant, of_many_numbers
from songda_demo.story.play import Play, expect

PROOF = "送达地址确认书，卷宗第12页（演示）"
QUESTION, ANSWER = "您小学班主任姓什么、教什么课？", "姓郝教语文"
REASON = "查阅时间、身份核验与系统记录一致，受送达人未提出反证，推定成立。"


def _arrive(scene: Scene) -> Recipient:
    """The message comes to the phone with its link."""
    with scene.play.step("the text message is on the phone / 短信到达手机") as step:
        link = scene.phone.wait_for_link()
        step.found = scene.phone.messages()[-1]
    return Recipient(link, scene.defendant, scene.phone)


def _prove(scene: Scene, recipient: Recipient) -> None:
    with scene.play.step("the defendant opens the link and proves who they are / 打开链接并核验身份"):
        recipient.land()
        recipient.prove()


def _answer(scene: Scene, recipient: Recipient) -> None:
    with scene.play.step("they answer the question from the call: it is themselves / 回答通话中约定的问题"):
        recipient.answer(ANSWER)


def _visit_counter(scene: Scene, recipient: Recipient) -> None:
    with scene.play.step("at the counter their card is seen and a code given / 服务窗口查验证件，提供验证码"):
        recipient.type_counter_code(scene.clerk.counter_code(scene.defendant.number))


def _read_and_confirm(scene: Scene, recipient: Recipient) -> None:
    with scene.play.step("they read the papers / 查阅文书") as step:
        step.found = f"{recipient.read_all()} papers"
    with scene.play.step("they confirm receipt / 确认收悉"):
        recipient.confirm()


def divorce(place: Place, play: Play) -> None:
    """The story: call, consent, text message, proof of identity, agreement, reading, receipt, effect, proof."""
    scene = open_case(place, play)
    call(scene, "agrees")
    with play.step("a question is agreed on that nobody else can answer / 约定只有本人能回答的问题"):
        scene.clerk.agree_question(scene.defendant_id, QUESTION, ANSWER)
    serve(scene)
    recipient = _arrive(scene)
    _prove(scene, recipient)
    _answer(scene, recipient)
    with play.step("they agree on the page too / 在线确认同意"):
        recipient.agree()
    _read_and_confirm(scene, recipient)
    endings.check_served(scene)
    endings.check_bundle(scene, endings.check_certificate(scene))


def refuses(place: Place, play: Play) -> None:
    """They refuse on the page: nothing is served electronically, and a clerk serves by another lawful way."""
    scene = open_case(place, play)
    serve(scene)
    recipient = _arrive(scene)
    _prove(scene, recipient)
    with play.step("they say no on the page / 不同意电子送达"):
        recipient.refuse()
    otherwise = "the papers go another lawful way / 改用其他法定方式"
    endings.wait_for_task(scene, "受送达人明确表示不同意电子送达", otherwise)
    with play.step("nothing counts as served / 未发生送达效力"):
        shown = re.search(f"{endings.DAY}送达（", scene.clerk.board_text())  # 邮寄送达（…） is only the next way
        expect(shown is None, "the board shows a service although they refused")


def wrong_person(place: Place, play: Play) -> None:
    """The number belongs to somebody else, who says so: the tries stop and the clerk looks for another address."""
    scene = open_case(place, play)
    serve(scene)
    recipient = _arrive(scene)
    with play.step("whoever has the phone says: not me / 地址使用人反映并非本人"):
        recipient.disown()
    endings.wait_for_task(scene, "地址使用人反映并非本人", "a clerk looks for another address / 另行查找地址")
    with play.step("nothing counts as served / 未发生送达效力"):
        expect("送达（" not in scene.clerk.board_text(), "the board shows a service on the wrong person")


def unreachable(place: Place, play: Play) -> None:
    """The number does not exist: the message fails, and the ladder of the other ways begins."""
    scene = open_case(place, play, ending="02")
    call(scene, "unreachable")
    serve(scene)
    endings.wait_for_board(scene, "未到达", "the message does not arrive / 短信未到达")
    endings.wait_for_task(scene, "全部电子送达地址均未到达", "the papers go another lawful way / 改用其他法定方式")


def part_lost(place: Place, play: Play) -> None:
    """One part of the message is lost: the message has not arrived, however many parts have."""
    scene = open_case(place, play, ending="03", address_class="provided")
    call(scene, "agrees")
    serve(scene)
    pattern = "等待到达回执|未到达|逾期未收到到达回执"
    endings.wait_for_board(scene, pattern, "without its last part nothing has arrived / 缺少末条，未到达")
    with play.step("nothing counts as served / 未发生送达效力"):
        expect("送达（到达）" not in scene.clerk.board_text(), "arrival of some parts was taken for arrival")


def _served_by(ending: str) -> Callable[[Place, Play], None]:
    def scenario(place: Place, play: Play) -> None:
        scene = open_case(place, play, ending=ending)
        call(scene, "agrees")
        serve(scene)
        _arrive(scene)
        endings.check_served(scene)
        with play.step("there is one message on the phone, not two / 手机上只有一条短信"):
            expect(len(scene.phone.messages()) == 1, f"{len(scene.phone.messages())} messages on the phone")

    return scenario


def scanner_first(place: Place, play: Play) -> None:
    """A scanner opens the link before the person does: that is no reading; their own confirmation is."""
    scene = open_case(place, play)
    serve(scene)
    recipient = _arrive(scene)
    with play.step("a scanner fetches the link, again and again / 扫描程序反复访问链接"):
        recipient.scan()
    with play.step("that is no reading and no service / 不视为阅知"):
        text = scene.clerk.board_text()
        expect("已打开" not in text and "送达（" not in text, "a fetched link was taken for a reading")
    _prove(scene, recipient)
    _visit_counter(scene, recipient)
    with play.step("they agree on the page / 在线同意"):
        recipient.agree()
    _read_and_confirm(scene, recipient)
    endings.check_served(scene, "(?:到达|确认收悉)")


def locked_out(place: Place, play: Play) -> None:
    """Somebody guesses identity numbers: after a few tries the link is locked and a clerk is asked."""
    scene = open_case(place, play)
    serve(scene)
    recipient = _arrive(scene)
    number = scene.defendant.number
    with play.step("five wrong identity numbers / 五次错误身份号码"):
        wrong = number[:14] + "00" + number[16:]
        for _ in range(6):
            recipient.try_number(_with_check(wrong))
    with play.step("even the right number opens nothing now / 正确号码亦不能打开"):
        expect("锁定" in recipient.try_number(number), "the link is not locked")
    endings.wait_for_task(scene, "身份核验多次未通过", "a clerk is asked to check and unlock / 由书记员核实后解锁")


def _with_check(number: str) -> str:
    from songda.core.identifiers.person_document import check_character

    return number[:17] + check_character(number[:17])


def stamp_down(place: Place, play: Play) -> None:
    """The time-stamp authority is away: service is not held up, the certificate waits for its stamp and gets it."""
    scene = open_case(place, play)
    call(scene, "agrees")
    with play.step("the time-stamp authority goes down / 时间戳服务中断"):
        switch_stamps(place.sandbox, down=True)
    try:
        serve(scene)
        _arrive(scene)
        endings.check_served(scene)
        service = endings.check_certificate(scene)
        with play.step("the certificate says that its stamp is pending / 凭证待加盖时间戳"):
            expect(
                "时间戳" in scene.clerk.service_page(service).text, "the page does not say that the stamp is pending"
            )
    finally:
        switch_stamps(place.sandbox, down=False)
    endings.check_bundle(scene, service)


def for_the_judge(place: Place, play: Play) -> None:
    """They agreed on paper but are known by a found number only: what they read is presumed; the judge finds."""
    scene = open_case(place, play)
    with play.step("the defendant agreed on a signed form / 被告在送达地址确认书上同意电子送达"):
        scene.clerk.record_consent(scene.defendant_id, PROOF, now() - timedelta(minutes=1))
    serve(scene)
    recipient = _arrive(scene)
    _prove(scene, recipient)
    _visit_counter(scene, recipient)
    with play.step("they read the papers and say no more / 查阅文书，未作其他表示") as step:
        step.found = f"{recipient.read_all()} papers"
    endings.wait_for_board(scene, f"推定{endings.DAY}送达", "the law presumes service / 推定送达，待法官认定")
    with play.step("judge Zhou finds it on their desk / 周法官在工作台查看"):
        judge = Judge(place.base, "zhou", place.password)
        expect(play.facts["case"] in judge.desk_text(), "the case is not on the judge's desk")
    with play.step("they find that the five papers count, with their reason / 认定送达有效并写明理由") as step:
        step.found = f"{judge.find(scene.clerk.services()[0], 'counts', REASON)} papers"
    endings.check_served(scene, "推定收悉")
    endings.wait_for_task(scene, "送达认定已变更", "the clerk is told what changed / 书记员获知变更")
    endings.check_bundle(scene, endings.check_certificate(scene))


def by_hand(place: Place, play: Play) -> None:
    """The number does not exist, so an officer visits them: their signature serves, and the calls and searches end."""
    scene = open_case(place, play, ending="02")
    call(scene, "unreachable")
    serve(scene)
    endings.wait_for_task(scene, "全部电子送达地址均未到达", "the papers go another lawful way / 改用其他法定方式")
    with play.step("an officer hands them the papers, they sign / 直接送达，本人签收") as step:
        scene.clerk.record_deed(
            "direct", "signed", now() - timedelta(minutes=5), f"{scene.defendant.name}，银川市其住处"
        )
        step.found = "five papers"
    endings.check_served(scene, "签收")
    with play.step("nobody is asked to call or to look for them any more / 相关待办自动办结"):
        left = scene.clerk.tasks()
        expect(not left, f"a task is left although they are served: {left}")
    endings.check_bundle(scene, scene.clerk.services()[0], certified=False)


def by_wechat(place: Place, play: Play) -> None:
    """Their number is dead; at the counter they agree and connect their WeChat, where the next message arrives."""
    scene = open_case(place, play, ending="02")
    wechat = Wechat(place.sandbox, scene.defendant.mobile[:-2] + "88")
    call(scene, "unreachable")
    with play.step("at the counter they sign that they agree / 在服务窗口签署送达地址确认书"):
        scene.clerk.record_consent(scene.defendant_id, PROOF, now() - timedelta(minutes=1))
    with play.step("they scan the court's code with their own WeChat / 用本人微信扫描法院二维码") as step:
        scene.clerk.show_account_code(scene.defendant.number)
        wechat.scan(newest_code(place.sandbox))
        step.found = scene.clerk.wait_for_account()
    serve(scene)
    with play.step("the message is in their WeChat / 微信收到送达提示") as step:
        step.found = wechat.wait_for_link(60)
    with play.step("it tells no paper, and the number of the case in part / 提示不含文书内容，案号已遮蔽"):
        lines = " ".join(map(str, wechat.messages()[-1]["lines"]))
        expect(play.facts["case"] not in lines and "***" in lines, f"the message tells too much: {lines}")
    endings.check_served(scene)
    endings.check_bundle(scene, endings.check_certificate(scene))


HEARD, MACHINE = "已听到：对方按了键。", "疑似机器应答，无人按键。"
ENDED = "通话结束"
TO_CALL = "尚未取得电子送达同意"
NO_MORE = "既不是同意，也不是签收"


def notice_call(place: Place, play: Play) -> None:
    """One listens and presses 1, which is neither consent nor receipt; at another number a machine answers."""
    with play.step("a voice is installed / 本机可合成语音"):
        expect(shutil.which("espeak-ng"), "nothing on this machine can speak a notice; install espeak-ng")
    scene = open_case(place, play, ending="38")
    serve(scene)
    words = _told(
        scene, scene.defendant.mobile, HEARD, "the court's telephone speaks, they press 1 / 语音通知，对方按键"
    )
    with play.step("the digit is neither consent nor receipt / 按键不视为同意或者签收"):
        expect(NO_MORE in words, "the page of the call takes a digit for more than a notice")
        expect("送达（" not in scene.clerk.board_text(), "the board shows a service although only a digit was pressed")
    second = defendant("28").mobile
    scene.clerk.add_mobile(scene.defendant_id, second, "provided")
    _told(scene, second, MACHINE, "at another number a machine answers / 另一号码由机器应答")
    endings.wait_for_task(scene, TO_CALL, "a clerk still has to call themselves / 仍须由书记员人工致电")


def _told(scene: Scene, number: str, outcome: str, title: str) -> str:
    """A notice call to this number, until its page tells what came of it and that it ended; gives the page's words."""
    browser, address = scene.clerk.browser, f"/console/parties/{scene.defendant_id}/notice-call/"
    with scene.play.step(title) as step:
        page = browser.open(address)
        place = browser.press(page, "address", {"address": shown_as(page, number), "language": "zh"}).address
        expect("/console/dials/" in place, "the notice call did not begin")
        step.found = wait_until(lambda: outcome if outcome in browser.open(place).text else None, outcome, 60)
        return wait_until(lambda: _once_ended(browser.open(place).text), "the end of the call", 60)


def _once_ended(page: str) -> str | None:
    """The page of a call that is over: until then nobody can be called again."""
    return page if ENDED in page else None


FOUND = 3


def second_number(place: Place, play: Play) -> None:
    """Their number is dead: others are looked up with approval; the first is a stranger's, at the second they agree."""
    scene = open_case(place, play, second=of_many_numbers())
    call(scene, "unreachable")
    lookup, numbers = _look_up(scene)
    call(scene, "wrong_person", numbers[0])
    with play.step("the stranger's number is barred / 该号码已否定") as step:
        step.found = wait_for(scene.clerk, lookup, "已否定")
    call(scene, "agrees", numbers[1])
    scene.phone = Phone(place.sandbox, numbers[1])
    serve(scene)
    with play.step("the text message is on the second phone / 短信到达第二个号码") as step:
        scene.phone.wait_for_link()
        step.found = scene.phone.messages()[-1]
    endings.check_served(scene)
    with play.step("nothing was sent to the stranger / 未向陌生人发送信息"):
        expect(not Phone(place.sandbox, numbers[0]).messages(), "a message went to the stranger's number")


def _look_up(scene: Scene) -> tuple[str, list[str]]:
    """Asked for, approved, answered and uncovered; gives the request and the numbers in their order."""
    with scene.play.step("the clerk asks for their numbers / 申请查询被告号码"):
        lookup = ask(scene.clerk, scene.defendant_id)
    with scene.play.step("supervisor Zhao approves / 赵主任批准"):
        approve(scene.place.base, scene.place.password, lookup)
    with scene.play.step("the operators answer / 各运营商答复") as step:
        step.found = wait_for_answers(scene.clerk, lookup)
    with scene.play.step("the numbers are uncovered by whoever has to call / 经办人查看完整号码") as step:
        numbers = uncover(scene.clerk, lookup)
        expect(len(numbers) == FOUND, f"{len(numbers)} numbers instead of {FOUND}")
        step.found = f"{len(numbers)} numbers"
    return lookup, numbers


WHY = "登记号码为空号，电话、短信均未能联系到被告；其在外地务工，家属称不知去向（演示）。"
_ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
_LOOKUP = re.compile(rf"/console/lookups/({_ID})/")
_NUMBER = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_SHUT = re.compile(rf"/console/lookups/numbers/({_ID})/")


def ask(clerk: Clerk, party: str) -> str:
    """Request that the party be looked up at every operator; gives the id of the request."""
    page = clerk.browser.open(f"/console/parties/{party}/lookups/new/")
    answers = {"purpose": "service", "ground": "unreachable", "why": WHY, "days": "7"}
    found = _LOOKUP.search(clerk.browser.press(page, "why", answers).address)
    assert found is not None  # noqa: S101 - the page of the new request follows its form
    return found[1]


def approve(base: str, password: str, lookup: str) -> None:
    """Supervisor Zhao reads the request and approves; whoever asked may not."""
    browser = Browser(base)
    page = browser.open("/accounts/login/")
    browser.press(page, "password", {"login": "zhao", "password": password})
    browser.press(browser.open(f"/console/lookups/{lookup}/"), "approval", {})


def wait_for_answers(clerk: Clerk, lookup: str) -> str:
    """Until every operator is accounted for; gives what the page says of it."""

    def look() -> str | None:
        match = re.search(r"共4家运营商，4家已答复", _page(clerk, lookup).text)
        return match.group() if match else None

    return wait_until(look, "answers of the operators", 60)


def wait_for(clerk: Clerk, lookup: str, words: str) -> str:
    """Until the page of the request shows these words."""
    return wait_until(lambda: words if words in _page(clerk, lookup).text else None, f"“{words}” on the look-up", 40)


def uncover(clerk: Clerk, lookup: str) -> list[str]:
    """Have every number shown in full, each with a reading on record; gives them in their order."""
    page = _page(clerk, lookup)
    while shut := _SHUT.search(page.body.decode()):
        clerk.browser.press(page, shut[1], {})
        page = _page(clerk, lookup)
    return list(dict.fromkeys(_NUMBER.findall(page.text)))


def _page(clerk: Clerk, lookup: str) -> Page:
    return clerk.browser.open(f"/console/lookups/{lookup}/")


def tampered(place: Place, play: Play) -> None:
    """Arrival, consent, paper and log are changed behind the system's back, and taken back; the proof stays good."""
    scene = open_case(place, play)
    call(scene, "agrees")
    serve(scene)
    endings.check_served(scene)
    service = endings.check_certificate(scene)
    check_tampering(scene, service)
    endings.check_bundle(scene, service)


SCENARIOS: dict[str, Callable[[Place, Play], None]] = {
    "divorce": divorce,
    "refuses": refuses,
    "wrong-person": wrong_person,
    "unreachable": unreachable,
    "part-lost": part_lost,
    "receipt-first": _served_by("05"),
    "duplicate-receipts": _served_by("06"),
    "scanner-first": scanner_first,
    "locked-out": locked_out,
    "stamp-down": stamp_down,
    "for-the-judge": for_the_judge,
    "by-hand": by_hand,
    "second-number": second_number,
    "notice-call": notice_call,
    "wechat": by_wechat,
    "entrusted": entrusted,
    "ladder": ladder,
    "tampered": tampered,
}
LATER: dict[str, Callable[[Place, Play], None]] = {"ladder-ends": ladder_ends}


class Judge:
    """One judge, signed in."""

    def __init__(self, base: str, username: str, password: str) -> None:
        self.browser = Browser(base)
        page = self.browser.open("/accounts/login/")
        self.browser.press(page, "password", {"login": username, "password": password})

    def desk_text(self) -> str:
        """The words on their desk."""
        return self.browser.open("/console/judge/").text

    def find(self, service: str, outcome: str, reason: str) -> int:
        """Decide on a service and on every other paper that came by the same message; gives how many."""
        page = self.browser.open(f"/console/judge/services/{service}/")
        also = [str(tick["value"]) for tick in page.form("outcome").select("input[name=also]")]
        self.browser.press(page, "outcome", {"outcome": outcome, "reason": reason, "also": also})
        return 1 + len(also)
