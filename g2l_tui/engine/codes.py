"""Every finding's code: a short name, how severe it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from g2l_tui.model.finding import Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Code:
    """What all findings of one code have in common. The title is a noun phrase, the hint says what to do."""

    title: str
    severity: Severity
    hint: str


CODES: Mapping[str, Code] = MappingProxyType({
    "G2L001": Code("source that does not parse", ERROR, "mend the syntax, or exclude the file in g2l.toml"),
    "G2L002": Code("source that cannot be read as text", ERROR, "save it in the encoding that its first line names"),
    "G2L003": Code("Python 2 source", ERROR, "bring it to Python 3 first, for example with 2to3"),
    "G2L004": Code("notebook magic in a .py file", ERROR, "export the notebook as a plain script"),
    "G2L005": Code("result that would not parse", ERROR, "report it: the file was left as it is"),
    "G2L006": Code("file that cannot be read or written", ERROR, "see its permissions, or exclude it in g2l.toml"),
    "G2L007": Code("plugin that failed", WARNING, "the file is as without it; mend the plugin, or leave it out"),
    "G2L008": Code("what a plugin says", WARNING, "see the plugin's own documentation"),
    "G2L101": Code("Glue API without a rule", ERROR, "write a rule into .g2l/rules, or translate it by hand"),
    "G2L102": Code("Glue object used as a value", ERROR, "call it where it is used, or write a function for it"),
    "G2L103": Code("call that does not fit Glue's signature", ERROR, "compare the call with the signature in the rule"),
    "G2L104": Code("arguments that are not known", ERROR, "write the arguments out"),
    "G2L105": Code("options without a counterpart", ERROR, "translate the statement by hand, or drop the option"),
    "G2L106": Code("receiver of unknown kind", ERROR, "annotate it, for example `frame: DynamicFrame`"),
    "G2L107": Code("one of several kinds", ERROR, "give the values different names, or annotate them"),
    "G2L108": Code("argument without a counterpart", ERROR, "translate the statement by hand"),
    "G2L109": Code("Glue object handed to unknown code", ERROR, "bring that code into the workspace"),
    "G2L113": Code("Glue looked up by name", ERROR, "use the object itself, or change the text with the code"),
    "G2L114": Code("union of unknown frames", WARNING, "annotate them, or write unionByName where names are meant"),
    "G2L115": Code("method given to Glue's frames", ERROR, "call the function: frame.transform(function, …)"),
    "G2L116": Code("module that stays a file", INFO, "nothing: notebooks import it as it is"),
    "G2L117": Code("job that stays a file", WARNING, "mend what stands in the way, or run it as a Python file"),
    "G2L118": Code("frame handed to unknown code", WARNING, "see what that code does with it, or bring it here"),
    "G2L112": Code("job bookmark", WARNING, 'set bookmarks = "full" in g2l.toml if the job runs without one'),
    "G2L110": Code("catalog table", ERROR, "map the database in [schemas] or the table in [tables] of g2l.toml"),
    "G2L111": Code("Glue name in use", ERROR, "translate the use by hand; the import stays until then"),
    "G2L119": Code("path that is no longer written", WARNING, "let its readers read the table"),
    "G2L120": Code("context with settings", ERROR, "set them with spark.conf.set or in the cluster's configuration"),
    "G2L121": Code("SparkContext in use", ERROR, "use the session: spark.createDataFrame(rows), spark.read.text(path)"),
    "G2L122": Code("job object in use", ERROR, "remove the uses; Databricks records runs itself"),
    "G2L123": Code("Java access", ERROR, "serverless and shared compute have no JVM to reach: use Spark's Python API"),
    "G2L130": Code("job arguments", ERROR, "write the names out, or parse sys.argv with argparse"),
    "G2L140": Code("connection without a counterpart", ERROR, "see the hint of the finding"),
    "G2L141": Code("format", ERROR, "see the hint of the finding"),
    "G2L142": Code("credential in the source", ERROR, "put it into a secret scope"),
    "G2L143": Code("sink in pieces", ERROR, "write to the frame directly: frame.write"),
    "G2L144": Code("streaming source", ERROR, "read it with spark.readStream, and name its columns with F.from_json"),
    "G2L145": Code("limited read", ERROR, "limit the read in Spark's own words, so that it does not read more"),
    "G2L146": Code("SQL in the target database", ERROR, "run it in a SQL task beside the job, or write a MERGE INTO"),
    "G2L147": Code("rows of an RDD", ERROR, "pass a list to spark.createDataFrame, or read files with spark.read"),
    "G2L148": Code("sample", ERROR, "take the rows with .limit"),
    "G2L150": Code("mapping", ERROR, "write the mappings out as four literal strings each"),
    "G2L151": Code("fields", ERROR, "write the names out"),
    "G2L152": Code("join", ERROR, "write the keys out as literal names of columns"),
    "G2L153": Code("function on records", ERROR, "write the condition as a Column"),
    "G2L154": Code("truth of a field of unknown type", ERROR, "compare the field with what is meant"),
    "G2L160": Code("fields that are null throughout", WARNING, "see that no later step expects them to be gone"),
    "G2L161": Code("choice of types", ERROR, "say for each field which type it is to have, with try_cast"),
    "G2L162": Code("function that changes records", ERROR, "write the changes as columns, or use mapInPandas"),
    "G2L163": Code("error records", ERROR, "count and keep bad rows yourself: Spark fails, or gives null"),
    "G2L164": Code("relationalize", ERROR, "write one explode for each array, from a table that pins the keys"),
    "G2L165": Code("text with data in it", ERROR, "write its schema down, and parse it with F.from_json or F.from_csv"),
    "G2L166": Code("DynamoDB's JSON", ERROR, 'select each attribute: F.col("Item.id.S").alias("id")'),
    "G2L167": Code("rows behind the frame", ERROR, "write it with columns or mapInPandas: there are no RDDs"),
    "G2L168": Code("name of a frame", ERROR, "write the name where it is used: a DataFrame has none"),
    "G2L169": Code("frame split in two", ERROR, "write the two filters or selections out"),
    "G2L170": Code("collection of frames", ERROR, "write a dict from names to frames"),
    "G2L171": Code("sample written on the way", ERROR, "write the sample in a statement of its own, or leave it out"),
    "G2L172": Code("frames merged by key", ERROR, "write the keys out as literal names of columns"),
    "G2L173": Code("transforms as values", ERROR, "call the transform by its name"),
    "G2L174": Code("Glue Studio transform", ERROR, "write the columns with pyspark.sql.functions"),
    "G2L175": Code("source in pieces", ERROR, "read with glueContext.create_dynamic_frame.from_options first"),
    "G2L180": Code("deletion of files", ERROR, 'write with mode("overwrite"), or delete with dbutils.fs.rm'),
    "G2L181": Code("storage class", ERROR, "write a lifecycle rule for the bucket"),
    "G2L182": Code("transaction", ERROR, "write each table once: Delta commits each write whole or not at all"),
    "G2L183": Code("data quality", ERROR, "check with Labs DQX, CHECK constraints, or pipeline expectations"),
    "G2L184": Code("Glue's machine learning", ERROR, "train and apply a model of your own"),
    "G2L185": Code("Glue type", ERROR, "use pyspark.sql.types"),
    "G2L186": Code("session feature", ERROR, "see the hint of the finding"),
    "G2L187": Code("loop over batches", ERROR, "write frame.writeStream.foreachBatch(function)"),
    "G2L188": Code("inside of Glue's library", ERROR, "translate the use by hand; nothing on Databricks takes it"),
    "G2L189": Code("credentials of a connection", ERROR, "use a Unity Catalog connection, or secrets"),
    "G2L190": Code("approximate translation", WARNING, "read the sentence, and accept it or translate by hand"),
    "G2L191": Code("manual translation", ERROR, "see the hint of the rule"),
    "G2L201": Code("name that nothing defines", ERROR, "see where the name was meant to come from"),
    "G2L203": Code("RDD or SparkContext", WARNING, "serverless and shared compute have none: use DataFrames"),
    "G2L204": Code("temporary view registered twice", WARNING, "give each view a name of its own"),
    "G2L205": Code("table name without a catalog", WARNING, "write catalog.schema.table, or set the session's catalog"),
    "G2L206": Code("call of the Glue service", WARNING, "see what the call is for: Databricks has no Glue service"),
    "G2L207": Code("client of an AWS service", INFO, "make it with dbutils.credentials.getServiceCredentialsProvider"),
    "G2L208": Code("write mode that Spark does not know", ERROR, "write append, overwrite, ignore or error"),
    "G2L209": Code("SQL that does not parse", WARNING, "mend the text: Databricks would not take it either"),
    "G2L210": Code("truth of a column", ERROR, "write &, | and ~, with brackets around each side"),
    "G2L211": Code("feature that serverless compute lacks", INFO, "use classic compute, or write it without"),
    "G2L212": Code("types that do not fit", WARNING, "look at the call: as it stands, Spark would refuse it"),
    "G2L213": Code("setting that a session does not take", WARNING, "leave it out, or set it for the whole cluster"),
    "G2L214": Code("end of the program", WARNING, "let the program run to its end, or call sys.exit"),
    "G2L215": Code("format of a table", WARNING, "write Delta: leave the format out, or convert the table"),
    "G2L216": Code("path by an old scheme", WARNING, "write s3:// where paths of this job are meant: it is the same"),
    "G2L220": Code("use of what stays in Glue elsewhere", ERROR, "translate what it needs in the other file first"),
    "G2L221": Code("copy of awsglue", INFO, "delete it when the last job has left Glue, or exclude it in g2l.toml"),
    "G2L222": Code("imitation of Glue", ERROR, "let the test look at the DataFrame that comes out"),
    "G2L223": Code("error that comes later", WARNING, "ask for `.schema` of the frame inside the `try`"),
    "G2L224": Code(
        "ANSI mode", WARNING, 'or leave ANSI mode off: spark.conf.set("spark.sql.ansi.enabled", "false") at the start'
    ),
    "G2L225": Code("SQL of Iceberg", WARNING, "write what Delta has for it"),
    "G2L226": Code("member of an enumeration in a text", WARNING, "write .value behind the member"),
    "G2L227": Code("function chosen by its argument's class", ERROR, "call the function that is meant by its name"),
    "G2L202": Code("Glue left in the result", ERROR, "translate it by hand"),
    "G2L301": Code("hand edit in the way", ERROR, "edit the lines there, or say with --settled that they are right"),
})  # fmt: skip


def severity_of(code: str) -> Severity:
    """Return how severe a finding of this code is; one of a user's own rule is an error."""
    return CODES[code].severity if code in CODES else ERROR


def hint_of(code: str) -> str:
    """Return what to do about a finding of this code."""
    return CODES[code].hint if code in CODES else ""


def hint_without_rule(callee: str) -> str:
    """Return what to do about a call of Glue's that no rule speaks of, where its name tells."""
    if callee.startswith("awsglue.blueprint."):
        return "a blueprint makes Glue's workflows: write a job with tasks into databricks.yml instead"
    if callee.startswith("DataSink."):
        return "setFormat gives nothing: keep the sink in a variable, and call each method in a statement of its own"
    if callee.startswith("DynamicFrame."):
        return "if it is a DataFrame by then, say so: give it a name of its own, or annotate it with DataFrame"
    return ""
