"""Which text a person gets: by a keyed hash of who they are, so that it is chance, and the same every time."""

import hashlib
import hmac
from uuid import UUID

_STEPS = 2**64


def arm_of(secret: bytes, experiment: UUID, person: bytes, arms: int) -> int:
    """The number of the text, from 0; without the secret nobody can foresee it. ValueError without a secret."""
    if not secret:
        raise ValueError("an experiment needs a secret; see SONGDA_WORDING_SECRET")
    digest = hmac.new(secret, experiment.bytes + person, hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) * arms // _STEPS
