"""Keeps sealed files in an S3 store that need not be trusted: it sees ciphertext under names that tell nothing.

The client is obstore, which comes with the extra `s3`. A name (`kind/xx/id-mark`) is sealed for the store by the
court's ring, always to the same key, and read back from a listing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import lru_cache
from typing import IO, Any, Final, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from songda.trust.places import NAME, FilesAwayError, LyingFile
from songda.trust.sealing import Keyring, SealError

PATIENCE: Final = timedelta(seconds=60)  # of one request
CONNECTED_WITHIN: Final = timedelta(seconds=3)
RETRIED_FOR: Final = timedelta(seconds=5)


class S3AddressError(ValueError):
    """What is written is not the address of a bucket; the message quotes nothing of it."""


def bucket_of(url: str) -> str:
    """The bucket that an address names; S3AddressError where it names none."""
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not bucket or "/" in bucket:
        raise S3AddressError("it is not https://key:secret@host/bucket")
    if not parts.username or not parts.password:
        raise S3AddressError("it names no key with its secret")
    return bucket


@lru_cache(maxsize=4)
def opened(url: str) -> Any:
    """The client of the bucket at `https://key:secret@host:port/bucket?region=…`, its lines open for all who ask.

    S3AddressError for another address; ImportError where obstore is not installed.
    """
    from obstore.store import S3Store

    bucket, parts = bucket_of(url), urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return S3Store(
        bucket,
        endpoint=f"{parts.scheme}://{parts.hostname}{port}",
        access_key_id=unquote(parts.username or ""),
        secret_access_key=unquote(parts.password or ""),
        region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
        virtual_hosted_style_request=False,
        checksum_algorithm="SHA256",  # the store refuses what was cut or changed on the way
        client_options={
            "allow_http": parts.scheme == "http",
            "connect_timeout": CONNECTED_WITHIN,
            "timeout": PATIENCE,
        },
        retry_config={"max_retries": 2, "retry_timeout": RETRIED_FOR},
    )


class Ring(Protocol):
    """Gives the ring of the moment: it is read again when a key was added."""

    def __call__(self) -> Keyring: ...


class S3:
    """One bucket of one court."""

    def __init__(self, url: str, ring: Ring) -> None:
        self._url, self._ring = url, ring

    def put(self, name: str, sealed: IO[bytes]) -> None:
        """As the contract has it; an upload that breaks off leaves nothing under the name."""
        body = sealed.read()
        with self._asked() as store:
            store.put(self._key(name), body, use_multipart=False)  # parts would be left behind by who is killed

    def get(self, name: str, part: tuple[int, int] | None = None) -> bytes:
        """The file whole, whatever is asked of it: not every store gives the right bytes of a part."""
        with self._asked() as store:
            body = bytes(store.get(self._key(name)).bytes())
        return body if part is None else body[slice(*part)]

    def stat(self, name: str) -> LyingFile | None:
        try:
            with self._asked() as store:
                found = store.head(self._key(name))
        except FileNotFoundError:
            return None
        return LyingFile(name, found["size"], found["last_modified"])

    def list(self, kind: str) -> Iterator[LyingFile]:
        """What is not ours in the bucket is left out: nothing of it is ever named or removed."""
        with self._asked() as store:
            for some in store.list(prefix=self._shelf(kind)):
                for found in some:
                    name = self._name(kind, found["path"])
                    if name is not None:
                        yield LyingFile(name, found["size"], found["last_modified"])

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError), self._asked() as store:
            store.delete(self._key(name))

    @contextmanager
    def _asked(self) -> Iterator[Any]:
        """The client; what it complains of is told in words of ours, without address and secret."""
        from obstore import exceptions

        store = opened(self._url)
        try:
            yield store
        except (FileNotFoundError, exceptions.NotFoundError) as wrong:
            if "NoSuchBucket" in str(wrong) or not self._has_bucket(store):
                raise FilesAwayError("the bucket is not there") from None
            raise FileNotFoundError("no such file in the bucket") from None
        except (PermissionError, exceptions.BaseError) as wrong:
            raise FilesAwayError(_why(str(wrong))) from None

    def _has_bucket(self, store: Any) -> bool:
        """A store says of a file in a bucket that is gone only that it is not there."""
        from obstore import exceptions

        try:
            next(iter(store.list(chunk_size=1)), None)
        except (FileNotFoundError, exceptions.BaseError) as wrong:
            return "NoSuchBucket" not in str(wrong)
        return True

    def _shelf(self, kind: str) -> str:
        return self._ring().mark("file.kind", kind)[:4].hex()

    def _key(self, name: str) -> str:
        found = NAME.fullmatch(name)
        if found is None:
            raise ValueError(f"{name} is no name of a sealed file.")
        kind, own = found[1], bytes.fromhex(found[2] + found[3])
        return f"{self._shelf(kind)}/{self._ring().hide(f'file {kind}', own).hex()}"

    def _name(self, kind: str, key: str) -> str | None:
        try:
            own = self._ring().show(f"file {kind}", bytes.fromhex(key.rpartition("/")[2])).hex()
        except (SealError, ValueError):
            return None
        return f"{kind}/{own[30:32]}/{own[:32]}-{own[32:]}"


def _why(said: str) -> str:
    """In a few words of ours: what the client says holds addresses."""
    for sign, words in (
        ("NoSuchBucket", "the bucket is not there"),
        ("timed out", "the store does not answer in time"),
        ("error sending request", "the store cannot be reached"),
        ("SlowDown", "the store asks for patience"),
        ("BadDigest", "the store got other bytes than were sent"),
    ):
        if sign in said:
            return words
    status = re.search(r"status(?: code)?:? ?\(?(4\d\d|5\d\d)", said)
    if status is None:
        return "the store fails"
    refused = status[1] in {"401", "403"}
    return f"the store does not let us in ({status[1]})" if refused else f"the store answers with {status[1]}"
