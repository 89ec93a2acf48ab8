"""The spy, or the real work, on a system without Landlock: a filter refuses its calls before anything else is done."""

import ctypes
import platform
import sys

from songda.trust.paper import jobs
from songda.trust.paper.confinement import _CALLS, _refuse_calls
from tests.trust.paper import spy

_LANDLOCK = (444, 445, 446)

if __name__ == "__main__":
    ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
    _refuse_calls(_CALLS[platform.machine()][0], _LANDLOCK)
    (spy if sys.argv[4] == "spy" else jobs).main(sys.argv[1:])
