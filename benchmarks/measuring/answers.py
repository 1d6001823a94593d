"""One request and its answer, as the checks before a measurement need them."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from measuring.loads import Load

_PATIENCE = 60
_MADE_BY_THE_SERVER = ("date", "server", "connection", "transfer-encoding")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what a server must send again to have sent the same."""

    status: int
    headers: dict[str, str]
    body: bytes

    def save(self, folder: Path, name: str) -> None:
        """Leave the answer in `folder`: NAME.head, a status and a header a line, and NAME.json, the body."""
        lines = [str(self.status), *(f"{key}: {value}" for key, value in self.headers.items())]
        (folder / f"{name}.head").write_text("\n".join(lines))
        (folder / f"{name}.json").write_bytes(self.body)


def ask(port: int, load: Load) -> Answer:
    """Send the load's request once. Raises OSError and HTTPException as http.client does."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("POST", load.path, load.body, load.headers)
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        headers = {name: value for name, value in names.items() if name not in _MADE_BY_THE_SERVER}
        return Answer(response.status, headers, response.read())
    finally:
        connection.close()
