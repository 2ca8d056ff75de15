"""The description of a resource: a query per class says what belongs to it, a second one pages what points to it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

import zstandard
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
ATTESTED = (dd("attestedIn"), dd("statedIn"))
START = ""
GRAPH = "graph"

CLASS_NEXT, LABEL_NEXT = (f"> {property} ".encode() for property in (RDF_TYPE, RDFS_LABEL))
FIRST, SECOND = b"> !", b'> "'
"""What stands before every IRI when lines are sorted."""

OBJECT_BYTES = 500
"""What a description takes for itself, beside its text; for the name of a part it is plenty."""


@dataclass(frozen=True)
class Description:
    """What the dataset says of a resource, itself first; ``next`` is the mark after which the following page begins.

    ``text`` is N-Triples: most formats are written from it without a statement ever becoming an object of ours.
    ``parts`` are the IRIs of what a named graph describes, on this page.
    """

    iri: NamedNode
    kind: str
    slug: str
    text: bytes
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
        return read_triples(self.text)

    @property
    def size(self) -> int:
        """What keeping it takes in memory, in bytes."""
        return OBJECT_BYTES + len(self.text) + sum(OBJECT_BYTES + len(part) for part in self.parts)

    @property
    def document(self) -> NamedNode:
        """The name of the document."""
        return self.page(self.after)

    def page(self, after: str) -> NamedNode:
        """Return the name of the page after a mark."""
        query = f"?after={quote(shorten(after), safe=':')}" if after else ""
        return NamedNode(f"{BASE}doc/{self.kind}/{self.slug}{query}")


async def describe(service: Service, iri: NamedNode, kind: str, slug: str, after: str = START) -> Description:
    """Return the description of a resource, of which all formats are made; raises NotFound where there is none."""
    kept = service.descriptions
    if (packed := kept.get((iri.value, after))) is not None:
        return replace(packed, text=zstandard.decompress(packed.text))
    description = await ask(service, iri, kind, slug, after)
    packed = replace(description, text=zstandard.compress(description.text))
    if packed.size <= kept.maxsize:
        kept[iri.value, after] = packed
    return description


async def ask(service: Service, iri: NamedNode, kind: str, slug: str, after: str) -> Description:
    """Return the description of a resource as the dataset gives it; raises NotFound where there is none."""
    asked = service.ask_house(service.catalogue.describing(kind), resource=str(iri))
    more = service.ask_house("part" if kind == GRAPH else "users", resource=str(iri), after=str(Literal(after)))
    own, users = await asyncio.gather(asked, more)
    if not own.rows and (kind != GRAPH or not users.rows):
        raise NotFound(f"This dataset describes no {iri.value}.")
    if kind == GRAPH:
        return describe_graph(iri, slug, own.body.splitlines(), users.body.splitlines(), after)
    kept, following = one_page(users.body.splitlines(), iri)
    head = [line for line in own.body.splitlines() if not after or is_name(line, iri)]
    return Description(iri, kind, slug, in_order({*head, *kept}, iri), after, following)


def describe_graph(iri: NamedNode, slug: str, said: list[bytes], lines: list[bytes], after: str) -> Description:
    """Return the description of a named graph: what is said of it, and one page of what it says itself."""
    member = f"{iri} {expand('rdfs:member')} <".encode()
    found = sorted({line[len(member) : -len(b"> .")] for line in lines if line.startswith(member)})
    shown = found[:PARTS]
    beyond = (member, *(b"<" + part + b"> " for part in found[PARTS:]))
    kept = [line for line in lines if not line.startswith(beyond)]
    head = [line for line in said if not after or is_name(line, iri)]
    following = shown[-1].decode() if len(found) > PARTS else None
    parts = tuple(part.decode() for part in shown)
    return Description(iri, GRAPH, slug, in_order({*head, *kept}, iri), after, following, parts)


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


def in_order(lines: Iterable[bytes], iri: NamedNode) -> bytes:
    """Return statements by subject, the main one first, and of each its classes and labels first, as one text.

    >>> in_order([b'<a:b> <a:p> "" .', b"<a:a> <a:p> <a:b> ."], NamedNode("a:b"))
    b'<a:b> <a:p> "" .\\n<a:a> <a:p> <a:b> .\\n'
    """
    main = f"<{iri.value}> ".encode()
    own: list[bytes] = []
    others: list[bytes] = []
    for line in lines:
        (own if line.startswith(main) else others).append(line)
    own.sort(key=names_first)
    others.sort(key=names_first)
    return b"\n".join([*own, *others, b""])


def names_first(line: bytes) -> bytes:
    """Return what sorts a statement after its subject, and there by its property, classes and labels first."""
    return line.replace(CLASS_NEXT, FIRST, 1).replace(LABEL_NEXT, SECOND, 1)


def read_triples(ntriples: bytes) -> list[Triple]:
    """Return the triples of an N-Triples text, in its order."""
    return [quad.triple for quad in parse(ntriples, format=RdfFormat.N_TRIPLES)]


def about_document(description: Description, modified: str, version: str) -> bytes:
    """Return what the document says of itself: topic, licence, dataset, version, date, who attests what it says."""
    document, text = str(description.document), "\n" + description.text.decode()
    attested = (part for name in ATTESTED for part in text.split(f"\n{description.iri} {name} ")[1:])
    sources = sorted({part.partition("\n")[0].removesuffix(" .") for part in attested})
    facts = [
        (RDF_TYPE, expand("foaf:Document")),
        (expand("foaf:primaryTopic"), description.iri),
        (expand("dcterms:license"), LICENSE),
        (expand("void:inDataset"), DATASET),
        (expand("dcat:version"), Literal(version)),
        (expand("dcterms:modified"), Literal(modified, datatype=expand("xsd:date"))),
        *((expand("dcterms:source"), source) for source in sources),
    ]
    if description.next:
        facts.append((NEXT, description.page(description.next)))
    return "".join(f"{document} {property} {value} .\n" for property, value in facts).encode()


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
