"""pandas: a shared link is a data frame."""

from urllib.parse import urlencode

import pandas as pd

from tests.clients.conftest import LABELS, NAMES


def read(endpoint: str, query: str, **parameters: str) -> pd.DataFrame:
    return pd.read_csv(f"{endpoint}?{urlencode({'query': query, 'format': 'csv'} | parameters)}")


def test_text(endpoint: str) -> None:
    frame = read(endpoint, LABELS)
    assert list(frame.columns) == ["label"] and set(frame["label"]) == set(NAMES.values())


def test_numbers_dates_and_gaps(endpoint: str) -> None:
    values = '(1 "a,b" "2024-05-21"^^<http://www.w3.org/2001/XMLSchema#date>) (2.5 "say \\"x\\"\\nhere" UNDEF)'
    frame = read(endpoint, f"SELECT * {{ VALUES (?number ?text ?date) {{ {values} }} }} ORDER BY ?number")
    assert frame["number"].dtype == float and list(frame["number"]) == [1.0, 2.5]
    assert list(frame["text"]) == ["a,b", 'say "x"\nhere']
    assert pd.to_datetime(frame["date"]).iloc[0] == pd.Timestamp("2024-05-21")
    assert frame["date"].isna().tolist() == [False, True]


def test_bound_parameters(endpoint: str) -> None:
    query = "SELECT ?s { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?name }"
    assert len(read(endpoint, query, **{"$name": '"Japon"@fr'})) == 1
    assert len(read(endpoint, query, **{"$name": '"Japon"@en'})) == 0
