from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.plugins import rule_folders
from g2l_tui.workspace.workspace import Workspace

RULE = '''
[[rule]]
id       = "acme-orders"
summary  = "Our wrapper reads a table."
why      = "It only ever read one."
match    = "GlueContext.acme_orders(self) -> DynamicFrame"
fidelity = "exact"
rewrite  = "$self.table('main.acme.orders')"

[[rule.example]]
before = """
from awsglue.context import GlueContext

frame = GlueContext().acme_orders()
"""
after = """
from pyspark.sql import SparkSession

frame = SparkSession.builder.getOrCreate().table('main.acme.orders')
"""
'''


def install(site: Path, name: str, code: str) -> None:
    """Lay down what an installed distribution is: its module and its metadata."""
    site.mkdir(exist_ok=True)
    (site / f"{name}.py").write_text(code)
    metadata = site / f"{name}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[g2l_tui.rules]\n{name} = {name}:FOLDER\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    monkeypatch.syspath_prepend(folder)
    return folder


def test_rules_of_an_installed_package_take_part(site: Path, tmp_path: Path) -> None:
    rules = tmp_path / "acme"
    rules.mkdir()
    (rules / "orders.toml").write_text(RULE)
    install(site, "acme_rules_one", f"from pathlib import Path\nFOLDER = Path({str(rules)!r})\n")
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository/job.py").write_text(
        "from awsglue.context import GlueContext\n\ngc = GlueContext()\nframe = gc.acme_orders()\n"
    )

    workspace = Workspace.open(tmp_path / "repository")

    assert workspace.problems == ()
    assert b"spark.table('main.acme.orders')" in workspace.migrate("job.py").result


def test_a_plugin_that_raises_is_reported_and_left_out(site: Path) -> None:
    install(site, "acme_rules_two", "raise RuntimeError('no licence')\n")

    folders, problems = rule_folders()

    assert folders == ()
    assert problems == ("plugin acme_rules_two: acme_rules_two:FOLDER raised RuntimeError: no licence",)


def test_a_plugin_must_name_a_folder_that_is_there(site: Path) -> None:
    install(site, "acme_rules_three", "from pathlib import Path\nFOLDER = Path('/nowhere/at/all')\n")

    assert rule_folders() == ((), ("plugin acme_rules_three: there is no folder /nowhere/at/all",))


def test_nothing_in_a_repository_is_a_plugin(tmp_path: Path) -> None:
    install(tmp_path, "planted", "raise SystemExit('this must not run')\n")
    (tmp_path / "job.py").write_text("print(1)\n")

    assert Workspace.open(tmp_path).problems == ()
