"""A crawler that starts at the address of the service finds every entity, by the sitemap and by links alone."""

import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from app.namespaces import BASE, KINDS
from tests.linked.reading import entities


def test_the_sitemap_lists_every_entity(web: httpx.Client, built: Path) -> None:
    (address,) = re.findall(r"^Sitemap: (\S+)$", web.get("/robots.txt").text, re.MULTILINE)
    parts = re.findall(r"<loc>(.*?)</loc>", web.get(address).text)
    found = {
        unquote(urlsplit(loc).path) for part in parts for loc in re.findall("<loc>(.*?)</loc>", web.get(part).text)
    }
    wanted = {"/" + iri.removeprefix(BASE).replace("id/", "doc/", 1) for iri in entities(built)}
    assert found == wanted | {"/", "/ontology", "/dataset", "/docs"}


def test_links_lead_to_every_entity(web: httpx.Client, built: Path) -> None:
    headers = {"Accept": "text/html"}
    todo, seen = ["/"], set()
    lists = tuple(f"/id/{kind}" for kind in KINDS)
    while todo:
        path = todo.pop()
        page = web.get(path, headers=headers, follow_redirects=True).text
        for link in re.findall(r'<a [^>]*href="([^"#]+)', page):
            target = urljoin(path, link.replace("&amp;", "&"))
            if target.startswith("/id/") and target not in seen:
                seen.add(target)
                if target.partition("?")[0] in lists:
                    todo.append(target)
    assert {"/" + iri.removeprefix(BASE) for iri in entities(built)} <= seen


def test_lists_are_data_too(web: httpx.Client) -> None:
    answer = web.get("/id/span", headers={"Accept": "application/n-triples"})
    assert 'rel="next"' in answer.headers["link"] and answer.text.count("#member> ") == 500
    assert web.get("/id/nothing").status_code == 404
