"""The branch in which the right number has to be looked up, and the first that is found is somebody else's."""

from songda.site.story import endings, looking_up
from songda.site.story.cast import of_many_numbers
from songda.site.story.opening import Place, Scene, call, open_case, serve
from songda.site.story.outside import Phone
from songda.site.story.play import Play, expect

FOUND = 3


def second_number(place: Place, play: Play) -> None:
    """Their number is dead: others are looked up with approval; the first is a stranger's, at the second they agree."""
    scene = open_case(place, play, second=of_many_numbers())
    call(scene, "unreachable")
    lookup, numbers = _look_up(scene)
    call(scene, "wrong_person", numbers[0])
    with play.step("the stranger's number is barred / 该号码已否定") as step:
        step.found = looking_up.wait_for(scene.clerk, lookup, "已否定")
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
        lookup = looking_up.ask(scene.clerk, scene.defendant_id)
    with scene.play.step("supervisor Zhao approves / 赵主任批准"):
        looking_up.approve(scene.place.base, scene.place.password, lookup)
    with scene.play.step("the operators answer / 各运营商答复") as step:
        step.found = looking_up.wait_for_answers(scene.clerk, lookup)
    with scene.play.step("the numbers are uncovered by whoever has to call / 经办人查看完整号码") as step:
        numbers = looking_up.uncover(scene.clerk, lookup)
        expect(len(numbers) == FOUND, f"{len(numbers)} numbers instead of {FOUND}")
        step.found = f"{len(numbers)} numbers"
    return lookup, numbers
