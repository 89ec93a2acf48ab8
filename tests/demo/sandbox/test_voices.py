"""The sound of made-up talks."""

from songda_demo.sandbox.telephone.fates import CallTaker, talk


def test_no_two_calls_sound_the_same_however_short() -> None:
    talks = {talk(f"songda-{number}", 0.1, CallTaker.THEMSELVES, one_sided=True) for number in range(500)}
    assert len(talks) == 500
    assert talk("songda-1", 0.1, CallTaker.CHILD) == talk("songda-1", 0.1, CallTaker.CHILD)
