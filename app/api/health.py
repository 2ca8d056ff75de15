"""Whether the service answers: a real query through a worker, with a short deadline."""

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from app.api.resources import READ
from app.api.service import Current
from app.engine.failures import EngineError
from app.engine.interface import HOUSE
from app.engine.wire import Question

router = APIRouter()

PROBE = Question("ASK { ?s ?p ?o }")


@router.api_route("/healthz", methods=READ, summary="Health")
async def healthz(service: Current) -> Response:
    """Answer 200 when a worker answers in time, else 503."""
    try:
        await service.engine.answer(PROBE, lane=HOUSE, seconds=service.settings.health_seconds)
        status, word = 200, "ok"
    except EngineError as error:
        status, word = 503, error.title
    body = orjson.dumps({"status": word, "version": service.release.version})
    return Response(body, status, {"Content-Type": "application/json", "Cache-Control": "no-store"})
