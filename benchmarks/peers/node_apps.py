"""Contestants from npm: general mock servers, each set up for this API as its users would.

A photo gets the mock's own body, kept as it is: no templates. All of the configuration is made anew for each run.
"""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path
from typing import Any

from measuring.contestant import Contestant

from livephoto.contract.openapi import openapi_document
from peers.kit import AbsentError, Kit

_JVM_WARM_UP = 8
"""Seconds that the compiler of a Java machine is given."""


def prism(kit: Kit) -> Contestant:
    """Return Prism: the edition's OpenAPI document, with the mock's success as the example. Raises AbsentError."""
    program, version = _installed(kit.home, "@stoplight/prism-cli", "prism")
    document = openapi_document(kit.edition)
    responses = document["paths"][kit.edition.request.path]["post"]["responses"]
    responses["200"]["content"]["application/json"]["examples"] = {
        "live_photo": {"value": json.loads(kit.success.body)}
    }
    file = _write(kit.folder / "prism.json", document)
    return Contestant("Prism", lambda port: [program, "mock", "--port", str(port), file], version, exact=False)


def mockoon(kit: Kit) -> Contestant:
    """Return Mockoon: one route, refusals by rules on the file and the key. Raises AbsentError."""
    program, version = _installed(kit.home, "@mockoon/cli", "mockoon-cli")
    file = _write(kit.folder / "mockoon.json", _mockoon_environment(kit))
    options = ["start", "--data", file, "--repair", "--disable-log-to-file", "--port"]
    return Contestant("Mockoon", lambda port: [program, *options, str(port)], version, exact=False)


def wiremock(kit: Kit) -> Contestant:
    """Return WireMock: a mapping for a form with a file, one for the rest, no journal. Raises AbsentError."""
    program, version = _installed(kit.home, "wiremock", "wiremock")
    if shutil.which("java") is None:
        raise AbsentError("WireMock needs java, 17 or newer")
    root = kit.folder / "wiremock"
    for name in ("mappings", "__files"):
        (root / name).mkdir(parents=True, exist_ok=True)
    _write(root / "mappings" / "live-photo.json", {"mappings": _wiremock_mappings(kit)})
    (root / "__files" / "success.json").write_bytes(kit.success.body)
    options = ["--root-dir", str(root), "--no-request-journal", "--disable-banner", "--port"]
    return Contestant(
        "WireMock", lambda port: [program, *options, str(port)], version, warm_up=_JVM_WARM_UP, exact=False
    )


def _installed(home: Path, package: str, command: str) -> tuple[str, str]:
    program, about = home / "node_modules" / ".bin" / command, home / "node_modules" / package / "package.json"
    if not program.exists():
        raise AbsentError(f"not installed: npm install --prefix {home} {package}")
    return str(program), json.loads(about.read_text())["version"]


def _mockoon_environment(kit: Kit) -> dict[str, Any]:
    file = {"target": "body", "modifier": kit.edition.request.image_field.name, "operator": "null"}
    key = {"target": "header", "modifier": kit.edition.request.key_header, "operator": "null"}
    route = {
        "uuid": str(uuid.uuid4()),
        "type": "http",
        "method": "post",
        "endpoint": kit.edition.request.path.lstrip("/"),
        "responses": [
            _mockoon_response(401, kit.refusal.body, key),
            _mockoon_response(kit.refusal.status, kit.refusal.body, file),
            _mockoon_response(200, kit.success.body, None),
        ],
    }
    return {
        "uuid": str(uuid.uuid4()),
        "name": "live photos",
        "routes": [route],
        "rootChildren": [{"type": "route", "uuid": route["uuid"]}],
    }


def _mockoon_response(status: int, body: bytes, rule: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "uuid": str(uuid.uuid4()),
        "statusCode": status,
        "body": body.decode(),
        "headers": [{"key": "content-type", "value": "application/json"}],
        "disableTemplating": True,
        "default": rule is None,
        "rules": [{**rule, "value": "", "invert": False}] if rule else [],
        "rulesOperator": "OR",
    }


def _wiremock_mappings(kit: Kit) -> list[dict[str, Any]]:
    request = {"method": "POST", "urlPath": kit.edition.request.path}
    file = {
        "matchingType": "ANY",
        "headers": {"Content-Disposition": {"contains": f'name="{kit.edition.request.image_field.name}"'}},
    }
    key = {kit.edition.request.key_header: {"matches": ".+"}}
    as_json = {"Content-Type": "application/json"}
    success = {"status": 200, "headers": as_json, "bodyFileName": "success.json"}
    refusal = {"status": kit.refusal.status, "headers": as_json, "body": kit.refusal.body.decode()}
    return [
        {"priority": 1, "request": {**request, "headers": key, "multipartPatterns": [file]}, "response": success},
        {"priority": 2, "request": {**request, "headers": key}, "response": refusal},
        {"priority": 3, "request": request, "response": {**refusal, "status": 401}},
    ]


def _write(file: Path, value: object) -> str:
    file.write_text(json.dumps(value))
    return str(file)
