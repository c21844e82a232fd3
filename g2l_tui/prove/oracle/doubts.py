"""What AWS does not document, or documents in two ways: the places where the oracle had to choose.

A run collects the names of the doubts that it relied on, so that its verdict can say so and be trusted less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Doubt:
    """`question` is what the pages leave open, `choice` what the oracle does, `sources` keys of `SOURCES`."""

    question: str
    choice: str
    sources: tuple[str, ...] = ()


@dataclass(slots=True)
class _Listener:
    touched: set[str] = field(default_factory=set)


_listener = _Listener()


def touch(name: str) -> None:
    """Note that what happens now rests on the doubt. Raises KeyError for a name that no table explains."""
    if name not in DOUBTS:
        raise KeyError(name)
    _listener.touched.add(name)


def collect_into(touched: set[str]) -> None:
    """From now on, and in all threads, the names of doubts go into this set."""
    _listener.touched = touched


DOUBTS: Mapping[str, Doubt] = MappingProxyType(
    {
        "project-keeps-or-converts": Doubt(
            "`project:type` keeps only values of the type (Scala page, sample) or converts the others (class page).",
            "keeps only; the others become null",
            ("class-page", "scala-page", "choice-page", "sample-choices"),
        ),
        "cast-without-choice": Doubt(
            "`resolveChoice` with `cast` on a column that is no choice.", "casts it", ("class-page", "choice-page")
        ),
        "choice-of-nothing": Doubt(
            "A spec of `resolveChoice` names a column that no record has.", "does nothing", ("choice-page",)
        ),
        "join-clash-side": Doubt(
            "Both sides of a join have a field of one name: one gets a leading dot, but the pages do not say which, "
            "and the legislators example shows neither.",
            "the field of the second frame gets it",
            ("join-page", "sample-joins"),
        ),
        "join-null-keys": Doubt("Both sides of a join have a null key.", "nulls do not match", ("join-page",)),
        "join-composite-keys": Doubt(
            "Users report that a join on several keys also matches permutations of their values.",
            "keys match position by position",
            ("join-page", "library-issue-76"),
        ),
        "join-key-types": Doubt("Join keys of different number types.", "equal numbers match", ("join-page",)),
        "merge-null-keys": Doubt(
            "A primary key of mergeDynamicFrame is null or missing.", "the record matches nothing", ("class-page",)
        ),
        "merge-new-records": Doubt(
            "A staged record whose key the source does not have: it is in neither of the cases that the page lists.",
            "it is added",
            ("class-page",),
        ),
        "relationalize-nested-arrays": Doubt(
            "The name of the table of an array inside an array.", "`root_outer.val.inner`", ("class-page", "scala-page")
        ),
        "relationalize-empty-arrays": Doubt(
            "Whether an empty array gets a join key.", "it does, and no child rows", ("relationalize-page",)
        ),
        "relationalize-staging": Doubt(
            "Child tables pass through CSV: the published example shows blanks where fields were missing.",
            "null stays null",
            ("sample-joins", "relationalize-page"),
        ),
        "relationalize-maps": Doubt("What becomes of a map.", "it stays a map", ("relationalize-page",)),
        "relationalize-choices": Doubt(
            "What becomes of a choice of which one type is an array or a struct.",
            "each record is flattened by the type it has",
            ("relationalize-page",),
        ),
        "unnest-arrays": Doubt(
            "unnest flattens structs inside arrays under names with `.val` (Scala page), makes join keys (transform "
            "page), or leaves arrays alone (example of the class page).",
            "arrays stay as they are",
            ("scala-page", "unnest-page", "class-page"),
        ),
        "unnest-null-struct": Doubt(
            "A struct that is null in one record and flattened in others.",
            "its fields are missing in that record",
            ("unnest-page",),
        ),
        "unbox-quoted-numbers": Doubt(
            "The published example prints numbers that are quoted in the JSON as int.",
            "what is quoted is a string",
            ("unbox-page",),
        ),
        "unbox-unparsable": Doubt(
            "Text that unbox cannot parse.", "the record becomes an error record", ("class-page", "unbox-page")
        ),
        "unbox-csv": Doubt(
            "Field names of an unboxed CSV text without a header.", "`col0`, `col1`, …", ("unbox-page",)
        ),
        "null-type": Doubt(
            "DropNullFields and a column that is null in every record, but whose source declared a type.",
            "the column stays, for its type is not null",
            ("drop-nulls-page", "scala-page"),
        ),
        "null-columns-in-dataframe": Doubt(
            "toDF of a column that is null in every record.", "a column of Spark's type void", ("class-page",)
        ),
        "columns-of-one-name": Doubt(
            "fromDF of a DataFrame with two columns of one name.", "the later one remains", ("class-page",)
        ),
        "empty-frame": Doubt(
            "The columns of a frame without records.", "those its source declared, if any", ("class-page",)
        ),
        "mapping-missing-column": Doubt(
            "A mapping whose source column is in no record.", "no target column", ("mapping-page", "scala-page")
        ),
        "mapping-source-type": Doubt(
            "A value is not of the source type of its mapping.",
            "the value is cast from the type it has",
            ("mapping-page",),
        ),
        "mapping-null-struct": Doubt(
            "A nested field is mapped, and its struct is null in a record.",
            "the target is missing in that record",
            ("scala-page", "mapping-page"),
        ),
        "case-of-paths": Doubt(
            "A path that matches a field in another case only.",
            "it leads nowhere, but for the source names of ApplyMapping",
            ("class-page", "scala-page"),
        ),
        "mapping-short-tuples": Doubt(
            "Mappings of two or three names.",
            "(source, target) keeps the type; (source, target, type) casts to it",
            ("mapping-page", "library"),
        ),
        "mapping-conflict": Doubt(
            "Two mappings with one target, or a target that is a column and a struct.",
            "the later one wins",
            ("mapping-page",),
        ),
        "mapping-under-array": Doubt(
            "A mapping from below an array, which the page says is not possible.",
            "no target column",
            ("scala-page",),
        ),
        "drop-last-field": Doubt(
            "A struct whose last field is dropped.", "it is dropped too", ("drop-fields-page", "scala-page")
        ),
        "select-nested": Doubt(
            "SelectFields with a nested path: not possible (Scala page), or a path like any other (class page).",
            "keeps the parent with only that field",
            ("class-page", "scala-page", "select-page"),
        ),
        "map-number-types": Doubt(
            "The types of numbers after Map: Python has one integer type and one of fractions.",
            "an unchanged value keeps its type; a new one is int, long or double",
            ("map-page",),
        ),
        "map-empty-list": Doubt(
            "The note of the Map page that a function must not put an empty list into a record.",
            "an array of no type",
            ("map-page",),
        ),
        "split-rows-types": Doubt(
            "SplitRows compares a column with a constant of another type.",
            "the constant is cast to the type of the value",
            ("split-rows-page",),
        ),
        "split-rows-null": Doubt(
            "SplitRows compares a null or missing value.", "the record goes to the second frame", ("split-rows-page",)
        ),
        "spigot-sampling": Doubt("Which records spigot takes.", "the first ones", ("spigot-page", "scala-page")),
        "cast-text-to-integer": Doubt(
            "Casting text with a fraction, blanks around it or a sign to an integer.",
            "blanks and signs are read; a fraction gives null",
            ("class-page",),
        ),
        "cast-number-to-integer": Doubt(
            "Casting a number that has a fraction, or is too large, to an integer type.",
            "the fraction is cut off; what is too large becomes null",
            ("class-page",),
        ),
        "cast-to-boolean": Doubt(
            "Casting anything but the words true and false to boolean.",
            "numbers: not zero; other text: null",
            ("class-page",),
        ),
        "cast-to-decimal": Doubt(
            "Casting to a decimal type with fewer digits than the value.",
            "rounds half up; what does not fit becomes null",
            ("class-page",),
        ),
        "cast-to-time": Doubt(
            "Casting to date or timestamp from anything but ISO text.",
            "numbers are seconds since 1970 UTC; other text becomes null",
            ("class-page",),
        ),
        "cast-number-to-text": Doubt(
            "Text of very large, very small and special fractions.", "as Java writes them", ("class-page",)
        ),
        "cast-nested": Doubt(
            "Casting between a struct, array or map and a scalar.", "null; to string: JSON", ("class-page",)
        ),
        "decimals-of-several-widths": Doubt(
            "Decimals of several precisions in one field.", "the narrowest that holds both", ("types-page",)
        ),
        "declared-type-differs": Doubt(
            "A value does not fit the type that its source declares.",
            "the value keeps its own type, and the field becomes a choice",
            ("sample-choices", "sample-cleaning"),
        ),
        "large-integers": Doubt("Integers beyond 64 bits in JSON.", "a decimal without fraction", ("formats-page",)),
        "csv-without-header": Doubt("Column names of CSV without a header.", "`col0`, `col1`, …", ("formats-page",)),
        "csv-ragged-lines": Doubt(
            "Lines of CSV with fewer or more fields than the header.",
            "missing fields are missing; further ones are dropped",
            ("formats-page",),
        ),
        "csv-empty-fields": Doubt("An empty field of CSV.", "an empty string", ("formats-page",)),
        "json-unparsable": Doubt(
            "A JSON line that does not parse.", "the record becomes an error record", ("class-page", "formats-page")
        ),
        "json-path": Doubt("JSON paths beyond field names and `[*]`.", "refused", ("formats-page",)),
        "predicate-on-other-columns": Doubt(
            "A push-down predicate that speaks of columns which are no partition columns.",
            "every record is tested",
            ("partitions-page",),
        ),
        "collection-missing-key": Doubt(
            "Selecting a frame that the collection does not have.", "an empty frame", ("library", "collection-page")
        ),
        "union-broken": Doubt(
            "Union.apply raises an error in the published library; the method works.",
            "the method",
            ("library",),
        ),
        "error-threshold": Doubt(
            "As many errors as a threshold: there a job fails (class page), or so many it may have (Scala page).",
            "it fails",
            ("class-page", "scala-page"),
        ),
        "errors-layout": Doubt(
            "The fields of an error record.", "error.msg, error.dynamicRecord, error.stage", ("class-page",)
        ),
        "streaming": Doubt(
            "A stream is one batch here, and its function is called once.", "batch 0", ("streaming-page",)
        ),
        "bookmarks": Doubt(
            "Bookmarks are enabled: what was processed before is not known here.",
            "everything is read",
            ("bookmarks-page",),
        ),
        "data-quality": Doubt(
            "The outcome of a data quality rule that the oracle does not understand.", "Unknown", ("quality-page",)
        ),
        "choice-written": Doubt(
            "A sink is given a column that still is a choice.", "each value as it is", ("writer-page", "formats-page")
        ),
        "raw-partitions": Doubt(
            "The convention of mapPartitions.", "dicts with record, isError and errorMessage", ("library",)
        ),
    }
)
