"""The scenario in which somebody has the whole database: what they change is named, each time."""

from songda.site.story import endings
from songda.site.story.checking import check_tampering
from songda.site.story.opening import Place, call, open_case, serve
from songda.site.story.play import Play


def tampered(place: Place, play: Play) -> None:
    """Arrival, consent, paper and log are changed behind the system's back, and taken back; the proof stays good."""
    scene = open_case(place, play)
    call(scene, "agrees")
    serve(scene)
    endings.check_served(scene)
    service = endings.check_certificate(scene)
    check_tampering(scene, service)
    endings.check_bundle(scene, service)
