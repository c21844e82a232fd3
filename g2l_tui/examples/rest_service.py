"""A REST service that translates one source at a time, with nothing but the standard library.

    python -m g2l_tui.examples.rest_service --port 8080
    curl --data-binary @orders.py 'localhost:8080/migrate?catalog=production'

POST /migrate takes the text of a job and gives its translation, with what was found, as JSON: 200 when no Glue is
left, 422 when something needs a person. POST /analyze says what the job has of Glue. GET /health answers `ok`.
Sources are kept for as long as the answer takes, in a folder of their own.
"""

from __future__ import annotations

import argparse
import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlsplit

from g2l_tui import Glue2DatabricksSDK, MigrationOptions

LARGEST = 1024 * 1024
SDK = Glue2DatabricksSDK()


class Service(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        if self.path == "/health":
            self._answer(HTTPStatus.OK, {"status": "ok"})
        else:
            self._answer(HTTPStatus.NOT_FOUND, {"error": "POST a source to /migrate or /analyze."})

    def do_POST(self) -> None:
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", "0"))
        if length > LARGEST:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": f"A source may have {LARGEST} bytes."})
            return
        content = self.rfile.read(length)
        match address.path:
            case "/migrate":
                catalog = parse_qs(address.query).get("catalog", ["main"])[0]
                self._answer(*migrated(content, catalog))
            case "/analyze":
                self._answer(*analyzed(content))
            case _:
                self._answer(HTTPStatus.NOT_FOUND, {"error": "There are /migrate and /analyze."})

    def _answer(self, status: HTTPStatus, values: Any) -> None:
        body = json.dumps(values).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def migrated(content: bytes, catalog: str) -> tuple[HTTPStatus, dict[str, Any]]:
    """Return the translation of a source, and the status to answer with."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "job.py"), Path(folder, "out", "job.py")
        source.write_bytes(content)
        result = SDK.migrate_file(source, target, MigrationOptions(catalog_name=catalog, backup=False))
        text = target.read_text("utf-8", "replace") if target.exists() else ""
    status = HTTPStatus.OK if result.success else HTTPStatus.UNPROCESSABLE_ENTITY
    return status, {"source": text, "errors": result.errors, "warnings": result.warnings}


def analyzed(content: bytes) -> tuple[HTTPStatus, dict[str, Any]]:
    """Return what a source has of Glue, and the status to answer with."""
    with TemporaryDirectory() as folder:
        source = Path(folder, "job.py")
        source.write_bytes(content)
        found = SDK.analyze_file(source)
    return (HTTPStatus.OK if found["success"] else HTTPStatus.UNPROCESSABLE_ENTITY), found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8080, help="0 takes any that is free")
    server = ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Service)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
