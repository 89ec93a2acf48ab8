"""A passkey in memory, which answers a page's challenges as a real one does."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HOST, ORIGIN = "localhost", "http://localhost"
_PRESENT, _WITH_KEY = 0x01, 0x41
_ID = b"soft passkey"


@dataclass
class SoftPasskey:
    """One key pair; each answer counts one on, as the standard asks."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    used: int = 0

    def made(self, options: Any) -> str:
        """What `navigator.credentials.create` gives the page, as JSON."""
        told = AttestedCredentialData.create(bytes(16), _ID, ES256.from_cryptography_key(self.key.public_key()))
        seen = AuthenticatorData.create(_host(), _WITH_KEY, self._count(), told)
        attested = bytes(AttestationObject.create("none", seen, {}))
        return _as_json({"clientDataJSON": _client("webauthn.create", options), "attestationObject": attested})

    def proof(self, options: Any) -> str:
        """What `navigator.credentials.get` gives the page, as JSON."""
        seen = bytes(AuthenticatorData.create(_host(), _PRESENT, self._count()))
        client = _client("webauthn.get", options)
        signature = self.key.sign(seen + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return _as_json({"clientDataJSON": client, "authenticatorData": seen, "signature": signature})

    def _count(self) -> int:
        self.used += 1
        return self.used


def _host() -> bytes:
    return hashlib.sha256(HOST.encode()).digest()


def _client(kind: str, options: Any) -> bytes:
    challenge = options["publicKey"]["challenge"]
    said = challenge if isinstance(challenge, str) else websafe_encode(challenge)
    return json.dumps({"type": kind, "challenge": said, "origin": ORIGIN}).encode()


def _as_json(parts: dict[str, bytes]) -> str:
    named, response = websafe_encode(_ID), {name: websafe_encode(part) for name, part in parts.items()}
    return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})
