import pytest

from landbridge.hub.facade import (
    Mandate,
    NothingToDoError,
    dead_letters,
    preview_retry,
    preview_retry_all,
    retry,
)
from landbridge.hub.facade.views import DeadLetterFilter, DeadLetterRow
from landbridge.hub.watch.conftest import Stage
from landbridge.kit.findings import LandbridgeError

ALL = DeadLetterFilter()


def finding(rule: str = "unknown-item", severity: str = "error") -> dict[str, str]:
    return {
        "path": "lines[0].item", "rule": rule, "severity": severity, "text": f"Because {rule}.",
        "value": "", "origin": "",
    }  # fmt: skip


@pytest.fixture
def troubled(stage: Stage) -> Stage:
    for index in range(3):
        stage.delivery(
            stage.message(number=f"SO-{index}", ago_s=500 - index), state="rejected", attempts=2,
            reason="refused", why="Because unknown-item.", since=stage.at(400 - index),
            findings=[finding("gtin-check-digit", "warning"), finding()],
        )  # fmt: skip
    stage.delivery(
        stage.message(number="SO-9"), state="dead", reason="poison", since=stage.at(350),
        why="it ended its worker 3 times",
    )  # fmt: skip
    stage.message(number="R-1", kind="receipt_confirmation", source="wms", state="held", ago_s=450,
                  findings=[finding("required")])  # fmt: skip
    stage.message(number="", kind="", state="held", content=None, ago_s=90,
                  findings=[finding("payload-unreadable")])  # fmt: skip
    stage.delivery(stage.message(number="fine"))
    return stage


def numbers(stage: Stage, **chosen: str) -> list[str]:
    return [row.number for row in dead_letters(stage.ground, DeadLetterFilter(**chosen)).rows]


def by_number(stage: Stage) -> dict[str, DeadLetterRow]:
    return {row.number: row for row in dead_letters(stage.ground, ALL).rows}


def test_what_needs_a_person_is_listed_oldest_first(troubled: Stage) -> None:
    found = dead_letters(troubled.ground, ALL)
    assert [row.number for row in found.rows] == ["R-1", "SO-0", "SO-1", "SO-2", "SO-9", ""]
    assert (found.total_count, found.next_page, found.sentence) == (6, "", "")


def test_each_says_why_and_what_to_do(troubled: Stage) -> None:
    rows = by_number(troubled)
    refused, poison, unfit, unreadable = rows["SO-0"], rows["SO-9"], rows["R-1"], rows[""]
    assert refused.reason == "Floor refused it: Because unknown-item."
    assert "Mend the cause in Floor or the document in Tryton" in refused.remedy
    assert (refused.rule, refused.attempts_count, refused.age_s) == ("unknown-item", 2, 400)
    assert refused.dead_letter == f"d{refused.delivery_id}"
    assert [problem.severity for problem in refused.problems] == ["warning", "error"]
    assert "ended its worker 3 times" in poison.reason
    assert (poison.rule, "Report it" in poison.remedy) == ("poison", True)
    assert (unfit.dead_letter, unfit.target, unfit.source) == (f"m{unfit.message_id}", "", "wms")
    assert unfit.reason == "Because required."
    assert (unreadable.kind_title, unreadable.rule) == ("Unknown", "payload-unreadable")


def test_what_has_one_cause_in_common_is_grouped(troubled: Stage) -> None:
    first, *others = dead_letters(troubled.ground, ALL).groups
    assert (first.rule, first.count, first.target, first.kind) == (
        "unknown-item", 3, "wms", "outbound_order"
    )  # fmt: skip
    assert first.text == "Because unknown-item."
    assert {(group.rule, group.count, group.text) for group in others} == {
        ("poison", 1, "it ended its worker 3 times"),
        ("required", 1, "Required"),
        ("payload-unreadable", 1, "Payload unreadable"),
    }


def test_filters(troubled: Stage) -> None:
    assert numbers(troubled, rule="unknown-item") == ["SO-0", "SO-1", "SO-2"]
    assert numbers(troubled, rule="required") == ["R-1"]
    assert numbers(troubled, target="wms") == ["SO-0", "SO-1", "SO-2", "SO-9"]
    assert numbers(troubled, source="wms") == ["R-1"]
    assert numbers(troubled, kind="receipt_confirmation") == ["R-1"]
    assert numbers(troubled, text="so-9") == ["SO-9"]
    assert numbers(troubled, text="%") == []
    found = dead_letters(troubled.ground, DeadLetterFilter(kind="item"))
    assert (found.total_count, found.sentence) == (0, "Nothing of this kind needs a person.")


def test_pages_follow_each_other(troubled: Stage) -> None:
    seen, page = [], ""
    while True:
        found = dead_letters(troubled.ground, ALL, limit=2, page=page)
        assert found.total_count == 6
        seen += [row.number for row in found.rows]
        page = found.next_page
        if not page:
            break
    assert seen == ["R-1", "SO-0", "SO-1", "SO-2", "SO-9", ""]
    for wrong in ("x", "1", "1.", "-1.2", "1.2.3"):
        with pytest.raises(LandbridgeError, match="first page"):
            dead_letters(troubled.ground, ALL, page=wrong)


def test_a_healthy_bridge_says_so(stage: Stage) -> None:
    assert dead_letters(stage.ground, ALL).sentence.startswith("Nothing needs a person.")


def test_a_preview_says_what_a_retry_would_do_and_changes_nothing(troubled: Stage) -> None:
    rows = by_number(troubled)
    letters = [rows["SO-0"].dead_letter, rows["SO-9"].dead_letter, rows["R-1"].dead_letter, "d5"]
    found = preview_retry(troubled.ground, [*letters, letters[0]])
    assert found.sentence == (
        "2 documents are sent again to Floor. 1 document is read again with today's maps. "
        "1 is left alone."
    )
    assert found.dead_letters == tuple(letters[:3])
    assert found.by_target == (("", 1), ("wms", 2))
    assert found.skipped == (("d5", "it does not need a person any more"),)
    assert found.warnings == ()
    assert len(by_number(troubled)) == 6


def test_a_preview_warns_of_a_target_that_will_not_take_it_now(troubled: Stage) -> None:
    troubled.run("UPDATE endpoint SET state = 'needs_login' WHERE name = 'wms'")
    found = preview_retry_all(troubled.ground, ALL)
    assert found.warnings == ("Floor does not let the bridge in: what goes to it will wait.",)
    troubled.run("UPDATE endpoint SET state = 'active'")
    troubled.run("INSERT INTO circuit SELECT id, 5, 'no route', since, since FROM endpoint")
    found = preview_retry_all(troubled.ground, ALL)
    assert found.warnings == ("Floor does not answer at the moment: no route.",)


def test_a_preview_of_a_filter_is_what_retry_then_does(troubled: Stage) -> None:
    found = preview_retry_all(troubled.ground, DeadLetterFilter(rule="unknown-item"))
    assert found.sentence == "3 documents are sent again to Floor."
    done = retry(
        troubled.ground, dead_letters=found.dead_letters, mandate=Mandate(by="ann", why="mended")
    )
    assert done.retried == found.dead_letters
    assert numbers(troubled, rule="unknown-item") == []


def test_what_went_meanwhile_is_left_alone(troubled: Stage) -> None:
    row = by_number(troubled)["SO-0"]
    envelope = by_number(troubled)["R-1"].envelope_id
    troubled.run("UPDATE open_delivery SET lease_token = 1 WHERE number = 'SO-0'")
    closed = troubled.delivery(troubled.message(), state="acknowledged")
    found = preview_retry(troubled.ground, [row.dead_letter, f"d{closed}", f"e{envelope}"])
    assert found.skipped == (
        (row.dead_letter, "it is on its way right now"),
        (f"d{closed}", "it is acknowledged already"),
    )
    assert found.dead_letters == (f"e{envelope}",)
    assert preview_retry(troubled.ground, []).sentence == "Nothing would be sent again."


def test_what_is_no_dead_letter_is_refused(stage: Stage) -> None:
    for wrong in ("x1", "17", "d", "d-1", ""):
        with pytest.raises(NothingToDoError, match="no dead letter"):
            preview_retry(stage.ground, [wrong])
