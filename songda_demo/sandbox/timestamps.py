"""A time-stamp authority for demo and tests: speaks the real protocol (RFC 3161) and can be switched off.

It signs, with the time of day, whatever digest it is shown. Its key and certificates are made at the first start and
kept in the sandbox's folder. `/tsa` answers, `/tsa/switch` turns it off and on.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from songda.clock import now
from songda.trust import der
from songda.trust.der import INTEGER, OCTETS, SEQUENCE, SET, element, integer
from songda.trust.signing.demo_keys import DemoRoot

LONGEST_QUESTION = 4096
_ID = bytes.fromhex
_SHA256 = element(SEQUENCE, _ID("0609608648016503040201"))
_ECDSA_SHA256 = element(SEQUENCE, _ID("06082a8648ce3d040302"))
_SIGNED = _ID("06092a864886f70d010702")  # id-signedData
_TOLD = _ID("060b2a864886f70d0109100104")  # id-ct-TSTInfo
_CONTENT_TYPE = element(SEQUENCE, _ID("06092a864886f70d010903"), element(SET, _TOLD))
_MESSAGE_DIGEST = _ID("06092a864886f70d010904")
_SIGNING_CERTIFICATE = _ID("060b2a864886f70d010910022f")  # id-aa-signingCertificateV2
_POLICY = _ID("06092b06010401868d1f01")  # of the sandbox itself; no promise is attached to it
_WITHIN_A_SECOND = element(SEQUENCE, integer(1))
_GRANTED, _REJECTED = 0, 2
_SIZES = {  # the object ids of SHA-256, SHA-384 and SHA-512 without their common beginning, and the digests' sizes
    b"\x01": 32,
    b"\x02": 48,
    b"\x03": 64,
}
_SHA2 = bytes.fromhex("6086480165030402")
BAD_ALGORITHM, BAD_FORMAT = 0, 5  # bits of PKIFailureInfo


class BadQuestionError(Exception):
    """The question cannot be answered; `failure` is the bit of the reply that says why."""

    def __init__(self, failure: int, reason: str) -> None:
        super().__init__(reason)
        self.failure = failure


@dataclass(frozen=True)
class Question:
    """What is to be stamped (as it was written), the nonce as it was written, and whether the certificate is wanted."""

    imprint: bytes
    nonce: bytes
    wants_certificate: bool


def read_question(written: bytes) -> Question:
    """Takes the request apart; BadQuestionError when it is none or asks for another kind of digest."""
    try:
        whole = der.first(written)
        version, imprint, *rest = der.parts_of(whole.content)
        algorithm, digest = der.parts_of(imprint.content)
        object_id = der.first(algorithm.content).content
    except ValueError as error:
        raise BadQuestionError(BAD_FORMAT, "This is not a time-stamp request.") from error
    if whole.tag != der.SEQUENCE or len(whole.whole) != len(written) or version.content != b"\x01":
        raise BadQuestionError(BAD_FORMAT, "This is not a time-stamp request of version 1.")
    size = _SIZES.get(object_id.removeprefix(_SHA2)) if object_id.startswith(_SHA2) else None
    if size != len(digest.content):
        raise BadQuestionError(BAD_ALGORITHM, "Only SHA-256, SHA-384 and SHA-512 are stamped.")
    nonces = [part.whole for part in rest if part.tag == der.INTEGER]
    wants = any(part.tag == b"\x01" and part.content != b"\x00" for part in rest)
    return Question(imprint.whole, b"".join(nonces[:1]), wants)


ROOT, CERTIFICATE, KEY = "tsa-root.pem", "tsa.pem", "tsa.key"


@dataclass(frozen=True)
class AuthorityKeys:
    """What the authority signs with."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def load_or_make(folder: Path, now: datetime) -> AuthorityKeys:
    """The keys in the folder; fresh ones, below a root of their own, if there are none yet."""
    if not (folder / KEY).exists():
        _make(folder, now)
    key = load_pem_private_key((folder / KEY).read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{folder / KEY} is not an elliptic-curve key.")
    return AuthorityKeys(key, x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes()))


def _make(folder: Path, now: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root = DemoRoot.make("songda sandbox time root", now)
    key, certificate = root.issue_authority("songda sandbox time-stamp authority", now)
    _write(folder / ROOT, root.certificate.public_bytes(Encoding.PEM))
    _write(folder / CERTIFICATE, certificate.public_bytes(Encoding.PEM))
    _write(folder / KEY, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _write(path: Path, content: bytes) -> None:
    """The key is written last and whole, so that a start that breaks off leaves nothing half made."""
    part = path.with_suffix(f"{path.suffix}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)


class Authority:
    """One authority with its key held open."""

    def __init__(self, keys: AuthorityKeys) -> None:
        self._key = keys.key
        self._certificate = keys.certificate.public_bytes(Encoding.DER)
        issuer = keys.certificate.issuer.public_bytes()
        self._signer_id = element(SEQUENCE, issuer, integer(keys.certificate.serial_number))
        reference = element(SEQUENCE, element(OCTETS, hashlib.sha256(self._certificate).digest()))
        named = element(SEQUENCE, element(SEQUENCE, reference))
        self._names_its_certificate = element(SEQUENCE, _SIGNING_CERTIFICATE, element(SET, named))

    def answer(self, question: bytes, now: datetime) -> bytes:
        """The reply (DER) to a question (DER): a token, or a refusal with its reason."""
        try:
            asked = read_question(question)
        except BadQuestionError as error:
            return _refusal(error)
        return element(SEQUENCE, element(SEQUENCE, integer(_GRANTED)), self._token(asked, now))

    def _token(self, asked: Question, now: datetime) -> bytes:
        witnessed = _what_is_witnessed(asked, now)
        certificates = element(b"\xa0", self._certificate) if asked.wants_certificate else b""
        signed = element(
            SEQUENCE,
            integer(3),
            element(SET, _SHA256),
            element(SEQUENCE, _TOLD, element(b"\xa0", element(OCTETS, witnessed))),
            certificates,
            element(SET, self._signer(witnessed)),
        )
        return element(SEQUENCE, _SIGNED, element(b"\xa0", signed))

    def _signer(self, witnessed: bytes) -> bytes:
        digest = element(SET, element(OCTETS, hashlib.sha256(witnessed).digest()))
        attributes = (_CONTENT_TYPE, element(SEQUENCE, _MESSAGE_DIGEST, digest), self._names_its_certificate)
        ordered = sorted(attributes)  # DER wants the elements of a set in the order of their bytes
        signature = self._key.sign(element(SET, *ordered), ec.ECDSA(hashes.SHA256()))
        return element(
            SEQUENCE,
            integer(1),
            self._signer_id,
            _SHA256,
            element(b"\xa0", *ordered),
            _ECDSA_SHA256,
            element(OCTETS, signature),
        )


def _what_is_witnessed(asked: Question, now: datetime) -> bytes:
    at = f"{now.astimezone(UTC):%Y%m%d%H%M%SZ}".encode()
    serial = element(INTEGER, b"\x01" + secrets.token_bytes(8))
    parts = (integer(1), _POLICY, asked.imprint, serial, element(b"\x18", at), _WITHIN_A_SECOND, asked.nonce)
    return element(SEQUENCE, *parts)


def _refusal(error: BadQuestionError) -> bytes:
    text = element(SEQUENCE, element(b"\x0c", str(error).encode()))
    unused = 7 - error.failure
    failure = element(b"\x03", bytes([unused, 0x80 >> error.failure]))
    return element(SEQUENCE, element(SEQUENCE, integer(_REJECTED), text, failure))


@dataclass
class AuthorityState:
    """The authority, whether it is switched off, and how often it answered."""

    authority: Authority
    root: bytes
    is_down: bool = False
    answered: int = 0


STATE = web.AppKey("timestamps", AuthorityState)


def add_routes(app: web.Application, folder: Path) -> None:
    """Adds the authority to the sandbox's application; its keys live in the folder."""
    keys = load_or_make(folder, now())
    app[STATE] = AuthorityState(Authority(keys), (folder / ROOT).read_bytes())
    app.router.add_post("/tsa", answer)
    app.router.add_get("/tsa/root.pem", show_root)
    app.router.add_get("/tsa/switch", show_switch)
    app.router.add_post("/tsa/switch", turn_switch)


async def answer(request: web.Request) -> web.Response:
    """One question, one token."""
    state = request.app[STATE]
    if state.is_down:
        return web.Response(status=503, text="The time-stamp authority is switched off.")
    if (request.content_length or 0) > LONGEST_QUESTION:
        return web.Response(status=413, text="A time-stamp request is shorter.")
    reply = state.authority.answer(await request.content.read(LONGEST_QUESTION), now())
    state.answered += 1
    return web.Response(body=reply, content_type="application/timestamp-reply")


async def show_root(request: web.Request) -> web.Response:
    """The certificate that its tokens lead to."""
    return web.Response(body=request.app[STATE].root, content_type="application/x-pem-file")


async def show_switch(request: web.Request) -> web.Response:
    """Whether it is down, and how often it answered."""
    state = request.app[STATE]
    return web.json_response({"down": state.is_down, "answered": state.answered})


async def turn_switch(request: web.Request) -> web.Response:
    """`{"down": true}` switches it off, `{"down": false}` on again."""
    try:
        down = (await request.json())["down"]
    except (ValueError, KeyError, TypeError):
        down = None
    if not isinstance(down, bool):
        return web.json_response({"error": 'Send {"down": true} or {"down": false}.'}, status=400)
    request.app[STATE].is_down = down
    return await show_switch(request)
