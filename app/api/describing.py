"""The description of a resource: a query per class says what belongs to it, a second one pages what points to it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from app.api.failures import BadRequest, NotFound
from app.api.service import Service
from app.namespaces import BASE, PREFIXES, RDF_TYPE, RDFS_LABEL, dd, expand, shorten

USERS = 50
"""Resources on one page of those that point to the described one; ``users.rq`` asks for one more."""

PARTS = 200
"""Resources on one page of what a named graph says; ``part.rq`` asks for one more."""

DATASET = NamedNode(BASE + "dataset")
LICENSE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
NEXT = NamedNode("http://www.w3.org/1999/xhtml/vocab#next")
ATTESTED = frozenset({dd("attestedIn"), dd("statedIn")})
START = ""
GRAPH = "graph"


@dataclass(frozen=True)
class Description:
    """What the dataset says of a resource, itself first; ``next`` is the mark after which the following page begins.

    ``parts`` are the IRIs of what a named graph describes, on this page.
    """

    iri: NamedNode
    kind: str
    slug: str
    lines: tuple[bytes, ...]
    after: str = START
    next: str | None = None
    parts: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The path of the document that holds this page, without the mark."""
        return quote(f"/doc/{self.kind}/{self.slug}")

    @property
    def triples(self) -> list[Triple]:
        """The statements, the resource's own first."""
        return read_triples(b"\n".join(self.lines))

    @property
    def document(self) -> NamedNode:
        """The name of the document."""
        return self.page(self.after)

    def page(self, after: str) -> NamedNode:
        """Return the name of the page after a mark."""
        query = f"?after={quote(shorten(after), safe=':')}" if after else ""
        return NamedNode(f"{BASE}doc/{self.kind}/{self.slug}{query}")


async def describe(service: Service, iri: NamedNode, kind: str, slug: str, after: str = START) -> Description:
    """Return the description of a resource; raises NotFound where there is none."""
    asked = service.ask_house(service.catalogue.describing(kind), resource=str(iri))
    more = service.ask_house("part" if kind == GRAPH else "users", resource=str(iri), after=str(Literal(after)))
    own, users = await asyncio.gather(asked, more)
    if not own.rows and (kind != GRAPH or not users.rows):
        raise NotFound(f"This dataset describes no {iri.value}.")
    if kind == GRAPH:
        return describe_graph(iri, slug, own.body.splitlines(), users.body.splitlines(), after)
    kept, following = one_page(users.body.splitlines(), iri)
    head = [line for line in own.body.splitlines() if not after or is_name(line, iri)]
    return Description(iri, kind, slug, tuple(in_order({*head, *kept}, iri)), after, following)


def describe_graph(iri: NamedNode, slug: str, said: list[bytes], lines: list[bytes], after: str) -> Description:
    """Return the description of a named graph: what is said of it, and one page of what it says itself."""
    found = sorted({line[1 : line.index(b">")] for line in lines})
    shown = found[:PARTS]
    beyond = tuple(b"<" + part + b"> " for part in found[PARTS:])
    kept = [line for line in lines if not line.startswith(beyond)] if beyond else lines
    head = [line for line in said if not after or is_name(line, iri)]
    following = shown[-1].decode() if beyond else None
    parts = tuple(part.decode() for part in shown)
    return Description(iri, GRAPH, slug, tuple(in_order({*head, *kept}, iri)), after, following, parts)


def one_page(lines: Iterable[bytes], iri: NamedNode) -> tuple[list[bytes], str | None]:
    """Return the statements of one page of users, and the mark after which more follow."""
    lines = list(lines)
    end = f" <{iri.value}> .".encode()
    users = sorted({line[1 : line.index(b">")] for line in lines if line.endswith(end)})
    if len(users) <= USERS:
        return lines, None
    beyond = b"<" + users[USERS] + b"> "
    return [line for line in lines if not line.startswith(beyond)], users[USERS - 1].decode()


def is_name(line: bytes, iri: NamedNode) -> bool:
    """Return whether a statement tells the class or the label of a resource."""
    return line.startswith((f"<{iri.value}> {RDF_TYPE} ".encode(), f"<{iri.value}> {RDFS_LABEL} ".encode()))


def in_order(lines: Iterable[bytes], iri: NamedNode) -> list[bytes]:
    """Return statements by subject, the main one first, and within each its classes and labels first."""
    main, kind, label = f"<{iri.value}> ".encode(), f"> {RDF_TYPE} ".encode(), f"> {RDFS_LABEL} ".encode()

    def rank(line: bytes) -> tuple[bool, bytes, int, bytes]:
        subject = line.partition(b" ")[0]
        return not line.startswith(main), subject, 0 if kind in line else 1 if label in line else 2, line

    return sorted(lines, key=rank)


def read_triples(ntriples: bytes) -> list[Triple]:
    """Return the triples of an N-Triples text, in its order."""
    return [quad.triple for quad in parse(ntriples, format=RdfFormat.N_TRIPLES)]


def about_document(description: Description, triples: Iterable[Triple], modified: str, version: str) -> list[Triple]:
    """Return what the document says of itself: topic, licence, dataset, version, date, who attests what it says."""
    document = description.document
    sources = {t.object for t in triples if t.subject == description.iri and t.predicate in ATTESTED}
    facts = [
        Triple(document, RDF_TYPE, expand("foaf:Document")),
        Triple(document, expand("foaf:primaryTopic"), description.iri),
        Triple(document, expand("dcterms:license"), LICENSE),
        Triple(document, expand("void:inDataset"), DATASET),
        Triple(document, expand("dcat:version"), Literal(version)),
        Triple(document, expand("dcterms:modified"), Literal(modified, datatype=expand("xsd:date"))),
        *(Triple(document, expand("dcterms:source"), source) for source in sorted(sources, key=str)),
    ]
    if description.next:
        facts.append(Triple(document, NEXT, description.page(description.next)))
    return facts


def read_mark(after: str | None) -> str:
    """Return the IRI after which a page begins; raises BadRequest where the parameter is neither IRI nor prefixed name.

    >>> read_mark("state:JPN"), read_mark(None)
    ('https://w3id.org/digdip/id/state/JPN', '')
    """
    if not after:
        return START
    prefix, _, local = after.partition(":")
    text = PREFIXES[prefix] + local if prefix in PREFIXES else after
    try:
        return NamedNode(text).value
    except ValueError as error:
        raise BadRequest(f"after={after!r} is no IRI.") from error
