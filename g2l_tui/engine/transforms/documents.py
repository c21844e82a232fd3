"""MongoDB and DocumentDB, whose connector Spark has as well."""

from __future__ import annotations

import re

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import (
    CONNECTION,
    CREDENTIAL,
    OPTIONS,
    Chain,
    Entries,
    account,
    is_off,
    known,
    option,
    shown,
)
from g2l_tui.engine.transforms.literals import truth
from g2l_tui.engine.transforms.secrets import SCOPE, secret
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.engine.transforms.stepwise import check_certain

_PLACE = ("database", "collection")
_ADDRESSES = ("uri", "connection.uri")
_CREDENTIALS = ("username", "password")
_OF_ADDRESS = ("ssl", "ssl.domain_match", "retryWrites")
_REACHED = frozenset({*_PLACE, *_ADDRESSES, *_CREDENTIALS, *_OF_ADDRESS, "disableUpdateUri"})

_SAMPLED = "The MongoDB connector must be on the cluster; it finds types by sampling, where Glue made a choice of them."
_WRITTEN = "The MongoDB connector must be on the cluster; a row replaces the document of the same `_id`, as in Glue."
_WRITE_DROPPED = {"maxBatchSize": "how many rows travel at once"}
_HOST = re.compile(r"(?:mongodb(?:\+srv)?://)?(?:[^@/]*@)?([\w.-]+)")
_HOLDS_SECRET = re.compile(r"://[^/@]+@")


def read_documents(site: Surroundings, kind: str, options: Entries) -> Chain:
    """Return the calls that read a collection, behind the session."""
    split = {key: "how the read is split" for key in options if key.startswith("partitioner")}
    account(site, options, _REACHED, split)
    calls = _reached(site, kind, options)
    site.caution(CONNECTION, _SAMPLED)
    return Chain(("read", 'format("mongodb")')).then(*calls, "load()")


def write_documents(site: Surroundings, kind: str, options: Entries) -> Chain:
    """Return the calls that write documents into a collection, behind `frame.write`."""
    account(site, options, {*_REACHED, "replaceDocument", "forceInsert"}, _WRITE_DROPPED)
    calls = [*_reached(site, kind, options), *_operation(site, options)]
    site.caution(CONNECTION, _WRITTEN)
    return Chain(('format("mongodb")',)).then(*calls, 'mode("append")', "save()")


def _reached(site: Surroundings, kind: str, options: Entries) -> list[str]:
    check_certain(options)
    if "disableUpdateUri" in options:
        site.drop("disableUpdateUri", "the address is taken as it is")
    places = [option(key, options[key][1].code) for key in _PLACE if key in options]
    return [option("connection.uri", _address(site, kind, options)), *places]


def _address(site: Surroundings, kind: str, options: Entries) -> str:
    """The address as given, or a secret in its place where a user or a password is written in the source."""
    key = next((key for key in _ADDRESSES if key in options), None)
    address = known(site, options, key) if key else None
    parts = [each for each in (*_CREDENTIALS, *_OF_ADDRESS) if each in options]
    if key and not parts and not _HOLDS_SECRET.search(address or ""):
        return options[key][1].code
    host = _HOST.match(address or "")
    if host is None or any(known(site, options, each) is None for each in _CREDENTIALS if each in options):
        raise _not_whole(site, kind, options)
    for each in parts:
        site.drop(each, "it is a part of the address, which is a secret")
    name = f"{host[1]}-uri"
    said = "".join(f", what `{each}` says" for each in parts if each in _OF_ADDRESS)
    site.caution(
        CREDENTIAL,
        f"The secret {name} must exist in the scope {SCOPE}: the whole address, user and password in it{said}. "
        "A password in the source is known to all who can read it: change it.",
    )
    return secret(site, name)


def _not_whole(site: Surroundings, kind: str, options: Entries) -> CannotRewriteError:
    written = "".join(f".{option(key, shown(site, options, key, '…'))}" for key in _PLACE)
    return CannotRewriteError(
        f"the {kind} connector takes user and password in its address only",
        code=CONNECTION,
        hint=f'keep the whole address as a secret: .format("mongodb").option("connection.uri", '
        f'dbutils.secrets.get("scope", "key")){written}',
    )


def _operation(site: Surroundings, options: Entries) -> list[str]:
    """Documents are replaced, unless the options say that they are updated or inserted."""
    for key in ("replaceDocument", "forceInsert"):
        if key in options and truth(site, options[key][0]) is None:
            raise CannotRewriteError(f"`{key}` is known only when the job runs", code=OPTIONS)
    if not is_off(site, options, "forceInsert"):
        return [option("operationType", '"insert"')]
    is_updated = "replaceDocument" in options and is_off(site, options, "replaceDocument")
    return [option("operationType", '"update"')] if is_updated else []
