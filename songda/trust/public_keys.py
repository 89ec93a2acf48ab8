"""The checks of signatures by public keys: Ed25519, and ML-DSA-44, which older libraries lack."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Is this the Ed25519 signature of the message by that key?"""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def verify_ml_dsa_44(public: bytes, signature: bytes, message: bytes) -> bool | None:
    """Is this signature right? None where the library at hand cannot tell."""
    try:
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
    except ImportError:
        return None
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    except UnsupportedAlgorithm:
        return None
    return True
