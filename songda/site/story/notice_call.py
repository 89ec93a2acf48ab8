"""The branch in which the court's telephone speaks by itself: a digit is a notice that was heard, and nothing more."""

import shutil

from songda.site.story import endings
from songda.site.story.cast import defendant
from songda.site.story.clerk import shown_as
from songda.site.story.opening import Place, Scene, open_case, serve
from songda.site.story.outside import wait_until
from songda.site.story.play import Play, expect

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
