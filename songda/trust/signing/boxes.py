"""A signature container (CMS, RFC 5652) is nested like boxes, and the signer's own part is the last thing in each box.

So whatever changes in that part leaves all before it as it was, and only the lengths around it are written anew.
"""

from collections.abc import Sequence

from songda.trust import der

_DEPTH = 5  # container, its wrapping, signed data, list of signers, signer


def boxes_of(container: bytes) -> list[der.Element]:
    """The container and, one in another, the last thing in each, down to the signer; DerError when it is none."""
    boxes = [der.first(container)]
    while len(boxes) < _DEPTH:
        boxes.append(der.parts_of(boxes[-1].content)[-1])
    return boxes


def with_signer(boxes: Sequence[der.Element], *parts: bytes) -> bytes:
    """The same container around a signer that consists of these parts."""
    written = der.element(boxes[-1].tag, *parts)
    for outer, inner in zip(reversed(boxes[:-1]), reversed(boxes[1:]), strict=True):
        before = outer.content[: len(outer.content) - len(inner.whole)]
        written = der.element(outer.tag, before, written)
    return written
