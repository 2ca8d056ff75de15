"""The dataset in the words of schema.org, as search engines for data sets read it from the start page."""

from typing import Any

import orjson
from pyoxigraph import Literal, NamedNode, Triple

from app.api.describing import LICENSE, read_triples
from app.api.service import Service
from app.namespaces import BASE, DATASET_GRAPH, expand

DATASET = NamedNode(BASE + "dataset")
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
"""What must not stand in a script element as it is, so that no text can end it."""


async def markup(service: Service, base: str) -> str:
    """Return the dataset's JSON-LD, safe inside a script element."""
    answer = await service.ask_house("content", graph=str(DATASET_GRAPH))
    text = orjson.dumps(schema_org(service, read_triples(answer.body), base)).decode()
    return "".join(UNSAFE.get(letter, letter) for letter in text)


def schema_org(service: Service, triples: list[Triple], base: str) -> dict[str, Any]:
    """Return the dataset as schema.org tells it: name, licence, version, size, and every file that can be had."""
    own = [triple for triple in triples if triple.subject == DATASET]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET.value,
        "url": f"{base}/",
        "sameAs": DATASET.value,
        "name": words(own, "dcterms:title") or "digdip",
        "description": words(own, "dcterms:description") or "The knowledge graph of digital diplomacy",
        "keywords": [word.value for word in literals(own, "dcat:keyword")],
        "license": LICENSE.value,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": words(own, "dcterms:creator") or "The digdip contributors"},
        "version": service.release.version,
        "dateModified": service.release.modified,
        "includedInDataCatalog": {"@type": "DataCatalog", "name": "digdip", "url": f"{base}/dataset"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "contentUrl": f"{base}/data/{file.name}",
                "encodingFormat": file.media_type,
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for file in service.release.dumps
        ],
    }


def words(triples: list[Triple], name: str) -> str | None:
    """Return the English text of a property, else any, None where there is none."""
    found = {word.language: word.value for word in literals(triples, name)}
    return found.get("en") or next(iter(found.values()), None)


def literals(triples: list[Triple], name: str) -> list[Literal]:
    """Return the literals of a property."""
    return [t.object for t in triples if t.predicate == expand(name) and isinstance(t.object, Literal)]
