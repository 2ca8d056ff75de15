"""Profiles: the same resource told in another way, by ``Accept-Profile``, ``?profile=`` or a media type's parameter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_options_header

from app.api.failures import BadRequest
from app.api.jsonld import FORMS
from app.api.negotiation import heard
from app.namespaces import BASE


@dataclass(frozen=True)
class Profile:
    """One way to tell a resource, with what a reader gets from it."""

    name: str
    about: str

    @property
    def iri(self) -> str:
        """The name of the profile, which resolves."""
        return f"{BASE}profile/{self.name}"


PLAIN = Profile(
    "plain", "The curated statements about a resource and its neighbours, without the graphs they stand in."
)
PROVENANCE = Profile(
    "provenance", "The same statements, each in the named graph of every source that states it (TriG)."
)
SCHEMA_ORG = Profile("schema-org", "What schema.org has words for, in those words.")
WISH = re.compile(r"\s*<?([^<>;]+)>?\s*(?:;\s*q=([0-9.]+))?\s*")
PROFILES = {profile.name: profile for profile in (PLAIN, PROVENANCE, SCHEMA_ORG)}


def choose_profile(request: Request) -> Profile:
    """Return the profile that a request asks for, plain where it asks for none that there is.

    Raises BadRequest for an unknown name in the address, which nobody writes by accident.
    """
    if (name := request.query_params.get("profile")) is not None:
        found = by_name(name)
        if found is None:
            raise BadRequest(f"There is no profile {name!r}. Known: {', '.join(PROFILES)}.")
        return found
    return preferred(request.headers.getlist("accept-profile"))


def preferred(headers: Sequence[str]) -> Profile:
    """Return the best known profile of Accept-Profile headers: IRIs in angle brackets, with qualities.

    >>> preferred(["<urn:x>, <https://w3id.org/digdip/profile/schema-org>;q=0.5"]).name
    'schema-org'
    """
    wishes = []
    for item in heard(headers).split(","):
        match = WISH.fullmatch(item)
        if match and (profile := by_name(match[1].strip())) is not None:
            wishes.append((quality(match[2]), profile))
    best = max(wishes, key=lambda wish: wish[0], default=(0.0, PLAIN))
    return best[1] if best[0] > 0 else PLAIN


def quality(text: str | None) -> float:
    """Return a quality value, 0 where it is none."""
    try:
        return 1.0 if text is None else float(text)
    except ValueError:
        return 0.0


def by_name(name: str) -> Profile | None:
    """Return the profile of a short name or an IRI."""
    return PROFILES.get(name.removeprefix(f"{BASE}profile/"))


def choose_form(request: Request) -> str | None:
    """Return the form of JSON-LD that the Accept header asks for by the media type's ``profile``, None for none."""
    accepted = parse_accept_header(heard(request.headers.getlist("accept")), MIMEAccept)
    for media_type, weight in accepted:
        kind, options = parse_options_header(media_type)
        if kind == "application/ld+json" and weight > 0:
            for form in options.get("profile", "").split():
                if form in FORMS:
                    return str(form)
    return None
