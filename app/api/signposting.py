"""FAIR Signposting, levels 1 and 2: typed links in headers, all as a linkset (RFC 9264), and versions (RFC 7089)."""

from collections import defaultdict
from urllib.parse import quote

import orjson

from app.api.describing import LICENSE, Description
from app.api.negotiation import HTML
from app.api.profiles import PROFILES, Profile
from app.engine.formats import GRAPHS
from app.engine.release import Release
from app.namespaces import shorten

SAFE_IN_IRI = ":/?#[]@!$&'()*+,;=%~"
LINKSET = "application/linkset+json"
TIMEMAP = "application/link-format"
Link = tuple[str, str, str | None]
"""Target, relation, media type."""


def links_of(description: Description, profile: Profile) -> list[Link]:
    """Return the typed links of a document: what it is about, its licence, its other formats, where it belongs."""
    path, topic = description.path, quote(description.iri.value, safe=SAFE_IN_IRI)
    mark = f"?after={quote(shorten(description.after), safe=':')}" if description.after else ""
    links: list[Link] = [
        (f"{path}{mark}", "canonical", None),
        (topic, "describes", None),
        (topic, "cite-as", None),
        (LICENSE.value, "license", None),
        ("https://schema.org/AboutPage", "type", None),
        ("/.well-known/void", "describedby", "text/turtle"),
        ("/dataset", "collection", "text/turtle"),
        (f"/linkset/{description.kind}/{quote(description.slug)}", "linkset", LINKSET),
        (profile.iri, "profile", None),
        (f"/timemap/{description.kind}/{quote(description.slug)}", "timemap", TIMEMAP),
    ]
    links += [(f"{path}.{format.name}{mark}", "alternate", format.media_type) for format in (*GRAPHS.values(), HTML)]
    if description.after:
        links.append((path, "first", None))
    if description.next:
        links.append((f"{path}?after={quote(shorten(description.next), safe=':')}", "next", None))
    return links


def header(links: list[Link]) -> str:
    """Return links as the value of a Link header.

    >>> header([("/a", "license", None), ("/b", "alternate", "text/turtle")])
    '</a>; rel="license", </b>; rel="alternate"; type="text/turtle"'
    """
    return ", ".join(f'<{to}>; rel="{rel}"' + (f'; type="{kind}"' if kind else "") for to, rel, kind in links)


def links_of_whole(iri: str, path: str, collection: str | None = None) -> str:
    """Return the Link header of a document about a whole: the dataset, a list, the ontology, a file of it."""
    links: list[Link] = [
        (quote(iri, safe=SAFE_IN_IRI), "cite-as", None),
        (LICENSE.value, "license", None),
        ("/.well-known/void", "describedby", "text/turtle"),
    ]
    links += [(path, "alternate", format.media_type) for format in (*GRAPHS.values(), HTML)]
    return header([*links, (collection, "collection", "text/turtle")] if collection else links)


def linkset(description: Description, links: list[Link], base: str) -> bytes:
    """Return all links of a document, its profiles among them, as a linkset with absolute addresses."""
    by_relation: dict[str, list[dict[str, str]]] = defaultdict(list)
    for to, relation, kind in links:
        target = {"href": base + to if to.startswith("/") else to}
        by_relation[relation].append(target | ({"type": kind} if kind else {}))
    for profile in PROFILES.values():
        address = f"{base}{description.path}?profile={profile.name}"
        by_relation["alternate"].append({"href": address, "profile": profile.iri})
    context = {"anchor": base + description.path} | by_relation
    return orjson.dumps({"linkset": [context]}, option=orjson.OPT_INDENT_2)


def timemap(description: Description, release: Release, base: str) -> bytes:
    """Return the versions of a document that can be had here, as a TimeMap: the one of the release in service."""
    document, here = f"{base}{description.path}", f"{base}/timemap/{description.kind}/{quote(description.slug)}"
    moment = release.last_modified
    return (
        f'<{document}>; rel="original",\n'
        f'<{here}>; rel="self"; type="{TIMEMAP}"; from="{moment}"; until="{moment}",\n'
        f'<{document}?version={release.version}>; rel="first last memento"; datetime="{moment}"\n'
    ).encode()
