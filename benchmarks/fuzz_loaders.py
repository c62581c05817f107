"""Mutated fixtures through a loader, guided by coverage: what else than a refusal comes out of it.

``python benchmarks/fuzz_loaders.py NAME… --seconds 120`` runs atheris (libFuzzer) over the loaders
of these names, all of ``SOURCES`` without any, one after the other, each in a process of its own.
Bytes are changed, and values: a cell, a string or a text becomes a hostile one, lines move.
An exception outside ``HullmarkError``, an item that the store can't write, ten CPU seconds for a
file and memory above ``--megabytes`` are failures, named by what was raised; ``--keep`` keeps the
inputs. Needs ``uv pip install atheris``, which is no dependency of hullmark.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
LONGEST = 1 << 16  # bytes of an input; fixtures have 1 to 30 kB
SLOWEST = 10  # CPU seconds for one input; a busy machine makes wall time a false alarm
# A string, a text between tags, a cell, a number or a word.
VALUE = re.compile(rb'(?<=")[^"\n]*(?=")|(?<=>)[^<\n]+(?=<)|(?<=,)[^,\n]*(?=,)|[\w.-]+')
VALUES = (
    *(b"", b"0", b"-1", b"1e999", b"NaN", b"null", b"[]", b"{}", b"true", b"9" * 400, b"A" * 3000),
    *(
        b"0000-00-00",
        b"9999-12-31",
        b"31/02/2001",
        b"0001-01-01T00:00:00Z",
        b"9999-12-31T23:00:00Z",
    ),
    *(b"\\ud800", b"\\u0000", b"\xed\xa0\x80", b"\x00", b"\xff", "\u202e\u0660".encode(), b"&#0;"),
    *(b"&amp;", b"<a>", b"</a>", b"]]>", b'"', b'""', b"'", b",", b"\r", b"../x", b"[" * 500),
)
WARM = 50  # inputs until the tables of countries and legal forms are built
TRIES = "tries"  # a file beside the failures: how many inputs were tried


def main() -> int:
    """Fuzz each loader named and print a row of the table for it; 1 where one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="loaders, as in `hullmark load --source`")
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--megabytes", type=int, default=600)
    parser.add_argument("--keep", type=Path, help="folder for the inputs that failed")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        fuzz(asked.names[0], asked.inside, asked.seconds, asked.megabytes)
        return 0
    from hullmark.loaders import SOURCES

    print("| loader | seconds | inputs | peak MB | failures |")
    print("| --- | ---: | ---: | ---: | --- |", flush=True)
    failed = False
    for name in asked.names or SOURCES:
        with TemporaryDirectory() as temporary:
            folder = asked.keep / name if asked.keep else Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            failed |= not run(name, folder, asked.seconds, asked.megabytes)
    return int(failed)


def run(name: str, folder: Path, seconds: int, megabytes: int) -> bool:
    """Fuzz one loader in a process of its own; whether it stood."""
    began = time.monotonic()
    options = ("--seconds", str(seconds), "--megabytes", str(megabytes))
    done = subprocess.run(
        [sys.executable, __file__, name, "--inside", str(folder), *options],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    took = time.monotonic() - began
    said = (folder / TRIES).read_text() if (folder / TRIES).exists() else "0 0"
    tried, peak = said.split()
    found = sorted(one.read_text().splitlines()[-1] for one in folder.glob("*.trace"))
    ended = [one.name for one in folder.glob("libfuzzer-*") if "slow-unit" not in one.name]
    found += [f"libFuzzer: {name}" for name in ended]
    if done.returncode and not found:
        found.append(f"exit {done.returncode}: {(done.stderr.splitlines() or ['?'])[-1]}")
    shown = "; ".join(found) or "none"
    print(f"| `{name}` | {took:.0f} | {int(tried):,} | {peak} | {shown} |", flush=True)
    return not found


def hostile(data: bytes, random: Random) -> bytes:
    """The bytes with some values changed for others, or lines taken out, doubled or moved."""
    for _ in range(random.randrange(1, 4)):
        if random.random() < 0.25:
            lines = data.split(b"\n")
            line = lines.pop(random.randrange(len(lines)))
            for _ in range(random.choice((0, 1, 2))):
                lines.insert(random.randrange(len(lines) + 1), line)
            data = b"\n".join(lines)
        elif values := list(VALUE.finditer(data)):
            at = random.choice(values)
            new = random.choice(VALUES) if random.random() < 0.7 else random.choice(values)[0]
            data = data[: at.start()] + new + data[at.end() :]
    return data


def seeds(name: str) -> Iterator[Path]:
    """The fixtures that this loader reads."""
    from hullmark.graph.errors import HullmarkError
    from hullmark.loaders import detect, loader

    for path in sorted((ROOT / "fixtures").rglob("*")):
        if path.is_file() and path.suffix not in (".md", ".png"):
            try:
                if detect(path) is loader(name):
                    yield path
            except HullmarkError:
                continue


def fuzz(name: str, folder: Path, seconds: int, megabytes: int) -> None:
    """Run libFuzzer over one loader; ends the process."""
    import atheris

    # The parsers that are ours are what coverage should lead through.
    with atheris.instrument_imports(include=["hullmark.loaders", "hullmark.graph"]):
        from hullmark.graph.errors import HullmarkError
        from hullmark.loaders import loader

        module = loader(name)
    import msgspec

    from hullmark.loaders.base import head

    encode = msgspec.json.Encoder().encode
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    given = list(seeds(name))
    for at, seed in enumerate(given):
        (corpus / f"{at}{seed.suffix}").write_bytes(seed.read_bytes()[:LONGEST])
    work = folder / "work"
    work.mkdir(exist_ok=True)
    path = work / (given[0].name if given else "input")
    known: set[str] = set()
    tries, last = 0, 0.0

    def one(data: bytes) -> None:
        nonlocal tries, last
        tries += 1
        path.write_bytes(data)
        began = time.process_time()
        if began - last > 1:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            (folder / TRIES).write_text(f"{tries} {peak}")
            last = began
        try:
            try:
                module.recognises(head(path), path)
                for item in module.read(path):
                    encode(item)
            except HullmarkError as refused:
                str(refused).encode()
            if tries > WARM and time.process_time() - began > SLOWEST:
                raise TimeoutError(f"{SLOWEST} seconds")
        except Exception as wrong:
            frame = traceback.extract_tb(wrong.__traceback__)[-1]
            sign = f"{type(wrong).__name__}-{Path(frame.filename).stem}-{frame.lineno}"
            if sign not in known:
                known.add(sign)
                (folder / f"{sign}.input").write_bytes(data)
                (folder / f"{sign}.trace").write_text(traceback.format_exc())

    def mutated(data: bytes, longest: int, seed: int) -> bytes:
        random = Random(seed)
        changed = random.random() < 0.4 and atheris.Mutate(data, longest)
        return (changed or hostile(data, random))[:longest]

    options = (f"-max_total_time={seconds}", f"-timeout={12 * SLOWEST}", f"-max_len={LONGEST}")
    limits = (f"-rss_limit_mb={megabytes}", f"-artifact_prefix={folder}/libfuzzer-")
    atheris.Setup(
        [sys.argv[0], *options, *limits, "-verbosity=0", str(corpus)], one, custom_mutator=mutated
    )
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
