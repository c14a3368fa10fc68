"""Every connector with a stand: nothing lost, nothing doubled, each failure told as what it is."""

import logging
from itertools import pairwise
from time import monotonic

import pytest

from landbridge.connect.manifest_checks import ALWAYS, METHODS
from landbridge.connect.protocols import (
    Absent,
    CannotTell,
    CensusQuestion,
    Delivered,
    Found,
    Health,
    Inbound,
    NotAuthentic,
    Parcel,
    PositionLost,
    PushResult,
    Received,
    Refused,
    SourceUnavailable,
    Unavailable,
    Unknown,
)
from landbridge.connect.testing.faulty import Fault, FaultKind
from landbridge.connect.testing.trial import Trial, facts, read_on

pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.fixture
def source(trial: Trial) -> Trial:
    return trial


@pytest.fixture
def sink(trial: Trial) -> Trial:
    return trial


def test_it_has_the_methods_of_what_it_declares(trial: Trial) -> None:
    made = trial.connect()
    wanted = {*ALWAYS, *(m for c in trial.kind.manifest.capabilities for m in METHODS[c])}
    assert [name for name in wanted if not callable(getattr(made, name, None))] == []


def test_health_is_told_in_a_sentence_and_never_raised(trial: Trial) -> None:
    made = trial.connect()
    well: Health = made.check_health()
    assert well.ok, well.text
    assert well.text.endswith(".")
    if trial.proxy is not None:
        trial.proxy.go_down()
        ill: Health = made.check_health()
        assert not ill.ok and not ill.needs_login and ill.text.endswith(".")
        trial.proxy.come_up()
        trial.proxy.plan(*[Fault(FaultKind.STATUS, 401)] * 9)
        shut: Health = made.check_health()
        assert not shut.ok and shut.needs_login
        trial.proxy.plan()
        assert trial.connect().check_health().ok


# ---------------------------------------------------------------- source


@pytest.mark.needs("source")
def test_what_was_pulled_but_not_taken_in_is_given_again(source: Trial) -> None:
    """The process dies between pull and intake at every page: no loss, no skip, stable keys."""
    written = list(source.stand.write_outside(5))
    seen: list[str] = []
    for stream in source.connect().streams():
        cursor = None
        for _ in range(50):
            lost = source.connect().pull(stream, cursor, limit=2)
            page = source.connect().pull(stream, cursor, limit=2)
            assert [(p.source_key, p.content) for p in lost.payloads] == [
                (p.source_key, p.content) for p in page.payloads[: len(lost.payloads)]
            ]
            seen.extend(facts(source, page.payloads))
            cursor = page.cursor if page.cursor is not None else cursor
            if not page.more:
                break
    assert set(seen) >= set(written)


@pytest.mark.needs("source")
def test_facts_that_come_while_reading_are_not_skipped(source: Trial) -> None:
    written, keys = list(source.stand.write_outside(3)), {}
    made = source.connect()
    streams = {stream: read_on(made, stream, None, limit=2)[1] for stream in made.streams()}
    for _ in range(3):
        written_now = list(source.stand.write_outside(2))
        found = []
        for stream, cursor in streams.items():
            payloads, streams[stream] = read_on(made, stream, cursor, limit=2)
            found.extend(facts(source, payloads))
            for payload in payloads:
                assert keys.setdefault(payload.source_key, payload.content) == payload.content
        assert set(found) >= set(written_now)
        written += written_now
    again = [p for stream in streams for p in read_on(made, stream, None, limit=50)[0]]
    assert set(facts(source, again)) >= set(written)


@pytest.mark.needs("source")
def test_each_fact_has_a_key_of_its_own(source: Trial) -> None:
    written = list(source.stand.write_outside(4))
    made = source.connect()
    payloads = [p for stream in made.streams() for p in read_on(made, stream, None, limit=3)[0]]
    keys = {}
    for payload in payloads:
        assert payload.source_key
        name = source.stand.fact_of(payload)
        if name:
            keys.setdefault(name, set()).add(payload.source_key)
    assert set(written) <= set(keys)
    all_keys = [key for found in keys.values() for key in found]
    assert len(all_keys) == len(set(all_keys))


@pytest.mark.needs("source")
def test_every_payload_is_of_a_type_the_manifest_knows(source: Trial) -> None:
    source.stand.write_outside(2)
    made, manifest = source.connect(), source.kind.manifest
    for stream in made.streams():
        for payload in read_on(made, stream, None, limit=50)[0]:
            entry = manifest.speaks_in(payload.wire_type)
            assert entry is not None, payload.wire_type
            assert entry.stream in ("", stream)
    assert {s.stream for s in manifest.speaks if s.stream} <= set(made.streams())


@pytest.mark.needs("source")
def test_a_cursor_that_means_nothing_halts_the_flow(source: Trial) -> None:
    made = source.connect()
    for stream in made.streams():
        with pytest.raises(PositionLost):
            made.pull(stream, "no cursor of ours", limit=2)


@pytest.mark.needs("source", "http")
def test_a_source_that_cannot_be_read_says_so(source: Trial) -> None:
    assert source.proxy is not None
    written = list(source.stand.write_outside(2))
    made = source.connect()
    stream = made.streams()[0]
    source.proxy.go_down()
    with pytest.raises(SourceUnavailable) as caught:
        made.pull(stream, None, limit=2)
    assert not caught.value.needs_login
    source.proxy.come_up()
    for fault in (
        Fault(FaultKind.HALF_ANSWER_AFTER_EFFECT),
        Fault(FaultKind.LOSE_ANSWER_AFTER_EFFECT),
        Fault(FaultKind.GARBAGE_AFTER_EFFECT),
        Fault(FaultKind.STATUS, 503),
    ):
        source.proxy.plan(*[fault] * 9)
        with pytest.raises(SourceUnavailable):
            source.connect().pull(stream, None, limit=2)
    source.proxy.plan(*[Fault(FaultKind.STATUS, 401)] * 9)
    with pytest.raises(SourceUnavailable) as caught:
        source.connect().pull(stream, None, limit=2)
    assert caught.value.needs_login
    source.proxy.plan()
    made = source.connect()
    found = [p for name in made.streams() for p in read_on(made, name, None, limit=50)[0]]
    assert set(facts(source, found)) >= set(written)


@pytest.mark.needs("source", "nudge")
def test_a_nudge_wakes_at_once_and_ends_by_itself(source: Trial) -> None:
    made = source.connect()
    for stream in made.streams():
        read_on(made, stream, None, limit=50)
    began = monotonic()
    made.wait(timeout_s=0.3)
    assert monotonic() - began < 3
    source.stand.write_outside(1)
    assert made.wait(timeout_s=5.0)
    assert monotonic() - began < 8


# ---------------------------------------------------------------- receiver


@pytest.mark.needs("receiver")
def test_an_authentic_call_is_taken_and_a_repeat_has_the_same_key(trial: Trial) -> None:
    call = trial.stand.call()
    assert call is not None
    made = trial.connect()
    first, again = made.receive(call), made.receive(call)
    assert first.payloads and 200 <= first.status < 300
    assert [p.source_key for p in first.payloads] == [p.source_key for p in again.payloads]
    for payload in first.payloads:
        assert trial.kind.manifest.speaks_in(payload.wire_type) is not None
    other = trial.stand.call()
    assert other is not None
    keys = {p.source_key for p in made.receive(other).payloads}
    assert not keys & {p.source_key for p in first.payloads}


@pytest.mark.needs("receiver")
def test_what_is_not_authentic_is_turned_away(trial: Trial) -> None:
    call = trial.stand.call()
    assert call is not None
    made = trial.connect()
    forged = [Inbound(path=call.path, headers=call.headers, body=call.body + b" ")]
    forged.append(Inbound(path=call.path, headers={}, body=call.body))
    for name in call.headers:
        for value in ("", "x", "\x00ł", "9" * 500):
            changed = {**call.headers, name: value}
            forged.append(Inbound(path=call.path, headers=changed, body=call.body))
    for request in forged:
        with pytest.raises(NotAuthentic):
            made.receive(request)


@pytest.mark.needs("receiver")
def test_an_unknown_address_takes_nothing_in(trial: Trial) -> None:
    call = trial.stand.call()
    assert call is not None
    answer: Received = trial.connect().receive(
        Inbound(path="/no/such/place", headers=call.headers, body=call.body)
    )
    assert not answer.payloads and 400 <= answer.status < 500


# ---------------------------------------------------------------- sink


def counts(trial: Trial, parcels: list[Parcel]) -> list[int]:
    return [trial.stand.effect_count(parcel) for parcel in parcels]


@pytest.mark.needs("sink")
def test_the_same_parcel_twice_is_one_effect(sink: Trial) -> None:
    parcels = list(sink.stand.parcels(3))
    for _ in range(2):
        results = sink.connect().push(parcels)
        assert [type(result) for result in results] == [Delivered] * 3, results
        assert counts(sink, parcels) == [1, 1, 1]
    both = sink.connect().push([*parcels[:1], *sink.stand.parcels(1), *parcels[1:]])
    assert [type(result) for result in both] == [Delivered] * 4
    assert counts(sink, parcels) == [1, 1, 1]


@pytest.mark.needs("sink")
def test_find_tells_what_happened_and_what_did_not(sink: Trial) -> None:
    there, not_there = sink.stand.parcels(2)
    made = sink.connect()
    assert isinstance(made.push([there])[0], Delivered)
    assert isinstance(made.find(there), Found)
    assert isinstance(made.find(not_there), Absent)


@pytest.mark.needs("sink")
def test_the_number_the_target_gave_is_told_by_push_and_find_alike(sink: Trial) -> None:
    (parcel,) = sink.stand.parcels(1)
    made = sink.connect()
    first, found, again = made.push([parcel])[0], made.find(parcel), made.push([parcel])[0]
    assert isinstance(first, Delivered) and isinstance(again, Delivered)
    assert isinstance(found, Found)
    assert first.target_number == found.target_number == again.target_number


@pytest.mark.needs("sink")
def test_a_bad_parcel_is_refused_in_words_and_stops_no_other(sink: Trial) -> None:
    bad = sink.stand.bad_parcel()
    if bad is None:
        pytest.skip("this target refuses nothing for good")
    before, after = sink.stand.parcels(2)
    results = sink.connect().push([before, bad, after])
    assert [type(result) for result in results] == [Delivered, Refused, Delivered], results
    refused = results[1]
    assert isinstance(refused, Refused)
    assert refused.waits_for or refused.findings
    assert all(finding.text.endswith(".") for finding in refused.findings)
    assert counts(sink, [before, after]) == [1, 1]


@pytest.mark.needs("sink")
def test_nothing_pushed_is_nothing_answered(sink: Trial) -> None:
    assert list(sink.connect().push([])) == []


FAULTS: list[tuple[str, Fault, tuple[type[PushResult], ...]]] = [
    ("401", Fault(FaultKind.STATUS, 401), (Unavailable,)),
    ("403", Fault(FaultKind.STATUS, 403), (Unavailable,)),
    ("422", Fault(FaultKind.STATUS, 422), (Refused,)),
    ("429", Fault(FaultKind.STATUS, 429, {"Retry-After": "7"}), (Unavailable,)),
    ("503", Fault(FaultKind.STATUS, 503, {"Retry-After": "9"}), (Unavailable,)),
    ("dropped", Fault(FaultKind.DROP), (Unknown,)),
    ("timeout", Fault(FaultKind.HANG), (Unknown,)),
    ("500-after-effect", Fault(FaultKind.STATUS_AFTER_EFFECT, 500), (Unknown, Delivered)),
    ("answer-lost", Fault(FaultKind.LOSE_ANSWER_AFTER_EFFECT), (Unknown, Delivered)),
    ("half-an-answer", Fault(FaultKind.HALF_ANSWER_AFTER_EFFECT), (Unknown, Delivered)),
    ("another-page", Fault(FaultKind.GARBAGE_AFTER_EFFECT), (Unknown, Delivered)),
    ("another-page-instead", Fault(FaultKind.STATUS, 200, {"Content-Type": "text/html"}, b"<html>"),
     (Unknown,)),
    ("carried-twice", Fault(FaultKind.TWICE), (Delivered, Unknown)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fault", "allowed"), FAULTS, ids=[f[0] for f in FAULTS])
@pytest.mark.needs("sink", "http")
def test_a_fault_is_told_as_what_it_is_and_doubles_nothing(
    sink: Trial, name: str, fault: Fault, allowed: tuple[type[PushResult], ...]
) -> None:
    """`Delivered` after a lost answer is right only if it was looked up: then it is there."""
    assert sink.proxy is not None
    if name in sink.stand.unplayed:
        pytest.skip(sink.stand.unplayed[name])
    (parcel,) = sink.stand.parcels(1)
    sink.proxy.plan(fault, only=sink.stand.is_effect)
    made = sink.connect()
    (result,) = made.push([parcel])
    assert sink.proxy.played == [fault]
    assert isinstance(result, allowed), result
    _check_words(name, result)
    _settle(sink, made, parcel, result)
    assert sink.stand.effect_count(parcel) == 1


def _check_words(name: str, result: PushResult) -> None:
    if isinstance(result, Unavailable):
        assert result.why
        assert result.needs_login == (name in ("401", "403"))
        wanted = {"429": 7.0, "503": 9.0}.get(name)
        assert wanted is None or result.retry_after_s == pytest.approx(wanted)
    if isinstance(result, Refused):
        assert result.findings and all(f.text.endswith(".") for f in result.findings)


def _settle(trial: Trial, made: object, parcel: Parcel, result: PushResult) -> None:
    """What the hub does next: ask after Unknown, and push what is not there."""
    if isinstance(result, Unknown):
        answer = made.find(parcel)  # type: ignore[attr-defined]
        assert not isinstance(answer, CannotTell), answer
        assert isinstance(answer, Found) == (trial.stand.effect_count(parcel) == 1)
        if isinstance(answer, Found):
            return
    if not isinstance(result, Delivered):
        (again,) = made.push([parcel])  # type: ignore[attr-defined]
        assert isinstance(again, Delivered), again


@pytest.mark.needs("sink", "http")
def test_a_target_that_is_down_gets_nothing_and_gets_all_later(sink: Trial) -> None:
    assert sink.proxy is not None
    parcels = list(sink.stand.parcels(3))
    sink.proxy.go_down()
    made = sink.connect()
    results = made.push(parcels)
    assert [type(result) for result in results] == [Unavailable] * 3, results
    assert not any(result.needs_login for result in results)
    assert isinstance(made.find(parcels[0]), CannotTell)
    sink.proxy.come_up()
    assert [type(result) for result in made.push(parcels)] == [Delivered] * 3
    assert counts(sink, parcels) == [1, 1, 1]


@pytest.mark.needs("sink")
def test_no_secret_is_logged_or_told(sink: Trial, caplog: pytest.LogCaptureFixture) -> None:
    told = []
    with caplog.at_level(logging.DEBUG):
        made = sink.connect()
        told += [made.check_health(), *made.push(sink.stand.parcels(1))]
        if sink.proxy is not None:
            sink.proxy.plan(Fault(FaultKind.STATUS, 401), only=sink.stand.is_effect)
            told += made.push(sink.stand.parcels(1))
            sink.proxy.go_down()
            told += [made.check_health(), *made.push(sink.stand.parcels(1))]
    assert sink.leaks(f"{told} {made!r} {caplog.text}") == []


# ---------------------------------------------------------------- census


@pytest.mark.parametrize("subject", ["stock", "outbound_order", "inbound_order", "item", "party"])
@pytest.mark.needs("census")
def test_the_census_counts_what_is_there(trial: Trial, subject: str) -> None:
    question = CensusQuestion(subject=subject)
    rows = list(trial.connect().count(question))
    total: dict[tuple[str, ...], object] = {}
    for row in rows:
        before = total.get(row.key)
        total[row.key] = row.quantity if before is None else before + row.quantity  # type: ignore[operator]
    assert total == dict(trial.stand.holding(question))
    assert all(left.key != right.key or left.place != right.place for left, right in pairwise(rows))
