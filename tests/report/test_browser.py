"""The HTML report in a real browser. Skipped where there is none."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from g2l_tui.cli import commands
from g2l_tui.paths import demo_repository

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
DARK = "--blink-settings=preferredColorScheme=0"
MEASURE = """
<script>
const shade = name => {
  const parts = getComputedStyle(document.body)[name].match(/\\d+/g).map(Number);
  return parts[0] + parts[1] + parts[2];
};
document.documentElement.setAttribute("data-measured", JSON.stringify({
  width: document.documentElement.scrollWidth, window: innerWidth,
  rows: document.querySelectorAll("#files tbody tr").length,
  requests: performance.getEntriesByType("resource").length,
  images: document.images.length, ground: shade("backgroundColor"), ink: shade("color"),
  broken: [...document.querySelectorAll("a")].filter(a => !document.querySelector(a.getAttribute("href"))).length,
  title: document.title,
}));
</script>
"""
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on the PATH")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(demo_repository(), folder / "repository", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "repository" / "<img src=x>.py").write_text("import awsglue\nprint 'two'\n")
    result = CliRunner().invoke(commands, ["report", str(folder / "repository"), "--format", "html"])
    path = folder / "report.html"
    path.write_text(result.stdout, encoding="utf-8")
    return path


def test_every_file_has_its_row_and_every_link_its_end(page: Path) -> None:
    measured = measure(page, "--window-size=1280,900")

    assert measured["title"] == "Readiness of repository"
    assert measured["rows"] == len(list((page.parent / "repository").rglob("*.py")))
    assert measured["broken"] == 0
    assert measured["images"] == 0


@pytest.mark.parametrize("width", [480, 800, 1600])
def test_nothing_sticks_out_of_the_window(page: Path, width: int) -> None:
    measured = measure(page, f"--window-size={width},900")

    assert measured["width"] <= measured["window"]


def test_it_is_dark_where_the_reader_likes_it_dark(page: Path) -> None:
    light, dark = measure(page), measure(page, DARK)

    assert light["ground"] > light["ink"]
    assert dark["ground"] < dark["ink"]


def test_it_asks_for_nothing_from_elsewhere(page: Path) -> None:
    assert measure(page)["requests"] == 0


def test_it_prints(page: Path, tmp_path: Path) -> None:
    printed = tmp_path / "report.pdf"
    browse(page, f"--print-to-pdf={printed}")

    assert printed.read_bytes().startswith(b"%PDF-")


def measure(page: Path, *options: str) -> dict[str, Any]:
    """Return what a script finds in a copy of the page whose policy lets it run."""
    text = page.read_text(encoding="utf-8")
    copy = page.with_name("measured.html")
    copy.write_text(re.sub(r"<meta http-equiv=[^>]*>", "", text).replace("</body>", f"{MEASURE}</body>"), "utf-8")
    document = browse(copy, "--dump-dom", *options)
    found = re.search(r'data-measured="([^"]*)"', document)
    assert found is not None
    measured: dict[str, Any] = json.loads(found[1].replace("&quot;", '"'))
    return measured


def browse(page: Path, *options: str) -> str:
    profile = page.parent / "profile"
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    result = subprocess.run(
        [str(BROWSER), *quiet, "--disable-component-update", f"--user-data-dir={profile}", *options, page.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return result.stdout
