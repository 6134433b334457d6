"""Computing in an asynchronous program: the loop goes on while amounts are worked out.

`masker_rules` waits for nothing but files, so `await` gains no time by itself: a thread keeps the
loop free, and processes use more than one core. What a process sends back says everything, but
no longer explains itself, so explanations are made where the month was computed.

Run it as `python examples/async_compute.py`.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import masker_rules as mr
from masker_rules.explain import explain_json

PACK = Path(__file__).parent / "banggai-kepulauan-2026-03" / "pack"
PROFILE, PERIOD = "id/kab-banggai-kepulauan", "2026-03"


def explained(nip: str) -> tuple[mr.Results, str]:
    """The result of one person and its explanation, in whichever process this runs."""
    results = mr.compute(PROFILE, PACK, PERIOD, nips=[nip])
    return results, explain_json(results.person(nip))


async def heartbeat(beats: list[int]) -> None:
    """What else the program does: it must not stand still."""
    while True:
        beats.append(len(beats))
        await asyncio.sleep(0.01)


async def main() -> None:
    """Everybody in a thread, then two people in processes of their own."""
    beats: list[int] = []
    beating = asyncio.create_task(heartbeat(beats))
    results = await asyncio.to_thread(mr.compute, PROFILE, PACK, PERIOD)
    beating.cancel()
    print(len(results), "results; the loop went on:", len(beats) > 1)

    nips = [item.nip for item in results if item.status == "payable"][:2]
    with ProcessPoolExecutor(2) as pool:
        loop = asyncio.get_running_loop()
        made = await asyncio.gather(*(loop.run_in_executor(pool, explained, nip) for nip in nips))
    for nip, (alone, explanation) in zip(nips, made, strict=True):
        same = alone.person(nip) == results.person(nip)
        print(nip, "the same alone:", same, "explained:", explanation.startswith("{"))


if __name__ == "__main__":
    asyncio.run(main())
