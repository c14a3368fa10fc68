"""Pure decisions: is it new, unchanged, late, a duplicate, or at odds with what is known?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

Key = tuple[int, str, str, str]  # source endpoint, kind, owner, number


class Verdict(StrEnum):
    """FIT goes on. UNCHANGED and LATE are recorded only. DUPLICATE is the same version again.
    CONFLICT: the same version with other content; a person must look.
    """

    FIT = "fit"
    UNCHANGED = "unchanged"
    LATE = "late"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document in the register."""

    version: int
    message_id: int
    content_hash: bytes


@dataclass(frozen=True, slots=True)
class Newcomer:
    """fit: without errors. message_id: its own, which a held message keeps when it comes again.

    is_answer: to another document's version of the same number. Whoever asked waits for it, also
    when its words are those of the answer before.
    """

    key: Key
    version: int
    content_hash: bytes
    message_id: int
    fit: bool
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """other: the version in the register that the verdict is about."""

    verdict: Verdict
    other: Version | None = None


def judge(
    newcomers: Sequence[Newcomer],
    *,
    exact: Mapping[tuple[Key, int], Version],
    latest: Mapping[Key, Version],
) -> list[Judged]:
    """One verdict each, in order; those before count for those after.

    exact: registered versions of the same key and version.  latest: newest effective versions,
    with the number of the newest version that says the same.
    """
    exact_now = dict(exact)
    latest_now = dict(latest)
    judged = []
    for one in newcomers:
        verdict = _judge(one, exact_now.get((one.key, one.version)), latest_now.get(one.key))
        judged.append(verdict)
        if verdict.verdict in (Verdict.DUPLICATE, Verdict.CONFLICT):
            continue
        mine = Version(one.version, one.message_id, one.content_hash)
        exact_now[one.key, one.version] = mine
        if verdict.verdict is Verdict.FIT and one.fit:
            latest_now[one.key] = mine
        elif verdict.verdict is Verdict.UNCHANGED:
            # It takes no effect of its own, but overtakes what is older than it is.
            latest_now[one.key] = replace(latest_now[one.key], version=one.version)
    return judged


def _judge(one: Newcomer, same: Version | None, latest: Version | None) -> Judged:
    if same is not None and same.message_id != one.message_id:
        if same.content_hash == one.content_hash:
            return Judged(Verdict.DUPLICATE, same)
        return Judged(Verdict.CONFLICT, same)
    if latest is not None and latest.message_id != one.message_id:
        if latest.version > one.version:
            return Judged(Verdict.LATE, latest)
        if latest.content_hash == one.content_hash and not one.is_answer:
            return Judged(Verdict.UNCHANGED, latest)
    return Judged(Verdict.FIT)
