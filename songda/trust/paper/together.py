"""Puts several PDFs together. Runs in the child only, because the library may be attacked by a file."""

from collections.abc import Sequence
from contextlib import ExitStack
from io import BytesIO

import pikepdf


def put_together(pdfs: bytes, sizes: Sequence[int]) -> bytes:
    """The pages of all, in their order; `sizes` says how many bytes of `pdfs` are the first, the second, …"""
    made, start = BytesIO(), 0
    with ExitStack() as held, pikepdf.new() as whole:  # pages are read from their own file when they are written
        for size in sizes:
            one = held.enter_context(pikepdf.open(BytesIO(pdfs[start : start + size]), suppress_warnings=True))
            whole.pages.extend(one.pages)
            start += size
        whole.save(made)
    return made.getvalue()
