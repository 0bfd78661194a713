"""A stream has its share of a turn of the loop, and a new one in the next."""

import asyncio

from control_room.video.pace import Share


def test_a_share_is_for_one_turn_of_the_loop():
    async def turns() -> list[bool]:
        share = Share()
        share.spend(60_000_000)
        said = [share.is_spent]
        share.spend(60_000_000)
        said.append(share.is_spent)
        await asyncio.sleep(0)
        return [*said, share.is_spent]

    assert asyncio.run(turns()) == [False, True, False]
