"""The evidence log for everybody: the newest signed checkpoint and the tiles of the tree, as plain files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from songda.records.ground.evidence.audits import last_audit
from songda.records.ground.evidence.log_key import verifier_of
from songda.records.ground.evidence.queries import checkpoint_file, tile_file
from songda.records.ground.evidence.signed import newest_checkpoint, newest_stamped
from songda.trust.timestamps import certificates_in

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What the log is, and where it stands."""
    newest, stamped = newest_checkpoint(), newest_stamped()
    key = verifier_of(newest.note) if newest else None
    shown = {"newest": newest, "audit": last_audit(), "key": key, "is_stamped": stamped is not None}
    return render(request, "public/log.html", shown)


@require_safe
def log_key(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """The public key that signs the log."""
    newest = newest_checkpoint()
    if newest is None:
        raise Http404
    return _file(verifier_of(newest.note).pem.encode(), "application/x-pem-file", "no-cache")


@require_safe
def authority(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """The certificates of the authority that stamped the log last, as its stamp carries them."""
    stamped = newest_stamped()
    if stamped is None:
        raise Http404
    return _file(certificates_in(stamped[1]).encode(), "application/x-pem-file", "no-cache")


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """The newest signed word of the log (C2SP tlog-checkpoint)."""
    note = checkpoint_file()
    if note is None:
        raise Http404
    return _file(note, "text/plain; charset=utf-8", "no-cache")


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """One tile (C2SP tlog-tiles); a tile that is there never changes."""
    try:
        body = tile_file(path)
    except ValueError:
        raise Http404 from None
    if body is None:
        raise Http404
    return _file(body, "application/octet-stream", FOR_EVER)


def _file(body: bytes, kind: str, caching: str) -> HttpResponse:
    """A file for programs of any origin: it holds nothing but hashes."""
    headers = {"Cache-Control": caching, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(body, content_type=kind, headers=headers)
