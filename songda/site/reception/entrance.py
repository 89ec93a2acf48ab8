"""The site as the web server of songda runs it; a process of it ends with the one that started it.

Else somebody would be left who only holds the port.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
from typing import Final

from songda.site.home import home_folder
from songda.site.reception.body import Bounds
from songda.site.reception.gateway import Gateway
from songda.site.reception.serving import watch_clock
from songda.site.wsgi import application as pages
from songda.trust.paper.child import FILE_SLOTS, PATIENCE_SECONDS
from songda.web.look.visitor import most_bytes_at

THREADS: Final = "SERVE_THREADS"  # set by `songda serve` for its processes
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


def end_with_parent() -> None:
    """Have the kernel end this process as soon as its parent dies, however that happens.

    Only where `multiprocessing` started it, as it does for the web server, and only on Linux.
    """
    parent = multiprocessing.parent_process()
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if not parent.is_alive():  # it died before we had asked
        os.kill(os.getpid(), signal.SIGKILL)


end_with_parent()


watch_clock(os.getppid())


incoming = home_folder() / "incoming"  # what comes in is not sealed yet: a folder closed to everybody else


incoming.mkdir(parents=True, exist_ok=True, mode=0o700)


bounds = Bounds(folder=incoming)


application = Gateway(pages, int(os.environ.get(THREADS) or 4), most_bytes_at, bounds)


FILE_SLOTS.bound(bounds.lenders, PATIENCE_SECONDS, application.lend)
