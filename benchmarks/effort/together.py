"""Two clerks at one workspace at once: is any answer refused since the other one had been quicker?"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.effort.clerk import Accept
from benchmarks.effort.pressing import ENTER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.effort.faces import Face


@dataclass(frozen=True, slots=True)
class Together:
    """What came of it."""

    answers: int
    refused: int
    waits: tuple[float, ...]


def sit_together(opened: Sequence[Callable[[], Face]], answers: int) -> Together:
    """Let clerks accept whatever they are asked, each as fast as their face goes, until there were so many answers.

    Args:
        opened: A face for each clerk; it is opened, used and closed in the clerk's own thread.
        answers: Of all clerks together.
    """
    lock = threading.Lock()
    left = answers
    done: list[tuple[int, int, list[float]]] = []
    failures: list[BaseException] = []

    def sit(start: Callable[[], Face]) -> None:
        nonlocal left
        count = 0
        try:
            face = start()
            try:
                while True:
                    with lock:
                        if left <= 0:
                            break
                        left -= 1
                    task = face.question()
                    if task is None:
                        break
                    face.answer(None if task.field is None else Accept(), (ENTER,))
                    count += 1
            finally:
                face.close()
            done.append((count, face.refused, face.waits))
        except BaseException as error:  # noqa: BLE001 - a thread's end is told by whoever waits for it
            failures.append(error)

    threads = [threading.Thread(target=sit, args=(start,)) for start in opened]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    waits = tuple(wait for _, _, each in done for wait in each)
    return Together(sum(count for count, _, _ in done), sum(refused for _, refused, _ in done), waits)
