"""How the tests read what the service hands out: every format to triples, every resource by name."""

import gzip
import random
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from pyld import jsonld
from pyoxigraph import Quad, QuerySolutions, RdfFormat, Store, Triple, parse

from app.namespaces import ID

READERS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}


def quads(body: bytes, name: str) -> set[Quad]:
    return set(parse(body, format=READERS[name]))


def triples(body: bytes, name: str) -> set[Triple]:
    return {quad.triple for quad in quads(body, name)}


def expand_with_context(client: httpx.Client, document: dict[str, Any]) -> set[Triple]:
    """Return the triples of compact JSON-LD as pyld reads it, the context fetched from where the document says."""
    if isinstance(document["@context"], str):
        document = document | {"@context": fetch_context(client, document["@context"])}
    return triples(jsonld.to_rdf(document, {"format": "application/n-quads"}).encode(), "nq")


@cache
def fetch_context(client: httpx.Client, address: str) -> Any:
    response = client.get(address)
    assert response.headers["content-type"] == "application/ld+json"
    assert response.headers["access-control-allow-origin"] == "*"
    return response.json()["@context"]


@cache
def store_of(folder: Path) -> Store:
    store = Store()
    for name in ("dataset.nq.gz", "distributions.nq"):
        data = (folder / name).read_bytes()
        store.bulk_load(gzip.decompress(data) if name.endswith(".gz") else data, format=RdfFormat.N_QUADS)
    return store


def entities(folder: Path) -> list[str]:
    """Return the IRI of every resource that has a class, below the address of all things."""
    found = store_of(folder).query(
        f'SELECT DISTINCT ?s {{ ?s a ?c FILTER(ISIRI(?s) && STRSTARTS(STR(?s), "{ID}")) }} ORDER BY ?s'
    )
    assert isinstance(found, QuerySolutions)
    return [row["s"].value for row in found]  # type: ignore[union-attr]


def sample(folder: Path, number: int) -> list[str]:
    return random.Random(4).sample(entities(folder), number)
