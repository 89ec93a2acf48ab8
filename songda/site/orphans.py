"""Ends a web process when the one that started it is gone, so that nobody is left who holds the port and does no work."""

import ctypes
import multiprocessing
import os
import signal
import sys

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


def end_with_parent() -> None:
    """Have the kernel end this process as soon as its parent dies, however that happens.

    Only a process that `multiprocessing` started, as the web server's are, and only on Linux; elsewhere nothing changes.
    """
    parent = multiprocessing.parent_process()
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if not parent.is_alive():  # it died before we had asked
        os.kill(os.getpid(), signal.SIGKILL)
