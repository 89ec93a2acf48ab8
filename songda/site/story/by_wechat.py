"""The branch in which no text message arrives, and WeChat does: connected at the counter, written to, proved."""

from datetime import timedelta

from songda.clock import now
from songda.site.story import endings
from songda.site.story.opening import Place, call, open_case, serve
from songda.site.story.outside import Wechat, newest_code
from songda.site.story.play import Play, expect

PROOF = "送达地址确认书，卷宗第12页（演示）"


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
