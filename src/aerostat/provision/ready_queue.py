"""Jobs that start as soon as what they need is done, several at a time, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter


def run(
    needs: Mapping[str, frozenset[str]],
    job: Callable[[str], None],
    *,
    parallelism: int,
    weight: Callable[[str], int] = lambda _: 1,
) -> None:
    """
    Call ``job`` for every name in ``needs``, each after those that it needs.

    Args:
        needs: what each job waits for; names that are no jobs are done already.
        weight: how long a job is likely to take. Jobs with the longest road ahead go first.

    Raises:
        Exception: the first that a job raised, with the others as notes. Nothing new is started after it, and what
            was running has ended.
    """
    waiting = {name: its & needs.keys() for name, its in needs.items()}
    ahead = _road_ahead(waiting, weight)
    sorter = TopologicalSorter(waiting)
    sorter.prepare()
    ready: list[str] = []
    running: dict[Future[None], str] = {}
    failures: list[BaseException] = []
    with ThreadPoolExecutor(parallelism, thread_name_prefix="provision") as pool:
        while (sorter.is_active() and not failures) or running:
            ready = sorted([*ready, *sorter.get_ready()], key=lambda name: ahead[name])
            while ready and not failures and len(running) < parallelism:
                name = ready.pop()
                running[pool.submit(job, name)] = name
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                if failure := future.exception():
                    failures.append(failure)
                else:
                    sorter.done(name)
    if failures:
        for other in failures[1:]:
            failures[0].add_note(f"and: {other}")
        raise failures[0]


def _road_ahead(needs: Mapping[str, frozenset[str]], weight: Callable[[str], int]) -> dict[str, int]:
    """For each job, the weight of the longest chain that begins with it."""
    order = tuple(TopologicalSorter(needs).static_order())
    ahead = {name: weight(name) for name in order}
    for name in reversed(order):
        for needed in needs[name]:
            ahead[needed] = max(ahead[needed], weight(needed) + ahead[name])
    return ahead
