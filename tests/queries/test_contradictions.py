"""The listing of contradictions: every one of them, each side with its documents and lineages, and what decided."""

from collections import defaultdict
from pathlib import Path

from pyoxigraph import Literal, RdfFormat, Store

from app.build.validation import run_reports
from app.engine.gate import inspect
from app.namespaces import PREFIXES, RDF_TYPE, dd, shorten
from app.queries import read_query
from app.settings import Settings
from app.terms import select

ROOT = Path(__file__).resolve().parents[2]
LISTING = read_query(ROOT / "queries" / "reports" / "contradictions.rq")
NAMES = ("record", "property", "value", "source", "lineage", "rule", "state")

EXAMPLE = """
contradiction:day dd:contradictionKind contradiction-kind:date ; dd:resolutionRule resolution-rule:more-lineages ;
    dd:involvesClaim claim:a, claim:b, claim:c .
claim:a dd:claimSubject event:e ; dd:claimPredicate dd:dateEDTF ; dd:claimValue "2024-05-01" ; dd:statedIn source:a .
claim:b dd:claimSubject event:e ; dd:claimPredicate dd:dateEDTF ; dd:claimValue "2024-05-02" ; dd:statedIn source:b .
claim:c dd:claimSubject event:e ; dd:claimPredicate dd:dateEDTF ; dd:claimValue "2024-05-02" ; dd:statedIn source:c .
source:c dd:nearDuplicateOf source:b .
contradiction:words dd:contradictionKind contradiction-kind:name ; dd:resolutionRule resolution-rule:undecided ;
    dd:involvesClaim claim:d .
claim:d dd:claimAbout forum:f ; rdfs:label "It is new"@en, "Il est nouveau"@fr ; dd:statedIn source:d .
"""
"""Two contradictions, a settled one and an open one of a claim in words alone; ``source:c`` copies ``source:b``."""


def example() -> Store:
    store = Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load((prefixes + EXAMPLE).encode(), format=RdfFormat.TURTLE)
    return store


def rows(store: Store) -> list[tuple[str, ...]]:
    def shown(value: object) -> str:
        return value.value if isinstance(value, Literal) else shorten(getattr(value, "value", ""))

    return [tuple(shown(row[name]) for name in NAMES) for row in select(store, LISTING.text)]


def test_each_side_is_listed_with_its_documents_lineages_and_rule() -> None:
    date = ("event:e", "dd:dateEDTF")
    decided = ("resolution-rule:more-lineages", "resolved")
    assert rows(example()) == [
        ("forum:f", "", "It is new", "source:d", "source:d", "resolution-rule:undecided", "open"),
        (*date, "2024-05-01", "source:a", "source:a", *decided),
        (*date, "2024-05-02", "source:b", "source:b", *decided),
        (*date, "2024-05-02", "source:c", "source:b", *decided),
    ]


def test_a_listing_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "contradictions.rq").write_text(LISTING.text, encoding="utf-8")
    assert rows(example())
    assert run_reports(example(), tmp_path) == set()


def test_no_contradiction_and_no_claim_of_the_five_documents_is_left_out(five: Store) -> None:
    wanted = {quad.subject for quad in five.quads_for_pattern(None, RDF_TYPE, dd("Contradiction"), None)}
    listed = defaultdict(set)
    for row in select(five, LISTING.text):
        listed[row["contradiction"]].add(row["source"])
    assert len(wanted) > 10
    assert listed.keys() == wanted
    for node in wanted:
        claims = [quad.object for quad in five.quads_for_pattern(node, dd("involvesClaim"), None, None)]
        sources = {
            quad.object for claim in claims for quad in five.quads_for_pattern(claim, dd("statedIn"), None, None)
        }
        assert listed[node] == sources


def test_the_service_lets_a_person_ask_it() -> None:
    assert inspect(LISTING.text, Settings()).repeatable
