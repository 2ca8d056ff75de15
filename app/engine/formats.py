"""The formats in which the engine answers, under the short names that links, settings and the wire use."""

from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True)
class Format:
    """One serialisation: short name, media type, names under which clients also ask for it, and its W3C IRI."""

    name: str
    media_type: str
    aliases: tuple[str, ...] = ()
    iri: str | None = None

    @property
    def content_type(self) -> str:
        """Return the value of Content-Type; text types name their encoding, because their default is not UTF-8."""
        return content_type(self.media_type)


def content_type(media_type: str) -> str:
    """Return the value of Content-Type for a media type.

    >>> content_type("text/csv")
    'text/csv; charset=utf-8'
    """
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


W3C = "http://www.w3.org/ns/formats/"

TABLES = {
    format.name: format
    for format in (
        Format("json", "application/sparql-results+json", ("application/json",), W3C + "SPARQL_Results_JSON"),
        Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), W3C + "SPARQL_Results_XML"),
        Format("csv", "text/csv", (), W3C + "SPARQL_Results_CSV"),
        Format("tsv", "text/tab-separated-values", (), W3C + "SPARQL_Results_TSV"),
    )
}
"""Results of SELECT and ASK, the default first."""

GRAPHS = {
    format.name: format
    for format in (
        Format("ttl", "text/turtle", ("application/x-turtle",), W3C + "Turtle"),
        Format("jsonld", "application/ld+json", ("application/json",), W3C + "JSON-LD"),
        Format("nt", "application/n-triples", ("text/plain",), W3C + "N-Triples"),
        Format("rdf", "application/rdf+xml", ("application/xml", "text/xml"), W3C + "RDF_XML"),
        Format("trig", "application/trig", (), W3C + "TriG"),
        Format("nq", "application/n-quads", (), W3C + "N-Quads"),
    )
}
"""Results of CONSTRUCT and DESCRIBE, and documents, the default first."""

LONG_NAMES = {
    "turtle": "ttl",
    "n3": "ttl",  # every Turtle document is one of Notation3
    "ntriples": "nt",
    "n-triples": "nt",
    "rdfxml": "rdf",
    "rdf-xml": "rdf",
    "json-ld": "jsonld",
    "nquads": "nq",
    "n-quads": "nq",
}
"""Other words that people write after ``format=``."""

TABLE_WRITERS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPH_WRITERS = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
