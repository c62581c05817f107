"""The resolver on Spark: candidates as a join, the judge in ``mapInArrow``, Parquet in between.

The same judge over the same pairs as in one process, so the same decisions; what grows with the
square of a block or with the pairs runs on the cluster. ``MASTER`` or ``spark-submit`` say
where; without them it is this machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, filterwarnings

from hullmark.graph.blocks import KIND_SHIFT
from hullmark.graph.candidates import CAPS, LEAST, MOST, block_weight
from hullmark.graph.comparing import Kept
from hullmark.graph.engines import Batch, Judged, judged
from hullmark.graph.errors import BadValue, HullmarkError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray
    from pyspark.sql import DataFrame, SparkSession

    Numbers = NDArray[np.int64]

FOLDER = (
    "HULLMARK_SPARK_FOLDER"  # where all of the cluster can read and write; else a temporary one
)
VERDICTS = "left long, right long, score double, verdict string, reason string"


@contextmanager
def spark_engine() -> Iterator[SparkEngine]:
    """A Spark session for one run of the resolver, and a folder for its Parquet files.

    ``BadValue`` when the extra ``spark`` is missing, ``HullmarkError`` when Spark won't start.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise BadValue(
            "The engine 'spark' needs PySpark, found none: pip install 'hullmark[spark]'."
        ) from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("hullmark resolve")
    if not os.environ.get("MASTER"):
        builder = builder.master("local[*]").config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.sql.shuffle.partitions", "8")
    builder = builder.config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "5000")
    try:
        session = builder.getOrCreate()
    except Exception as refused:
        raise HullmarkError(
            f"Spark can't be started ({type(refused).__name__}: {str(refused)[:300]}); it needs "
            "Java 17 or later."
        ) from refused
    session.sparkContext.setLogLevel("ERROR")
    try:
        # PySpark warns of pandas 3 wherever a frame is made; no pandas is used here.
        with catch_warnings(), TemporaryDirectory(dir=os.environ.get(FOLDER) or None) as folder:
            filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            yield SparkEngine(session, Path(folder))
    finally:
        session.stop()


class SparkEngine:
    """An engine, see ``engines``, that also proposes the candidates."""

    def __init__(self, session: SparkSession, folder: Path) -> None:
        self._session, self._folder = session, folder

    def propose(self, kept: Kept) -> Numbers:
        """The candidates that ``Blocking.pairs`` proposes, as ``left * len(kept) + right``."""
        import numpy as np
        import pyarrow as pa

        fresh = np.zeros(len(kept), np.bool_)
        fresh[kept.fresh] = True
        self._write(
            "keys", pa.table({"owner": kept.owners, "key": kept.keys, "fresh": fresh[kept.owners]})
        )
        proposed(self._read("keys"), len(kept)).write.parquet(str(self._folder / "candidates"))
        table = self._table("candidates")
        found: Numbers = np.unique(table.column("code").to_numpy().astype(np.int64))
        return found

    def __call__(self, batches: Iterable[Batch]) -> Iterator[Judged]:
        """Judge all batches on the cluster, then give them back one by one, in their order."""
        import pyarrow as pa

        sizes = []
        for at, batch in enumerate(batches):
            sizes.append(len(batch.left))
            explained = [place in batch.explained for place in range(len(batch.left))]
            pairs = {"left": batch.left, "right": batch.right, "explained": explained}
            types = {"left": pa.int64(), "right": pa.int64(), "explained": pa.bool_()}
            arrays = {name: pa.array(pairs[name], types[name]) for name in pairs}
            self._write("pairs", pa.table(arrays), at)
            bodies = {
                "record": pa.array(list(batch.bodies), pa.int64()),
                "body": pa.array(list(batch.bodies.values()), pa.binary()),
            }
            self._write("bodies", pa.table(bodies), at)
        if not sizes:
            return
        bodies_read = self._read("bodies").dropDuplicates(["record"])
        judged_frame(self._read("pairs"), bodies_read).write.parquet(str(self._folder / "judged"))
        table = self._table("judged").sort_by([("left", "ascending"), ("right", "ascending")])
        at = 0
        for size in sizes:
            columns = table.slice(at, size).to_pydict()
            at += size
            yield Judged(
                columns["left"],
                columns["right"],
                columns["score"],
                columns["verdict"],
                columns["reason"],
            )

    def forget(self) -> None:
        """Empty the folder, for another run in the same session."""
        rmtree(self._folder)
        self._folder.mkdir()

    def _write(self, name: str, table: Any, part: int = 0) -> None:
        import pyarrow.parquet as pq

        (self._folder / name).mkdir(exist_ok=True)
        pq.write_table(table, self._folder / name / f"part-{part:06}.parquet")

    def _read(self, name: str) -> DataFrame:
        return self._session.read.parquet(str(self._folder / name))

    def _table(self, name: str) -> Any:
        import pyarrow.parquet as pq

        return pq.read_table(self._folder / name)


def proposed(keys: DataFrame, count: int) -> DataFrame:
    """The candidates of ``keys`` (owner, key, fresh) as a join: one column ``code``."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    weights = keys.sparkSession.createDataFrame(
        [
            (kind, size, block_weight(kind, size, count))
            for kind, cap in CAPS.items()
            for size in range(2, cap + 1)
        ],
        "kind long, size long, weight long",
    )
    blocks = (
        keys.groupBy("key")
        .agg(f.count("*").alias("size"))
        .withColumn("kind", f.shiftright("key", KIND_SHIFT))
        .join(f.broadcast(weights), ["kind", "size"])
        .select("key", "weight")
    )
    small = keys.join(blocks, "key")
    others = small.select(f.col("owner").alias("other"), "key")
    weighed = (
        small.where("fresh")
        .join(others, "key")
        .where("owner <> other")
        .groupBy("owner", "other")
        .agg(f.sum("weight").alias("weight"))
        .where(f.col("weight") >= int(LEAST * 1000))
    )
    order = Window.partitionBy("owner").orderBy(f.desc("weight"), "other")
    return (
        weighed.withColumn("rank", f.row_number().over(order))
        .where(f.col("rank") <= MOST)
        .select(
            (f.least("owner", "other") * f.lit(count) + f.greatest("owner", "other")).alias("code")
        )
        .distinct()
    )


def judged_frame(pairs: DataFrame, bodies: DataFrame) -> DataFrame:
    """The verdicts over ``pairs`` (left, right, explained) of ``bodies`` (record, body)."""
    left = bodies.withColumnsRenamed({"record": "left", "body": "left_body"})
    right = bodies.withColumnsRenamed({"record": "right", "body": "right_body"})
    whole = pairs.join(left, "left").join(right, "right")
    return whole.mapInArrow(_judge_tables, VERDICTS)


def _judge_tables(tables: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Arrow, not pandas: PySpark does not fully support pandas 3, and nothing here needs it."""
    import pyarrow as pa

    for table in tables:
        pairs = table.to_pydict()
        bodies = dict(zip(pairs["left"], pairs["left_body"], strict=True))
        bodies.update(zip(pairs["right"], pairs["right_body"], strict=True))
        explained = frozenset(at for at, wanted in enumerate(pairs["explained"]) if wanted)
        found = judged(Batch(pairs["left"], pairs["right"], bodies, explained))
        yield pa.RecordBatch.from_pydict(
            {
                "left": pa.array(found.left, pa.int64()),
                "right": pa.array(found.right, pa.int64()),
                "score": pa.array(found.scores, pa.float64()),
                "verdict": pa.array(found.verdicts, pa.string()),
                "reason": pa.array(found.reasons, pa.string()),
            }
        )
