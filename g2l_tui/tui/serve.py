"""The workbench in a browser: one program for each page that is opened, on this machine unless told otherwise."""

from __future__ import annotations

import shlex
import sys
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler
from textual_serve.server import Server

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def serve(root: Path, host: str, port: int) -> None:
    """Serve the workbench of a workspace until it is interrupted."""
    WorkbenchServer(root, host, port).serve()


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach a host of that name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK


class WorkbenchServer(Server):
    """Serves to pages that it gave out itself.

    A page of somebody else, open in the same browser, could otherwise reach the program and write files: a
    request must name this machine, and what sent it must come from here.
    """

    def __init__(self, root: Path, host: str, port: int) -> None:
        command = shlex.join([sys.executable, "-m", "g2l_tui", "open", str(root)])
        super().__init__(command, host=host, port=port, title="g2l-tui")

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._only_own_pages)
        return app

    @web.middleware
    async def _only_own_pages(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        named = urlsplit(f"//{request.host}").hostname or ""
        if is_loopback(self.host) and named not in LOOPBACK | {self.host}:
            raise web.HTTPForbidden(text="This address is not one of the program's own.")
        if origin is not None and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="This page is not one of the program's own.")
        return await handler(request)
