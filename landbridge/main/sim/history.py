"""The set-full checker: of what a source has given away, nothing is lost, doubled or out of order.

Each document version accepted from a source must in the end be one of: an effect at its target,
shown to a person with a reason, or overtaken by a newer version that is one of these.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Key = tuple[str, str, str]  # target, kind, number
NOTHING_SAID: Mapping[tuple[Key, int], str] = {}


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect at a target that remembers every push it took."""

    target: str
    kind: str
    number: str
    version: int

    @property
    def key(self) -> Key:
        return (self.target, self.kind, self.number)


def violations(
    published: Mapping[Key, Sequence[int]],
    effects: Sequence[Effect],
    refused: Iterable[tuple[Key, int]],
    said: Mapping[tuple[Key, int], str] = NOTHING_SAID,
) -> list[str]:
    """What breaks the contract, in words; empty when it holds.

    published: versions of each document that its source has given away, by target.
    effects: in the order in which they happened.  refused: shown to a person with a reason.
    said: what a version says, where known: one that says what took effect last is no news.
    """
    taken: dict[Key, list[int]] = {}
    for effect in effects:
        taken.setdefault(effect.key, []).append(effect.version)
    shown = set(refused)
    found = [f"{key} was never published" for key in taken if key not in published]
    for key, versions in published.items():
        found.extend(_of_one(key, sorted(set(versions)), taken.get(key, []), shown, said))
    return found


def _of_one(
    key: Key,
    published: Sequence[int],
    taken: Sequence[int],
    shown: set[tuple[Key, int]],
    said: Mapping[tuple[Key, int], str],
) -> Iterable[str]:
    # I1: an effect, or a reason in front of a person, or a newer version in its place.
    settled = max([*taken, *(version for place, version in shown if place == key)], default=-1)
    # One that says the same again is no news, and overtakes what was between.
    settled = max([settled, *(one for one in published if _says_the_same(key, one, settled, said))])
    for version in published:
        if version > settled:
            yield f"I1 lost: {key} version {version}"
        # I2: once, even when its answer was lost.
        if taken.count(version) > 1:
            yield f"I2 doubled: {key} version {version}, {taken.count(version)} times"
    # I3: versions take effect in order; a late one never overwrites.
    if list(taken) != sorted(taken):
        yield f"I3 out of order: {key} took {list(taken)}"
    for version in sorted(set(taken) - set(published)):
        yield f"{key} version {version} was never published"


def _says_the_same(
    key: Key, version: int, settled: int, said: Mapping[tuple[Key, int], str]
) -> bool:
    words = said.get((key, version))
    return words is not None and words == said.get((key, settled))
