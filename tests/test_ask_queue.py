import asyncio
import threading
import time

import pytest

from bot.ask_queue import AskQueue
from ingest.errors import TooBusyError


def test_work_is_done_one_at_a_time_in_the_order_of_arrival() -> None:
    done: list[int] = []
    inside: list[int] = []
    running = threading.Semaphore(1)

    def work(i: int) -> int:
        inside.append(running.acquire(blocking=False))
        time.sleep(0.001)
        running.release()
        done.append(i)
        return i

    async def all_of_it() -> list[int]:
        queue = AskQueue(50)
        return await asyncio.gather(*(queue.run(lambda i=i: work(i)) for i in range(40)))  # type: ignore[misc]

    assert asyncio.run(all_of_it()) == list(range(40))
    assert done == list(range(40))
    assert all(inside)


def test_what_finds_the_queue_full_is_refused_at_once_and_the_rest_is_done() -> None:
    async def crowd() -> tuple[list[object], float]:
        queue, gate = AskQueue(3), threading.Event()
        tasks = [asyncio.create_task(queue.run(gate.wait)) for _ in range(10)]
        began = time.perf_counter()
        await asyncio.sleep(0.05)
        assert queue.waiting == 3
        refused = [task for task in tasks if task.done()]
        assert len(refused) == 6
        gate.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert queue.waiting == 0
        return list(results), time.perf_counter() - began

    results, seconds = asyncio.run(crowd())

    assert results[:4] == [True] * 4
    assert all(isinstance(result, TooBusyError) and result.seconds >= 1 for result in results[4:])
    assert seconds < 2


def test_what_waits_too_long_is_refused_and_never_done() -> None:
    done: list[int] = []

    async def wait() -> list[object]:
        queue, gate = AskQueue(10, longest_wait=0.1), threading.Event()
        first = asyncio.create_task(queue.run(gate.wait))
        second = asyncio.create_task(queue.run(lambda: done.append(2)))
        with pytest.raises(TooBusyError) as caught:
            await second
        gate.set()
        third = await queue.run(lambda: 3)
        return [await first, str(caught.value), third]

    assert asyncio.run(wait()) == [True, "the question has waited for 0 seconds", 3]
    assert done == []


def test_who_leaves_is_not_answered_and_makes_room() -> None:
    done: list[int] = []

    async def leave() -> int:
        queue, gate = AskQueue(1), threading.Event()
        first = asyncio.create_task(queue.run(gate.wait))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(queue.run(lambda: done.append(2)))
        await asyncio.sleep(0.01)
        second.cancel()
        await asyncio.sleep(0.01)
        third = asyncio.create_task(queue.run(lambda: 3))
        await asyncio.sleep(0.01)
        gate.set()
        await first
        return await third

    assert asyncio.run(leave()) == 3
    assert done == []


def test_an_error_is_the_askers_alone() -> None:
    async def fail() -> int:
        queue = AskQueue(1)
        with pytest.raises(ZeroDivisionError):
            await queue.run(lambda: 1 // 0)
        return await queue.run(lambda: 1)

    assert asyncio.run(fail()) == 1


def test_what_would_find_its_turn_late_is_refused_at_once_by_how_long_work_takes_of_late() -> None:
    async def crowd() -> list[object]:
        queue = AskQueue(1000, longest_wait=2.0)
        for _ in range(40):
            await queue.run(lambda: time.sleep(0.02))
        return await asyncio.gather(*(queue.run(lambda: time.sleep(0.02)) for _ in range(500)), return_exceptions=True)

    results = asyncio.run(crowd())

    done, refused = [result for result in results if result is None], [item for item in results if item is not None]
    assert 1 <= len(done) < 60  # half of two seconds, at a fiftieth of a second each, or longer
    assert {str(item) for item in refused} == {f"{len(done)} questions are before it already"}
