"""What a GlueContext inherits from Spark's SQLContext: calls go to the run's session (`library`)."""

from __future__ import annotations

from typing import Any

from g2l_tui.prove.oracle.run import current


class SQLContext:
    @property
    def spark_session(self) -> Any:
        return current().session

    @property
    def sparkSession(self) -> Any:
        return current().session

    def __getattr__(self, name: str) -> Any:
        """`sql`, `table`, `read`, `createDataFrame`, … of the session."""
        if name.startswith("_"):
            raise AttributeError(f"The oracle has no {name}: what a job does inside the JVM cannot be run here.")
        session = current().session
        if session is None:
            raise AttributeError(f"{name} needs a Spark session, and none was given to the oracle.")
        return getattr(session, name)

    def setConf(self, key: str, value: str) -> None:
        self.spark_session.conf.set(key, value)

    def getConf(self, key: str, defaultValue: str | None = None) -> Any:
        return self.spark_session.conf.get(key, defaultValue)

    def tableNames(self, dbName: str | None = None) -> list[str]:
        return [table.name for table in self.spark_session.catalog.listTables(dbName)]

    def registerDataFrameAsTable(self, df: Any, tableName: str) -> None:
        df.createOrReplaceTempView(tableName)

    def registerFunction(self, name: str, f: Any, returnType: Any = None) -> Any:
        return self.spark_session.udf.register(name, f, returnType)

    def dropTempTable(self, tableName: str) -> None:
        self.spark_session.catalog.dropTempView(tableName)

    def cacheTable(self, tableName: str) -> None:
        self.spark_session.catalog.cacheTable(tableName)

    def uncacheTable(self, tableName: str) -> None:
        self.spark_session.catalog.uncacheTable(tableName)

    def clearCache(self) -> None:
        self.spark_session.catalog.clearCache()

    @classmethod
    def getOrCreate(cls, sc: Any) -> Any:
        return cls(sc)  # type: ignore[call-arg]
