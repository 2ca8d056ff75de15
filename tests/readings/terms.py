"""What the files take from the ontology: classes below a class, ranks and labels of concepts, IRIs behind keys."""

import json
from functools import cache
from pathlib import Path

import rdflib
from rdflib import RDFS, SKOS, Literal, Namespace, URIRef

ROOT = Path(__file__).resolve().parents[2]
ID = "https://w3id.org/digdip/id/"
DD = Namespace("https://w3id.org/digdip/ontology#")
LADDER = ("realised", "decided", "committed", "agreed", "planned", "intended", "expected", "possible", "hedged")
"""The modalities that have an order, from the firmest to the weakest."""


@cache
def graph_of(pattern: str) -> rdflib.Graph:
    """Return the statements of some Turtle files, unchanged."""
    graph = rdflib.Graph()
    for path in sorted(ROOT.glob(pattern)):
        graph.parse(path)
    return graph


@cache
def below(name: str) -> frozenset[str]:
    """Return the names of a class of the ontology and of all classes below it."""
    found = graph_of("ontology/*.ttl").transitive_subjects(RDFS.subClassOf, DD[name])
    return frozenset(str(item).removeprefix(str(DD)) for item in found)


def rank(concept: str) -> int:
    """Return the place of a concept (``body-status:expected``) in its scheme; 1 is the most advanced."""
    kind, slug = concept.split(":")
    return int(str(graph_of(f"ontology/schemes/{kind}.ttl").value(URIRef(f"{ID}{kind}/{slug}"), DD.rank)))


def broader(topic: str) -> set[str]:
    """Return the slugs of a topic and of every topic above it."""
    found = graph_of("ontology/schemes/topic.ttl").transitive_objects(URIRef(f"{ID}topic/{topic}"), SKOS.broader)
    return {str(item).rsplit("/", 1)[1] for item in found}


def labels(pattern: str, name: str, predicate: URIRef = SKOS.prefLabel) -> dict[str, str]:
    """Return the labels of something in a Turtle file by language."""
    iri = URIRef(ID + name.replace(":", "/"))
    found = graph_of(pattern).objects(iri, predicate)
    return {str(label.language): str(label) for label in found if isinstance(label, Literal)}


@cache
def _context() -> dict[str, str | dict[str, str]]:
    context: dict[str, str | dict[str, str]] = json.loads((ROOT / "ontology/context.jsonld").read_bytes())["@context"]
    return context


def property_name(key: str) -> str:
    """Return what a key of a dossier stands for: ``dd:tookPlaceAt``, or the IRI of a reused property in full."""
    prefix, _, name = _meaning(key).partition(":")
    return f"dd:{name}" if prefix == "dd" else f"{_meaning(prefix)}{name}"


def _meaning(key: str) -> str:
    entry = _context()[key]
    return entry if isinstance(entry, str) else entry["@id"]
