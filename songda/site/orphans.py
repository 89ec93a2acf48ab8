"""Ends a web process when the one that started it is gone, so that nobody is left who only holds the port."""

import ctypes
import multiprocessing
import os
import signal
import sys

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
