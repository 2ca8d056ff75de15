"""The states, capitals and regions: the committed files are what the packages give, and right where it is hard."""

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from app.namespaces import RDF_TYPE, RDFS_LABEL, dd, entity, expand
from app.reference import states as reference
from app.reference.geonames import folded_names
from app.reference.names import LANGUAGES, fold

DATA = Path(__file__).resolve().parents[2] / "data" / "reference"

PREF_LABEL, ALT_LABEL, NOTATION = expand("skos:prefLabel"), expand("skos:altLabel"), expand("skos:notation")

HARD_CASES = [
    # state, alpha-2, M49, English name, capital, region
    ("BOL", "BO", "068", "Bolivia", "sucre", "south-america"),
    ("CIV", "CI", "384", "Côte d’Ivoire", "yamoussoukro", "western-africa"),
    ("COD", "CD", "180", "Congo - Kinshasa", "kinshasa", "middle-africa"),
    ("COG", "CG", "178", "Congo - Brazzaville", "brazzaville", "middle-africa"),
    ("CYP", "CY", "196", "Cyprus", "nicosia", "western-asia"),
    ("GNQ", "GQ", "226", "Equatorial Guinea", "ciudad-de-la-paz", "middle-africa"),
    ("JPN", "JP", "392", "Japan", "tokyo", "eastern-asia"),
    ("KAZ", "KZ", "398", "Kazakhstan", "astana", "central-asia"),
    ("KOR", "KR", "410", "South Korea", "seoul", "eastern-asia"),
    ("MEX", "MX", "484", "Mexico", "mexico-city", "central-america"),
    ("MMR", "MM", "104", "Myanmar", "nay-pyi-taw", "south-eastern-asia"),
    ("NLD", "NL", "528", "Netherlands", "amsterdam", "western-europe"),
    ("PAK", "PK", "586", "Pakistan", "islamabad", "southern-asia"),
    ("PLW", "PW", "585", "Palau", "ngerulmud", "micronesia"),
    ("PRK", "KP", "408", "North Korea", "pyongyang", "eastern-asia"),
    ("PSE", "PS", "275", "Palestine", "east-jerusalem", "western-asia"),
    ("SAU", "SA", "682", "Saudi Arabia", "riyadh", "western-asia"),
    ("SSD", "SS", "728", "South Sudan", "juba", "eastern-africa"),
    ("STP", "ST", "678", "São Tomé & Príncipe", "sao-tome", "middle-africa"),
    ("SWZ", "SZ", "748", "Eswatini", "mbabane", "southern-africa"),
    ("TUR", "TR", "792", "Türkiye", "ankara", "western-asia"),
    ("USA", "US", "840", "United States", "washington-dc", "northern-america"),
    ("VAT", "VA", "336", "Holy See", "vatican-city", "southern-europe"),
    ("ZAF", "ZA", "710", "South Africa", "pretoria", "southern-africa"),
]

OTHER_NAMES = [
    ("CIV", "fr", "République de Côte d'Ivoire"),
    ("COD", "en", "Democratic Republic of the Congo"),
    ("KOR", "en", "Republic of Korea"),
    ("MMR", "en", "Burma"),
    ("NLD", "en", "Kingdom of the Netherlands"),
    ("PSE", "en", "State of Palestine"),
    ("SAU", "fr", "Royaume d'Arabie saoudite"),
    ("SWZ", "en", "Swaziland"),
    ("TUR", "en", "Turkey"),
    ("VAT", "en", "Vatican City"),
]

CAPITALS = [
    # place, latitude, longitude, language, name
    ("beijing", 39.91, 116.40, "ja", "北京"),
    ("brasilia", -15.78, -47.93, "fr", "Brasilia"),
    ("islamabad", 33.72, 73.04, "ur", "اسلام آباد"),
    ("kathmandu", 27.70, 85.32, "fr", "Katmandou"),
    ("kyiv", 50.45, 30.52, "ja", "キーウ"),
    ("rabat", 34.01, -6.83, "ar", "الرباط"),
    ("riyadh", 24.69, 46.72, "ar", "الرياض"),
    ("san-jose", 9.93, -84.08, "en", "San José"),
    ("tokyo", 35.69, 139.69, "ja", "東京"),
    ("tripoli", 32.89, 13.19, "fr", "Tripoli"),
    ("washington-dc", 38.90, -77.04, "en", "Washington, D.C."),
]

NOT_IN_GEONAMES = {("IND", "ur"), ("KWT", "ur"), ("USA", "ar"), ("USA", "ja"), ("USA", "ur")}


def read(name: str) -> list[Quad]:
    return list(parse(path=str(DATA / name), format=RdfFormat.TURTLE))


STATES, REGIONS = read("states.ttl"), read("regions.ttl")


def values(quads: list[Quad], subject: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
    return [quad.object for quad in quads if quad.subject == subject and quad.predicate == predicate]


def languages(quads: list[Quad], subject: NamedNode, predicate: NamedNode) -> list[str]:
    return sorted(term.language for term in values(quads, subject, predicate) if isinstance(term, Literal))


def of_class(quads: list[Quad], kind: NamedNode) -> list[NamedNode]:
    return [quad.subject for quad in quads if quad.predicate == RDF_TYPE and quad.object == kind]


def test_there_are_193_members_and_2_observers() -> None:
    states = of_class(STATES, dd("State"))
    assert len(states) == len(set(states)) == 195


@pytest.mark.parametrize("code", ["TWN", "XKX", "HKG", "ESH", "COK", "NIU"])
def test_other_territories_are_not_states(code: str) -> None:
    assert entity("state", code) not in of_class(STATES, dd("State"))


@pytest.mark.parametrize("state", of_class(STATES, dd("State")), ids=lambda state: state.value[-3:])
def test_state_is_complete(state: NamedNode) -> None:
    (capital,) = values(STATES, state, dd("capital"))
    (region,) = values(STATES, state, dd("inRegion"))
    (alpha2,) = values(STATES, state, dd("isoAlpha2"))
    (m49,) = values(STATES, state, dd("m49Code"))
    assert values(STATES, state, NOTATION) == [Literal(state.value[-3:])]
    assert alpha2.value.isupper()
    assert len(alpha2.value) == 2
    assert m49.value.isdigit()
    assert len(m49.value) == 3
    assert values(STATES, capital, dd("locatedIn")) == [state]
    assert region in of_class(REGIONS, expand("skos:Concept"))
    assert languages(STATES, state, RDFS_LABEL) == sorted(LANGUAGES)
    assert values(STATES, state, PREF_LABEL) == values(STATES, state, RDFS_LABEL)
    assert not set(values(STATES, state, ALT_LABEL)) & set(values(STATES, state, PREF_LABEL))


@pytest.mark.parametrize("predicate", ["skos:notation", "dd:isoAlpha2", "dd:m49Code", "dd:capital"])
def test_no_two_states_share_a_value(predicate: str) -> None:
    uses = Counter(quad.object for quad in STATES if quad.predicate == expand(predicate))
    assert len(uses) == 195
    assert set(uses.values()) == {1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_states_share_a_name(language: str) -> None:
    names = [quad.object for quad in STATES if quad.predicate == PREF_LABEL and quad.object.language == language]
    assert len(names) == len(set(names)) == 195


@pytest.mark.parametrize(("code", "alpha2", "m49", "name", "capital", "region"), HARD_CASES)
def test_hard_case(code: str, alpha2: str, m49: str, name: str, capital: str, region: str) -> None:
    state = entity("state", code)
    assert values(STATES, state, dd("isoAlpha2")) == [Literal(alpha2)]
    assert values(STATES, state, dd("m49Code")) == [Literal(m49)]
    assert Literal(name, language="en") in values(STATES, state, PREF_LABEL)
    assert values(STATES, state, dd("capital")) == [entity("place", capital)]
    assert values(STATES, state, dd("inRegion")) == [entity("region", region)]


@pytest.mark.parametrize(("code", "language", "name"), OTHER_NAMES)
def test_state_has_other_names(code: str, language: str, name: str) -> None:
    assert Literal(name, language=language) in values(STATES, entity("state", code), ALT_LABEL)


@pytest.mark.parametrize("code", sorted(reference.CAPITAL_REMARKS))
def test_remark_on_a_capital_is_bilingual(code: str) -> None:
    assert languages(STATES, entity("state", code), expand("rdfs:comment")) == ["en", "fr"]


@pytest.mark.parametrize("city", of_class(STATES, dd("City")), ids=lambda city: city.value.rsplit("/", 1)[1])
def test_city_is_complete(city: NamedNode) -> None:
    (latitude,) = values(STATES, city, expand("geo:lat"))
    (longitude,) = values(STATES, city, expand("geo:long"))
    assert {latitude.datatype, longitude.datatype} == {expand("xsd:decimal")}
    assert abs(float(latitude.value)) <= 90
    assert abs(float(longitude.value)) <= 180
    assert len(values(STATES, city, expand("dcterms:source"))) == 1
    assert languages(STATES, city, RDFS_LABEL) in (["en"], sorted(LANGUAGES))


@pytest.mark.parametrize(("slug", "latitude", "longitude", "language", "name"), CAPITALS)
def test_capital_lies_where_it_should(slug: str, latitude: float, longitude: float, language: str, name: str) -> None:
    place = entity("place", slug)
    (north,) = values(STATES, place, expand("geo:lat"))
    (east,) = values(STATES, place, expand("geo:long"))
    assert float(north.value) == pytest.approx(latitude, abs=0.05)
    assert float(east.value) == pytest.approx(longitude, abs=0.05)
    assert Literal(name, language=language) in values(STATES, place, RDFS_LABEL)


def test_our_names_of_capitals_are_known_to_geonames() -> None:
    unknown = {
        (code, language)
        for code, names in reference._capital_names().items()
        for language, name in names.items()
        if fold(name) not in folded_names(reference._capital(code))
    }
    assert unknown == NOT_IN_GEONAMES


def test_capitals_of_one_name_get_the_code_of_their_state() -> None:
    slugs = reference._distinct_slugs({"GUY": "Georgetown", "AAA": "Georgetown", "JPN": "Tokyo"})
    assert slugs == {"GUY": "georgetown-guy", "AAA": "georgetown-aaa", "JPN": "tokyo"}


@pytest.mark.parametrize(
    "table", ["STATE_NAMES", "OTHER_NAMES", "CAPITALS", "CAPITAL_REMARKS", "_formal_names", "_capital_names"]
)
def test_tables_name_only_states(table: str) -> None:
    rows = getattr(reference, table)
    assert set(rows() if callable(rows) else rows) <= set(reference.region_of_state())


def test_regions_form_one_tree() -> None:
    concepts = of_class(REGIONS, expand("skos:Concept"))
    assert len(concepts) == 30
    world = entity("region", "world")
    for region in concepts:
        path = [region]
        while path[-1] != world:
            (wider,) = values(REGIONS, path[-1], expand("skos:broader"))
            assert wider not in path
            path.append(wider)
        assert len(path) <= 4
    assert values(REGIONS, reference.SCHEME, expand("skos:hasTopConcept")) == [world]


@pytest.mark.parametrize("region", of_class(REGIONS, expand("skos:Concept")), ids=lambda region: region.value)
def test_region_is_complete(region: NamedNode) -> None:
    (code,) = values(REGIONS, region, NOTATION)
    assert len(code.value) == 3
    assert values(REGIONS, region, expand("skos:inScheme")) == [reference.SCHEME]
    assert languages(REGIONS, region, RDFS_LABEL) == sorted(LANGUAGES)
    assert values(REGIONS, region, PREF_LABEL) == values(REGIONS, region, RDFS_LABEL)


def test_states_stand_in_the_narrowest_region() -> None:
    wider = {quad.object for quad in REGIONS if quad.predicate == expand("skos:broader")}
    assert not wider & {quad.object for quad in STATES if quad.predicate == dd("inRegion")}
