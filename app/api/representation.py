"""From complete bytes to an HTTP answer: encoding, strong ETag, conditional requests, caching, Vary."""

import asyncio
import hashlib
import zlib
from collections.abc import Mapping

import brotli
import zstandard
from starlette.requests import Request
from starlette.responses import Response
from werkzeug.http import parse_etags

from app.api.failures import PreconditionFailed
from app.api.negotiation import encoding
from app.api.service import Service
from app.engine.formats import content_type

COMPRESS_FROM = 500
"""Bytes from which compressing saves a packet's worth."""

GZIP_LEVEL, ZSTD_LEVEL, BROTLI_LEVEL = 1, 3, 4
"""Each where more effort begins to cost time for little: gzip packs 750 kB in 1.5 ms at level 1, in 7 ms at level 6."""

THREAD_FROM = 256 * 1024
"""Bytes from which hashing and compressing would hold up other requests."""

VARY = "Accept, Accept-Encoding"

READING = ("GET", "HEAD", "QUERY")
"""The methods of which 304 is an answer."""


async def represent(
    request: Request,
    service: Service,
    body: bytes,
    media_type: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    reusable: bool = True,
) -> Response:
    """Return the answer to a request, 304 where the client has it already.

    ``reusable`` is False for answers that another evaluation would not give again.
    """
    coding = encoding(request.headers.getlist("accept-encoding")) if len(body) >= COMPRESS_FROM else ""
    kind = content_type(media_type)
    if len(body) >= THREAD_FROM:
        body, etag = await asyncio.to_thread(encode, body, kind, coding)
    else:
        body, etag = encode(body, kind, coding)
    common = {
        "ETag": f'"{etag}"',
        "Vary": VARY,
        "Cache-Control": f"public, max-age={service.settings.max_age}" if reusable else "no-store",
        "Dataset-Version": service.release.version,
    } | dict(headers or {})
    if status == 200 and is_known(request, etag) and reusable:
        return Response(status_code=304, headers=common)
    if coding:
        common["Content-Encoding"] = coding
    return Response(body, status, {"Content-Type": kind} | common)


def encode(body: bytes, kind: str, coding: str) -> tuple[bytes, str]:
    """Return the bytes to send and the entity tag of exactly this representation."""
    etag = hashlib.sha256(f"{kind}+{coding}\n".encode() + body).hexdigest()[:32]
    return compress(body, coding), etag


def compress(body: bytes, coding: str) -> bytes:
    """Return the body in a content coding; the same bytes give the same bytes, for none holds a time."""
    match coding:
        case "gzip":
            compressor = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
            return compressor.compress(body) + compressor.flush()
        case "zstd":
            return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body)
        case "br":
            return bytes(brotli.compress(body, quality=BROTLI_LEVEL))
        case _:
            return body


def is_known(request: Request, etag: str) -> bool:
    """Return whether the client has what this entity tag names, by the rules of RFC 9110, section 13.2.2.

    Raises PreconditionFailed where the request is for another representation, or is no reading of this one.
    """
    wanted = ", ".join(request.headers.getlist("if-match"))
    if wanted and not ((tags := parse_etags(wanted)).star_tag or tags.is_strong(etag)):
        raise PreconditionFailed("What If-Match names is not what there is now.", headers={"ETag": f'"{etag}"'})
    current = is_current(", ".join(request.headers.getlist("if-none-match")), etag)
    if current and request.method not in READING:
        raise PreconditionFailed("What If-None-Match names is what there is now.", headers={"ETag": f'"{etag}"'})
    return current


def is_current(if_none_match: str | None, etag: str) -> bool:
    """Return whether an If-None-Match header names the entity tag (weakly compared, as the RFC asks).

    >>> is_current('W/"a", "b"', "a"), is_current('"b"', "a"), is_current("*", "a"), is_current(None, "a")
    (True, False, True, False)
    """
    if not if_none_match:
        return False
    tags = parse_etags(if_none_match)
    return tags.star_tag or tags.contains_weak(etag)
