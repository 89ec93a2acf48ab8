"""The check of an ML-DSA-44 signature, which older libraries lack."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm


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
