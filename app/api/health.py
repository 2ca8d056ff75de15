"""Whether the service answers: a real query through a worker, with a short deadline."""

import asyncio

import orjson
from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from app.api.generations import Generations
from app.api.methods import READ
from app.api.service import Current, Service
from app.engine.failures import EngineError
from app.engine.interface import HOUSE
from app.engine.wire import Question

router = APIRouter()

PROBE = Question("ASK { ?s ?p ?o }")


@router.api_route("/readyz", methods=READ, summary="Readiness")
async def readyz(request: Request, service: Current) -> Response:
    """Answer 200 when queries are welcome, else 503, with the version, and why a newer release was refused."""
    generations: Generations = request.app.state.generations
    content = await probe(service)
    if generations.stopping:
        content["status"] = "stopping"
    if generations.refused:
        content["refused"] = generations.refused
    return told(content)


@router.api_route("/metrics", methods=READ, summary="Figures for Prometheus", include_in_schema=False)
async def metrics(service: Current) -> Response:
    """Answer what the service counts of itself."""
    body = await asyncio.to_thread(service.metrics.render)
    return Response(body, headers={"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_LATEST})


@router.api_route("/healthz", methods=READ, summary="Health")
async def healthz(service: Current) -> Response:
    """Answer 200 when a worker answers in time, else 503."""
    return told(await probe(service))


async def probe(service: Service) -> dict[str, str]:
    """Return the service's state in a word, with the version that it serves."""
    try:
        async with asyncio.timeout(service.settings.health_seconds):
            await service.engine.answer(PROBE, lane=HOUSE)
        word = "ok"
    except TimeoutError:
        word = "no worker answered in time"
    except EngineError as error:
        word = error.title
    return {"status": word, "version": service.release.version}


def told(content: dict[str, str]) -> Response:
    """Return the answer for a state."""
    status = 200 if content["status"] == "ok" else 503
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Response(orjson.dumps(content), status, headers)
