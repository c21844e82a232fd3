"""The workbench in a browser: it runs, and pages of others do not reach it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, ClientSession
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from g2l_tui.tui.serve import WorkbenchServer, is_loopback

Client = TestClient[Request, Application]


@pytest.fixture
async def client(root: Path) -> AsyncIterator[Client]:
    server = TestServer(await WorkbenchServer(root, "127.0.0.1", 8000)._make_app(), host="127.0.0.1")
    async with TestClient(server) as opened:
        yield opened


async def test_the_page_of_the_program_is_served(client: Client) -> None:
    answer = await client.get("/")

    assert answer.status == 200
    assert "g2l-tui" in await answer.text()


@pytest.mark.parametrize("path", ["/", "/ws"])
@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Host": "rebound.example:8000"}, {"Origin": "null"}],
    ids=["origin", "host", "null"],
)
async def test_pages_of_others_are_refused(client: Client, path: str, headers: dict[str, str]) -> None:
    assert (await client.get(path, headers=headers)).status == 403


@pytest.fixture
def address(root: Path) -> Iterator[str]:
    """The address of a server that runs as people run it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "g2l_tui", "serve", str(root), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert any("Press Ctrl+C" in line for line in program.stdout)
        yield f"http://127.0.0.1:{port}"
        program.terminate()


@pytest.mark.terminal
async def test_the_workbench_runs_behind_the_page(address: str) -> None:
    seen = b""
    async with ClientSession() as session:
        while b"customers.py" not in seen or b"decided" not in seen:
            with suppress(ClientConnectionError):  # it says so a moment before it listens
                seen += await first_words(session, f"{address}/ws?width=120&height=40", address)


async def first_words(session: ClientSession, url: str, origin: str) -> bytes:
    """Return what the program behind a page writes, up to its first screen with a file."""
    seen = b""
    async with session.ws_connect(url, headers={"Origin": origin}) as page:
        while b"decided" not in seen:
            message = await page.receive(timeout=60)
            assert isinstance(message.data, bytes | str), message
            seen += message.data if isinstance(message.data, bytes) else message.data.encode()
    return seen


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("192.168.1.4", False)],
)
def test_only_this_machine_is_loopback(host: str, local: object) -> None:
    assert is_loopback(host) is local
