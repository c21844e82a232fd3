"""Proves a job: runs the original and the migrated one on the same rows and compares what they write."""

from __future__ import annotations

import ast
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from g2l_tui.config import Settings
from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ParseError
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.prove.extra import has_spark
from g2l_tui.prove.judge import NO_END, Runs, judged
from g2l_tui.prove.nursery import Nursery
from g2l_tui.prove.preflight import Intent, intents
from g2l_tui.prove.record import Record, Written
from g2l_tui.prove.repairs import repaired
from g2l_tui.prove.request import SAIL, SPARK, SPARKS, Limits, Names, Request
from g2l_tui.prove.samples.arguments import arguments_of
from g2l_tui.prove.samples.declared import apply_declared
from g2l_tui.prove.samples.hints import Hints
from g2l_tui.prove.samples.reading import read_job
from g2l_tui.prove.samples.sample import Rows, Sample
from g2l_tui.prove.tree import modules_of, put
from g2l_tui.prove.verdict import Outcome, Proof, Trust

_REPAIRS = 8
_WHATEVER_ROWS = NO_END | {"RefusedError", "ModuleNotFoundError"}
"""Failures that milder rows do not spare a job."""
_CHANGEFUL = re.compile(
    rb"now\(|today\(|time\(|uuid|random|rand\(|randn\(|monotonically_increasing_id|current_(?:date|timestamp)"
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person decided about a proof. `engine`: `sail`, `spark`, `spark-connect` or an address `sc://…`.

    `arguments` and `secrets` are declared values by name; `samples` are the user's own tables, `files` a folder
    of objects as `s3/bucket/key`. `expected` is what a real run of Glue wrote. `python` is the interpreter that
    has the engine.
    """

    engine: str = SAIL
    arguments: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    samples: tuple[Sample, ...] = ()
    files: str = ""
    expected: tuple[Written, ...] = ()
    limits: Limits = field(default_factory=Limits)
    python: str = sys.executable


@dataclass(frozen=True, slots=True)
class Repository:
    """What a proof needs of a workspace: its sources and migrations by path, and its other files' texts."""

    root: Path
    settings: Settings
    knowledge: Knowledge
    source: Callable[[str], Source]
    migrate: Callable[[str], Migration]
    texts: Callable[[], Sequence[tuple[str, str]]]


class Prover:
    """Proves jobs of one repository with one warm worker."""

    def __init__(self, repository: Repository, wishes: Wishes, nursery: Nursery, folder: Path) -> None:
        self._repository = repository
        self._wishes = wishes
        self._nursery = nursery
        self._folder = folder

    def prove(self, path: str, against: bytes | None = None) -> Proof:
        """Prove one job. `against` takes the place of what the rules make of it: a version finished by hand."""
        began = time.perf_counter()
        migration = self._repository.migrate(path)
        if obstacle := _obstacle(migration, against):
            return Proof(path, Outcome.NOT_RUN, Trust.STATIC, obstacle, seconds=time.perf_counter() - began)
        modules = modules_of(path, self._repository.knowledge, self._repository.source)
        found = tuple(intent for source in modules.values() for intent in intents(source))
        proof = self._on(self._wishes, path, modules, against)
        if proof.deviations and has_spark(self._wishes.python):
            on_spark = self._on(replace(self._wishes, engine=SPARK), path, modules, against)
            proof = proof if on_spark.outcome is Outcome.NOT_RUN else on_spark
        return replace(proof, intents=found, seconds=time.perf_counter() - began)

    def _on(self, wishes: Wishes, path: str, modules: Mapping[str, Source], against: bytes | None) -> Proof:
        job = _Job(self._repository, wishes, (self._nursery, self._folder), path, modules, against)
        return replace(judged(path, job.runs(), wishes.expected), engine=wishes.engine)

    def fingerprint(self, path: str) -> str:
        """Return what tells the code of a job, with the modules it imports, from any other."""
        modules = modules_of(path, self._repository.knowledge, self._repository.source)
        return " ".join(f"{name}:{source.digest}" for name, source in sorted(modules.items()))

    def is_job(self, path: str) -> bool:
        """True for a file that makes a GlueContext of its own: others are modules of such jobs."""
        return b"GlueContext(" in self._repository.source(path).content

    def intents(self, path: str) -> tuple[Intent, ...]:
        """Return what a job and the modules it imports would do, without running anything."""
        modules = modules_of(path, self._repository.knowledge, self._repository.source)
        return tuple(intent for source in modules.values() for intent in intents(source))


class _Job:
    """One job on its way through its runs."""

    def __init__(
        self,
        repository: Repository,
        wishes: Wishes,
        place: tuple[Nursery, Path],
        path: str,
        modules: Mapping[str, Source],
        against: bytes | None,
    ) -> None:
        self._repository = repository
        self._wishes = wishes
        self._nursery, self._folder = place
        self._path = path
        self._modules = modules
        unfinished = repository.migrate(path).status in {Status.PARTIAL, Status.REFUSED}
        self._is_partial = unfinished if against is None else b"awsglue" in against
        self._contents = {name: source.content for name, source in modules.items()}
        self._migrated = {name: repository.migrate(name).result for name in modules}
        if against is not None:
            self._migrated[path] = against
        self._arguments, self._hints = self._known()

    def runs(self) -> Runs:
        """Run both sides on the hardest rows that the original takes; on milder ones too where those differ."""
        rows: Rows | None = Rows.RAGGED
        hints, original, refused = self._hints, Record(), None
        while rows is not None:
            hints, original = self._original(hints, rows)
            if original.failure is None or original.failure.kind in _WHATEVER_ROWS or rows.milder is None:
                break
            rows, refused = rows.milder, original.failure
        runs = self._both(hints, original, rows or Rows.POLITE)
        return self._with_milder(hints, replace(runs, refused=refused))

    def _both(self, hints: Hints, original: Record, rows: Rows) -> Runs:
        again = None
        if _CHANGEFUL.search(b"\n".join(self._contents.values())):
            again = self._run(hints, rows, original.samples, is_original=True)
        migrated = self._run(hints, rows, original.samples, is_original=False)
        return Runs(original, migrated, again, rows, self._wishes.engine, self._code(), self._is_partial, hints.tame)

    def _with_milder(self, hints: Hints, runs: Runs) -> Runs:
        milder = runs.rows.milder
        if milder is Rows.HOSTILE and all(sample.format != "json" for sample in runs.original.samples):
            milder = milder.milder
        if milder is None or runs.original.failure is not None or runs.is_same:
            return runs
        original = self._run(hints, milder, (), is_original=True)
        return replace(runs, milder=self._with_milder(hints, self._both(hints, original, milder)))

    def _known(self) -> tuple[dict[str, str], Hints]:
        hints = Hints()
        trees = [tree for source in self._modules.values() if (tree := _tree(source)) is not None]
        arguments: dict[str, str] = {}
        for tree in trees:
            arguments.update(arguments_of(tree, self._wishes.arguments))
        for tree in reversed(trees):
            read_job(tree, arguments, hints)
        apply_declared(hints, self._repository.texts())
        if unnamed := hints.sources.pop("", None):
            hints.loose.update(unnamed.columns)
        return arguments, hints

    def _original(self, hints: Hints, rows: Rows) -> tuple[Hints, Record]:
        """Run the original; where it fails for what was guessed of the samples, guess again."""
        record = self._run(hints, rows, (), is_original=True)
        tried: Counter[str] = Counter()
        for _ in range(_REPAIRS):
            better = repaired(hints, record, tried)
            if better is None:
                break
            hints = better
            record = self._run(hints, rows, (), is_original=True)
        return hints, record

    def _run(self, hints: Hints, rows: Rows, samples: Sequence[Sample], *, is_original: bool) -> Record:
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=self._folder))
        try:
            contents = self._contents if is_original else self._migrated
            beside = (self._repository.root / self._path).parent
            placed = put(self._path, contents, folder / "code", beside)
            if self._wishes.files:
                shutil.copytree(self._wishes.files, folder / "files", dirs_exist_ok=True)
            given = {sample.name: sample for sample in (*samples, *self._wishes.samples)}
            request = Request(
                script=str(placed.script),
                folder=str(folder),
                code=contents[self._path].decode("utf-8", "replace"),
                import_folders=placed.import_folders,
                with_glue=is_original or self._is_partial,
                is_original=is_original,
                engine=_engine(self._wishes.engine, is_original=is_original),
                rows=rows,
                arguments=self._arguments,
                secrets=self._wishes.secrets,
                names=names_of(self._repository.settings),
                hints=hints,
                samples=tuple(sample.as_values() for sample in given.values()),
                limits=_limits(self._wishes),
            )
            return self._nursery.run(request)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _code(self) -> bytes:
        """The lines that only one side has: what both have, any engine answers alike."""
        before = [line for content in self._contents.values() for line in content.splitlines()]
        after = [line for content in self._migrated.values() for line in content.splitlines()]
        shared = set(before) & set(after)
        return b"\n".join(line for line in (*before, *after) if line not in shared)


def _engine(engine: str, *, is_original: bool) -> str:
    """The original stays on this machine, even where the migrated job runs elsewhere."""
    return SAIL if is_original and engine.startswith("sc://") else engine


def _limits(wishes: Wishes) -> Limits:
    """The limits of one run; engines on Java get a minute to start."""
    extra = 60.0 if wishes.engine in SPARKS else 0.0
    return replace(wishes.limits, seconds=wishes.limits.seconds + extra)


def _obstacle(migration: Migration, against: bytes | None) -> str:
    if migration.status is Status.UNCHANGED:
        return "there is nothing of Glue in it"
    if migration.status is Status.FAILED and against is None:
        return "the file could not be read or parsed"
    if migration.status is Status.REFUSED and against is None:
        return "nothing of it could be translated safely"
    return ""


def _tree(source: Source) -> ast.Module | None:
    try:
        return parse_module(source).tree
    except (ParseError, RecursionError):
        return None


def names_of(settings: Settings) -> Names:
    """Return how the settings name tables and paths."""
    return Names(settings.catalog, dict(settings.schemas), dict(settings.tables), dict(settings.paths))
