"""Packs a bundle together with the files that explain it: the README, the verifier, the log's public key.

The verifier is one readable Python file, `verify.py`, joined from its modules; it stands alone.
"""

import ast
import importlib.util
import json
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path

from songda.core.events.registry import REGISTRY
from songda.core.evidence.bundle import Bundle, write_bundle
from songda.core.evidence.note import read_verifier_key
from songda.core.words.catalogue import entries, languages


def pack(bundle: Bundle) -> bytes:
    """The zip file that is handed out."""
    key = read_verifier_key(bundle.log_key)
    return write_bundle(bundle, {**own_files(), "log-key.pem": key.pem.encode()})


def own_files() -> dict[str, bytes]:
    """The files that explain and help, as this version writes them."""
    return {"README.txt": _readme(), "verify.py": one_file().encode()}


@lru_cache(maxsize=1)
def _readme() -> bytes:
    return resources.files("songda.trust.offline").joinpath("README.txt").read_bytes()


CARRIED = "songda.trust.offline.carried"
CARRIED_NOUNS = ("language", "findings", "verifier")
MODULES = (
    "songda.core.language",
    "songda.core.nesting",
    "songda.core.events.origins",
    CARRIED,
    "songda.core.words.phrase",
    "songda.core.evidence.canonical",
    "songda.core.evidence.leaf",
    "songda.core.evidence.merkle",
    "songda.core.evidence.note",
    "songda.core.evidence.checkpoint",
    "songda.core.evidence.tiles",
    "songda.core.evidence.findings",
    "songda.core.evidence.bundle",
    "songda.core.evidence.doors",
    "songda.core.evidence.epochs",
    "songda.core.evidence.checks",
    "songda.core.evidence.witnesses.cosignature",
    "songda.core.evidence.witnesses.ml_dsa_key",
    "songda.core.evidence.witnesses.policy",
    "songda.core.evidence.witnesses.check_witnesses",
    "songda.core.evidence.succession.link",
    "songda.core.evidence.verify",
    "songda.trust.public_keys",
    "songda.trust.offline.cms",
    "songda.trust.offline.pdf_seal",
    "songda.trust.offline.wishes",
    "songda.trust.offline.command",
)

_TAIL = '\n\nif __name__ == "__main__":\n    sys.exit(main())\n'


class NameClashError(ValueError):
    """Two modules of the verifier use one name for different things, so that they cannot be joined."""


@lru_cache(maxsize=1)
def one_file() -> str:
    """The text of verify.py. Raises `NameClashError`."""
    sections, owners = [_own_file("head.txt")], dict[str, str]()
    for module in MODULES:
        source = _filled(module, _source_of(module))
        tree = ast.parse(source)
        for name in _defined_names(tree):
            if owners.setdefault(name, module) != module:
                raise NameClashError(f"{name} is defined in {owners[name]} and in {module}: rename one")
        sections.append(f"\n\n# {'-' * 8} {module} {'-' * 8}\n{_without_own_imports(source, tree)}\n")
    return "".join(sections) + _TAIL


def _own_file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _filled(module: str, source: str) -> str:
    """The module, with what it carries along written into it; all but one carry nothing."""
    if module != CARRIED:
        return source
    source = _with(source, "WORDS: dict[str, dict[str, str]] = {", _words())
    return _with(source, "EVENTS: dict[str, tuple[str, str]] = {", _events())


def _with(source: str, opening: str, lines: Iterator[str]) -> str:
    return source.replace(opening + "}", "\n".join([opening, *lines, "}"]))


def _words() -> Iterator[str]:
    """The words that are carried, one a line."""
    for language in languages():
        yield f"    {language!r}: {{"
        for noun in CARRIED_NOUNS:
            yield from (_entry(f"{noun}.{key}", text) for key, text in entries(language, noun).items())
        yield "    },"


def _events() -> Iterator[str]:
    """Of each event its doors and whom it may name, one a line."""
    for entry in REGISTRY.values():
        yield f'    "{entry.name}": ("{" ".join(sorted(entry.doors))}", "{" ".join(sorted(entry.actors))}"),'


def _entry(key: str, text: str) -> str:
    return f"        {json.dumps(key)}: {json.dumps(text, ensure_ascii=False)},"


def _source_of(module: str) -> str:
    found = importlib.util.find_spec(module)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(module)
    return Path(found.origin).read_text(encoding="utf-8")


def _defined_names(tree: ast.Module) -> set[str]:
    """What a module defines at its top level, imports from elsewhere aside."""
    names = set[str]()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                names |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return names


def _without_own_imports(source: str, tree: ast.Module) -> str:
    """The module's text without its imports from songda, whose names stand further up in the same file."""
    lines = source.splitlines()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("songda"):
            if any(alias.asname for alias in node.names):
                raise NameClashError(f"{node.module}: an import under another name cannot be joined")
            lines[node.lineno - 1 : node.end_lineno] = [""] * ((node.end_lineno or node.lineno) - node.lineno + 1)
    return "\n".join(lines).strip()
