"""Content negotiation (RFC 9110), in one place: quality values, wildcards and q=0 as werkzeug reads them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from starlette.requests import Request
from werkzeug.datastructures import Accept, LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from app.api.failures import BadRequest, NotAcceptable
from app.engine.formats import GRAPHS, LONG_NAMES, TABLES, Format

ENCODINGS = ("gzip", "zstd", "br")
"""Content codings on offer, in the order of preference among those that a client likes equally."""

REMEMBERED, LONGEST_REMEMBERED = 1_000, 300
"""Verdicts on headers that are kept, since most clients send the same few; the longest header, in characters."""

LONGEST_HEARD = 4_000
"""Characters of a header that are read. Browsers send some hundred; sorting 200,000 holds up everybody for seconds."""

HTML = Format("html", "text/html", ("application/xhtml+xml",))


def choose(request: Request, formats: Mapping[str, Format], name: str | None = None) -> tuple[Format, str]:
    """Return the format to answer in and the media type to call it by.

    ``name`` (from ``?format=`` or a suffix) wins over the Accept header; some clients write what belongs into that
    header, media types, there. The first format is the default. Raises NotAcceptable when the client refuses all.
    """
    if name is not None and "/" not in name:
        return by_name(formats, name)
    offers = {format.media_type: format for format in formats.values()}
    for format in formats.values():
        for alias in format.aliases:
            offers.setdefault(alias, format)
    media_type = best(request.headers.getlist("accept") if name is None else [name], list(offers))
    if media_type is None:
        raise not_acceptable(formats.values())
    format = offers[media_type]
    return format, HTML.media_type if format is HTML else media_type


def by_name(formats: Mapping[str, Format], name: str) -> tuple[Format, str]:
    """Return the format of a short name; raises BadRequest for an unknown one, NotAcceptable for a wrong one."""
    lower = name.strip().lower()
    short = LONG_NAMES.get(lower, lower)
    for format in formats.values():
        if short == format.name:
            return format, format.media_type
    if short in {*GRAPHS, *TABLES, "html"}:
        raise not_acceptable(formats.values())
    raise BadRequest(f"There is no format {name!r}. Known: {', '.join(sorted({*GRAPHS, *TABLES, 'html'}))}.")


def not_acceptable(formats: Iterable[Format]) -> NotAcceptable:
    """Return the error that lists what the client could have asked for."""
    available = [format.media_type for format in formats]
    return NotAcceptable(f"This answer is available as {', '.join(available)}.", available=available)


def best(headers: Sequence[str], offers: Sequence[str]) -> str | None:
    """Return the offered media type that the Accept headers like best, None when they refuse all.

    >>> best(["text/csv;q=0.1, application/xml;q=0.9"], ["text/csv", "application/xml"])
    'application/xml'
    >>> best(["text/csv;q=0, */*"], ["text/csv", "application/xml"])
    'application/xml'
    >>> best(["image/png"], ["text/csv"]) is None
    True
    """
    text = heard(headers)
    if not text:
        return offers[0]
    return (remembered_match if len(text) <= LONGEST_REMEMBERED else match)(text, tuple(offers))


def heard(headers: Sequence[str]) -> str:
    """Return the lines of a header as one, without what comes after the longest that is read.

    >>> heard(["text/csv", " image/png"]), len(heard(["text/csv," * 1_000]))
    ('text/csv, image/png', 3995)
    """
    text = ", ".join(line.strip() for line in headers)
    if len(text) <= LONGEST_HEARD:
        return text
    return text[:LONGEST_HEARD].rpartition(",")[0]


def match(text: str, offers: tuple[str, ...]) -> str | None:
    """Return the offer that an Accept header likes best, None when it refuses all."""
    accepted = parse_accept_header(text, MIMEAccept)
    plain = MIMEAccept((media_type.partition(";")[0].strip(), quality) for media_type, quality in accepted)
    return plain.best_match(offers)


remembered_match = lru_cache(REMEMBERED)(match)


def encoding(headers: Sequence[str]) -> str:
    """Return the content coding that a client likes best, "" for none; gzip wins a tie, because it costs least here.

    >>> encoding(["gzip, br"]), encoding(["gzip;q=0.5, br"]), encoding(["gzip;q=0, identity"]), encoding([])
    ('gzip', 'br', '', '')
    """
    text = heard(headers)
    if not text:
        return ""
    return (remembered_coding if len(text) <= LONGEST_REMEMBERED else best_coding)(text)


def best_coding(text: str) -> str:
    """Return the content coding that an Accept-Encoding header likes best, "" for none."""
    accepted = parse_accept_header(text, Accept)
    plain = dict(accepted).get("identity", 0)
    liked = max(ENCODINGS, key=accepted.quality)
    return liked if accepted.quality(liked) > 0 and accepted.quality(liked) >= plain else ""


remembered_coding = lru_cache(REMEMBERED)(best_coding)


def languages(headers: Sequence[str]) -> list[str]:
    """Return the languages that a reader likes, best first, English always among them.

    >>> languages(["fr-CH, fr;q=0.9, en;q=0.8"])
    ['fr', 'en']
    """
    accepted = parse_accept_header(heard(headers), LanguageAccept)
    liked = [tag.partition("-")[0].lower() for tag, quality in accepted if quality > 0 and tag != "*"]
    return list(dict.fromkeys([*liked, "en"]))
