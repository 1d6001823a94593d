from __future__ import annotations

import subprocess
import sys

import pytest

import livephoto

FACE = {
    "ApiError",
    "AsyncClient",
    "BrokenAnswer",
    "Client",
    "CreditPool",
    "Credits",
    "EndpointRetired",
    "LivePhoto",
    "LivePhotoError",
    "LivePhotoType",
    "NotAuthorised",
    "NotSaved",
    "OutOfCredits",
    "Retry",
    "ServiceTrouble",
    "SettingsError",
    "SlowDown",
    "TransportTrouble",
    "WrongImage",
    "WrongRequest",
    "__version__",
}


def printed_by(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_face_is_exactly_this() -> None:
    assert set(livephoto.__all__) == FACE
    assert all(getattr(livephoto, name) for name in FACE)


def test_nothing_else_is_given() -> None:
    with pytest.raises(AttributeError, match="nothing_else"):
        livephoto.nothing_else  # noqa: B018


@pytest.mark.parametrize("act", ["import livephoto", "import livephoto.contract"])
def test_importing_it_loads_nothing_heavy(act: str) -> None:
    heavy = ["httpx", "fastapi", "pydantic", "numpy", "PIL", "typer", "rich", "click", "mock_server", "contract_tests"]
    code = f"import sys\n{act}\nprint([name for name in {heavy} if name in sys.modules])"
    assert printed_by(code) == "[]\n"


def test_the_client_needs_httpx_and_nothing_of_the_extras() -> None:
    code = (
        "import sys\n"
        "for name in ('pybase64', 'fastapi', 'pydantic', 'numpy', 'PIL', 'typer', 'rich', 'click', 'uvicorn'):\n"
        "    sys.modules[name] = None\n"
        "import base64, httpx, livephoto\n"
        "video = base64.b64encode(b'\\0\\0\\0\\x18ftypisom').decode()\n"
        "answer = lambda request: httpx.Response(200, json={'data': {'video': video}})\n"
        "client = livephoto.Client('key', check=False, transport=httpx.MockTransport(answer))\n"
        "print(client.animate(b'photo').media_type)"
    )
    assert printed_by(code) == "video/mp4\n"
