"""Which methods an address knows, told the same by OPTIONS, to browsers of other sites, and by 405 (RFC 9110)."""

READ = ["GET", "HEAD"]
ENDPOINT = "/sparql"
QUERYING = frozenset({"GET", "HEAD", "POST", "QUERY"})


def allowed(path: str) -> str:
    """Return the value of Allow for a path; all but the endpoint is there to be read.

    >>> allowed("/doc/state/JPN"), allowed("/sparql")
    ('GET, HEAD, OPTIONS', 'GET, HEAD, OPTIONS, POST, QUERY')
    """
    return ", ".join(sorted({*(QUERYING if path == ENDPOINT else READ), "OPTIONS"}))
