"""In a real terminal: it asks which one is meant, shows progress, and stops at Ctrl-C."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LIST = ROOT / "fixtures" / "demo" / "ofac-sdn-extract-2024-05-07.xml"
QUESTION = "Which (0 for none)? "
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
WAIT = 30.0


class Terminal:
    """A program run in a terminal: what it shows, what is typed, how it ends."""

    def __init__(self, *args: str | Path, cwd: Path, columns: int = 100) -> None:
        self.shown = ""
        self._screen, own_end = pty.openpty()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HULLMARK_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hullmark.cli", *args],
            cwd=cwd,
            stdin=own_end,
            stdout=own_end,
            stderr=own_end,
            env={**kept, "COLUMNS": str(columns), "TERM": "xterm", "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,
        )
        os.close(own_end)

    def until(self, words: str) -> None:
        """Wait for the words on the screen."""
        while words not in self.text() and self._read():
            pass
        assert words in self.text()

    def until_count(self, words: str, count: int) -> None:
        """Wait until the words were shown so many times."""
        while self.text().count(words) < count and self._read():
            pass
        assert self.text().count(words) == count

    def until_asleep(self) -> None:
        """Wait until it waits for keys: a signal just before that would wait with it."""
        states = ""
        while not states.endswith("SSS"):
            stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
            states += stat.rpartition(")")[2].split()[0]
            assert len(states) < WAIT * 20
            time.sleep(0.05)

    def type(self, keys: str) -> None:
        os.write(self._screen, keys.encode())

    def end(self) -> int:
        """The exit code, once all that it shows was read."""
        while self._read():
            pass
        os.close(self._screen)
        return self.process.wait(WAIT)

    def text(self) -> str:
        """What was shown and typed, without colours and movements of the cursor."""
        return _CODES.sub("", self.shown)

    def _read(self) -> bool:
        if not select.select([self._screen], [], [], WAIT)[0]:
            return False
        try:
            data = os.read(self._screen, 65536)
        except OSError:  # so Linux says that the program has ended
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)


def test_it_asks_which_one_is_meant_and_takes_a_number(demo_db: Path, tmp_path: Path) -> None:
    terminal = Terminal("--db", demo_db, "lookup", "MARIA", cwd=tmp_path)
    terminal.until(QUESTION)
    asked = terminal.text()
    assert asked.startswith("2 things bear the name 'MARIA'; say which, by a number:\n")
    assert " 1.   MARIA " in asked and " 2.   MARIA E " in asked
    terminal.type("7\n")
    terminal.type("second\n")
    terminal.type("2\n")
    assert terminal.end() == 0
    answer = terminal.text().removeprefix(asked)
    assert answer.count(QUESTION) == 2
    assert "MARIA E  ship · imo-vsl-9617923\n" in answer


@pytest.mark.parametrize("keys", ["0\n", "\n", "\x04"])
def test_none_of_them_is_an_answer_too(demo_db: Path, tmp_path: Path, keys: str) -> None:
    terminal = Terminal("--db", demo_db, "lookup", "MARIA", cwd=tmp_path)
    terminal.until(QUESTION)
    terminal.type(keys)
    assert terminal.end() == 4
    assert terminal.text().count(QUESTION) == 1
    assert terminal.text().rpartition(QUESTION)[2].strip("0^D\b\n") == ""


def test_a_path_asks_for_each_end(demo_db: Path, tmp_path: Path) -> None:
    terminal = Terminal("--db", demo_db, "path", "Angarra", "Kaalbye", cwd=tmp_path)
    terminal.until(QUESTION)
    assert terminal.text().startswith("No loaded source knows 'Angarra'; similar names are known:")
    terminal.type("1\n")
    assert terminal.end() == 0
    assert "ANGARA – KAALBYE GROUP  1 hop\n" in terminal.text()


def test_an_interrupted_question_ends_with_a_sentence(demo_db: Path, tmp_path: Path) -> None:
    terminal = Terminal("--db", demo_db, "lookup", "MARIA", cwd=tmp_path)
    terminal.until(QUESTION)
    terminal.until_asleep()
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    said = terminal.text().rpartition(QUESTION)[2].strip()
    assert said == "hullmark: interrupted; nothing half-done was kept."


def test_progress_is_shown_on_a_terminal_alone(
    tmp_path: Path, hullmark: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    terminal = Terminal("load", "--extract", LIST, cwd=tmp_path)
    assert terminal.end() == 0
    assert f"Loading {LIST.name}" in terminal.text()
    assert terminal.text().count("OFAC SDN list of 2024-05-07, an extract: 12 links") == 1
    told = hullmark("load", "--extract", LIST)
    assert (told.returncode, told.stdout) == (0, "")
    assert told.stderr == (
        f"{LIST.name}: OFAC SDN list of 2024-05-07 had been loaded before; nothing changed.\n"
    )


def test_the_table_fills_the_terminal(demo_db: Path, tmp_path: Path) -> None:
    terminal = Terminal("--db", demo_db, "lookup", "Angara", cwd=tmp_path)
    assert terminal.end() == 0
    assert "\x1b[1m" in terminal.shown
    lines = [line for line in terminal.text().splitlines() if "https://" not in line]
    assert 80 < max(map(len, lines)) <= 100
