"""Looks at files in workers: a file that hangs, kills or starves whoever looks at it costs itself and nothing else."""

import contextlib
import hashlib
import os
import signal
import threading
import time
from pathlib import Path

from ocr_intake.intake import State
from ocr_intake.model.pages import SetAside, SourceFile
from ocr_intake.pipeline.pool import Pool
from tests.pipeline import fakes
from tests.pipeline.fakes import picture, spec_for


def heavy(path: Path) -> Path:
    """A file that takes its time to be hashed: half a second of processor time, and no room on the disk."""
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(490_000_000)
    return path


def files(folder: Path, count: int) -> list[Path]:
    return [picture(folder / f"{n:03d}.png", fakes.FINE, shade=n) for n in range(count)]


def found(pool: Pool, paths: list[Path]) -> list[str]:
    seen = list(pool.look(paths))
    assert [path for path, _ in seen] == paths, "in the order in which they were given"
    return ["file" if isinstance(each.source, SourceFile) else each.source.code for _, each in seen]


def test_looks_take_no_engines(tmp_path: Path) -> None:
    """They would fail to load here."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    paths = [
        *files(tmp_path, 3),
        tmp_path / "pipe",
        tmp_path / "a",
        tmp_path / "absent",
        Path(os.fsdecode(b"\xff\xfe")),
    ]
    with Pool(spec_for(tmp_path, trouble="missing"), 2) as pool:
        assert found(pool, paths) == ["file"] * 3 + ["not_a_file", "symlink_loop", "missing", "missing"]
        assert [pool.glance(path) for path in paths[2:4]] == [State.WHOLE, SetAside("not_a_file")]
        assert list(pool.look([])) == []


def test_what_is_looked_at_has_a_hash_unless_it_is_never_kept(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("意見です。")
    giant = tmp_path / "giant.pdf"
    giant.write_bytes(b"%PDF-1.7")
    os.truncate(giant, 10**12)
    with Pool(spec_for(tmp_path), 1) as pool:
        (_, text), (_, large) = pool.look([note, giant])
    assert (text.source, text.sha256) == (SetAside("unsupported_text"), hashlib.sha256(note.read_bytes()).hexdigest())
    assert isinstance(large.source, SetAside)
    assert (large.source.code, large.sha256) == ("file_too_large", None)


def test_no_worker_where_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    with Pool(spec_for(tmp_path), 2) as pool:
        assert list(pool.look([])) == []
        assert list(pool.read([])) == []
        assert pool._workers == []


def test_a_look_that_takes_too_long_costs_its_file(tmp_path: Path) -> None:
    paths = [*files(tmp_path, 2), heavy(tmp_path / "heavy.pdf"), picture(tmp_path / "last.png", fakes.FINE)]
    with Pool(spec_for(tmp_path, look_processor_s=0.05), 1) as pool:
        assert found(pool, paths) == ["file", "file", "look_timeout", "file"]
    with Pool(spec_for(tmp_path, page_timeout_s=0.05), 1) as pool:
        assert pool.glance(heavy(tmp_path / "heavy.pdf")) in {State.PARTIAL, SetAside("look_timeout")}


def test_a_look_that_kills_its_worker_costs_its_file(tmp_path: Path) -> None:
    paths = [*files(tmp_path, 2), heavy(tmp_path / "heavy.pdf"), picture(tmp_path / "last.png", fakes.FINE)]
    done = threading.Event()
    with Pool(spec_for(tmp_path), 1) as pool:

        def kill() -> None:
            while not done.wait(0.02):
                for worker in list(pool._workers):
                    job = worker.task.job if worker.task else None
                    if job is not None and job.path.name == "heavy.pdf":
                        with contextlib.suppress(ValueError, TypeError):  # it has ended in between
                            os.kill(worker.process.pid or os.getpid(), signal.SIGKILL)

        thread = threading.Thread(target=kill)
        thread.start()
        try:
            assert found(pool, paths) == ["file", "file", "look_died", "file"]
        finally:
            done.set()
            thread.join()


def test_ctrl_c_waits_for_no_look(tmp_path: Path) -> None:
    stop = threading.Event()
    paths = [heavy(tmp_path / f"{n}.pdf") for n in range(40)]
    with Pool(spec_for(tmp_path), 1, stop) as pool:
        looks = pool.look([*files(tmp_path, 1), *paths])
        next(looks)
        stop.set()
        begun = time.monotonic()
        assert len(list(looks)) < 5
    assert time.monotonic() - begun < 10, "all of them take twenty"


def test_a_page_that_wants_too_much_memory_has_a_reason_of_its_own(tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{height}.png", height) for height in (fakes.GREEDY, fakes.STARVES, fakes.FINE)]
    with Pool(spec_for(tmp_path), 1) as pool:
        answers = {job.path: answer for job, answer in pool.read(fakes.jobs_of(*paths))}
    reasons = [answers[path] for path in paths[:2]]
    assert reasons == [SetAside("too_much_memory", 1)] * 2
    assert not isinstance(answers[paths[2]], SetAside)
