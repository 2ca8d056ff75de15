"""The functions that the service description names are those that the engine has, no more and no fewer."""

import pytest
from pyoxigraph import Store

from app.engine.functions import EXTENSIONS, GEOSPARQL

OTHERS = (
    "asDGGS asGML asKML asWKT boundary boundingCircle buffer concaveHull geometryN geometryType is3D isMeasured "
    "maxX maxY maxZ metricArea metricBuffer metricDistance metricLength metricPerimeter minX minY minZ numGeometries "
    "transform"
).split()
"""The rest of GeoSPARQL 1.1."""

CALL = 'SELECT (<{}>("POINT(0 0)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>) AS ?x) {{}}'


@pytest.mark.parametrize("function", EXTENSIONS)
def test_what_is_named_is_known(function: str) -> None:
    assert len(list(Store().query(CALL.format(function)))) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_named_is_unknown(name: str) -> None:
    with pytest.raises(RuntimeError, match="not supported"):
        list(Store().query(CALL.format(GEOSPARQL + name)))  # type: ignore[arg-type]
