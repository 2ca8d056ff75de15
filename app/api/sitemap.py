"""What crawlers start from: robots.txt, a sitemap in parts, and a list of the resources of every kind."""

from urllib.parse import quote
from xml.sax.saxutils import escape

import orjson
from fastapi import APIRouter, Request
from pyoxigraph import Literal, NamedNode, Triple
from starlette.responses import Response

from app.api.describing import LICENSE, NEXT, read_mark, read_triples
from app.api.failures import NotFound
from app.api.methods import READ
from app.api.negotiation import HTML, choose, languages
from app.api.pages import SAFETY, local_address, page
from app.api.representation import represent
from app.api.resources import FORMATS, VARY, write
from app.api.service import Current, Service
from app.api.signposting import links_of_whole
from app.api.views import Builder, Value
from app.namespaces import ID, KINDS, RDF_TYPE, RDFS_LABEL, expand, shorten

router = APIRouter()

MEMBERS = 500
"""Resources on one page of a list; ``members.rq`` asks for one more."""

PART = 50_000
"""Addresses in one part of the sitemap, the most that the format allows; ``addresses.rq`` asks for as many."""

XML = "application/xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@router.api_route("/robots.txt", methods=READ, summary="What crawlers may read, and where they begin")
async def robots(request: Request, service: Current) -> Response:
    """Answer that everything but queries may be crawled, and where the sitemap is."""
    base = service.base_url(request)
    text = f"User-agent: *\nDisallow: /sparql?\n\nSitemap: {base}/sitemap.xml\n"
    return await represent(request, service, text.encode(), "text/plain")


@router.api_route("/sitemap.xml", methods=READ, summary="The parts of the sitemap")
async def index(request: Request, service: Current) -> Response:
    """Answer the index of the sitemap: one part for each 50,000 resources."""
    base, day = service.base_url(request), service.release.modified
    numbers = range(1, len(await parts(service)) + 1)
    items = [f"<sitemap><loc>{base}/sitemap/{n}.xml</loc><lastmod>{day}</lastmod></sitemap>" for n in numbers]
    body = f"{HEAD}<sitemapindex {XMLNS}>\n" + "\n".join(items) + "\n</sitemapindex>\n"
    return await represent(request, service, body.encode(), XML, headers=dated(service))


@router.api_route("/sitemap/{number}.xml", methods=READ, summary="One part of the sitemap")
async def part(request: Request, service: Current, number: int) -> Response:
    """Answer the addresses of up to 50,000 documents; the first part begins with the pages about the whole."""
    base, day, all_parts = service.base_url(request), service.release.modified, await parts(service)
    if not 1 <= number <= len(all_parts):
        raise NotFound(f"The sitemap has no part {number}.")
    paths = ["/", "/ontology", "/dataset", "/docs"] if number == 1 else []
    paths += [quote(local_address(iri).replace("/id/", "/doc/", 1)) for iri in all_parts[number - 1]]
    items = [f"<url><loc>{escape(base + path)}</loc><lastmod>{day}</lastmod></url>" for path in paths]
    body = f"{HEAD}<urlset {XMLNS}>\n" + "\n".join(items) + "\n</urlset>\n"
    return await represent(request, service, body.encode(), XML, headers=dated(service))


async def parts(service: Service) -> list[list[str]]:
    """Return the IRIs of all resources in parts of 50,000; counted once for a release."""
    if (kept := service.sitemap) is None:
        kept, after = [], ""
        while True:
            answer = await service.ask_house("addresses", after=str(Literal(after)))
            rows = orjson.loads(answer.body)["results"]["bindings"]
            kept.append([row["entity"]["value"] for row in rows])
            if len(rows) < PART:
                break
            after = kept[-1][-1]
        service.sitemap = kept
    return kept


def dated(service: Service) -> dict[str, str]:
    """Return the header that tells when the data last changed."""
    return {"Last-Modified": service.release.last_modified}


async def kinds(service: Service) -> dict[str, int]:
    """Return how many resources there are of each kind."""
    answer = await service.ask_house("kinds")
    rows = orjson.loads(answer.body)["results"]["bindings"]
    return {row["kind"]["value"]: int(row["entities"]["value"]) for row in rows}


@router.api_route("/id/{kind}", methods=READ, summary="Every resource of a kind")
async def members(request: Request, service: Current, kind: str, after: str | None = None) -> Response:
    """Answer the resources of one kind with their labels, a page at a time."""
    if kind not in KINDS:
        raise NotFound(f"There is no kind of thing called {kind!r}.")
    format, media_type = choose(request, FORMATS)
    prefix, mark = str(Literal(f"{ID}{kind}/")), str(Literal(read_mark(after)))
    answer = await service.ask_house("members", prefix=prefix, after=mark)
    triples = read_triples(b"\n".join(sorted(answer.body.splitlines())))
    here = NamedNode(f"{ID}{kind}")
    found = sorted({triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)})
    shown, more = found[:MEMBERS], len(found) > MEMBERS
    beyond = {NamedNode(iri) for iri in found[MEMBERS:]}
    triples = [triple for triple in triples if triple.subject not in beyond]
    headers = {"Vary": VARY} | dated(service)
    following = f"/id/{kind}?after={quote(shorten(shown[-1]), safe=':')}" if more else None
    headers["Link"] = links_of_whole(here.value, f"/id/{kind}", "/dataset")
    if following:
        headers["Link"] += f', <{following}>; rel="next"'
    if format is HTML:
        liked = languages(request.headers.getlist("accept-language"))
        builder = Builder(triples, liked)
        rows = [Value(builder.label(NamedNode(iri)), iri) for iri in shown]
        body = page(service.templates, "members.html", kind=kind, members=rows, next=following, path=f"/id/{kind}")
        return await represent(request, service, body, media_type, headers=headers | SAFETY)
    triples = about_list(here, kind, shown, NamedNode(f"{ID}{following[4:]}") if following else None) + triples
    return await represent(
        request, service, await write(service, request, triples, format), media_type, headers=headers
    )


def about_list(here: NamedNode, kind: str, iris: list[str], following: NamedNode | None) -> list[Triple]:
    """Return what a list says of itself and its members."""
    facts = [
        Triple(here, RDF_TYPE, expand("void:Dataset")),
        Triple(here, RDFS_LABEL, Literal(f"Every resource of the kind {kind}", language="en")),
        Triple(here, expand("dcterms:license"), LICENSE),
        Triple(here, expand("void:uriSpace"), Literal(f"{here.value}/")),
        *(Triple(here, expand("rdfs:member"), NamedNode(iri)) for iri in iris),
    ]
    return facts if following is None else [*facts, Triple(here, NEXT, following)]
