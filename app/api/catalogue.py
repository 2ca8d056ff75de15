"""The stored queries that the service itself uses: its own tools, and the three on the start page."""

from pathlib import Path

from app.queries import THEMES, Query, read_query

OWN = "describe"
"""The folder of queries by which the service describes resources, graphs and itself."""

SHOWN = 3
"""Queries on the start page: enough to see the kinds of question, few enough to read."""


class Catalogue:
    """The queries below one folder: the service's own are read at once, others when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = {path.stem: read_query(path).text for path in sorted((folder / OWN).glob("*.rq"))}

    def own(self, name: str) -> str:
        """Return the text of one of the service's own queries; raises KeyError when there is none."""
        return self._own[name]

    def front(self, chosen: tuple[str, ...]) -> list[Query]:
        """Return the chosen queries (theme/name), or the first of each of the first themes when none is chosen."""
        if chosen:
            return [read_query(self._folder / f"{path}.rq") for path in chosen]
        by_theme = (sorted((self._folder / theme).glob("*.rq")) for theme in THEMES)
        return [read_query(paths[0]) for paths in by_theme if paths][:SHOWN]
