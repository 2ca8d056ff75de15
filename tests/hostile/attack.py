"""What an attacker sends, and what a bystander sees meanwhile."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.protocol.live import Live

LIMIT = 0.7
"""Seconds that the attacked server gives a query."""

DEEP = 5_000
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
RIGHT = 'SELECT ?s { ?s <http://www.w3.org/2000/01/rdf-schema#label> "Japan"@en }'
JAPAN = "https://w3id.org/digdip/id/state/JPN"
DOUBLINGS = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
NUMBERS = " ".join(map(str, range(2_000)))
CROSS = " ".join(f"VALUES ?{name} {{ {NUMBERS} }}" for name in "abcd")

NESTED = {
    "braces": "ASK " + "{" * DEEP + "}" * DEEP,
    "groups": "ASK { " + "{ ?s ?p ?o } UNION { " * DEEP + "}" * DEEP + " }",
    "parentheses": "ASK { FILTER(" + "(" * DEEP + "1" + ")" * DEEP + ") }",
    "if": "SELECT (" + "IF(true, " * DEEP + "1" + ", 2)" * DEEP + " AS ?x) {}",
    "concat": "SELECT (" + "CONCAT(" * DEEP + "'a'" + ")" * DEEP + " AS ?x) {}",
    "exists": "ASK { " + "FILTER EXISTS { " * DEEP + "}" * DEEP + " }",
    "optional": "ASK { " + "OPTIONAL { " * DEEP + "}" * DEEP + " }",
    "optionals in a row": "ASK { " + "OPTIONAL { ?s ?p ?o } " * DEEP + " }",
    "subqueries": "ASK { " + "{ SELECT * { " * DEEP + "} }" * DEEP + " }",
    "blank nodes": "ASK { ?s ?p " + "[ ?p " * DEEP + "1" + " ]" * DEEP + " }",
    "collections": "ASK { ?s ?p " + "( " * DEEP + ")" * DEEP + " }",
    "paths": "ASK { ?s " + "(" * DEEP + "<urn:p>" + ")*" * DEEP + " ?o }",
    "path steps": "ASK { ?s <urn:p>" + "/<urn:p>" * DEEP + " ?o }",
    "inverse steps": "ASK { ?s " + "^(" * DEEP + "<urn:p>" + ")" * DEEP + " ?o }",
    "additions": "ASK { FILTER(1" + "+1" * DEEP + ") }",
    "negations": "ASK { FILTER(" + "!" * DEEP + "true) }",
    "minus signs": "ASK { FILTER(" + "- " * DEEP + "1) }",
    "patterns": "ASK { " + "?s ?p ?o . " * DEEP + "}",
    "quoted triples": "ASK { " + "<< " * DEEP + "?s ?p ?o" + " >>" * DEEP + " ?p ?o }",
    "unclosed": "ASK { " + "{ ( [ " * DEEP,
    "unopened": "ASK { " + "} ) ] " * DEEP,
}
"""Each makes an unguarded engine overflow its stack, or plan for minutes. All must end at once."""

EXPENSIVE = {
    "doublings": f'SELECT ?x40 {{ BIND("aaaaaaaaaa" AS ?x0) {DOUBLINGS} }}',
    "doublings by replacing": 'SELECT ?y { BIND("' + "a" * 20_000 + '" AS ?x) '
    'BIND(REPLACE(?x, "a", ?x) AS ?y) BIND(REPLACE(?y, "a", ?x) AS ?z) FILTER(STRLEN(?z) = 1) }',
    "group_concat of a product": "SELECT (GROUP_CONCAT(CONCAT(STR(?o), STR(?r))) AS ?x) "
    "{ ?s ?p ?o . ?q ?t ?r . ?u ?v ?w }",
    "distinct product": "SELECT (COUNT(DISTINCT CONCAT(STR(?a), '-', STR(?b), '-', STR(?c))) AS ?n) { " + CROSS + " }",
    "sorted product": "SELECT ?a { " + CROSS + " } ORDER BY DESC(?a + ?b + ?c + ?d) LIMIT 1",
    "grouped product": "SELECT ?s ?t (COUNT(*) AS ?n) { ?s ?p ?o . ?t ?q ?r . ?u ?v ?w } GROUP BY ?s ?t ?w",
    "counted product": ENDLESS,
    "counted values": "SELECT (COUNT(*) AS ?n) { " + CROSS + " }",
    "product that finds nothing": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?a), "
    "STR(?d), STR(?g))) < 3) }",
    "endless minus": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?x ?y . ?d ?z ?w . ?v ?t ?y } }",
    "any path from anywhere": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:none>|^!<urn:none>)* ?b . ?c "
    "(!<urn:none>|^!<urn:none>)* ?d . "
    "?e (!<urn:x>)* ?f }",
    "path inside a path": "SELECT (COUNT(*) AS ?n) { ?a (((!<urn:n>|^!<urn:n>)+/(!<urn:n>)*)+)* ?b . "
    "?c (!<urn:n>|^!<urn:n>)* "
    "?d . ?e ?f ?g }",
    "regular expression over a product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i "
    "FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "
    '"^(([a-z0-9]+)+)+$")) }',
    "exists over a product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?x ?y ?z FILTER(?z = "
    "CONCAT(STR(?c), STR(?f))) } }",
}
"""Each would run for hours or fill the machine's memory. All must end within the limit, as 503."""

PATTERNS = {
    "nested repetition": "^(a+)+$",
    "alternation of the same": "^(a|aa)+$",
    "huge counts": "((a{1,300}){1,300}){1,300}",
    "deep groups": "(" * 3_000 + "a" + ")" * 3_000,
    "classes": r"(\\p{L}{1,200}){1,200}(\\w{1,500}){1,100}",
}


def assert_well(live: Live, seconds: float = 10.0) -> None:
    """Fail unless the server gives the one right answer, and says it is healthy, soon."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            health = httpx.get(f"{live.address}/healthz", timeout=5).status_code
            answer = httpx.get(f"{live.address}/sparql", params={"query": f"{RIGHT} # {time.time()}"}, timeout=5)
            if health == 200 and answer.status_code == 200:
                break
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "the server did not recover"
        time.sleep(0.1)
    (row,) = answer.json()["results"]["bindings"]
    assert row == {"s": {"type": "uri", "value": JAPAN}}


@contextmanager
def silent_listener() -> Iterator[str]:
    """Yield the address of a server on loopback that must hear nothing until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        try:
            listener.accept()[0].close()
        except TimeoutError:
            return
        raise AssertionError("the service opened a connection to the outside")


def connect(live: Live) -> socket.socket:
    """Return a raw connection to the server."""
    return socket.create_connection(live.host_and_port, timeout=10)
