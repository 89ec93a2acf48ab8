"""Are the demo's ports free? Looked at before anything starts, so that nothing is left half-started."""

import socket

from songda.site.curable import CurableError
from songda.site.playground import HOST, Ports

HIGHEST_WEB_PORT = 65_529  # six more ports follow


def require_free(ports: Ports) -> None:
    """Raise with the busy port, its use and the cure."""
    for use, port in ports.named().items():
        if not is_free(port):
            raise CurableError(
                f"Port {port}, meant for {use}, is in use by another program.",
                f"Choose others: `songda demo --port {_other(ports.web)}` or `make demo PORT={_other(ports.web)}`"
                " (seven ports in a row are taken).",
            )


def is_free(port: int) -> bool:
    """Whether we could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    """Whether somebody listens on this port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _other(port: int) -> int:
    """A port to propose: the next round hundred whose ports are free."""
    candidates = range((port // 100 + 1) * 100, HIGHEST_WEB_PORT, 100)
    return next((base for base in candidates if all(is_free(base + step) for step in range(7))), 8100)
