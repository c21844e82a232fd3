"""Options dictionaries: every key is used, dropped with a reason, or refused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.literals import string, truth
from g2l_tui.engine.transforms.registry import Site
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.engine.transforms.stepwise import built_entries, is_handed_on
from g2l_tui.ruleset.template import Text

OPTIONS = "G2L105"
CONNECTION = "G2L140"
FORMAT = "G2L141"
CREDENTIAL = "G2L142"
LIMITED = "G2L145"
FOREIGN_SQL = "G2L146"

Entries = Mapping[str, tuple[ast.expr, Text]]
"""What each key of a dictionary holds: the source's expression, and how it reads after the rewrite."""

_ONLY_SOME = "the job would read more than it did"
_SQL_THERE = "is SQL that runs in the target database beside the write; Spark would leave it out"

_REFUSED: Mapping[str, tuple[str, str, str]] = {
    "exclusions": (
        f"leaves files out, and Spark only knows which to take: {_ONLY_SOME}",
        LIMITED,
        'say what to read: .option("pathGlobFilter", "*.json"), or filter on F.col("_metadata.file_path")',
    ),
    "boundedFiles": (
        f"limits the files of one run: {_ONLY_SOME}",
        LIMITED,
        'read with Auto Loader: .option("cloudFiles.maxFilesPerTrigger", {value}) and trigger(availableNow=True)',
    ),
    "boundedSize": (
        f"limits the bytes of one run: {_ONLY_SOME}",
        LIMITED,
        'read with Auto Loader: .option("cloudFiles.maxBytesPerTrigger", {value}) and trigger(availableNow=True)',
    ),
    "filterPredicate": (
        "is a condition in the words of the source database",
        LIMITED,
        "write .where({value}) behind the read, in Spark's SQL",
    ),
    "partitionPredicate": ("limits what is read", LIMITED, "write .where({value}) behind the read"),
    "withSchema": (
        "is a schema as Glue writes it",
        FORMAT,
        "write it as a Spark schema: .schema(T.StructType([…])) before .load",
    ),
    "attachTimestamp": (
        "adds a column with a time",
        OPTIONS,
        'write .withColumn({value}, F.col("_metadata.file_modification_time")), if that is the time that is meant',
    ),
    "preactions": (_SQL_THERE, FOREIGN_SQL, ""),
    "postactions": (_SQL_THERE, FOREIGN_SQL, ""),
    "dataTypeMapping": (
        "names types of the database, and Spark takes types by column",
        OPTIONS,
        'write .option("customSchema", "<column> STRING")',
    ),
}
"""By option: what it does, the finding's code, and what to write instead."""

_LONGEST = 80
_SECRET = re.compile(r"password=|pwd=|://[^/@?]+:[^/@?]+@|thin:[^/@]+/[^/@]+@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chain:
    """Calls on a reader or writer, in order."""

    calls: tuple[str, ...] = ()

    def then(self, *calls: str) -> Chain:
        """Return the chain with more calls at its end."""
        return Chain(self.calls + calls)

    @property
    def text(self) -> Text:
        """The chain as it stands behind a session or a frame."""
        return Text("".join(f".{call}" for call in self.calls))


def entries_of(site: Surroundings, argument: Argument | None, what: str) -> Entries:
    """Return the entries of an options argument. Raises CannotRewriteError when its keys are not known."""
    entries = {} if argument is None else known_entries(site, argument.node)
    if entries is None:
        raise CannotRewriteError(
            f"the keys of {what} are known only when the job runs",
            code=OPTIONS,
            hint="write the dictionary where it is used, or assign it once and leave it as it is",
        )
    return entries


def known_entries(site: Surroundings, node: ast.expr) -> Entries | None:
    """Return the entries of a dictionary, None when its keys are not known."""
    match site.literal(node):
        case ast.Constant(value=None):
            return {}
    entries = site.entries(node)
    if entries is None:
        entries = built_entries(site, node)
    return None if is_handed_on(site, node) else entries


def account(site: Site, entries: Entries, used: Iterable[str], dropped: Mapping[str, str]) -> None:
    """Note the keys that are dropped. Raises CannotRewriteError for one that is neither used nor dropped."""
    for key, (_, text) in entries.items():
        if key in dropped:
            site.drop(key, dropped[key])
        elif key not in used:
            raise without_place(key, text)


def without_place(key: str, text: Text) -> CannotRewriteError:
    """Return the refusal of an option that has no counterpart."""
    if key not in _REFUSED:
        return CannotRewriteError(f"the option `{key}` has no counterpart", code=OPTIONS)
    reason, code, hint = _REFUSED[key]
    return CannotRewriteError(f"the option `{key}` {reason}", code=code, hint=hint.replace("{value}", text.code))


def known(site: Site, entries: Entries, key: str) -> str | None:
    """Return the text that an option surely is."""
    return string(site, entries[key][0]) if key in entries else None


def is_off(site: Site, entries: Entries, key: str) -> bool:
    """True for a switch that is not given, or surely off."""
    return key not in entries or truth(site, entries[key][0]) is False


def option(name: str, value: str) -> str:
    """Return a call that sets an option; `value` is code."""
    return f'option("{name}", {value})'


def shown(site: Site, entries: Entries, key: str, otherwise: str) -> str:
    """Return an option's value as the author wrote it, for a hint; `otherwise` where it is not given."""
    written = " ".join(site.source(entries[key][0]).split()) if key in entries else otherwise
    return written if len(written) <= _LONGEST else otherwise


def check_no_secret(
    site: Site, entries: Entries, secrets: Iterable[str] = ("user", "password"), addresses: Iterable[str] = ("url",)
) -> None:
    """Raise CannotRewriteError for a credential that is written in the source: it is not copied."""
    found = [key for key in secrets if known(site, entries, key) is not None]
    found += [key for key in addresses if _SECRET.search(known(site, entries, key) or "")]
    if found:
        raise CannotRewriteError(
            f"`{found[0]}` is written in the source; a credential is not copied",
            code=CREDENTIAL,
            hint='put it into a secret scope and read it with dbutils.secrets.get("scope", "key")',
        )
