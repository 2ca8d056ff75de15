"""Fusion: from what each source says to one curated graph, with every disagreement kept and its resolution named.

A statement of an accepted source enters as it is, unless sources give a single-valued property
(``owl:FunctionalProperty``) different values. Then a ``dd:Contradiction`` lists the values with their sources, and the
first rule that applies decides: editorial resolution; compatible values, of which the more precise wins; more
independent lineages; an official source over others; otherwise undecided, and no value enters. The input is never
changed: what a source says stays in its graph.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode, Quad, Triple

from app.build.dates import date_facts
from app.build.precision import says_more
from app.errors import DataError, Problem
from app.namespaces import DERIVED_GRAPH, RDF_TYPE, RDFS_LABEL, dd, entity, shorten
from app.terms import Statement, Term, statements

Key = tuple[NamedNode, NamedNode]
Said = Mapping[NamedNode, tuple[Statement, ...]]
Values = dict[Key, dict[Term, set[NamedNode]]]

DATE_UNIT = frozenset(dd(name) for name in ["dateEDTF", "earliestDate", "latestDate", "datePrecision", "dateBasis"])
"""Properties that are decided together, by their EDTF date: the bounds of one source do not fit the date of another."""

ACCEPTED = entity("review-status", "accepted")

CONTRADICTION_KINDS = {
    "dateEDTF": "date",
    "tookPlaceAt": "place",
    "actType": "act-type",
    "onBehalfOf": "party",
    "participant": "party",
    "holder": "office",
    "heldOffice": "office",
    "capacity": "office",
    "actedAs": "office",
    "agreementStatus": "modality",
    "eventStatus": "modality",
    "bodyStatus": "modality",
}
"""What kind of contradiction a property gives; any other single-valued property gives a `figure`."""

LASTING = {(RDF_TYPE, dd("Visit")), (RDF_TYPE, dd("ForumEdition"))}
"""What says that something takes days as a rule."""


@dataclass(frozen=True)
class Fused:
    """The outcome: triples of the curated graph that come from sources and editors, and derived quads about them."""

    triples: frozenset[Triple]
    derived: frozenset[Quad]


@dataclass(frozen=True)
class Ranking:
    """What fusion knows about sources: which are accepted, which share a lineage, which are official."""

    accepted: frozenset[NamedNode]
    lineage: Mapping[Term, Term]
    official: frozenset[NamedNode]
    located_in: Mapping[Term, frozenset[Term]]
    lasting: frozenset[Term]

    def lineages(self, sources: Iterable[NamedNode]) -> int:
        """Return how many independent lineages the sources make: copies of one text count once."""
        return len({self.lineage.get(source, source) for source in sources})


def fuse(
    sources: Mapping[NamedNode, Iterable[Quad]],
    editorial: Iterable[Quad],
    reference: Iterable[Quad],
    functional: frozenset[str],
) -> Fused:
    """Fuse the source graphs (keyed by source document), the editorial claims and the reference data."""
    said = {source: tuple(statements(quads)) for source, quads in sources.items()}
    edited, known = tuple(statements(editorial)), tuple(statements(reference))
    ranking = rank_sources(said, edited, known)
    resolutions: dict[Key, tuple[Term, NamedNode]] = {}
    values: Values = defaultdict(lambda: defaultdict(set))
    triples: set[Triple] = {Triple(*item) for item in (*edited, *known)}
    for key, value, claim in _settled(edited):
        if key[1].value not in functional:
            triples.add(Triple(*key, value))
        elif resolutions.setdefault(key, (value, claim))[0] != value:
            raise _two_resolutions(key, claim, resolutions[key][1])
    for source in sorted(ranking.accepted, key=str):
        for item in said[source]:
            if item.predicate.value not in functional:
                triples.add(Triple(*item))
            elif item.predicate not in DATE_UNIT or item.predicate == dd("dateEDTF"):
                values[item.subject, item.predicate][item.object].add(source)
    derived: set[Quad] = set()
    for key in sorted(values.keys() | resolutions.keys(), key=str):
        winner, contradiction = _decide(key, values.get(key, {}), resolutions.get(key), ranking)
        derived |= contradiction
        if winner is not None:
            triples.add(Triple(*key, winner))
            if key[1] == dd("dateEDTF"):
                triples |= _date_unit(key[0], winner, values.get(key, {}).get(winner), said)
    dated = {subject for subject, predicate in values if predicate == dd("dateEDTF")}
    triples |= _lone_date_bases(said, ranking, dated)
    triples = _without_answered_silence(triples)
    derived |= _attestation(said, ranking)
    return Fused(frozenset(triples), frozenset(derived))


def rank_sources(sources: Said, editorial: Iterable[Statement], reference: Iterable[Statement]) -> Ranking:
    """Read acceptance, lineage, officialness and the containment of places from the data."""
    accepted: set[NamedNode] = set()
    official: set[NamedNode] = set()
    links: list[tuple[Term, Term]] = []
    contained: dict[Term, set[Term]] = defaultdict(set)
    for source, said in sources.items():
        facts = {(item.predicate, item.object) for item in said if item.subject == source}
        if (dd("reviewStatus"), ACCEPTED) in facts:
            accepted.add(source)
        if (RDF_TYPE, dd("OfficialCommunique")) in facts:
            official.add(source)
        links += [(source, value) for predicate, value in facts if predicate == dd("nearDuplicateOf")]
    links += [(item.subject, item.object) for item in editorial if item.predicate == dd("nearDuplicateOf")]
    for item in reference:
        if item.predicate == dd("locatedIn"):
            contained[item.subject].add(item.object)
    for territory in _territories(reference, contained):  # the land of a state contains every place of the state
        for place in [place for place in contained if place != territory and contained[territory] & contained[place]]:
            contained[place].add(territory)
    lasting = {item.subject for said in sources.values() for item in said if (item.predicate, item.object) in LASTING}
    return Ranking(
        frozenset(accepted), _components(links), frozenset(official), _closure(contained), frozenset(lasting)
    )


def _territories(reference: Iterable[Statement], contained: Mapping[Term, set[Term]]) -> set[NamedNode]:
    """Return the places that are the land of a whole state: of no narrower class, and in the state itself."""
    classes: dict[NamedNode, set[Term]] = defaultdict(set)
    for item in reference:
        if item.predicate == RDF_TYPE:
            classes[item.subject].add(item.object)
    plain = {place for place, found in classes.items() if found == {dd("Place")}}
    return {place for place in plain if not plain & contained.get(place, set())}


def _components(links: Iterable[tuple[Term, Term]]) -> dict[Term, Term]:
    """Map every linked document to the representative of its lineage (union-find, smallest IRI first)."""
    parent: dict[Term, Term] = {}

    def root(node: Term) -> Term:
        while parent.get(node, node) != node:
            node = parent[node]
        return node

    for left, right in sorted(links, key=str):
        first, second = sorted((root(left), root(right)), key=str)
        parent[second] = first
        parent.setdefault(first, first)
    return {node: root(node) for node in parent}


def _closure(contained: Mapping[Term, set[Term]]) -> dict[Term, frozenset[Term]]:
    def above(place: Term, seen: frozenset[Term]) -> frozenset[Term]:
        parents = frozenset(contained.get(place, ())) - seen
        return parents.union(*(above(parent, seen | parents) for parent in parents))

    return {place: above(place, frozenset({place})) for place in contained}


def _settled(editorial: Iterable[Statement]) -> Iterator[tuple[Key, Term, NamedNode]]:
    """Yield what editors settled, in the order of their claims: subject and predicate, value, and the claim."""
    facts: dict[NamedNode, dict[str, Term]] = defaultdict(dict)
    claims = set()
    for item in editorial:
        facts[item.subject][item.predicate.value] = item.object
        if (item.predicate, item.object) == (RDF_TYPE, dd("EditorialClaim")):
            claims.add(item.subject)
    for claim in sorted(claims, key=str):
        say = facts[claim]
        value = say.get(dd("claimObject").value, say.get(dd("claimValue").value))
        subject, predicate = say.get(dd("claimSubject").value), say.get(dd("claimPredicate").value)
        if say.get(dd("polarity").value) == entity("polarity", "denied"):
            continue
        if say.get(dd("reviewStatus").value, ACCEPTED) != ACCEPTED:
            continue  # kept for review, and not yet the editors' word
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value:
            yield (subject, predicate), value, claim


def _two_resolutions(key: Key, claim: NamedNode, other: NamedNode) -> DataError:
    subject, predicate = (shorten(term.value) for term in key)
    message = f"settles {predicate} of {subject} in another way than {shorten(other.value)}"
    repair = "make one of the two `reviewStatus: proposed`"
    return DataError([Problem("data/editorial", message, repair, record=shorten(claim.value))])


def _decide(
    key: Key, values: Mapping[Term, set[NamedNode]], resolution: tuple[Term, NamedNode] | None, ranking: Ranking
) -> tuple[Term | None, set[Quad]]:
    """Return the value that enters the curated graph, if any, and the contradiction where sources disagree."""
    refines = partial(says_more, located_in=ranking.located_in, lasting=key[0] in ranking.lasting)
    if resolution and all(value == resolution[0] or refines(resolution[0], value) for value in values):
        return resolution[0], set()
    if len(values) == 1 and not resolution:
        return next(iter(values)), set()
    if resolution:
        return resolution[0], _contradiction(key, values, "editorial-resolution", resolution[1])
    rule, winner = _by_rule(values, ranking, refines)
    return winner, _contradiction(key, values, rule, None)


def _by_rule(
    values: Mapping[Term, set[NamedNode]], ranking: Ranking, refines: Callable[[Term, Term], bool]
) -> tuple[str, Term | None]:
    precise = [value for value in values if all(other == value or refines(value, other) for other in values)]
    if len(precise) == 1:
        return "more-precise", precise[0]
    winner = _most({value: ranking.lineages(sources) for value, sources in values.items()})
    if winner is not None:
        return "more-lineages", winner
    winner = _most({value: len(sources & ranking.official) for value, sources in values.items()})
    return ("official-source", winner) if winner is not None else ("undecided", None)


def _most(counts: Mapping[Term, int]) -> Term | None:
    best = max(counts.values())
    leaders = [value for value, count in counts.items() if count == best]
    return leaders[0] if len(leaders) == 1 else None


def _contradiction(
    key: Key, values: Mapping[Term, set[NamedNode]], rule: str, resolved_by: NamedNode | None
) -> set[Quad]:
    """Return the contradiction, its values, and a claim per source, so that no side is lost."""
    subject, predicate = key
    digest = hashlib.sha256(f"{subject}{predicate}".encode()).hexdigest()[:12]
    node, name = entity("contradiction", f"fusion-{digest}"), shorten(predicate.value).partition(":")[2]
    facts: set[tuple[NamedNode, NamedNode, Term]] = {
        (node, RDF_TYPE, dd("Contradiction")),
        (node, RDFS_LABEL, Literal(f"Sources disagree on {name} of {shorten(subject.value)}", language="en")),
        (node, dd("contradictionKind"), entity("contradiction-kind", CONTRADICTION_KINDS.get(name, "figure"))),
        (node, dd("resolutionRule"), entity("resolution-rule", rule)),
    }
    if resolved_by is not None:
        facts.add((node, dd("resolvedBy"), resolved_by))
    for value, sources in values.items():
        for source in sources:
            claim = _reported_claim(digest, key, value, source)
            facts |= claim | {(node, dd("involvesClaim"), next(iter(claim))[0])}
    return {Quad(*fact, DERIVED_GRAPH) for fact in facts}


def _reported_claim(digest: str, key: Key, value: Term, source: NamedNode) -> set[tuple[NamedNode, NamedNode, Term]]:
    """Return one source's side of a contradiction as a claim."""
    slug = source.value.rsplit("/", 1)[1]
    claim = entity("claim", f"{slug}-fusion-{digest}")
    shown = shorten(value.value) if isinstance(value, NamedNode) else value.value
    name = shorten(key[1].value).partition(":")[2]
    return {
        (claim, RDF_TYPE, dd("Claim")),
        (claim, RDFS_LABEL, Literal(f"{name} of {shorten(key[0].value)} is {shown}", language="en")),
        (claim, dd("claimSubject"), key[0]),
        (claim, dd("claimPredicate"), key[1]),
        (claim, dd("claimObject" if isinstance(value, NamedNode) else "claimValue"), value),
        (claim, dd("modality"), entity("modality", "realised")),
        (claim, dd("polarity"), entity("polarity", "affirmed")),
        (claim, dd("statedIn"), source),
    }


def _date_unit(subject: NamedNode, winner: Term, sources: set[NamedNode] | None, said: Said) -> set[Triple]:
    """Return the bounds, precision and basis that belong to the winning date."""
    facts: set[Triple] = {Triple(subject, predicate, value) for predicate, value in date_facts(winner.value)}
    if not sources:
        return facts | {Triple(subject, dd("dateBasis"), entity("date-basis", "editorial"))}
    source = min(sources, key=str)
    bases = [item for item in said[source] if (item.subject, item.predicate) == (subject, dd("dateBasis"))]
    return facts | {Triple(*item) for item in bases}


def _lone_date_bases(said: Said, ranking: Ranking, dated: set[NamedNode]) -> set[Triple]:
    """Return the bases of records that no source dates: they say why there is no date."""
    return {
        Triple(*item)
        for source in ranking.accepted
        for item in said[source]
        if item.predicate == dd("dateBasis") and item.subject not in dated
    }


def _without_answered_silence(triples: set[Triple]) -> set[Triple]:
    """Drop ``dd:leavesOpen`` where some source or editor gave the value."""
    given = {(triple.subject, triple.predicate) for triple in triples}
    silent = dd("leavesOpen")
    return {t for t in triples if t.predicate != silent or (t.subject, t.object) not in given}


def _attestation(said: Said, ranking: Ranking) -> set[Quad]:
    """Return for every resource the accepted sources that describe it, and how many independent lineages these make."""
    attesting: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for source in ranking.accepted:
        for item in said[source]:
            attesting[item.subject].add(source)
    found = {
        Quad(subject, dd("attestedIn"), source, DERIVED_GRAPH)
        for subject, sources in attesting.items()
        for source in sources
    }
    return found | {
        Quad(subject, dd("lineageCount"), Literal(ranking.lineages(sources)), DERIVED_GRAPH)
        for subject, sources in attesting.items()
    }
