"""Shapes (SHACL) run by pyshacl, each with the list of its own focus nodes, over all records or some.

Two rewritings that SHACL gives the same meaning. A property shape of a shape with targets takes these targets itself:
pyshacl then looks at all focus nodes together instead of one by one. And each target becomes the nodes that it selects
(``sh:targetNode``): so the work can be divided, or limited to some records, while nested shapes still see everything.
"""

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

import pyshacl
from pyoxigraph import RdfFormat, Store, parse
from pyshacl.graph_abstraction import OxigraphDataGraph, convert_quad_to_rdflib
from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from app.errors import BuildError

TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)

Targets = dict[Node, list[Node]]


def read_shapes(root: Path) -> Graph:
    """Return all shapes as one graph. Read by pyoxigraph, since rdflib's own parser takes many times as long."""
    shapes = Graph()
    for path in sorted(root.glob("shapes/*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True):
            shapes.add(convert_quad_to_rdflib(quad)[:3])
    return shapes


class CuratedGraph(OxigraphDataGraph):
    """The default graph of a store, as pyshacl asks it: a term is made where a shape looks at it, and not before.

    pyshacl takes a store for all graphs together, and asks for the truth of its graph again and again, each time by
    counting its triples.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)

    @classmethod
    def is_multigraph(cls) -> bool:
        return False

    def __bool__(self) -> bool:
        return True


def flattened(shapes: Graph) -> Graph:
    """Return the shapes with the targets of each handed down to its property shapes."""
    flat = Graph()
    for triple in shapes:
        flat.add(triple)
    for shape, part in list(shapes.subject_objects(SH.property)):
        targets = [(kind, value) for kind in TARGETS for value in shapes.objects(shape, kind)]
        if not targets:
            continue  # a shape that others refer to: what it asks is asked there
        flat.remove((shape, SH.property, part))
        for kind, value in targets:
            flat.add((part, kind, value))
        if (shape, SH.closed, None) in shapes:
            _allow(flat, shape, shapes.value(part, SH.path))
    return flat


def _allow(flat: Graph, shape: Node, path: Node | None) -> None:
    """Let a closed shape keep the property of a part that it no longer has."""
    ignored = flat.value(shape, SH.ignoredProperties)
    if ignored is None:
        flat.add((shape, SH.ignoredProperties, ignored := BNode()))
        flat.add((ignored, RDF.rest, RDF.nil))  # an empty list that can grow
    if isinstance(path, URIRef):
        RdfList(flat, ignored).append(path)


def find_targets(data: Graph, shapes: Graph, focus: Collection[str] | None = None) -> Targets:
    """Return the focus nodes of every shape with targets, in the order of their names; ``focus`` limits them."""
    if (None, SH.target, None) in shapes or any((shape, RDF.type, RDFS.Class) in shapes for shape in shapes.subjects()):
        raise BuildError("shapes name their targets by node, class, subjects or objects; no other way is read")
    found: Targets = {}
    typed: dict[Node | None, set[Node]] = defaultdict(set)
    for node, _, kind in data.triples((None, RDF.type, None)):
        if focus is None or str(node) in focus:
            typed[kind].add(node)
    for shape in sorted({shape for kind in TARGETS for shape in shapes.subjects(kind)}, key=str):
        nodes = set(shapes.objects(shape, SH.targetNode))
        for above in shapes.objects(shape, SH.targetClass):
            for below in data.transitive_subjects(RDFS.subClassOf, above):
                nodes |= typed.get(below, set())
        for link in shapes.objects(shape, SH.targetSubjectsOf):
            nodes.update(data.subjects(link, None))
        for link in shapes.objects(shape, SH.targetObjectsOf):
            nodes.update(data.objects(None, link))
        found[shape] = sorted((node for node in nodes if focus is None or str(node) in focus), key=str)
    return found


def aimed(shapes: Graph, targets: Targets) -> Graph:
    """Return the shapes with these focus nodes in place of their targets."""
    copy = Graph()
    for triple in shapes:
        if triple[1] not in TARGETS:
            copy.add(triple)
    for shape, nodes in targets.items():
        for node in nodes:
            copy.add((shape, SH.targetNode, node))
    return copy


def run(data: Graph, shapes: Graph) -> Graph:
    """Return pyshacl's report on the data."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    if not isinstance(report, Graph):
        raise BuildError(f"the shapes cannot be run: {report}")
    return report
