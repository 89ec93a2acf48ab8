"""What `songda check --deploy` finds at the public address: whom a browser trusts, and nothing that can be broken."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from songda.site.checkup.outside import ask_public, public_line_good
from tests.channels.sms.encrypted import Authority

HERE = "127.0.0.1"
pytestmark = pytest.mark.filterwarnings("ignore:ssl.:DeprecationWarning")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "authority")


@contextmanager
def served(context: ssl.SSLContext | None) -> Iterator[str]:
    """A server that greets whoever comes, and hangs up."""
    with socket.create_server((HERE, 0)) as door:

        def greet() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = door.accept()
                    with caller, suppress(OSError):
                        caller.settimeout(5)
                        if context is None:
                            caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                        else:
                            context.wrap_socket(caller, server_side=True).close()

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        yield f"https://{HERE}:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)
        thread.join()


def found(url: str, trusted: Path | None) -> str:
    return "\n".join(finding.what for finding in public_line_good(ask_public(url, str(trusted) if trusted else None)))


def of_long_ago(context: ssl.SSLContext) -> None:
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1


def careless(context: ssl.SSLContext) -> None:
    context.set_ciphers("ALL:aNULL:eNULL:@SECLEVEL=0")


def test_a_good_line_leaves_nothing_to_say(authority: Authority) -> None:
    with served(authority.vouch(HERE).served) as url:
        assert found(url, authority.file) == ""


@pytest.mark.parametrize(("spoil", "words"), [(of_long_ago, "TLS 1.1 or older"), (careless, "can be broken")])
def test_what_can_be_broken_is_named(authority: Authority, spoil: object, words: str) -> None:
    context = authority.vouch(HERE).served
    spoil(context)  # type: ignore[operator]
    with served(context) as url:
        assert words in found(url, authority.file)


def test_whom_no_browser_trusts_is_named(authority: Authority) -> None:
    with served(authority.vouch(HERE).served) as url:
        assert "would turn back" in found(url, None)
    with served(authority.vouch("other.example").served) as url:
        assert "mismatch" in found(url, authority.file)
    with served(None) as url:
        assert "would turn back" in found(url, authority.file)


def test_a_line_that_is_not_there_or_not_encrypted_is_another_matter() -> None:
    assert "does not answer" in found("https://127.0.0.1:9", None)
    assert found("http://127.0.0.1", None) == ""
