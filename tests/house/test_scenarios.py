"""The scenarios that the product promises (T-01 to T-36) have tests that bear their numbers."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# No test bears their numbers yet: versions of vendors' interfaces, stock for many channels, letters
# that a partner cannot take.
WITHOUT = {15, 32, 36}
PROMISED = set(range(1, 37)) - WITHOUT
NAMED = re.compile(r"^def test_t(\d\d)_", re.M)


def test_every_promised_scenario_has_a_test_that_bears_its_number() -> None:
    files = [*ROOT.glob("landbridge/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]
    texts = [file.read_text(encoding="utf-8") for file in files]
    named = {int(number) for text in texts for number in NAMED.findall(text)}
    assert sorted(PROMISED - named) == []
    assert sorted(named - PROMISED) == []
