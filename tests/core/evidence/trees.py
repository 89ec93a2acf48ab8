"""Trees held in memory, for tests."""

from hashlib import sha256

from songda.core.evidence.merkle import Nodes, leaf_hash, root_of
from songda.core.evidence.tiles import ReadTile, TileAddress

# The eight entries that certificate transparency logs are tested with, and the roots over the first n of them.
KNOWN_ENTRIES = tuple(
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
KNOWN_ROOTS = tuple(
    bytes.fromhex(root)
    for root in (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
)


def leaves(count: int) -> list[bytes]:
    """`count` different leaf hashes."""
    return [leaf_hash(b"entry %d" % number) for number in range(count)]


def nodes_over(hashes: list[bytes]) -> Nodes:
    """The complete subtrees of a tree in memory."""

    def node(height: int, number: int) -> bytes:
        covered = hashes[number << height : (number + 1) << height]
        assert len(covered) == 1 << height, "only complete subtrees may be asked for"
        return root_of(covered)

    return node


def tiles_over(hashes: list[bytes]) -> ReadTile:
    """The tiles of a tree in memory."""

    def tile(address: TileAddress) -> bytes:
        each = 256**address.level
        first = address.number * 256
        roots = (root_of(hashes[n * each : (n + 1) * each]) for n in range(first, first + address.width))
        return b"".join(roots)

    return tile


def garbled(one: bytes) -> bytes:
    """Some other hash."""
    return sha256(one).digest()
