"""The reference list of the ontology's terms for docs/ontologist.md, made from the ontology itself (OWL 2, SKOS)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from app.marked import table
from app.namespaces import DD, RDF_TYPE, expand, shorten
from app.terms import statements

NAME = "terms"
"""The name of the markers in the page."""

SECTIONS = (
    ("Classes", "owl:Class", "subclass of"),
    ("Object properties", "owl:ObjectProperty", "domain → range"),
    ("Datatype properties", "owl:DatatypeProperty", "domain → range"),
    ("Annotation properties", "owl:AnnotationProperty", "domain → range"),
)

TRAITS = {
    "owl:FunctionalProperty": "one value",
    "owl:SymmetricProperty": "symmetric",
    "owl:TransitiveProperty": "transitive",
}

Facts = Mapping[str, list[NamedNode | Literal]]
"""The objects of the statements about one term, by prefixed name of the property."""


def write_term_list(quads: Iterable[Quad]) -> str:
    """Return Markdown with a table of every class and every property of the ontology and its English definition."""
    terms = read_terms(quads)
    parts = []
    for title, kind, structure in SECTIONS:
        names = sorted((term for term, facts in terms.items() if expand(kind) in facts["rdf:type"]), key=str.lower)
        rows = [(f"`{term}`", describe(terms[term]), definition(terms[term])) for term in names]
        parts.append(f"### {title} ({len(rows)})\n\n{table(('term', structure, 'definition'), rows)}")
    return "\n\n".join(parts) + "\n"


def read_terms(quads: Iterable[Quad]) -> dict[str, Facts]:
    """Return what is said of every term in the ontology's own namespace, by prefixed name."""
    found: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for item in statements(quads):
        if item.subject.value.startswith(DD):
            found[shorten(item.subject.value)][shorten(item.predicate.value)].append(item.object)
    return {term: facts for term, facts in found.items() if facts[shorten(RDF_TYPE.value)]}


def describe(facts: Facts) -> str:
    """Return where a term stands: parents of a class; domain, range, parents and traits of a property."""
    if expand("owl:Class") in facts["rdf:type"]:
        return names(facts["rdfs:subClassOf"])
    values = names([*facts["dd:valueScheme"], *facts["dd:valueDatatype"]]) or names(facts["rdfs:range"])
    notes = [f"{names(facts['rdfs:domain']) or 'any'} → {values or 'any'}"]
    if parents := names(facts["rdfs:subPropertyOf"]):
        notes.append(f"part of {parents}")
    if inverse := names(facts["owl:inverseOf"]):
        notes.append(f"inverse of {inverse}")
    notes += [trait for kind, trait in TRAITS.items() if expand(kind) in facts["rdf:type"]]
    return "; ".join(notes)


def names(terms: Iterable[NamedNode | Literal]) -> str:
    """Return prefixed names in code quotes, sorted."""
    return ", ".join(sorted(f"`{shorten(term.value)}`" for term in terms))


def definition(facts: Facts) -> str:
    """Return the English definition, with a note where the term is retired."""
    texts = [text for text in facts["skos:definition"] if isinstance(text, Literal) and text.language == "en"]
    retired = " *Retired.*" if facts["owl:deprecated"] else ""
    return min((text.value for text in texts), default="") + retired
