"""`/__admin/scenarios`: what the mock is told to do instead of the usual."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse

from mock_server.control import models
from mock_server.control.errors import Refused
from mock_server.service import Service


def scenarios_router(service: Service) -> APIRouter:
    """Return the routes that show, add, move and remove scenarios."""
    router = APIRouter(prefix="/scenarios", tags=["scenarios"])
    scenarios = service.scenarios

    @router.get("", summary="List the scenarios with their states")
    async def show() -> JSONResponse:
        return JSONResponse({"scenarios": await scenarios.overview()})

    @router.get("/ready-made", summary="List the scenarios that ship: POST a name to put one in")
    async def ready_made() -> JSONResponse:
        return JSONResponse({"scenarios": scenarios.ready_made()})

    @router.post("", status_code=201, summary="Put a scenario in, or a ready-made one by its name")
    async def add(document: Annotated[Any, Body()]) -> models.Said:
        if not isinstance(document, dict | str):
            raise Refused(422, "the body is a scenario, or the name of one that ships, as JSON")
        await scenarios.add(document)
        name = document if isinstance(document, str) else document["name"]
        return models.Said(says=f"scenario {name!r} is in, before all others")

    @router.post("/reset", summary="Bring all scenarios into their first state, and count their calls anew")
    async def reset() -> models.Said:
        await scenarios.reset_states()
        return models.Said(says="all scenarios begin anew")

    @router.put("/{name}/state", summary="Bring a scenario into a state; without one, into the first")
    async def move(name: str, wanted: models.ScenarioState | None = None) -> models.Said:
        state = (wanted or models.ScenarioState()).state
        await scenarios.set_state(name, state)
        return models.Said(says=f"scenario {name!r} is in state {state!r}")

    @router.delete("/{name}", status_code=204, summary="Remove a scenario")
    async def remove(name: str) -> None:
        await scenarios.remove(name)

    return router
