"""The network of states and territories: who held events and signed agreements with whom, for network software."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import GraphMLWriter

from app.export.actors import Actors
from app.export.dyads import held_together, parties_together
from app.export.graph import Row
from app.namespaces import shorten

NODES = ("State", "Territory")
REACHED = {"in-force", "approved", "exchanged", "signed", "adopted", "initialled", "agreed", "ended"}
"""Stages at which there is an agreement: what is discussed, negotiated, planned or expected makes no tie."""


def draw(events: list[Row], agreements: list[Row], actors: Actors) -> "nx.Graph[str]":
    """Return the network; an edge is weighted by the events held and the agreements reached by its two ends."""
    held = held_together(events)
    agreed = parties_together([row for row in agreements if row["status"] in REACHED])
    pairs = [pair for pair in sorted(held.keys() | agreed.keys()) if all(actors[end]["type"] in NODES for end in pair)]
    network: nx.Graph[str] = nx.Graph(name="digdip")
    for end in sorted({end for pair in pairs for end in pair}):
        facts = {name: value for name, value in actors[end].items() if value is not None}
        network.add_node(shorten(end), label=facts.pop("name"), **facts)
    for one, other in pairs:
        ties = _ties(held.get((one, other), []), agreed.get((one, other), []))
        network.add_edge(shorten(one), shorten(other), **ties)
    return network


def _ties(events: list[Row], agreements: list[Row]) -> dict[str, int]:
    """Return the attributes of an edge; without a year where none of its events and agreements has one."""
    years = [row["year"] for row in events] + [row["signed_year"] for row in agreements]
    known = [year for year in years if year is not None]
    ties = {"weight": len(events) + len(agreements), "events": len(events), "agreements": len(agreements)}
    ties["bilateral_events"] = sum(row["side_count"] == 2 for row in events)
    return ties | ({"first_year": min(known), "last_year": max(known)} if known else {})


def write_graphml(network: "nx.Graph[str]", path: Path) -> None:
    """Write GraphML, with the same writer whatever other packages are installed."""
    writer = GraphMLWriter(graph=network, prettyprint=True)
    _write(writer.xml, path)


def write_gexf(network: "nx.Graph[str]", path: Path) -> None:
    """Write GEXF without the day of writing, which networkx puts in and which would make each file another."""
    writer = GEXFWriter(prettyprint=True)
    writer.add_graph(network)
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    _write(writer.xml, path)


def _write(root: Any, path: Path) -> None:
    ElementTree.indent(root)
    path.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
