"""Blind samples of facts: ``python -m tests.register.facts`` prints what readers found; ``--draw 60`` draws anew.

A fact is a statement about an event, an agreement or an act, or a whole participation, office holding or claim, of the
curated graph. Each is drawn with the same chance, and is given to a reader with the documents whose graphs hold it; the
reader opens one of them and says whether the fact is right, wrong, or open where the stored text does not decide.
"""

import argparse
import csv
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, expand, shorten
from app.quality import read_release
from app.terms import Term

ROOT = Path(__file__).resolve().parents[2]
FACTS = Path(__file__).parent / "facts.tsv"
VERDICTS = ("right", "wrong", "open")
SIMPLE = {
    "DiplomaticEvent": "dateEDTF tookPlaceAt resultedIn discussedTopic eventStatus onSidelinesOf".split(),
    "Agreement": "agreementStatus hasParty coversTopic".split(),
    "AgreementAct": "actType actBy actDuring dateEDTF".split(),
}
"""Of what kinds single statements are drawn, beside the class, and which."""

WHOLE = {"Participation": "participant", "OfficeHolding": "holder", "Claim": "modality"}
"""What is drawn as a whole, by the statement that every document makes of it."""


@dataclass(frozen=True, order=True)
class Fact:
    """A statement as it is drawn; of a whole node the statement that stands for it."""

    subject: str
    property: str
    value: str


def facts_of(store: Store) -> dict[Fact, list[str]]:
    """Return every fact with the documents whose graphs hold it."""
    kinds = {name: members(store, name) for name in (*SIMPLE, *WHOLE)}
    wanted = [(name, dd(key)) for name, keys in SIMPLE.items() for key in keys]
    wanted += [(name, RDF_TYPE) for name in SIMPLE] + [(name, dd(key)) for name, key in WHOLE.items()]
    found: dict[Fact, list[str]] = {}
    for name, key in wanted:
        for quad in store.quads_for_pattern(None, key, None, DefaultGraph()):
            if quad.subject in kinds[name] and (told := documents(store, quad.subject, key, quad.object)):
                found[Fact(shorten_term(quad.subject), shorten(key.value), shorten_term(quad.object))] = told
    return found


def members(store: Store, name: str) -> set[Term]:
    """Return all of a class of the ontology."""
    return {quad.subject for quad in store.quads_for_pattern(None, RDF_TYPE, dd(name), DefaultGraph())}


def documents(store: Store, subject: Term, key: NamedNode, value: Term) -> list[str]:
    """Return the documents in whose graphs a statement stands."""
    graphs = (quad.graph_name for quad in store.quads_for_pattern(subject, key, value, None))  # type: ignore[arg-type]
    sources = (quad.object for graph in graphs if isinstance(graph, NamedNode) for quad in named_by(store, graph))
    return sorted(shorten_term(source) for source in sources)


def named_by(store: Store, graph: NamedNode) -> Iterator[object]:
    """Yield the statement that gives a graph's document, where it is the graph of one."""
    return iter(store.quads_for_pattern(graph, expand("dcterms:source"), None, DefaultGraph()))


def shorten_term(term: object) -> str:
    """Return a term as the dossiers write it."""
    return shorten(term.value) if isinstance(term, NamedNode) else str(getattr(term, "value", term))


def draw(store: Store, count: int, seed: int) -> Iterator[str]:
    """Yield so many facts for a reader, the same ones for the same release and seed."""
    facts = facts_of(store)
    for number, fact in enumerate(random.Random(seed).sample(sorted(facts), min(count, len(facts))), 1):
        yield f"F{number:03} {label(store, fact.subject)} <{fact.subject}> {fact.property}: {label(store, fact.value)}"
        whole = NamedNode(expand(fact.subject).value)
        if any(fact.property == f"dd:{key}" for key in WHOLE.values()):
            for quad in store.quads_for_pattern(whole, None, None, DefaultGraph()):
                yield f"       {shorten(quad.predicate.value)} {label(store, shorten_term(quad.object))}"
        yield f"     says {', '.join(facts[fact])}"


def label(store: Store, name: str) -> str:
    """Return the English name of a resource, its address where it has none; a literal stays as it is."""
    try:
        node = expand(name)
    except (KeyError, ValueError):
        return name
    labels = [q.object for q in store.quads_for_pattern(node, RDFS_LABEL, None, DefaultGraph())]
    return next((item.value for item in labels if isinstance(item, Literal) and item.language == "en"), name)


def read_facts() -> list[dict[str, str]]:
    """Read the facts that readers judged."""
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def main() -> None:
    """Print the figures of each sample and what was wrong, or draw a new one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draw", type=int, metavar="COUNT", help="draw so many facts out of the release")
    parser.add_argument("--seed", type=int, default=1, help="of the draw [1]")
    parser.add_argument("--release", type=Path, default=ROOT / "build" / "current", help="[build/current]")
    given = parser.parse_args()
    if given.draw:
        print(*draw(read_release(given.release), given.draw, given.seed), sep="\n")
        return
    facts = read_facts()
    print(f"{'sample':8} {'right':>6} {'wrong':>6} {'open':>5} {'right of those decided':>23}")
    for sample in dict.fromkeys(fact["sample"] for fact in facts):
        counts = Counter(fact["verdict"] for fact in facts if fact["sample"] == sample)
        share = counts["right"] / (counts["right"] + counts["wrong"])
        print(f"{sample:8} {counts['right']:6} {counts['wrong']:6} {counts['open']:5} {share:23.1%}")
    for fact in facts:
        if fact["verdict"] != "right":
            print(f"{fact['sample']} {fact['verdict']}: {fact['fact']} ({fact['document']}): {fact['why']}")


if __name__ == "__main__":
    main()
