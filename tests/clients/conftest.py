"""One live server for real clients, none of them changed or told anything that their manuals do not say."""

from collections.abc import Iterator

import pytest

from tests.protocol.live import Live, build, running

JAPAN = "https://w3id.org/digdip/id/state/JPN"
LABELS = f"""\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?label {{ <{JAPAN}> rdfs:label ?label }} ORDER BY LANG(?label)
"""
NAMES = {"ar": "اليابان", "en": "Japan", "fr": "Japon"}


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(release=build(tmp_path_factory.mktemp("clients")), workers=2) as service:
        yield service


@pytest.fixture(scope="session")
def endpoint(live: Live) -> str:
    return f"{live.address}/sparql"
