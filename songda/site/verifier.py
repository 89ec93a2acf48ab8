"""Lets `python -m songda.site.verifier bundle.zip` check a proof bundle, in a Python that has only `cryptography`."""

import sys

from songda.trust.offline.command import main

if __name__ == "__main__":
    sys.exit(main())
