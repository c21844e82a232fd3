"""Runs every validator on a migration; what one finds weighs as much as what the engine found itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace

from g2l_tui.engine.copies import is_copy
from g2l_tui.engine.text.module import Module, parse_module
from g2l_tui.engine.text.spliced import spliced
from g2l_tui.errors import ParseError
from g2l_tui.model.change import edits_of, origins_of
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.validators.ansi import ansi_mode
from g2l_tui.validators.connect import contexts_and_rdds
from g2l_tui.validators.credentials import credentials
from g2l_tui.validators.endings import endings
from g2l_tui.validators.leftovers import leftovers
from g2l_tui.validators.lookups import lookups_in_vain
from g2l_tui.validators.modes import unknown_modes
from g2l_tui.validators.queries import unparsable_queries
from g2l_tui.validators.services import clients_of_services, glue_calls, mentions_services
from g2l_tui.validators.settings import settings_in_vain
from g2l_tui.validators.table_formats import table_formats
from g2l_tui.validators.tables import names_without_catalog
from g2l_tui.validators.truth import truth_of_columns
from g2l_tui.validators.undefined import undefined_names
from g2l_tui.validators.views import reused_views

Validator = Callable[[Module, Module], Iterable[Finding]]
"""Takes the source and the result as modules."""

VALIDATORS: tuple[Validator, ...] = (
    leftovers,
    undefined_names,
    contexts_and_rdds,
    reused_views,
    names_without_catalog,
    settings_in_vain,
    table_formats,
    glue_calls,
    clients_of_services,
    unknown_modes,
    unparsable_queries,
    truth_of_columns,
    credentials,
    lookups_in_vain,
    endings,
    ansi_mode,
)

_LINE_END = re.compile(rb"\r\n|\r|\n")


def validate(migration: Migration) -> Migration:
    """Return the migration with what the validators found; an error makes it `partial`.

    Only results that claim to be complete are looked at for leftovers: the others say themselves what is left. Of
    a file that stays as it is, no more is asked than whether it calls the Glue service.
    """
    validators = _validators_for(migration)
    if not validators:
        return migration
    try:
        found = _in_source(migration, _found(migration, validators))
    except ParseError as error:
        is_ours = migration.result != migration.source.content
        return _worsened(migration, [_unparsable(error)]) if is_ours else migration
    except RecursionError:
        return _worsened(migration, [_unchecked()])
    if migration.status is not Status.MIGRATED:
        found = [finding for finding in found if finding.code != "G2L202"]
    told = {(finding.code, finding.line) for finding in migration.findings}
    found = [finding for finding in found if (finding.code, finding.line) not in told]
    found.sort(key=lambda finding: (finding.line, finding.column))
    return _worsened(migration, found) if found else migration


def _found(migration: Migration, validators: Iterable[Validator]) -> list[Finding]:
    """Look at what is new beside what the source has; only for a line of the result, at all of its text.

    Raises ParseError.
    """
    before = parse_module(migration.source)
    result = Source(migration.source.path, migration.result)
    after = spliced(migration.source, migration.result, edits_of(migration.changes))
    if after is None:
        return [finding for validator in validators for finding in validator(before, parse_module(result))]
    told = [(validator, list(validator(before, after))) for validator in validators]
    return [
        finding
        for validator, found in told
        for finding in (validator(before, parse_module(result)) if _names_lines_of_result(found) else found)
    ]


def _names_lines_of_result(found: Iterable[Finding]) -> bool:
    return any(finding.target_line is not None for finding in found)


def with_findings(migration: Migration, found: Iterable[Finding]) -> Migration:
    """Return the migration with what was found in its result; an error makes it `partial`."""
    placed = _in_source(migration, found)
    return _worsened(migration, placed) if placed else migration


def _validators_for(migration: Migration) -> tuple[Validator, ...]:
    if migration.status is Status.FAILED or is_copy(migration):
        return ()
    if migration.result != migration.source.content:
        return VALIDATORS
    return (glue_calls,) if mentions_services(migration.source.content) else ()


def _in_source(migration: Migration, found: Iterable[Finding]) -> list[Finding]:
    """The findings at the lines of the source that their lines of the result came from, or are written for."""
    every = list(found)
    if not _names_lines_of_result(every):
        return every
    starts, ends = [0, *_line_ends(migration.result)], _line_ends(migration.source.content)
    origin = origins_of(migration.changes)

    def placed(finding: Finding) -> Finding:
        if finding.target_line is None:
            return finding
        return replace(finding, line=1 + bisect_right(ends, origin(starts[min(finding.target_line, len(starts)) - 1])))

    return [placed(finding) for finding in every]


def _line_ends(content: bytes) -> list[int]:
    return [end.end() for end in _LINE_END.finditer(content)]


def _worsened(migration: Migration, found: list[Finding]) -> Migration:
    is_error = any(finding.severity is Severity.ERROR for finding in found)
    status = Status.PARTIAL if is_error and migration.status is Status.MIGRATED else migration.status
    return replace(migration, status=status, findings=(*migration.findings, *found))


def _unchecked() -> Finding:
    message = "The result nests too deeply to be looked through"
    return Finding("G2L005", Severity.ERROR, 1, 1, message, "split its longest expression, and migrate it again")


def _unparsable(error: ParseError) -> Finding:
    line = int(error.details.get("line", 1))
    hint = "reject the change at this place, and report it"
    return Finding("G2L005", Severity.ERROR, line, 1, f"The result does not parse: {error.message}", hint)
