"""Functions that the engine knows beyond SPARQL 1.1: those of GeoSPARQL. A test holds the list to the engine."""

GEOSPARQL = "http://www.opengis.net/def/function/geosparql/"

EXTENSIONS = tuple(
    GEOSPARQL + name
    for name in (
        "area asGeoJSON centroid convexHull coordinateDimension difference dimension distance ehContains ehCoveredBy "
        "ehCovers ehDisjoint ehEquals ehInside ehMeet ehOverlap envelope getSRID intersection isEmpty isSimple length "
        "perimeter rcc8dc rcc8ec rcc8eq rcc8ntpp rcc8ntppi rcc8po rcc8tpp rcc8tppi relate sfContains sfCrosses "
        "sfDisjoint sfEquals sfIntersects sfOverlaps sfTouches sfWithin spatialDimension symDifference union"
    ).split()
)
