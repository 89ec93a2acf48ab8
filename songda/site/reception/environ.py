"""Says a request as WSGI wants it."""

import sys
from typing import IO, Any, Final
from urllib.parse import unquote_to_bytes

_OWN_NAMES: Final = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def environ_of(scope: Any, body: IO[bytes]) -> dict[str, Any]:
    """What the application is told of a request of the web server, with its body.

    A header whose name has an underscore is left out: WSGI would take `X_Forwarded_For`, which a visitor can send past
    every proxy, for `X-Forwarded-For`, which only the proxy writes.
    """
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:  # HTTP/2 names the host there
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        if "_" not in name:
            _add(environ, name, value)
    return environ


def _add(environ: dict[str, Any], name: str, value: str) -> None:
    key = _OWN_NAMES.get(name.lower()) or f"HTTP_{name.upper().replace('-', '_')}"
    before = environ.get(key)
    if before is None or (key == "HTTP_HOST" and before == value):
        environ[key] = value
    else:  # of two hosts that differ this makes one that nobody has, which is refused
        environ[key] = f"{before}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
