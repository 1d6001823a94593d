"""A mock that no other test uses, and its page in the Chromium that the tests of browsers drive."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from mock_server import Settings, create_app, running
from mock_server.page.files import page_files

PATH = "/api/portrait/effects/live-photo"
KEYS = {"Tab": 9, "Enter": 13, " ": 32}


def _load(name: str) -> ModuleType:
    """Return a conftest of the tests of clients: fixtures are shared down a folder only, not with its neighbours."""
    file = Path(__file__).parents[2] / "clients" / name
    spec = spec_from_file_location(f"shared_{file.parent.name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_browser = _load("browser/conftest.py")
tool = _load("conftest.py").tool
devtools = _browser.devtools


class Bench:
    """A mock, and calls to it as other programs make them."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.http = httpx.Client(base_url=base_url, trust_env=False)

    def call(
        self, key: str | None = "k", photo: bytes | None = None, name: str = "image_target", path: str = PATH
    ) -> httpx.Response:
        headers = {"ailabapi-api-key": key} if key else {}
        return self.http.post(path, files={name: ("a.jpg", photo or PORTRAIT)}, headers=headers)

    def page(self, **headers: str) -> httpx.Response:
        return self.http.get("/", headers={"accept": "text/html,*/*", **headers})


PORTRAIT = page_files()["portrait.jpg"].content


@pytest.fixture
def benches() -> Iterator[Callable[..., Bench]]:
    """Starts mocks for settings."""
    with ExitStack() as stack:

        def start(**settings: object) -> Bench:
            app = create_app(Settings(**{"engine": "canned", **settings}))  # type: ignore[arg-type]
            bench = Bench(stack.enter_context(running(app)))
            stack.callback(bench.http.close)
            return bench

        yield start


@pytest.fixture
def bench(benches: Callable[..., Bench]) -> Bench:
    """A fresh mock as it is by default."""
    return benches()


@pytest.fixture(scope="session")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The portrait that ships, as a file to drop."""
    file = tmp_path_factory.mktemp("photos") / "face.jpg"
    file.write_bytes(PORTRAIT)
    return file


class Tab(_browser.Page):  # type: ignore[name-defined, misc]
    """The page in a tab of its own."""

    def __init__(self, devtools: Any) -> None:
        super().__init__(devtools, "about:blank")
        for domain in ("Runtime", "Log", "DOM"):
            self.command(f"{domain}.enable")
        self.command("Emulation.setScrollbarsHidden", hidden=True)
        self.view(1280, 900)

    def open(self, url: str) -> None:
        self.command("Page.navigate", url=url)
        self.event("Page.loadEventFired")

    def view(self, width: int, height: int, scheme: str = "light", motion: str = "no-preference") -> None:
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": motion}
        media = [{"name": name, "value": value} for name, value in features.items()]
        self.command("Emulation.setEmulatedMedia", features=media)

    def value(self, expression: str) -> Any:
        return self.run(f"(async () => ({expression}))")

    def text(self, selector: str) -> str:
        return str(self.run("((selector) => document.querySelector(selector).textContent)", selector)).strip()

    def until(self, expression: str) -> Any:
        """Return what the expression gives once it gives something true."""
        look = f"const found = ({expression}); if (found) return found; await new Promise((go) => setTimeout(go, 10));"
        return self.run(f"(async () => {{ for (;;) {{ {look} }} }})")

    def click(self, selector: str) -> None:
        self.run("((selector) => document.querySelector(selector).click())", selector)

    def choose(self, sample: str) -> None:
        self.click(f"[data-sample={sample}]")
        name = {"whole": "portrait.jpg", "half": "cut-short.jpg"}[sample]
        self.until(f"document.getElementById('photo-says').textContent.startsWith({name!r})")
        self.until("!document.getElementById('preview').hidden")

    def set(self, selector: str, value: str) -> None:
        self.run("((selector, value) => { document.querySelector(selector).value = value; })", selector, value)

    def send(self) -> str:
        """Send the call and return what is said of its answer."""
        self.click("#send")
        self.until("document.getElementById('send').getAttribute('aria-disabled') === 'false'")
        return self.text("#verdict")

    def press(self, key: str, *, shift: bool = False) -> None:
        text = {"text": "\r"} if key == "Enter" else {"text": key} if key == " " else {}
        named = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": KEYS[key]}
        for kind, more in (("keyDown", text), ("keyUp", {})):
            self.command("Input.dispatchKeyEvent", type=kind, modifiers=8 if shift else 0, **named, **more)

    def focus(self) -> str:
        """Return the id, or the words, of what has the keyboard's focus."""
        words = "it.id || it.name || it.dataset.sample || it.textContent.trim()"
        return str(self.run(f"((it = document.activeElement) => {words})"))

    def live(self) -> None:
        """Wait until the journal is followed."""
        self.until("document.getElementById('live').dataset.state === 'live'")

    def hosts(self) -> set[str]:
        """Return whom it asked for anything."""
        urls = [event["request"]["url"] for event in self.events("Network.requestWillBeSent")]
        # What has no host is in the page already, or in the browser: a blob, an icon of the video's controls.
        return {urlsplit(url).netloc for url in urls} - {""}

    def complaints(self) -> list[str]:
        """Return what the browser's console has against the page; refused calls are told there too, and are none."""
        thrown = [str(event) for event in self.events("Runtime.exceptionThrown")]
        said = [str(event) for event in self.events("Runtime.consoleAPICalled")]
        logged = [event["entry"] for event in self.events("Log.entryAdded")]
        return [*thrown, *said, *(str(entry) for entry in logged if entry["source"] != "network")]


@pytest.fixture
def tab(devtools: Any) -> Iterator[Tab]:
    """An empty tab; at the end nothing may have gone wrong in it."""
    with closing(Tab(devtools)) as tab:
        yield tab
        assert tab.complaints() == []


@pytest.fixture
def page(tab: Tab, bench: Bench) -> Tab:
    """The page of `bench`, ready and live."""
    tab.open(bench.base_url)
    tab.live()
    return tab
