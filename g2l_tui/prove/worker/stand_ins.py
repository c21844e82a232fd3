"""Modules that a job imports and this machine does not have: the SparkContext, dbutils, boto3."""

from __future__ import annotations

import builtins
import sys
from types import ModuleType
from typing import Any

from g2l_tui.prove.worker.cloud import ClientError, Session
from g2l_tui.prove.worker.dbutils import DBUtils
from g2l_tui.prove.worker.world import World


class EngineGapError(NotImplementedError):
    """What the engine of this run does not have; another engine may."""


class Lenient:
    """Takes any call and gives itself: settings of a JVM that is not there."""

    def __init__(self, *_arguments: Any, **_named: Any) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Lenient()

    def __call__(self, *_arguments: Any, **_named: Any) -> Lenient:
        return self


class SparkContext:
    """Stands in where the engine has no SparkContext: settings are taken, data are refused."""

    applicationId = "proof"
    version = "4.0.0"
    defaultParallelism = 2

    def __init__(self, *_arguments: Any, **_named: Any) -> None: ...

    @classmethod
    def getOrCreate(cls, *_arguments: Any) -> SparkContext:
        return cls()

    def __getattr__(self, name: str) -> Any:
        if name in {
            "parallelize",
            "textFile",
            "wholeTextFiles",
            "emptyRDD",
            "broadcast",
            "accumulator",
            "newAPIHadoopRDD",
        }:
            raise EngineGapError(f"SparkContext.{name} needs classic Spark; this engine has no RDDs")
        if name.startswith("__"):
            raise AttributeError(name)
        return Lenient()


def install(world: World, session: Any) -> None:
    """Put the stand-ins into `sys.modules` and builtins, where the real thing is missing or must not be used."""
    if hasattr(session, "_sc"):
        _keep_one(session.sparkContext)
    else:
        _spark_context()
        type(session).sparkContext = property(lambda _session: SparkContext())
    _boto3(world)
    dbutils = DBUtils(world)
    _module("pyspark.dbutils", DBUtils=lambda *_session: dbutils)
    _module("databricks.sdk.runtime", dbutils=dbutils, spark=session)
    for name, value in (("dbutils", dbutils), ("display", _display)):
        setattr(builtins, name, value)


def let_settings_pass(context_class: Any) -> None:
    """Settings of Hadoop, which jobs make through the context, are taken and have no effect."""
    context_class._jsc = Lenient()


def _keep_one(context: Any) -> None:
    """Whoever makes a SparkContext gets that of the run: there may be no second."""
    kind: Any = type(context)
    kind.__new__ = lambda _kind, *_arguments, **_named: context
    kind.__init__ = lambda _context, *_arguments, **_named: None


def _spark_context() -> None:
    import pyspark  # noqa: PLC0415 - only a worker has it

    _module("pyspark.context", SparkContext=SparkContext, SparkConf=Lenient)
    vars(pyspark).update(SparkContext=SparkContext)


def _boto3(world: World) -> None:
    session = Session(world)
    boto3 = _module("boto3", client=session.client, resource=session.resource, Session=lambda **_: session)
    boto3.__dict__["session"] = _module("boto3.session", Session=lambda **_: session)
    _module("boto3.dynamodb.conditions", Key=Lenient, Attr=Lenient)
    _module("botocore.exceptions", ClientError=ClientError, NoCredentialsError=ClientError, BotoCoreError=ClientError)
    _module("botocore.config", Config=Lenient)
    _module("botocore.client", ClientError=ClientError, Config=Lenient)


def _module(name: str, **names: Any) -> ModuleType:
    """Make a module and the packages above it, as far as they are not there."""
    parent, _, last = name.rpartition(".")
    if parent and parent not in sys.modules:
        try:
            __import__(parent)
        except ImportError:
            _module(parent)
    module = ModuleType(name)
    module.__path__ = []
    vars(module).update(names)
    sys.modules[name] = module
    if parent:
        setattr(sys.modules[parent], last, module)
    return module


def _display(*_values: Any) -> None:
    """Show nothing: a proof has no notebook."""
