"""The scenarios: the story as it should go, and every branch, each to the end that the law gives it."""

from collections.abc import Callable
from datetime import timedelta

from songda.clock import now
from songda.site.story import endings
from songda.site.story.by_wechat import by_wechat
from songda.site.story.judge import Judge
from songda.site.story.notice_call import notice_call
from songda.site.story.opening import Place, Scene, call, open_case, serve
from songda.site.story.outside import switch_stamps
from songda.site.story.play import Play, expect
from songda.site.story.recipient import Recipient
from songda.site.story.second_number import second_number
from songda.site.story.tampered import tampered

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
    with play.step("they agree on the page too / 在线确认同意"):
        recipient.agree()
    _answer(scene, recipient)
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
        expect("送达（" not in scene.clerk.board_text(), "the board shows a service although they refused")


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
    with play.step("they agree on the page / 在线同意"):
        recipient.agree()
    _visit_counter(scene, recipient)
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
    from songda.core.identifiers.resident_id import check_character

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
        expect(play.facts["case"] not in scene.clerk.tasks_text(), "a task is left although they are served")
    endings.check_bundle(scene, scene.clerk.services()[0], certified=False)


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
    "tampered": tampered,
}
