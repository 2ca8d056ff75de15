"""The tables between the register and the graph: every value is one that the graph knows."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from app.namespaces import RDF_TYPE, dd, entity, expand

ROOT = Path(__file__).resolve().parents[2]

LANGUAGES = {"en", "fr", "ar", "ja", "ur"}


def table(name: str) -> dict[str, Any]:
    return yaml.load((ROOT / "data" / "register" / name).read_text(encoding="utf-8"), yaml.BaseLoader)


def organisations() -> list[dict[str, Any]]:
    path = ROOT / "data" / "reference" / "organisations.yaml"
    return list(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)["resources"])


ORGANISATIONS = """
APEC
ASEAN
African Union
Asia-Pacific Telecommunity
BRICS
Bank for International Settlements
CAF Development Bank of Latin America
CARICOM
CELAC
Caribbean Telecommunications Union
Council of Europe
Digital Cooperation Organization
EFTA
Eurasian Development Bank
European Union
FAO
Freedom Online Coalition
G20
G7
Global Forum on Cyber Expertise
Global Partnership on AI
Gulf Cooperation Council
ICESCO
IFAD
INTERPOL
Inter-American Development Bank
International Electrotechnical Commission
International Organization for Standardization
International Telecommunication Union
League of Arab States
NATO
OECD
OHCHR
Organisation internationale de la Francophonie
Organisation of Islamic Cooperation
Organization of Turkic States
Pacific Islands Forum
Regional African Satellite Communication Organization
Regional Cooperation Council
Shanghai Cooperation Organisation
Smart Africa
UN ECLAC
UN ESCWA
UN Office for South-South Cooperation
UNDP
UNESCO
UNICEF
UNIDO
Union for the Mediterranean
United Nations
World Bank
World Economic Forum
World Food Programme
World Trade Organization
""".strip().splitlines()
"""The organisations that the register names as parties or as what an official acts for; the forum is a forum."""

TOPICS = table("topics.yaml")["terms"]

SCHEME: list[Quad] = list(parse(path=str(ROOT / "ontology" / "schemes" / "topic.ttl"), format=RdfFormat.TURTLE))

CONCEPTS = {quad.subject for quad in SCHEME if quad.predicate == RDF_TYPE and quad.object == dd("Topic")}


def values(subject: NamedNode, curie: str) -> list[NamedNode | Literal]:
    return [quad.object for quad in SCHEME if quad.subject == subject and quad.predicate == expand(curie)]


def test_topic_table_holds_the_terms_of_the_register() -> None:
    assert len(TOPICS) >= 199


@pytest.mark.parametrize("term", TOPICS)
def test_term_means_concepts_or_is_ignored_with_a_reason(term: str) -> None:
    meaning = TOPICS[term]
    if isinstance(meaning, str):
        assert len(meaning.removeprefix("ignored: ").split()) > 2
        assert meaning.startswith("ignored: ")
    else:
        assert meaning
        assert {entity("topic", slug) for slug in meaning} <= CONCEPTS


def test_topic_scheme_stays_small_in_nine_groups() -> None:
    assert 60 <= len(CONCEPTS) <= 110
    groups = {concept for concept in CONCEPTS if not values(concept, "skos:broader")}
    assert len(groups) == 9
    assert groups == set(values(entity("scheme", "topic"), "skos:hasTopConcept"))


@pytest.mark.parametrize("concept", sorted(CONCEPTS, key=str), ids=lambda concept: concept.value.rsplit("/", 1)[1])
def test_topic_is_complete(concept: NamedNode) -> None:
    labels = values(concept, "skos:prefLabel")
    assert {label.language for label in labels} == LANGUAGES
    assert set(labels) == set(values(concept, "rdfs:label"))
    assert {definition.language for definition in values(concept, "skos:definition")} == {"en", "fr"}
    assert set(values(concept, "skos:broader")) <= CONCEPTS
    assert set(values(concept, "skos:related")) <= CONCEPTS - {concept}


def test_no_two_topics_share_a_name() -> None:
    names = {
        (quad.object.value.casefold(), quad.object.language, quad.subject)
        for quad in SCHEME
        if quad.predicate in (expand("skos:prefLabel"), expand("skos:altLabel")) and quad.subject in CONCEPTS
    }
    uses = Counter((name, language) for name, language, _ in names)
    assert [name for name, count in uses.items() if count > 1] == []


def test_no_two_topics_match_one_outside_concept_exactly() -> None:
    uses = Counter(quad.object for quad in SCHEME if quad.predicate == expand("skos:exactMatch"))
    assert len(uses) >= 20
    assert set(uses.values()) == {1}


def test_every_organisation_of_the_register_is_one_record() -> None:
    spellings = Counter(
        name.casefold()
        for record in organisations()
        for name in {record["label"]["en"], *record.get("altLabel", {}).get("en", [])}
    )
    assert {name: spellings[name.casefold()] for name in ORGANISATIONS} == dict.fromkeys(ORGANISATIONS, 1)


@pytest.mark.parametrize("record", organisations(), ids=lambda record: record["id"].removeprefix("organisation:"))
def test_organisation_has_a_french_name_and_no_second_match(record: dict[str, Any]) -> None:
    assert set(record["label"]) >= {"en", "fr"}
    match = record.get("exactMatch")
    assert match is None or match.startswith("http://www.wikidata.org/entity/Q")
    assert match is None or [other.get("exactMatch") for other in organisations()].count(match) == 1
