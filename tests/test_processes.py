"""Signals, processes that are killed, and runs at once: nothing is left behind, nothing is torn, nothing mixes."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

if os.name == "posix":
    import fcntl

from tconv_anim.animation import animate
from tconv_anim.ending import SIGNALS
from tconv_anim.formats._writing import TEMPORARY, alone_in, remove_leftovers, write_file

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="other systems end processes otherwise"),
    pytest.mark.usefixtures("usual_signals"),
]
COMMAND = (sys.executable, "-m", "tconv_anim")
LONG = ("--input-size", "12", "-o", "a.gif")


@contextmanager
def started(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A run in a group of its own, which is gone at the end."""
    process = subprocess.Popen(
        [*COMMAND, *words], cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGQUIT, signal.SIG_DFL),  # which shells ignore in what they run behind
    )  # fmt: skip
    try:
        yield process
    finally:
        if has_processes(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def has_processes(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def until(fact: Callable[[], object], seconds: float = 30) -> None:
    last = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < last, "it takes too long"
        time.sleep(0.005)


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(".tconv-anim-*"))


def workers_of(parent: int) -> list[int]:
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line.split(maxsplit=2) for line in shown.splitlines()]
    return [int(pid) for pid, its_parent, words in lines if int(its_parent) == parent and "spawn_main" in words]


def recipes(folder: Path, count: int = 4, size: int = 12) -> None:
    """A folder of recipes; the first is done soon, the others are not."""
    (folder / "r").mkdir()
    for number in range(count):
        text = f"stride = {number + 1}\ninput-size = {size if number else 1}\n"
        (folder / "r" / f"p{number}.toml").write_text(text)


@pytest.mark.parametrize("name", [name for name in SIGNALS if hasattr(signal, name)])
def test_a_signal_leaves_the_old_file_and_no_other_and_gives_its_code(tmp_path, name):
    (tmp_path / "a.gif").write_bytes(b"old")
    with started(tmp_path, *LONG) as process:
        until(lambda: leftovers(tmp_path))
        process.send_signal(getattr(signal, name))
        _, said = process.communicate(timeout=20)
    assert process.returncode == 128 + getattr(signal, name)
    assert "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]
    assert (tmp_path / "a.gif").read_bytes() == b"old"


def test_a_signal_waits_while_it_is_held(tmp_path):
    """The block is finished, and then the process ends."""
    code = (
        "import os, signal\n"
        "from tconv_anim.ending import end_tidily, signals_held\n"
        "end_tidily()\n"
        "with signals_held():\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    with signals_held(): print('inner', flush=True)\n"
        "    print('outer', flush=True)\n"
        "print('never', flush=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGTERM, "inner\nouter\n", "")


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9])
def test_a_signal_is_minded_at_any_moment(tmp_path, part):
    """From the import of the first module to the exit."""
    started_at = time.monotonic()
    subprocess.run([*COMMAND, "--max-steps", "2", "-o", "a.gif"], cwd=tmp_path, capture_output=True, check=True)
    seconds = time.monotonic() - started_at
    with started(tmp_path, "--max-steps", "2", "-o", "b.gif") as process:
        time.sleep(seconds * part)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert process.returncode in (128 + signal.SIGTERM, -signal.SIGTERM, 0)
    assert "Traceback" not in said
    assert not leftovers(tmp_path)


def is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def stopped_with_leftovers(process, folder) -> bool:
    """Stop a process; let it go on if it has no temporary file that it has locked, as before it begins to write."""
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
    if any(is_locked(folder / name) for name in leftovers(folder)):
        return True
    process.send_signal(signal.SIGCONT)
    return False


def test_what_a_killed_process_left_is_removed_by_the_next_run_and_not_while_it_is_there(tmp_path):
    with started(tmp_path, *LONG) as process:
        until(lambda: stopped_with_leftovers(process, tmp_path))
        found = leftovers(tmp_path)
        assert f"-{process.pid}-" in found[0]
        another = [*COMMAND, "--input-size", "1", "-o", "b.gif"]
        subprocess.run(another, cwd=tmp_path, capture_output=True, check=True)
        assert leftovers(tmp_path) == found
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert leftovers(tmp_path) == found
        subprocess.run(another, cwd=tmp_path, capture_output=True, check=True)
        assert not leftovers(tmp_path)


def test_a_leftover_is_known_by_its_lock_and_its_name_alone_takes_no_file_away(tmp_path):
    ours = TEMPORARY.format(process=os.getpid(), word="0123abcd", suffix=".gif")
    (tmp_path / ours).write_bytes(b"left by a process of the same number")
    (tmp_path / ".tconv-anim-notes.txt").write_bytes(b"somebody's")
    (tmp_path / TEMPORARY.format(process=1, word="0123abcd", suffix="")).symlink_to(tmp_path / ".tconv-anim-notes.txt")
    present: list[list[str]] = []

    def write(_: object) -> None:  # another file is written, and removes leftovers, meanwhile
        remove_leftovers(tmp_path)
        present.append(leftovers(tmp_path))

    write_file(tmp_path / "b.gif", write)
    assert [f"-{os.getpid()}-" in name for name in present[0]].count(True) == 1
    assert ours not in present[0]
    assert leftovers(tmp_path) == [".tconv-anim-1-0123abcd", ".tconv-anim-notes.txt"]


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_workers_end_with_their_parent_however_it_ends(tmp_path, name):
    recipes(tmp_path, size=16)
    with started(tmp_path, "gallery", "r", "--out", "g", "--jobs", "3") as process:
        until(lambda: list(tmp_path.glob("g/*.gif")))
        assert workers_of(process.pid)
        process.send_signal(getattr(signal, name))
        code = process.wait(timeout=20)
        until(lambda: not has_processes(process.pid), seconds=10)
        said = process.communicate()[1]
    assert code == (-signal.SIGKILL if name == "SIGKILL" else 128 + getattr(signal, name))
    assert not re.sub(r"recipes: \d+ of \d+\n", "", said), "neither a traceback nor a warning"
    assert not leftovers(tmp_path)


def test_a_worker_that_does_not_mind_a_signal_ends_all_the_same(tmp_path):
    """As one does that begins to wait for more just as the signal comes."""
    (tmp_path / "deaf.py").write_text(
        "import signal\n"
        "from tconv_anim.publish.gallery.processes import results_in_order\n"
        "def deaf(item):\n"
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    return item\n"
        "if __name__ == '__main__':\n"
        "    print(list(results_in_order(deaf, [1, 2], 2)))\n"
    )
    done = subprocess.run([sys.executable, "deaf.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stdout == "[1, 2]\n", done.stderr


def test_a_worker_that_is_killed_is_one_sentence_and_the_others_go_on(tmp_path):
    recipes(tmp_path, size=8)
    with started(tmp_path, "gallery", "r", "--out", "g", "--jobs", "2") as process:
        until(lambda: list(tmp_path.glob("g/*.gif")))
        os.kill(workers_of(process.pid)[0], signal.SIGKILL)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.count("was ended") == 1
    assert "1 failed" in said
    assert "Traceback" not in said
    assert len(list(tmp_path.glob("g/*.gif"))) == 3
    again = subprocess.run([*COMMAND, "gallery", "r", "--out", "g"], cwd=tmp_path, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert not leftovers(tmp_path)


def test_runs_over_one_gallery_take_turns(tmp_path):
    recipes(tmp_path, count=2, size=6)
    with started(tmp_path, "gallery", "r", "--out", "g", "--jobs", "1") as first:
        until((tmp_path / "g" / "p0.gif").exists)
        first.send_signal(signal.SIGSTOP)
        with started(tmp_path, "gallery", "r", "--out", "g", "--check") as second:
            assert second.stderr is not None
            said = second.stderr.readline()
            assert said == "note: another run works in g: waiting for its end\n"
            first.send_signal(signal.SIGCONT)
            assert first.wait(timeout=60) == 0
            assert second.wait(timeout=60) == 0


def test_checks_that_share_a_folder_for_differences_take_turns(tmp_path):
    recipes(tmp_path, count=1)
    subprocess.run([*COMMAND, "gallery", "r", "--out", "g"], cwd=tmp_path, capture_output=True, check=True)
    check = ("gallery", "r", "--out", "g", "--check", "--differences")
    with ExitStack() as stack:
        with alone_in(tmp_path / "new" / "d", makes=True):
            process = stack.enter_context(started(tmp_path, *check, "new/d"))
            assert process.stderr is not None
            assert process.stderr.readline() == "note: another run works in new/d: waiting for its end\n"
        assert process.wait(timeout=60) == 0
    assert not (tmp_path / "new").exists(), "nothing differs"
    (tmp_path / "g" / "p0.gif").write_bytes(animate(input_size=2, max_steps=1).to_bytes())
    for folder in ("d", "g", "r/p0.toml"):  # a gallery does not wait for itself, and no file is a folder
        found = subprocess.run([*COMMAND, *check, folder], cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert found.returncode == 1, found.stderr
        assert "waiting" not in found.stderr
    assert [path.name for path in (tmp_path / "d").iterdir()] == ["p0.gif.png"]


def test_runs_at_once_over_one_file_leave_one_of_their_files_whole(tmp_path):
    sizes = ("3", "5", "7", "9")
    runs = [subprocess.Popen([*COMMAND, "--input-size", n, "-o", "a.gif"], cwd=tmp_path, stderr=-3) for n in sizes]
    assert [run.wait(timeout=60) for run in runs] == [0] * len(sizes)
    alone = []
    for size in sizes:
        subprocess.run([*COMMAND, "--input-size", size, "-o", "b.gif"], cwd=tmp_path, stderr=-3, check=True)
        alone.append((tmp_path / "b.gif").read_bytes())
    assert (tmp_path / "a.gif").read_bytes() in alone
    assert not leftovers(tmp_path)
