"""The stored queries that the service itself uses: its own tools, and the three on the start page."""

from pathlib import Path

from app.queries import THEMES, Query, read_query

OWN = ("describe", "service")
"""The folders of queries by which the service describes resources, and itself."""

ANY = "resource"
"""The query that describes what no other names in its header."""

SHOWN = 3
"""Queries on the start page: enough to see the kinds of question, few enough to read."""


class Catalogue:
    """The queries below one folder: the service's own are read at once, others when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        paths = [path for name in OWN for path in sorted((folder / name).glob("*.rq"))]
        queries = [read_query(path) for path in paths]
        self._own = {query.name: query.text for query in queries}
        self._by_kind = {kind: query.name for query in queries for kind in query.header.get("kinds", ())}

    def own(self, name: str) -> str:
        """Return the text of one of the service's own queries; raises KeyError when there is none."""
        return self._own[name]

    def describing(self, kind: str) -> str:
        """Return the name of the query that describes resources of a kind: its header names the kind."""
        return self._by_kind.get(kind, ANY)

    def themes(self) -> dict[str, list[Query]]:
        """Return every question for researchers, by theme, in the order in which people read them."""
        questions = {theme: sorted((self._folder / theme).glob("*.rq")) for theme in THEMES}
        return {theme: [read_query(path) for path in paths] for theme, paths in questions.items() if paths}

    def front(self, chosen: tuple[str, ...]) -> list[Query]:
        """Return the chosen queries (theme/name), or the first of each of the first themes when none is chosen."""
        if chosen:
            return [read_query(self._folder / f"{path}.rq") for path in chosen]
        by_theme = (sorted((self._folder / theme).glob("*.rq")) for theme in THEMES)
        return [read_query(paths[0]) for paths in by_theme if paths][:SHOWN]
