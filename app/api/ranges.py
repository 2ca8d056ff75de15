"""Which bytes of a file a request asks for, read as RFC 9110 (section 14) has it and the framework does not.

A unit or a syntax that is not understood is passed over, not refused; HEAD has no ranges; and a range on condition
of a date is none, for two releases of one day share theirs: a resumed download would be a mixture of the two.
"""

from starlette.requests import Request
from werkzeug.http import parse_range_header

from app.api.failures import RangeNotSatisfiable

ABOUT_RANGES = (b"range", b"if-range")


def settle(request: Request, etag: str, size: int) -> None:
    """Leave in a request the ranges that hold for a file of this tag and size; raises RangeNotSatisfiable."""
    held = ranges(request, etag, size)
    others = [(name, value) for name, value in request.scope["headers"] if name not in ABOUT_RANGES]
    request.scope["headers"] = [*others, (b"range", held.encode())] if held else others


def ranges(request: Request, etag: str, size: int) -> str | None:
    """Return the Range field to answer, None where the whole file is the answer."""
    if request.method != "GET" or request.headers.get("if-range", etag) != etag:
        return None
    asked = parse_range_header(request.headers.get("range"))
    if asked is None or asked.units != "bytes":
        return None
    within = [written(start, stop) for start, stop in asked.ranges if start < size]
    if not within:
        detail = f"The file has {size} bytes, and none of the ranges begins within it."
        raise RangeNotSatisfiable(detail, headers={"Content-Range": f"bytes */{size}"}, limit=size)
    return f"bytes={','.join(within)}"


def written(start: int, stop: int | None) -> str:
    """Return one range as the field spells it.

    >>> written(0, 10), written(5, None), written(-3, None)
    ('0-9', '5-', '-3')
    """
    if stop is not None:
        return f"{start}-{stop - 1}"
    return str(start) if start < 0 else f"{start}-"
