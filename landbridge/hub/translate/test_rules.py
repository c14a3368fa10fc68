"""New, unchanged, late, duplicate or at odds: decisions without a database."""

from landbridge.hub.translate.reading import content_without_version
from landbridge.hub.translate.rules import Judged, Key, Newcomer, Verdict, Version, judge

KEY: Key = (1, "outbound_order", "ACME", "SO1")
A, B = b"a" * 32, b"b" * 32


def verdicts(*newcomers: Newcomer, exact: dict | None = None, latest: dict | None = None) -> list:
    return [one.verdict for one in judge(newcomers, exact=exact or {}, latest=latest or {})]


def new(version: int, content: bytes = A, message_id: int = 0, *, fit: bool = True) -> Newcomer:
    return Newcomer(KEY, version, content, message_id or 100 + version, fit)


def test_first_sight_is_fit() -> None:
    assert verdicts(new(1)) == [Verdict.FIT]


def test_the_same_version_again() -> None:
    exact = {(KEY, 1): Version(1, 7, A)}
    latest = {KEY: Version(1, 7, A)}
    assert verdicts(new(1), exact=exact, latest=latest) == [Verdict.DUPLICATE]
    assert verdicts(new(1, B), exact=exact, latest=latest) == [Verdict.CONFLICT]
    assert judge([new(1)], exact=exact, latest=latest) == [
        Judged(Verdict.DUPLICATE, Version(1, 7, A))
    ]


def test_a_held_message_that_comes_again_is_not_its_own_duplicate() -> None:
    exact = {(KEY, 1): Version(1, 7, B)}
    assert verdicts(new(1, A, message_id=7), exact=exact) == [Verdict.FIT]


def test_newer_and_older_versions() -> None:
    latest = {KEY: Version(5, 7, A)}
    assert verdicts(new(6, B), latest=latest) == [Verdict.FIT]
    assert verdicts(new(6, A), latest=latest) == [Verdict.UNCHANGED]
    assert verdicts(new(4, B), latest=latest) == [Verdict.LATE]
    assert verdicts(new(4, A), latest=latest) == [Verdict.LATE]


def test_an_answer_is_news_whatever_it_says() -> None:
    """Who asked for version 6 waits for its answer, though version 5 was answered the same."""
    answer = Newcomer(KEY, 6, A, 106, fit=True, is_answer=True)
    assert verdicts(answer, latest={KEY: Version(5, 7, A)}) == [Verdict.FIT]
    again = {(KEY, 6): Version(6, 9, A)}
    assert verdicts(answer, exact=again, latest={KEY: Version(6, 9, A)}) == [Verdict.DUPLICATE]


def test_back_to_what_it_was_overtakes_what_was_between() -> None:
    """5 pieces, 3, 5 again; the 3 comes last: it is late (T-28)."""
    latest = {KEY: Version(1, 7, A)}
    assert verdicts(new(3, A), new(2, B), latest=latest) == [Verdict.UNCHANGED, Verdict.LATE]
    assert verdicts(new(2, B), latest={KEY: Version(3, 7, A)}) == [Verdict.LATE]


def test_versions_inside_one_chunk_see_each_other() -> None:
    assert verdicts(new(2, B), new(1, A), new(3, B), new(2, B, 999), new(4, A)) == [
        Verdict.FIT, Verdict.LATE, Verdict.UNCHANGED, Verdict.DUPLICATE, Verdict.FIT,
    ]  # fmt: skip


def test_what_is_not_fit_overtakes_nothing() -> None:
    assert verdicts(new(2, B, fit=False), new(1, A)) == [Verdict.FIT, Verdict.FIT]


def test_a_comparison_with_back_and_forth() -> None:
    """5 -> 3 -> 5: the third version is a change again (T-28)."""
    latest = {KEY: Version(2, 8, B)}
    assert verdicts(new(3, A), latest=latest) == [Verdict.FIT]


def test_content_is_compared_without_its_version() -> None:
    one = b'{"kind":"item","number":"a,\\"version\\":1","owner":{"code":"X"},"version":1,"n":1}'
    other = one.replace(b',"version":1,', b',"version":22,')
    assert one != other
    assert content_without_version(one, 1) == content_without_version(other, 22)
    assert b'a,\\"version\\":1' in content_without_version(one, 1)
