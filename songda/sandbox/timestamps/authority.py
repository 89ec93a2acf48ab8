"""Answers the questions of RFC 3161: signs, with the time of day, whatever digest it is shown."""

import hashlib
import secrets
from datetime import datetime

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from songda.sandbox.timestamps.keys import AuthorityKeys

POLICY = "1.3.6.1.4.1.99999.1"  # the sandbox's own; no promise is attached to it
_DIGEST_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}


class Authority:
    """One authority with its key held open."""

    def __init__(self, keys: AuthorityKeys) -> None:
        self._key = keys.key
        self._certificate = asn1_x509.Certificate.load(keys.certificate.public_bytes(Encoding.DER))
        self._sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
        self._ecdsa = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        self._names_its_certificate = _attribute("signing_certificate_v2", self._certificate_reference())

    def answer(self, question: bytes, now: datetime) -> bytes:
        """The reply (DER) to a question (DER): a token, or a refusal with its reason."""
        try:
            asked = tsp.TimeStampReq.load(question, strict=True)
            imprint = asked["message_imprint"]
            name, digest = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
        except (ValueError, TypeError, KeyError):
            return _refuse("bad_data_format", "This is not a time-stamp request.")
        if _DIGEST_BYTES.get(name) != len(digest):
            return _refuse("bad_alg", "Only SHA-256, SHA-384 and SHA-512 are stamped.")
        token = self._token(asked, now)
        return _written({"status": {"status": "granted"}, "time_stamp_token": token})

    def _token(self, asked: tsp.TimeStampReq, now: datetime) -> cms.ContentInfo:
        told = self._what_is_witnessed(asked, now).dump()
        wants_certificate = asked["cert_req"].native
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [self._sha256],
                "encap_content_info": {"content_type": "tst_info", "content": cms.ParsableOctetString(told)},
                "certificates": [self._certificate] if wants_certificate else None,
                "signer_infos": [self._signer(told)],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})

    def _what_is_witnessed(self, asked: tsp.TimeStampReq, now: datetime) -> tsp.TSTInfo:
        told = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": asked["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": now.replace(microsecond=0),
            "accuracy": {"seconds": 1},
        }
        nonce = asked["nonce"].native
        return tsp.TSTInfo(told | ({} if nonce is None else {"nonce": nonce}))

    def _signer(self, told: bytes) -> cms.SignerInfo:
        signed = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("message_digest", hashlib.sha256(told).digest()),
                self._names_its_certificate,
            ]
        )
        return cms.SignerInfo(
            {
                "version": "v1",
                "sid": {
                    "issuer_and_serial_number": {
                        "issuer": self._certificate.issuer,
                        "serial_number": self._certificate.serial_number,
                    }
                },
                "digest_algorithm": self._sha256,
                "signed_attrs": signed,
                "signature_algorithm": self._ecdsa,
                "signature": self._key.sign(signed.dump(), ec.ECDSA(hashes.SHA256())),
            }
        )

    def _certificate_reference(self) -> tsp.SigningCertificateV2:
        return tsp.SigningCertificateV2({"certs": [{"cert_hash": self._certificate.sha256}]})


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


def _refuse(failure: str, reason: str) -> bytes:
    status = {"status": "rejection", "status_string": [reason], "fail_info": {failure}}
    return _written({"status": status})


def _written(answer: dict[str, object]) -> bytes:
    return bytes(tsp.TimeStampResp(answer).dump())
