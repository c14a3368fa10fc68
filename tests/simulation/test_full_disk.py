"""A full disk refuses in time: what was accepted is there, once, when there is room again."""

import pytest

from landbridge.main.chaos.disk import AFTER, fill_a_disk


def test_a_full_disk_loses_nothing_that_was_accepted() -> None:
    played = fill_a_disk()
    if played.skipped:
        pytest.skip(played.skipped)
    assert played.accepted > 0 and played.refused > 0, played
    assert (played.lost, played.doubled) == (0, 0)
    assert played.taken_afterwards == AFTER, "with room again it takes new ones"
