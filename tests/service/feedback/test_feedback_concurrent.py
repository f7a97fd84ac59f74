"""Several processes that store corrections at the same place."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta

from corrected import NOON, kept

from service.feedback.store import FeedbackStore, Submitted

EACH = 200
NOW = NOON + timedelta(days=1)


def store_many(place: str, by: str) -> None:
    """Store corrections of its own one by one, and between them some that the other process stores as well."""
    store = FeedbackStore(place)
    for day in range(EACH):
        store.add([Submitted(kept(f"betreurt dag {day}", by))], NOW)
        if day % 10 == 0:
            store.add([Submitted(kept(f"looft dag {day}", "carla"), dated=False)], NOW)


def test_two_processes_lose_nothing_and_store_nothing_twice(place: str) -> None:
    context = multiprocessing.get_context("spawn")
    # Both begin with a place in which nothing is: they also make the tables together.
    workers = [context.Process(target=store_many, args=(place, by)) for by in ("anna", "bert")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0, 0]
    stored = list(FeedbackStore(place).standing())
    for by in ("anna", "bert"):
        own = [each.paragraph.text for each in stored if each.by == by]
        assert own == [f"betreurt dag {day}" for day in range(EACH)]
    shared = [each.paragraph.text for each in stored if each.by == "carla"]
    assert sorted(shared) == sorted(f"looft dag {day}" for day in range(0, EACH, 10))
