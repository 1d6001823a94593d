"""A client for the AILab Live Photos API: a portrait in, a short video out.

from livephoto import Client

with Client(api_key="...") as client:
    client.animate("portrait.jpg").save("portrait.mp4")
"""

from typing import TYPE_CHECKING, Any

from livephoto._version import __version__
from livephoto.contract import LivePhotoType
from livephoto.credits import CreditPool, Credits
from livephoto.errors import (
    ApiError,
    BrokenAnswer,
    EndpointRetired,
    LivePhotoError,
    NotAuthorised,
    NotSaved,
    OutOfCredits,
    ServiceTrouble,
    SettingsError,
    SlowDown,
    TransportTrouble,
    WrongImage,
    WrongRequest,
)
from livephoto.retry import Retry
from livephoto.video import LivePhoto

if TYPE_CHECKING:
    from livephoto.async_client import AsyncClient
    from livephoto.client import Client

__all__ = [
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
]


def __getattr__(name: str) -> Any:
    # The clients load httpx, and httpx whatever command-line packages it finds: only those who call should pay for it.
    if name == "Client":
        from livephoto.client import Client

        return Client
    if name == "AsyncClient":
        from livephoto.async_client import AsyncClient

        return AsyncClient
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
