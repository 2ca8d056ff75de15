"""schemathesis: requests made from the service's own description, sensible and not, never break it."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error

from tests.protocol.live import Live

ENDPOINT = {("get", "/sparql"), ("post", "/sparql")}


@pytest.fixture(scope="module")
def schema(live: Live) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{live.address}/openapi.json")


def test_no_request_breaks_the_service(schema: schemathesis.BaseSchema) -> None:
    seen = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        seen.add((operation.method.lower(), operation.path))
        bombard(operation)
    assert seen >= ENDPOINT and len(seen) > 15


def bombard(operation: schemathesis.APIOperation) -> None:
    """Send an operation a few requests, the same ones each time."""

    @settings(
        derandomize=True,
        max_examples=8,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: schemathesis.Case) -> None:
        response = case.call()
        case.validate_response(response, checks=[not_a_server_error])
        assert response.headers["access-control-allow-origin"] == ["*"]
        if response.status_code >= 400 and operation.method.upper() != "HEAD":
            assert response.headers["content-type"][0].startswith(("application/problem+json", "text/html"))

    send()
