from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from g2l_tui.errors import ConfigurationError
from g2l_tui.plugins import PluginRegistry, TransformPlugin

HEAD = "from g2l_tui import HookPlugin, PostProcessPlugin, TransformPlugin, ValidatorPlugin\n"
Named = Callable[..., PluginRegistry]


class Upper(TransformPlugin):
    """A plugin of this module, which a process of its own can import."""

    name = "upper"

    def transform(self, code: str, metadata: object) -> str:
        return f"{code}# {metadata}"


def transform(name: str, body: str) -> str:
    return f"""
class {name.title()}(TransformPlugin):
    name = {name!r}
    version = "1.0"

    def transform(self, code, metadata):
        {body}
"""


@pytest.fixture
def named(tmp_path: Path) -> Iterator[Named]:
    """Makes a registry with the plugins of one file."""
    made: list[PluginRegistry] = []

    def run(*plugins: str, seconds: float = 30.0) -> PluginRegistry:
        path = tmp_path / f"acme_{len(made)}.py"
        path.write_text(HEAD + "".join(plugins))
        made.append(PluginRegistry(seconds))
        made[-1].load_plugin_from_file(path)
        return made[-1]

    yield run
    for registry in made:
        registry.close()


def test_transforms_work_one_after_the_other(named: Named) -> None:
    registry = named(transform("one", 'return code + "b = 2\\n"'), transform("two", 'return code.replace("2", "3")'))

    done = registry.apply_transforms("a = 1\n", {"path": "job.py"})

    assert (done.code, done.by, done.problems) == ("a = 1\nb = 3\n", ("one", "two"), ())
    assert registry.apply_transforms("a = 2\n", {}, ["two"]).code == "a = 3\n"


def test_a_plugin_that_goes_wrong_is_reported_and_the_others_go_on(named: Named) -> None:
    registry = named(
        transform("raises", 'raise RuntimeError("no licence")'),
        transform("leaves", "raise SystemExit(0)"),
        transform("breaks", "return code + '('"),
        transform("forgets", "return None"),
        transform("dies", "import os; os._exit(3)"),
        transform("good", 'return code + "b = 2\\n"'),
    )

    done = registry.apply_transforms("a = 1\n", {})

    assert done.code == "a = 1\nb = 2\n"
    assert done.by == ("good",)
    assert done.problems == (
        "raises raised RuntimeError: no licence",
        "leaves raised SystemExit: 0",
        "breaks gave code that does not parse (line 2: '(' was never closed); it was discarded.",
        "forgets gave NoneType for code; it was passed over.",
        "dies ended its process, or answered more than it may; it was ended, and is not asked again.",
    )


def test_a_plugin_that_hangs_is_ended_and_not_asked_again(named: Named) -> None:
    registry = named(
        transform("slow", "import time\n        while True: time.sleep(1)"),
        transform("good", 'return code + "b = 2\\n"'),
        seconds=3.0,
    )

    first, second = registry.apply_transforms("a = 1\n", {}), registry.apply_transforms("a = 1\n", {})

    assert first.code == second.code == "a = 1\nb = 2\n"
    assert "slow took longer than 3 seconds; it was ended, and is not asked again." in first.problems
    assert second.problems == first.problems


def test_what_plugins_print_is_no_answer(named: Named) -> None:
    registry = named(transform("loud", 'print("{}"); import os; os.write(1, b"[]\\n"); return code'))

    assert registry.apply_transforms("a = 1\n", {}).problems == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("raise RuntimeError('at import')\n", "raised RuntimeError: at import"),
        ("a = 1\n", "raised TypeError"),
        ("this is no Python\n", "raised SyntaxError"),
        ("import os; os._exit(1)\n", "ended its process"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_a_problem_and_no_more(content: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "acme.py").write_text(content)
    registry = PluginRegistry()
    registry.load_plugin_from_file(tmp_path / "acme.py")

    assert registry.plugins() == []
    assert problem in registry.problems()[0]
    assert registry.apply_transforms("a = 1\n", {}).code == "a = 1\n"


def test_there_must_be_such_a_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no plugin file"):
        PluginRegistry().load_plugin_from_file(tmp_path / "acme.py")


def test_validators_say_what_is_wrong(named: Named) -> None:
    registry = named("""
class Strict(ValidatorPlugin):
    name = "strict"
    def validate(self, source_path, metadata):
        return False, [f"{source_path} has no owner"] if "owner" not in metadata["code"] else []
class Odd(ValidatorPlugin):
    name = "odd"
    def validate(self, source_path, metadata):
        return "yes"
""")

    assert registry.run_validators("job.py", {"code": "a = 1"}) == (
        ("strict: job.py has no owner",),
        ("odd did not answer with (bool, list of sentences); it was passed over.",),
    )
    assert registry.run_validators("job.py", {"code": "owner"})[0] == ("strict: the file is not sound",)


def post_processor(name: str, body: str) -> str:
    return f"""
class {name.title()}(PostProcessPlugin):
    name = {name!r}

    def process(self, source, target, metadata):
        import os, shutil
        from pathlib import Path
        target = Path(target)
        {body}
"""


def test_what_a_post_processor_spoils_is_undone_and_the_others_go_on(named: Named, tmp_path: Path) -> None:
    registry = named(
        post_processor("first", "target.write_text(target.read_text() + 'b = 2\\n')"),
        post_processor("halfway", "target.write_text('half = 1\\n'); raise RuntimeError('no licence')"),
        post_processor("breaks", "target.write_text('(')"),
        post_processor("removes", "target.unlink()"),
        post_processor("folder", "target.unlink(); target.mkdir(); (target / 'x').touch()"),
        post_processor("links", "target.unlink(); target.symlink_to('/etc/hostname')"),
        post_processor("dies", "target.write_text('dead = 1\\n'); os._exit(3)"),
        post_processor("last", "target.write_text(target.read_text() + 'c = 3\\n')"),
    )
    target = tmp_path / "job.py"
    target.write_text("a = 1\n")

    problems = registry.run_post_processors(str(target), str(target), {})

    assert target.read_text() == "a = 1\nb = 2\nc = 3\n"
    assert problems == (
        "halfway raised RuntimeError: no licence",
        "breaks made code that does not parse (line 1: '(' was never closed); discarded.",
        "removes removed the file; it stays as it was.",
        "folder removed the file; it stays as it was.",
        "links removed the file; it stays as it was.",
        "dies ended its process, or answered more than it may; it was ended, and is not asked again.",
    )


def test_hooks_hear_what_happens(named: Named, tmp_path: Path) -> None:
    registry = named(f"""
class Log(HookPlugin):
    name = "log"
    def on_file_end(self, file_path, success):
        open({str(tmp_path / "log")!r}, "a").write(f"{{file_path}} {{success}}\\n")
    def on_error(self, error, context):
        open({str(tmp_path / "log")!r}, "a").write(f"{{error}} {{context}}\\n")
""")

    assert registry.trigger_hook("on_file_start", "job.py") == ()
    assert registry.trigger_hook("on_file_end", "job.py", True) == ()
    assert registry.trigger_hook("on_error", ValueError("no"), {"path": "job.py"}) == ()
    assert (tmp_path / "log").read_text() == "job.py True\nno {'path': 'job.py'}\n"


def test_objects_of_a_program_are_plugins_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = transform("upper", "return code.upper()")
    (tmp_path / "acme_upper.py").write_text(f"{HEAD}{body}")
    monkeypatch.syspath_prepend(str(tmp_path))
    registry = PluginRegistry()

    registry.register_plugin(import_module("acme_upper").Upper(), "transform")

    assert registry.apply_transforms("a = 1\n", {}).code == "A = 1\n"
    registry.close()


def test_an_object_of_another_type_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="Upper is no validator"):
        PluginRegistry().register_plugin(Upper(), "validator")


def test_a_class_of_the_script_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Upper, "__module__", "__main__")

    with pytest.raises(ConfigurationError, match="put it into a module, or name its file"):
        PluginRegistry().register_plugin(Upper())


def test_plugins_are_listed_by_type_and_can_be_left_out(named: Named) -> None:
    registry = named(transform("one", "return code"))

    assert registry.list_plugins()["transform"] == [{"name": "one", "version": "1.0"}]
    assert registry.get_plugin("one") is not None
    registry.unregister_plugin("one")
    assert registry.get_plugins("transform") == []


def test_all_files_of_a_folder_can_be_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(HEAD + transform("one", "return code"))
    (tmp_path / "two.py").write_text(HEAD + transform("two", "return code"))
    registry = PluginRegistry()

    registry.load_plugins_from_directory(tmp_path)

    assert [each.name for each in registry.plugins()] == ["one", "two"]
    with pytest.raises(ConfigurationError, match="There are no plugin files"):
        registry.load_plugins_from_directory(tmp_path / "nowhere")
    registry.close()


def test_nothing_of_the_current_folder_is_imported_by_a_worker(
    named: Named, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = tmp_path / "hostile"
    hostile.mkdir()
    for name in ("json.py", "encodings.py", "sitecustomize.py", "acme_wishes.py"):
        (hostile / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    monkeypatch.chdir(hostile)
    monkeypatch.setenv("PYTHONPATH", str(hostile))
    monkeypatch.syspath_prepend(str(hostile))
    registry = named(transform("curious", "import acme_wishes; return code"))

    done = registry.apply_transforms("a = 1\n", {})

    assert not (tmp_path / "ran").exists()
    assert done.problems == ("curious raised ModuleNotFoundError: No module named 'acme_wishes'",)


def test_a_registry_without_plugins_is_false() -> None:
    assert not PluginRegistry()
