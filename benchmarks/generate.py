"""A graph of any size in our own ontology: the same seed and size give the same bytes.

What is popular is very popular: a few states, persons and topics are in most events, as in real collections. Each
statement stands in the graph of its source and in the default graph, shortcuts and superclasses in graph:derived and
in the default graph, as in a release; the queries of the catalogue run on it unchanged. Nothing in it is a fact.
"""

import argparse
import gzip
import sys
from collections.abc import Iterator
from itertools import accumulate, combinations
from pathlib import Path
from random import Random
from typing import TextIO

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pyoxigraph import RdfFormat, parse  # noqa: E402

from app.namespaces import RDF_TYPE, dd, entity  # noqa: E402

ID, ONTOLOGY = "https://w3id.org/digdip/id/", "https://w3id.org/digdip/ontology#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
TITLE, ISSUED = "<http://purl.org/dc/terms/title>", "<http://purl.org/dc/terms/issued>"
LITERAL_FORM = "<http://www.w3.org/2008/05/skos-xl#literalForm>"
PERSON = "<http://xmlns.com/foaf/0.1/Person>"
DATE, EDTF = "<http://www.w3.org/2001/XMLSchema#date>", "<http://id.loc.gov/datatypes/edtf/EDTF>"
TOPICS = """ict connectivity data-centres innovation training smes start-ups artificial-intelligence cybersecurity
    e-government""".split()
MODALITIES = "realised committed planned expected proposed aspired".split()
KINDS = ["BilateralMeeting", "SigningCeremony", "Visit"]
GIVEN = "Amal Boris Chidi Dana Emeka Farah Goran Hana Ines Jomo Kenji Laila Mateo Noor Olga Pedro".split()
FAMILY = """Al-Amin Bauer Castillo Dlamini Eriksen Fofana Gupta Haddad Ito Jensen Kaya Lim Moreau Nakamura Okafor
    Petrov""".split()
PERSONS_PER_SOURCE = 0.4
SKEW = 0.9
"""Exponent of Zipf's law: the most popular of 195 states takes part in an eighth of everything."""

Statement = tuple[str, str, str]


def iri(kind: str, slug: str) -> str:
    """Return an entity's IRI in angle brackets.

    >>> iri("state", "JPN")
    '<https://w3id.org/digdip/id/state/JPN>'
    """
    return f"<{ID}{kind}/{slug}>"


def term(name: str) -> str:
    """Return a term of the ontology in angle brackets."""
    return f"<{ONTOLOGY}{name}>"


def text(words: str, language: str = "en") -> str:
    """Return a literal with a language."""
    return f'"{words}"@{language}'


class Popularity:
    """Picks by Zipf's law: the first of a list most often."""

    def __init__(self, chance: Random, names: list[str]) -> None:
        self._chance = chance
        self._names = names
        self._weights = list(accumulate(1 / (rank + 1) ** SKEW for rank in range(len(names))))

    def pick(self, count: int = 1) -> list[str]:
        """Return up to so many different names."""
        return list(dict.fromkeys(self._chance.choices(self._names, cum_weights=self._weights, k=count)))


class Generator:
    """Makes one source after the other."""

    def __init__(self, seed: int, sources: int) -> None:
        self._chance = Random(seed)
        states = read_states()
        self._chance.shuffle(states)
        self._states = Popularity(self._chance, states)
        self._topics = Popularity(self._chance, [iri("topic", topic) for topic in TOPICS])
        self._people = [iri("person", f"made-{n}") for n in range(max(20, int(sources * PERSONS_PER_SOURCE)))]
        self._persons = Popularity(self._chance, self._people)
        self._homes = {person: self._states.pick()[0] for person in self._people}

    def people(self) -> Iterator[Statement]:
        """Yield who the persons are."""
        for number, person in enumerate(self._people):
            given, family = self._chance.choice(GIVEN), self._chance.choice(FAMILY)
            form = iri("name", f"made-{number}-en")
            yield from [
                (person, TYPE, PERSON),
                (person, TYPE, term("Actor")),
                (person, LABEL, text(f"{given} {family} {number}")),
                (person, LABEL, text(f"{given} {family} {number}", "fr")),
                (person, term("hasNameForm"), form),
                (form, LITERAL_FORM, text(f"{given} {family}")),
            ]

    def source(self, number: int) -> tuple[list[Statement], list[Statement]]:
        """Return what a source says, and what follows from it."""
        said: list[Statement] = []
        derived: list[Statement] = []
        source, day = iri("source", f"made-{number}"), self._day()
        said += [
            (source, TYPE, term("NewsArticle")),
            (source, TITLE, text(f"Report {number} of the wire")),
            (source, ISSUED, f'"{day}"^^{DATE}'),
        ]
        derived.append((source, term("attestedIn"), source))
        for index in range(self._chance.randint(1, 3)):
            self._event(f"made-{number}-{index}", source, said, derived)
        for index in range(self._chance.randint(3, 9)):
            self._claim(f"made-{number}-{index}", source, said, derived)
        return said, derived

    def _event(self, slug: str, source: str, said: list[Statement], derived: list[Statement]) -> None:
        event, kind, day = iri("event", slug), self._chance.choice(KINDS), self._day()
        states, persons = self._states.pick(2), self._persons.pick(3)
        said += [
            (event, TYPE, term(kind)),
            (event, LABEL, text(f"{kind} number {slug}")),
            (event, LABEL, text(f"{kind} numéro {slug}", "fr")),
            (event, term("eventStatus"), iri("event-status", "held")),
            (event, term("dateEDTF"), f'"{day}"^^{EDTF}'),
            (event, term("earliestDate"), f'"{day}"^^{DATE}'),
            (event, term("latestDate"), f'"{day}"^^{DATE}'),
            *((event, term("discussedTopic"), topic) for topic in self._topics.pick(3)),
        ]
        derived += [
            (event, TYPE, term("DiplomaticEvent")),
            (event, term("attestedIn"), source),
            *((event, term("involvesState"), state) for state in states),
            *((one, term("interactedWith"), other) for one, other in both_ways(states)),
            *((one, term("metWith"), other) for one, other in both_ways(persons)),
        ]
        for index, person in enumerate(persons):
            part = iri("participation", f"{slug}-{index}")
            role = "signatory" if kind == "SigningCeremony" and index < 2 else "counterpart"
            said += [
                (event, term("hasParticipation"), part),
                (part, TYPE, term("Participation")),
                (part, term("participant"), person),
                (part, term("role"), iri("role", role)),
                (part, term("onBehalfOf"), self._homes[person]),
            ]
            derived.append((event, term("hasParticipant"), person))
        if kind == "SigningCeremony":
            self._agreement(slug, event, states, persons[:2], source, said, derived)

    def _agreement(
        self,
        slug: str,
        event: str,
        parties: list[str],
        signatories: list[str],
        source: str,
        said: list[Statement],
        derived: list[Statement],
    ) -> None:
        agreement = iri("agreement", slug)
        said += [
            (agreement, TYPE, term("MemorandumOfUnderstanding")),
            (agreement, LABEL, text(f"Memorandum number {slug}")),
            (agreement, term("agreementStatus"), iri("agreement-status", "signed")),
            (event, term("resultedIn"), agreement),
            *((agreement, term("hasParty"), party) for party in parties),
            *((agreement, term("coversTopic"), topic) for topic in self._topics.pick(4)),
        ]
        derived += [
            (agreement, TYPE, term("Agreement")),
            (agreement, term("attestedIn"), source),
            *((agreement, term("hasSignatory"), person) for person in signatories),
        ]

    def _claim(self, slug: str, source: str, said: list[Statement], derived: list[Statement]) -> None:
        claim = iri("claim", slug)
        said += [
            (claim, TYPE, term("Claim")),
            (claim, LABEL, text(f"Claim number {slug}")),
            (claim, term("statedIn"), source),
            (claim, term("modality"), iri("modality", self._chance.choices(MODALITIES, range(6, 0, -1))[0])),
            (claim, term("polarity"), iri("polarity", "affirmed" if self._chance.random() < 0.9 else "denied")),
            (claim, term("claimAbout"), self._chance.choice([self._states, self._persons, self._topics]).pick()[0]),
        ]
        derived.append((claim, term("attestedIn"), source))

    def _day(self) -> str:
        return f"{self._chance.randint(2010, 2025)}-{self._chance.randint(1, 12):02}-{self._chance.randint(1, 28):02}"


def both_ways(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each pair of different names in both orders."""
    for one, other in combinations(names, 2):
        yield one, other
        yield other, one


def read_states() -> list[str]:
    """Return the states of the reference data, in the order of their codes."""
    quads = parse(path=str(ROOT / "data" / "reference" / "states.ttl"), format=RdfFormat.TURTLE)
    states = {quad.subject.value for quad in quads if quad.predicate == RDF_TYPE and quad.object == dd("State")}
    assert entity("state", "JPN").value in states
    return [f"<{state}>" for state in sorted(states)]


def states() -> Iterator[Statement]:
    """Yield that the states are states, and names for them that are no language's."""
    for state in read_states():
        code = state.rpartition("/")[2].rstrip(">")
        yield from [
            (state, TYPE, term("State")),
            (state, LABEL, text(f"State {code}")),
            (state, LABEL, text(f"État {code}", "fr")),
        ]


def write(out: TextIO, seed: int, size: int) -> int:
    """Write at least so many quads as N-Quads and return how many they are; each distinct quad once."""
    generator = Generator(seed, sources=size // 200)
    reference, derived_graph = iri("graph", "reference"), iri("graph", "derived")
    written: set[Statement] = set()
    total = put(out, generator.people(), reference, written)
    total += put(out, states(), reference, written)
    number = 0
    while total < size:
        said, derived = generator.source(number)
        total += put(out, said, iri("graph", f"made-{number}"), written)
        total += put(out, derived, derived_graph, written)
        number += 1
    return total


def put(out: TextIO, statements: Iterator[Statement] | list[Statement], graph: str, written: set[Statement]) -> int:
    """Write new statements to a graph and to the default graph; return how many quads that is."""
    new = [statement for statement in dict.fromkeys(statements) if statement not in written]
    written.update(new)
    for subject, predicate, object in new:
        out.write(f"{subject} {predicate} {object} {graph} .\n{subject} {predicate} {object} .\n")
    return 2 * len(new)


def main() -> None:
    """Write a graph to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="where to write, .nq or .nq.gz")
    parser.add_argument("--quads", type=int, default=1_000_000, help="at least so many [1000000]")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another graph [1]")
    given = parser.parse_args()
    packed = given.out.suffix == ".gz"
    with gzip.open(given.out, "wt", 1, encoding="utf-8") if packed else given.out.open("w", encoding="utf-8") as out:
        print(f"{write(out, given.seed, given.quads)} quads in {given.out}")


if __name__ == "__main__":
    main()
