"""A real S3 server for tests: Ceph's gateway (Debian: radosgw, ceph-common) over a database file, without a cluster."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.site.reception.served import free_port

NAME, SECRET, BUCKET = "court", "sandbox+/secret", "court-files"
_CONF = """[global]
run_dir = {0}
log_file = {0}/log
rgw_data = {0}
admin_socket = {0}/asok
rgw_backend_store = dbstore
rgw_config_store = dbstore
dbstore_db_dir = {0}
dbstore_config_uri = file:{0}/config.db
rgw_frontends = beast endpoint=127.0.0.1:{1}
rgw_enable_apis = s3
"""


@dataclass
class Gateway:
    """One gateway in a folder of its own; it can be stopped, held, and come back with all that it kept."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def url(self, bucket: str = BUCKET, secret: str = "sandbox%2B%2Fsecret") -> str:  # noqa: S107 - as above
        return f"http://{NAME}:{secret}@127.0.0.1:{self.port}/{bucket}"

    def start(self) -> None:
        with (self.folder / "out").open("ab") as log:
            self.process = subprocess.Popen(self._program("radosgw", "-f"), stdout=log, stderr=log)
        for _ in range(300):
            with suppress(HTTPError, OSError), urlopen(f"http://127.0.0.1:{self.port}/", timeout=1):
                return
            time.sleep(0.1)
        raise RuntimeError((self.folder / "out").read_text(encoding="utf-8", errors="replace")[-2000:])

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """It takes requests and answers none."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def add_user(self) -> None:
        """Their program now and then hangs before or after its work: it is tried anew."""
        who = [f"--uid={NAME}", "--display-name=court", f"--access-key={NAME}", f"--secret-key={SECRET}"]
        for _ in range(3):
            for word in ("create", "modify"):
                with suppress(subprocess.SubprocessError):
                    words = self._program("radosgw-admin", "user", word, *who)
                    subprocess.run(words, check=True, capture_output=True, timeout=40)
                    return
        raise RuntimeError("radosgw-admin makes no user")

    def _program(self, name: str, *words: str) -> list[str]:
        return [str(shutil.which(name)), "-c", str(self.folder / "conf"), "--no-mon-config", "-n", "client.rgw", *words]


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A running one with an empty bucket; skips where it is not installed."""
    pytest.importorskip("obstore")
    if not (shutil.which("radosgw") and shutil.which("radosgw-admin")):
        pytest.skip("needs a real S3 server (Debian: apt-get install radosgw ceph-common)")
    with TemporaryDirectory(prefix="songda-s3-") as name:
        folder = Path(name)
        made = Gateway(folder, free_port())
        (folder / "conf").write_text(_CONF.format(folder, made.port), encoding="utf-8")
        os.environ.setdefault("NO_PROXY", "127.0.0.1")
        try:
            made.start()
            made.add_user()
            make_bucket(made, BUCKET)
            yield made
        finally:
            made.stop()


def make_bucket(gateway: Gateway, bucket: str) -> None:
    """songda makes none; a file at the root of the server is one."""
    from obstore.exceptions import GenericError
    from obstore.store import S3Store

    store = S3Store(
        bucket,
        endpoint=f"http://127.0.0.1:{gateway.port}",
        access_key_id=NAME,
        secret_access_key=SECRET,
        virtual_hosted_style_request=True,
        client_options={"allow_http": True},
    )
    with suppress(GenericError):  # it is made; of a bucket no mark of its content is given
        store.put(bucket, b"", use_multipart=False)
