"""A passkey as a browser would have left it: right in form, and nobody's."""

import hashlib

from allauth.mfa.models import Authenticator
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from songda.records.court.staff.models import User

NAMED = {"id": "cGFzc2tleQ", "rawId": "cGFzc2tleQ"}
CLIENT = b'{"type":"webauthn.create","challenge":"","origin":"https://localhost"}'
KEY = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})


def passkey_of(user: User) -> int:
    """Put one into the account; gives its number."""
    told = AttestedCredentialData.create(bytes(16), b"passkey", KEY)
    seen = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), 0x41, 1, told)
    made = AttestationObject.create("none", seen, {})
    response = {"clientDataJSON": websafe_encode(CLIENT), "attestationObject": websafe_encode(bytes(made))}
    kept = Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "passkey", "credential": {**NAMED, "type": "public-key", "response": response}},
    )
    return int(kept.pk)
