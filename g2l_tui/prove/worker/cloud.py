"""A stand-in for boto3: S3 on the run's own folder, secrets and parameters as declared, everything else noted."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from g2l_tui.prove.worker.world import World

DECLARED_SECRET = {
    "username": "proof", "user": "proof", "password": "proof", "host": "localhost", "port": "5432",
    "dbname": "proof", "database": "proof", "engine": "postgres", "url": "jdbc:proof",
}  # fmt: skip


class ClientError(Exception):
    """What a call of AWS fails with; jobs look into `response`."""

    def __init__(self, response: dict[str, Any] | None = None, operation: str = "") -> None:
        super().__init__(f"{operation}: {response}")
        self.response = response or {}


class Answer(dict[str, Any]):
    """What a call of AWS gave: a key that nobody declared gives another answer."""

    def __missing__(self, key: str) -> Answer:
        return Answer()

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self or default is None else default

    def __str__(self) -> str:
        return super().__str__() if self else "answer"


class Session:
    """Gives clients and resources, whatever region or profile they are asked for."""

    region_name = "eu-central-1"

    def __init__(self, world: World) -> None:
        self._world = world

    def client(self, service: str = "", *_arguments: Any, **named: Any) -> Any:
        name = service or str(named.get("service_name", ""))
        return Buckets(self._world) if name == "s3" else Service(self._world, name)

    resource = client


class Service:
    """A service of AWS: calls that only ask are answered, others are noted as effects."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._name = name
        self.exceptions = _Exceptions()

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        if operation.startswith("__"):
            raise AttributeError(operation)

        def call(*_arguments: Any, **named: Any) -> Any:
            if operation == "get_paginator":
                return Pages(self, str(_arguments[0] if _arguments else named.get("operation_name", "")))
            if not operation.startswith(("get_", "list_", "describe_", "head_", "batch_get_")):
                self._world.effect(f"{self._name}.{operation}")
            return self._answer(operation, named)

        return call

    def _answer(self, operation: str, named: dict[str, Any]) -> Any:
        secrets = self._world.request.secrets
        match operation:
            case "get_secret_value":
                name = str(named.get("SecretId", ""))
                return Answer(SecretString=secrets.get(name, json.dumps(DECLARED_SECRET)), Name=name)
            case "get_parameter":
                name = str(named.get("Name", ""))
                return Answer(Parameter=Answer(Name=name, Value=secrets.get(name, "value")))
            case "get_caller_identity":
                return Answer(Account="123456789012", Arn="arn:aws:iam::123456789012:role/proof")
            case "start_job_run":
                return Answer(JobRunId="jr_proof")
            case "get_crawler":
                return Answer(Crawler=Answer(State="READY", LastCrawl=Answer(Status="SUCCEEDED")))
            case "get_job_run":
                return Answer(JobRun=Answer(JobRunState="SUCCEEDED"))
            case "get_table":
                return Answer(Table=self._table(f"{named.get('DatabaseName', '')}.{named.get('Name', '')}"))
            case _:
                return Answer()

    def _table(self, name: str) -> Answer:
        """A table of the Data Catalog as `get_table` describes it, with the columns of its sample."""
        sample = self._world.sample(name.lower())
        columns = [Answer(Name=each, Type=kind) for each, kind in sample.types.items() if each not in sample.partitions]
        place = f"s3://proof-catalog/{name.replace('.', '/').lower()}"
        return Answer(
            Name=name.partition(".")[2],
            DatabaseName=name.partition(".")[0],
            StorageDescriptor=Answer(Columns=columns, Location=place, SerdeInfo=Answer(Parameters=Answer())),
            PartitionKeys=[Answer(Name=each, Type=sample.types.get(each, "string")) for each in sample.partitions],
            Parameters=Answer(classification="parquet"),
        )


class Buckets(Service):
    """S3 on the run's folder: what the job puts it can get, and nobody else sees it."""

    def __init__(self, world: World) -> None:
        super().__init__(world, "s3")

    def Bucket(self, name: str) -> Bucket:
        return Bucket(self, name)

    def Object(self, bucket: str, key: str) -> StoredObject:
        return StoredObject(self, bucket, key)

    def put_object(self, Bucket: str, Key: str, Body: Any = b"", **_named: Any) -> Answer:
        path = self._path(Bucket, Key)
        path.parent.mkdir(parents=True, exist_ok=True)
        content = Body.read() if hasattr(Body, "read") else Body
        path.write_bytes(content.encode() if isinstance(content, str) else bytes(content))
        self._world.effect(f"s3.put_object s3://{Bucket}/{Key}")
        return Answer()

    def get_object(self, Bucket: str, Key: str, **_named: Any) -> Answer:
        path = self._path(Bucket, Key)
        if not path.is_file():
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": f"s3://{Bucket}/{Key}"}}, "GetObject")
        return Answer(Body=io.BytesIO(path.read_bytes()), ContentLength=path.stat().st_size)

    def head_object(self, Bucket: str, Key: str, **named: Any) -> Answer:
        return self.get_object(Bucket=Bucket, Key=Key, **named)

    def list_objects_v2(self, Bucket: str, Prefix: str = "", **_named: Any) -> Answer:
        keys = [key for key in self._keys(Bucket) if key.startswith(Prefix)]
        found = Answer(KeyCount=len(keys), IsTruncated=False)
        if keys:
            found["Contents"] = [Answer(Key=key, Size=self._path(Bucket, key).stat().st_size) for key in keys]
        return found

    list_objects = list_objects_v2

    def delete_object(self, Bucket: str, Key: str, **_named: Any) -> Answer:
        self._world.effect(f"s3.delete_object s3://{Bucket}/{Key}")
        self._path(Bucket, Key).unlink(missing_ok=True)
        return Answer()

    def copy_object(self, Bucket: str, Key: str, CopySource: Any, **_named: Any) -> Answer:
        source = CopySource if isinstance(CopySource, dict) else {}
        bucket, _, key = str(CopySource).lstrip("/").partition("/")
        body = self.get_object(Bucket=source.get("Bucket", bucket), Key=source.get("Key", key))["Body"]
        return self.put_object(Bucket=Bucket, Key=Key, Body=body)

    def upload_file(self, Filename: str, Bucket: str, Key: str, **_named: Any) -> None:
        self.put_object(Bucket=Bucket, Key=Key, Body=Path(Filename).read_bytes())

    def download_file(self, Bucket: str, Key: str, Filename: str, **_named: Any) -> None:
        Path(Filename).write_bytes(self.get_object(Bucket=Bucket, Key=Key)["Body"].read())

    def _keys(self, bucket: str) -> Iterator[str]:
        root = self._path(bucket, "")
        for path in sorted(root.rglob("*")):
            if path.is_file():
                yield path.relative_to(root).as_posix()

    def _path(self, bucket: str, key: str) -> Path:
        return self._world.place(f"s3://{bucket}/{key}")


class Bucket:
    """boto3's resource of a bucket, as far as jobs use it."""

    def __init__(self, buckets: Buckets, name: str) -> None:
        self._buckets = buckets
        self.name = name
        self.objects = self

    def filter(self, Prefix: str = "", **_named: Any) -> Objects:
        found = self._buckets.list_objects_v2(Bucket=self.name, Prefix=Prefix).get("Contents", [])
        return Objects(StoredObject(self._buckets, self.name, each["Key"]) for each in found)

    all = filter

    def put_object(self, **named: Any) -> Answer:
        return self._buckets.put_object(Bucket=self.name, **named)


class Objects(list["StoredObject"]):
    """Objects found in a bucket."""

    def delete(self) -> None:
        for each in self:
            each.delete()


class StoredObject:
    """boto3's resource of an object."""

    def __init__(self, buckets: Buckets, bucket: str, key: str) -> None:
        self._buckets = buckets
        self.bucket_name = bucket
        self.key = key

    def get(self, **_named: Any) -> Answer:
        return self._buckets.get_object(Bucket=self.bucket_name, Key=self.key)

    def put(self, Body: Any = b"", **_named: Any) -> Answer:
        return self._buckets.put_object(Bucket=self.bucket_name, Key=self.key, Body=Body)

    def delete(self, **_named: Any) -> Answer:
        return self._buckets.delete_object(Bucket=self.bucket_name, Key=self.key)


class Pages:
    """A paginator that knows one page."""

    def __init__(self, service: Service, operation: str) -> None:
        self._service = service
        self._operation = operation

    def paginate(self, **named: Any) -> list[Any]:
        return [getattr(self._service, self._operation)(**named)]


class _Exceptions:
    def __getattr__(self, name: str) -> type[ClientError]:
        return ClientError
