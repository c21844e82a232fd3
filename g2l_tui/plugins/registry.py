"""Which plugins take part, and what each of them is asked. What goes wrong is a sentence, and has no other effect."""

from __future__ import annotations

import pickle
import shutil
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path

from g2l_tui.engine.text.module import parse_module, parse_tree
from g2l_tui.errors import ConfigurationError, ParseError, PluginError
from g2l_tui.model.source import Source
from g2l_tui.plugins.kinds import KINDS, Metadata, Plugin
from g2l_tui.plugins.origin import Origin, object_origin
from g2l_tui.plugins.worker import SECONDS, Worker

GROUP = "g2l_tui.plugins"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plugin that takes part, and where it is asked."""

    name: str
    version: str
    kinds: tuple[str, ...]
    origin: str
    worker: Worker = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Transformed:
    """What transforms made of code, by which of them, and a sentence for each that failed."""

    code: str
    by: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class PluginRegistry:
    """The plugins of one program; with `installed`, those of installed packages come first.

    Their code runs in processes of their own, and is loaded when it is first needed. May be used from several threads.
    """

    def __init__(self, seconds: float = SECONDS, *, installed: bool = False) -> None:
        self._seconds = seconds
        self._installed = installed
        self._lock = threading.Lock()
        self._waiting: list[Origin] = []
        self._loaded: list[Loaded] = []
        self._problems: list[str] = []

    def load_plugin_from_file(self, file_path: Path | str) -> None:
        """Take in the plugins that a file defines. Raises ConfigurationError when there is no such file."""
        path = Path(file_path).resolve()
        if path.suffix != ".py" or not path.is_file():
            raise ConfigurationError(f"There is no plugin file {file_path}; name a .py file.", path=file_path)
        self._waiting.append(Origin("file", str(path), str(file_path)))

    def register_plugin(self, plugin: Plugin, plugin_type: str | None = None) -> None:
        """Take in a plugin that a program made. Its class must be one that another process can import.

        Raises ConfigurationError for a class of the script itself, or one that is no plugin of that type.
        """
        expected: type = KINDS.get(plugin_type, Plugin) if plugin_type else Plugin
        if not isinstance(plugin, expected) or (plugin_type and plugin_type not in KINDS):
            raise ConfigurationError(f"{type(plugin).__name__} is no {plugin_type or 'plugin'}.")
        if type(plugin).__module__ == "__main__":
            raise ConfigurationError(
                f"{type(plugin).__name__} is defined in the script itself, which a process of its own cannot load "
                "without running it again; put it into a module, or name its file."
            )
        try:
            self._waiting.append(object_origin(plugin))
        except (pickle.PickleError, AttributeError, TypeError) as error:
            raise ConfigurationError(f"{type(plugin).__name__} cannot be handed to a process: {error}.") from error

    def load_plugins_from_directory(self, directory: Path | str) -> None:
        """Take in the plugins of every Python file of a folder. Raises ConfigurationError when there is none."""
        files = sorted(Path(directory).glob("*.py"))
        if not files:
            raise ConfigurationError(f"There are no plugin files in {directory}.", path=directory)
        for file in files:
            self.load_plugin_from_file(file)

    def unregister_plugin(self, plugin_name: str, plugin_type: str | None = None) -> None:
        """Let a plugin take part no more."""
        gone = self.get_plugin(plugin_name, plugin_type)
        self._loaded = [each for each in self.plugins() if each is not gone]

    def plugins(self, plugin_type: str | None = None) -> list[Loaded]:
        """Return the plugins that take part, or those of one type: transform, validator, post_process or hook."""
        with self._lock:
            self._look_for_installed()
            while self._waiting:
                self._load(self._waiting.pop(0))
        return [each for each in self._loaded if plugin_type is None or plugin_type in each.kinds]

    def get_plugins(self, plugin_type: str) -> list[Loaded]:
        """Return the plugins of one type."""
        return self.plugins(plugin_type)

    def get_plugin(self, plugin_name: str, plugin_type: str | None = None) -> Loaded | None:
        """Return the plugin of that name."""
        return next((each for each in self.plugins(plugin_type) if each.name == plugin_name), None)

    def list_plugins(self) -> dict[str, list[dict[str, str]]]:
        """Return name and version of the plugins by type."""
        return {kind: [{"name": each.name, "version": each.version} for each in self.plugins(kind)] for kind in KINDS}

    def problems(self) -> tuple[str, ...]:
        """Return what kept plugins from being loaded, a sentence each."""
        self.plugins()
        return tuple(self._problems)

    def __bool__(self) -> bool:
        """True when there may be a plugin, without loading any."""
        with self._lock:
            self._look_for_installed()
        return bool(self._waiting or self._loaded or self._problems)

    def apply_transforms(self, code: str, metadata: Metadata, names: Iterable[str] | None = None) -> Transformed:
        """Return the code after each transform in turn; one that fails or gives no text is passed over."""
        by: list[str] = []
        problems: list[str] = []
        for plugin in self._chosen("transform", names):
            try:
                given = plugin.worker.call("transform", code, metadata)
            except PluginError as error:
                problems.append(error.message)
                continue
            if not isinstance(given, str):
                problems.append(f"{plugin.name} gave {type(given).__name__} for code; it was passed over.")
            elif reason := _unparsable(given):
                problems.append(f"{plugin.name} gave code that does not parse ({reason}); it was discarded.")
            elif given != code:
                code = given
                by.append(plugin.name)
        return Transformed(code, tuple(by), tuple(problems))

    def run_validators(self, source_path: str, metadata: Metadata) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what validators say of a file, and a sentence for each that failed."""
        said: list[str] = []
        problems: list[str] = []
        for plugin in self.plugins("validator"):
            try:
                answer = plugin.worker.call("validate", source_path, metadata)
            except PluginError as error:
                problems.append(error.message)
                continue
            match answer:
                case [bool(), [*sentences]] if all(isinstance(each, str) for each in sentences):
                    said += [f"{plugin.name}: {sentence}" for sentence in sentences]
                    if not answer[0] and not sentences:
                        said.append(f"{plugin.name}: the file is not sound")
                case _:
                    problems.append(f"{plugin.name} did not answer with (bool, list of sentences); it was passed over.")
        return tuple(said), tuple(problems)

    def run_post_processors(self, source: str, target: str, metadata: Metadata) -> tuple[str, ...]:
        """Let each work on the file at `target`; return a sentence for each that failed.

        What one of those made of the file is undone, and the others go on from what was there before.
        """
        place = Path(target)
        problems: list[str] = []
        for plugin in self.plugins("post_process"):
            before = place.read_bytes()
            try:
                plugin.worker.call("process", source, target, metadata)
                problem = _spoilt(plugin.name, place, before)
            except PluginError as error:
                problem = error.message
            if problem:
                problems.append(problem)
                _put_back(place, before)
        return tuple(problems)

    def trigger_hook(self, hook_name: str, *arguments: object) -> tuple[str, ...]:
        """Tell every hook; return a sentence for each that failed. An exception is told by its message."""
        plain = [str(each) if isinstance(each, BaseException) else each for each in arguments]
        return self._told("hook", hook_name, *plain)

    def close(self) -> None:
        """End all processes."""
        for each in self._loaded:
            each.worker.close()

    def _look_for_installed(self) -> None:
        if self._installed:
            self._installed = False
            entries = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
            self._waiting[:0] = [Origin("entry", entry.value, entry.name) for entry in entries]

    def _told(self, kind: str, call: str, *arguments: object) -> tuple[str, ...]:
        problems: list[str] = []
        for plugin in self.plugins(kind):
            try:
                plugin.worker.call(call, *arguments)
            except PluginError as error:
                problems.append(error.message)
        return tuple(problems)

    def _chosen(self, kind: str, names: Iterable[str] | None) -> list[Loaded]:
        wanted = None if names is None else frozenset(names)
        return [each for each in self.plugins(kind) if wanted is None or each.name in wanted]

    def _load(self, origin: Origin) -> None:
        """Ask what an origin has. Each plugin gets a process of its own, so that none takes others along."""
        first = Worker(origin, self._seconds)
        try:
            described = first.described()
        except PluginError as error:
            first.close()
            self._problems.append(f"plugin {error.message}")
            return
        for position, each in enumerate(described):
            match each:
                case {"name": str(name), "version": str(version), "kinds": [*kinds]}:
                    worker = Worker(origin, self._seconds, position=position) if position else first
                    worker.name = name
                    self._loaded.append(Loaded(name, version, tuple(kinds), origin.shown, worker))


def _spoilt(name: str, place: Path, before: bytes) -> str:
    """Return what is wrong with the file that a plugin worked on; empty for nothing."""
    if place.is_symlink() or not place.is_file():
        return f"{name} removed the file; it stays as it was."
    content = place.read_bytes()
    if content == before:
        return ""
    try:
        parse_module(Source(place.name, content))
    except ParseError as error:
        return f"{name} made code that does not parse (line {error.details.get('line')}: {error.message}); discarded."
    return ""


def _put_back(place: Path, content: bytes) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    place.write_bytes(content)


def _unparsable(code: str) -> str:
    try:
        parse_tree(code)
    except ParseError as error:
        return f"line {error.details.get('line')}: {error.message}"
    return ""


plugin_manager = PluginRegistry(installed=True)
"""The plugins of installed packages, and those that this program registered or was given."""
