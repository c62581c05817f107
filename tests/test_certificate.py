"""Certificates: what was asked, of which lists, what came of it; edited by a byte they are none."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark import cli
from hullmark.graph.asked import canonical
from hullmark.graph.errors import BadValue, FileProblem
from hullmark.queries.asking_commands import NOT_ASKING, name_of
from hullmark.queries.certificate import read
from hullmark.tests.conftest import Run

# Every command that asks, with a question to the demo and the exit code of the answer.
QUESTIONS: dict[str, tuple[tuple[str, ...], int]] = {
    "lookup": (("Angara",), 0),
    "path": (("Angara", "Kaalbye"), 0),
    "owners": (("Maria IV", "Angara"), 4),
    "changes": (("--from", "2022-05-08", "--to", "2024-05-07"), 0),
    "blocked": (("Angara",), 0),
    "fleet": (("Sovfracht",), 0),
    "exposure": (("Angara",), 0),
    "shared": (("Angara", "Ascalon"), 0),
    "timeline": (("Angara",), 0),
    "chart": (("Angara", "-o", "chart.svg"), 0),
    "compare": (("Angara", "--all"), 0),
    "report": (("Angara", "-o", "report.md", "--no-pictures"), 0),
    "screen": (("fleet.csv",), 0),
    "sources": ((), 0),
    "stats": ((), 0),
    "why": (("Angara", "Ascalon"), 0),
}


@pytest.fixture
def db(demo_db: Path, tmp_path: Path) -> Path:
    """The demo's workspace, to be written to."""
    shutil.copy(demo_db, tmp_path / "hullmark.db")
    return tmp_path / "hullmark.db"


def content(folder: Path, name: str = "c.json") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return found


def test_every_command_asks_or_is_said_not_to() -> None:
    names = {name_of(command) for command in cli.app.registered_commands}
    assert names >= NOT_ASKING - {"watch"}
    asking = names - NOT_ASKING
    assert asking == QUESTIONS.keys(), "a new command that asks needs a question here"


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_command_that_asks_can_be_certified(
    hullmark: Run, db: Path, tmp_path: Path, name: str
) -> None:
    words, code = QUESTIONS[name]
    (tmp_path / "fleet.csv").write_text("Vessel name,IMO\nANGARA,9179842\n", encoding="utf-8")
    plain = hullmark(name, *words)
    done = hullmark(name, *words, "--certificate", "c.json")
    assert (plain.returncode, done.returncode) == (code, code), done.stderr
    assert done.stdout == plain.stdout
    assert "Wrote c.json." in done.stderr
    found = content(tmp_path)
    assert found["query"]["command"] == name
    assert found["query"]["arguments"] == [*words, "--certificate", "c.json"]
    assert found["answer"]["exit_code"] == code
    assert found["answer"]["count"] == len(found["answer"]["rows"]) > 0
    assert len(found["snapshots"]) == 5
    for one in ("chart.svg", "report.md"):
        (tmp_path / one).unlink(missing_ok=True)
    again = hullmark("verify", "c.json")
    assert again.returncode == 0, again.stdout + again.stderr
    assert (
        "The answer is the same.\nSo are the program, its settings and the lists." in again.stdout
    )
    assert not any((tmp_path / one).exists() for one in ("chart.svg", "report.md"))


def test_what_a_certificate_says_of_a_card(hullmark: Run, db: Path, tmp_path: Path) -> None:
    assert hullmark("lookup", "Angara", "--certificate", "c.json").returncode == 0
    found = content(tmp_path)
    assert (found["schema_version"], found["kind"]) == (2, "hullmark certificate")
    assert found["answer"]["result"] == "found"
    assert found["stale_days"] == 30
    assert [one.rsplit(",", 1)[0] for one in found["stale"]] == [
        "ofac SDN: 2024-05-07",
        "uk UK Sanctions List: 2025-04-10",
    ]
    assert (
        "un UN Security Council Consolidated List (UN Security Council Consolidated List)"
        in (found["not_loaded"])
    )
    assert "ofac SDN: only a part of the list is loaded" in found["not_loaded"]
    assert not any(one.startswith("ofac SDN advanced") for one in found["not_loaded"])
    assert {
        "section": "Names", "label": "former name", "value": "OCEAN ENERGY"
    }.items() <= found["hits"][1].items()  # fmt: skip
    sdn = next(one for one in found["snapshots"] if one["published"] == "2022-05-08")
    path = cli.DEMO / "ofac-sdn-extract-2022-05-08.csv"
    assert sdn["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (sdn["scope"], sdn["source"], sdn["list"]) == ("extract", "ofac", "SDN")
    assert "does not show who did" in found["says"]


def test_anybody_can_make_the_hashes_again(hullmark: Run, db: Path, tmp_path: Path) -> None:
    assert hullmark("owners", "Angara", "--certificate", "c.json").returncode == 0
    found = content(tmp_path)
    said = found.pop("sha256")
    text = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert said == hashlib.sha256(text.encode()).hexdigest()
    answer = json.loads(hullmark("owners", "Angara", "-f", "json").stdout)["answer"]
    del answer["snapshots"]
    text = json.dumps(answer, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert found["answer"]["sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_nothing_found_and_near_misses_are_certified(
    hullmark: Run, db: Path, tmp_path: Path
) -> None:
    done = hullmark("lookup", "QQQZZZXX", "--certificate", "c.json")
    assert done.returncode == 4
    found = content(tmp_path)
    assert (found["answer"]["result"], found["hits"]) == ("not known", [])
    assert found["answer"]["says"].startswith("No loaded source knows 'QQQZZZXX'; looked in ")
    assert hullmark("lookup", "ANGARRA", "--certificate", "c.json").returncode == 4
    found = content(tmp_path)
    assert found["answer"]["result"] == "several meant"
    assert {"caption": "ANGARA", "how": "similar name"}.items() <= found["near_misses"][0].items()
    assert hullmark("verify", "c.json").returncode == 0


def test_what_differs_is_told(hullmark: Run, db: Path, tmp_path: Path) -> None:
    assert hullmark("lookup", "Angara", "--certificate", "c.json").returncode == 0
    (tmp_path / "new.yaml").write_text(
        "case: new\ntitle: New\ndocument:\n  title: New\n  authors: [A]\n  publisher: A\n"
        "  published: 2026-11-01\nentities:\n  it:\n    kind: Vessel\n    names:\n"
        "      - {name: NEW ANGARA, cite: p1}\n    identifiers:\n"
        '      - {scheme: imo-ship, number: "9179842", cite: p1}\n',
        encoding="utf-8",
    )
    done = hullmark("load", "new.yaml")
    assert done.returncode == 0, done.stderr
    again = hullmark("verify", "c.json", "-f", "json")
    assert again.returncode == 3
    answer = json.loads(again.stdout)["answer"]
    assert answer["same_answer"] is False
    told = {(one["what"], one["then"]) for one in answer["differences"]}
    assert ("snapshot: case new", "not there then") in told
    assert ("row that came", "not in the answer") in told
    assert any("NEW ANGARA" in one["now"] for one in answer["differences"])


@given(data=st.data())
def test_a_certificate_edited_by_one_byte_is_refused(
    data: st.DataObject, certificate_bytes: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = data.draw(st.integers(0, len(certificate_bytes) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != certificate_bytes[place]))
    path = tmp_path_factory.getbasetemp() / "edited.json"
    path.write_bytes(certificate_bytes[:place] + bytes([byte]) + certificate_bytes[place + 1 :])
    with pytest.raises((BadValue, FileProblem)):
        read(path)


@pytest.fixture(scope="module")
def certificate_bytes(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    import subprocess
    import sys

    path = tmp_path_factory.mktemp("certificate") / "c.json"
    words = ("--db", demo_db, "lookup", "Angara", "--certificate", path)
    line = [sys.executable, "-m", "hullmark.cli", *map(str, words)]
    subprocess.run(line, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return path.read_bytes()


def sealed(value: dict[str, Any]) -> bytes:
    """A certificate that somebody changed and hashed anew, as anybody can."""
    value = {**value, "sha256": ""}
    del value["sha256"]
    value["sha256"] = hashlib.sha256(canonical(value)).hexdigest()
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"


def test_hostile_files_are_refused_in_one_sentence(
    hullmark: Run, db: Path, tmp_path: Path, certificate_bytes: bytes
) -> None:
    sound = json.loads(certificate_bytes)
    query = sound["query"]
    files: dict[str, tuple[bytes, int, str]] = {
        "text": (b"no certificate", 2, "broken or was edited"),
        "other": (b'{"kind": "other"}', 2, "found other JSON"),
        "deep": (b'{"kind":' + b"[" * 200_000 + b"]" * 200_000 + b"}", 2, "broken or was edited"),
        "deep_inside": (certificate_bytes.replace(b'"Angara"', b"[" * 9000 + b"]" * 9000, 1), 2,
                        "broken or was edited"),
        "twice": (certificate_bytes.replace(b"{", b'{"kind": "x",', 1), 2, "was edited"),
        "newer": (sealed({**sound, "schema_version": 3}), 1, "made by a newer hullmark"),
        "more": (sealed({**sound, "more": 1}), 2, "broken or was edited"),
        "load": (sealed({**sound, "query": {**query, "command": "load"}}), 2,
                 "expected a command that asks, found 'load'"),
        "options": (sealed({**sound, "query": {**query, "arguments": ["a", "--no-such"]}}), 2,
                    "its question can't be asked with this program"),
        "value": (sealed({**sound, "query": {**query, "arguments": ["Angara", "--as-of", "x"]}}), 2,
                  "its question can't be asked again"),
    }  # fmt: skip
    for name, (data, code, words) in files.items():
        (tmp_path / name).write_bytes(data)
        done = hullmark("verify", name)
        assert (done.returncode, done.stdout) == (code, ""), (name, done.stderr)
        assert words in done.stderr, (name, done.stderr)
        assert done.stderr.count("\n") == 1, (name, done.stderr)
    missing = hullmark("verify", "none.json")
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)


def test_a_forged_question_writes_nothing(
    hullmark: Run, db: Path, tmp_path: Path, certificate_bytes: bytes
) -> None:
    sound = json.loads(certificate_bytes)
    for words in (
        ["Angara", "-o", "out.json", "--certificate", "other.json"],
        ["M", "-o", "out.json"],  # several things: candidates
    ):
        forged = {**sound, "query": {**sound["query"], "arguments": words}}
        (tmp_path / "f.json").write_bytes(sealed(forged))
        assert hullmark("verify", "f.json").returncode == 3 - 3 * (words[0] == "Angara")
        assert not (tmp_path / "out.json").exists()
        assert not (tmp_path / "other.json").exists()


def test_a_certificate_of_another_workspace(
    hullmark: Run, db: Path, tmp_path: Path, certificate_bytes: bytes
) -> None:
    (tmp_path / "c.json").write_bytes(certificate_bytes)
    (tmp_path / "one.yaml").write_text(
        "case: one\ntitle: New\ndocument:\n  title: New\n  authors: [A]\n  publisher: A\n"
        "  published: 2026-11-01\nentities:\n  it:\n    kind: Vessel\n    names:\n"
        "      - {name: ANGARA, cite: p1}\n    identifiers:\n"
        '      - {scheme: imo-ship, number: "9179842", cite: p1}\n',
        encoding="utf-8",
    )
    assert hullmark("--db", "other.db", "load", "one.yaml").returncode == 0
    done = hullmark("--db", "other.db", "verify", "c.json", "-f", "csv")
    assert done.returncode == 3, done.stderr
    assert "this seems to be another workspace" in done.stdout
    gone = hullmark("--db", "none.db", "verify", "c.json")
    assert (gone.returncode, "there is no workspace here" in gone.stderr) == (1, True)


def test_where_a_certificate_can_t_be_written(hullmark: Run, db: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for words, code, said in (
        (("--certificate", "folder"), 1, "folder: expected a place for the certificate"),
        (("--certificate", "none/c.json"), 1, "found that its folder is not there"),
        (("--certificate", "a.json", "-o", "a.json"), 2, "both name a.json"),
        (("--stale-days", "3"), 2, "--stale-days goes with --certificate"),
    ):
        done = hullmark("lookup", "Angara", *words)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert said in done.stderr
    assert [one.name for one in tmp_path.iterdir() if ".part" in one.name] == []
    for told in ("Wrote c.json.", "Replaced c.json."):
        assert told in hullmark("lookup", "Angara", "--certificate", "c.json").stderr


def test_lists_are_stale_after_so_many_days(hullmark: Run, db: Path, tmp_path: Path) -> None:
    words = ("sources", "--older-than", "0", "--certificate", "c.json", "--stale-days", "99999")
    assert hullmark(*words).returncode == 3
    found = content(tmp_path)
    assert (found["stale_days"], found["stale"]) == (99999, [])
    assert found["answer"]["exit_code"] == 3
    assert all("age" not in row for row in found["hits"])


def test_an_answer_known_by_a_day_names_the_lists_of_that_day(
    hullmark: Run, db: Path, tmp_path: Path
) -> None:
    words = ("lookup", "Angara", "--known-by", "2022-06-01", "--as-of", "2022-05-30")
    assert hullmark(*words, "--certificate", "c.json").returncode == 0
    found = content(tmp_path)
    assert [one["published"] for one in found["snapshots"]] == ["2022-05-08"]
    assert found["settings"]["known_by"] == "2022-06-01"
    assert found["settings"]["as_of"] == "2022-05-30"
    assert hullmark("verify", "c.json").returncode == 0


def test_the_day_on_which_angara_was_listed(hullmark: Run, real_data: Path, tmp_path: Path) -> None:
    """A search that found nothing on 6 May 2022 differs once the list of 8 May is loaded."""
    for day in ("2022-05-06", "2022-05-08"):
        name = f"sdn_{day}.csv"
        shutil.copy(real_data / "ofac/csv_snapshots" / name, tmp_path / name)
    assert hullmark("load", "sdn_2022-05-06.csv").returncode == 0
    done = hullmark("lookup", "Angara", "--certificate", "c.json")
    assert done.returncode == 4
    assert content(tmp_path)["answer"]["result"] == "not known"
    assert hullmark("verify", "c.json").returncode == 0
    assert hullmark("load", "sdn_2022-05-08.csv").returncode == 0
    again = hullmark("verify", "c.json", "-f", "json")
    assert again.returncode == 3
    told = json.loads(again.stdout)["answer"]["differences"]
    assert told[0]["what"] == "snapshot: ofac SDN"
    assert told[0]["now"].startswith("2022-05-08, complete, sdn_2022-05-08.csv, SHA-256 ")
    assert (told[1]["what"], told[1]["now"]) == ("answer", "found")
    rows = [one["now"] for one in told if one["what"] == "row that came"]
    assert any("Listings · OFAC · SDN · RUSSIA-EO14024 · ref. 37059" in row for row in rows)


def test_the_file_that_was_screened_is_named_by_its_content(
    hullmark: Run, db: Path, tmp_path: Path
) -> None:
    """SHA-256 and size stand in the certificate; another file under the name is told apart."""
    rows = tmp_path / "fleet.csv"
    rows.write_text("Vessel name,IMO\nANGARA,9179842\n", encoding="utf-8")
    assert hullmark("screen", "fleet.csv", "--certificate", "c.json").returncode == 0
    hashed = hashlib.sha256(rows.read_bytes()).hexdigest()
    assert content(tmp_path)["inputs"] == {"fleet.csv": f"SHA-256 {hashed}, 31 bytes"}
    rows.write_text("Vessel name,IMO\nANGARA,9179842\n\n", encoding="utf-8")
    done = hullmark("verify", "c.json")
    assert done.returncode == 3 and "The answer is the same." in done.stdout
    assert "file: fleet.csv" in done.stdout and f"then   SHA-256 {hashed}, 31 bytes" in done.stdout
    assert ", 32 bytes" in done.stdout
    rows.unlink()
    done = hullmark("verify", "c.json")
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "fleet.csv" in done.stderr


def test_a_certificate_of_version_1_is_still_checked(
    hullmark: Run, db: Path, tmp_path: Path, certificate_bytes: bytes
) -> None:
    older = {**json.loads(certificate_bytes), "schema_version": 1}
    del older["inputs"]
    (tmp_path / "old.json").write_bytes(sealed(older))
    assert hullmark("verify", "old.json").returncode == 0
    (tmp_path / "odd.json").write_bytes(sealed({**older, "inputs": {}}))
    assert hullmark("verify", "odd.json").returncode == 2
