from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from responder.core.decision import Step, Trace
from responder.store.columns import read, written
from responder.store.traces import MOST, shared, trace_json, trace_of

STEPS = st.builds(
    Step,
    st.sampled_from(["rule", "safety", "otherwise"]),
    st.text(max_size=8),
    st.sampled_from(["yes", "no", "not needed", "error"]),
    st.lists(st.text(max_size=8), max_size=2).map(tuple),
    st.lists(st.text(max_size=8), max_size=1).map(tuple),
    st.text(max_size=8),
)
PASSED = tuple(Step("rule", f"Rule {n}", "no", ("none of price, cost is in the text",)) for n in range(50))
HIT = Step("rule", "Prices", "yes", ("'price' is in the text",), (), "rules.yaml:31")


@given(st.data())
def test_any_trace_comes_back_whatever_it_shares(data: st.DataObject) -> None:
    common = tuple(data.draw(st.lists(STEPS, max_size=6)))
    # The very objects of the list, in any order and as often as one likes, between steps of the trace's own.
    pick = st.sampled_from(common) | STEPS if common else STEPS
    trace = Trace(tuple(data.draw(st.lists(pick, max_size=12))), data.draw(st.integers(0, 9)))
    lists = shared(common)
    stored = read(written(trace_json(trace, lists)))
    assert trace_of(stored, None if lists is None else read(written(lists.json))) == trace


def test_steps_in_common_are_named_by_their_places() -> None:
    common = shared(PASSED)
    assert common is not None
    trace = Trace((*PASSED[:31], HIT, *PASSED[32:]))
    assert trace_json(trace, common) == {
        "of": common.digest,
        "steps": [[0, 31], {"kind": "rule", "name": "Prices", "verdict": "yes", "because": ["'price' is in the text"],
                            "place": "rules.yaml:31"}, [32, 50]],
    }  # fmt: skip
    assert len(written(trace_json(trace, common))) < 250 < 4_000 < len(written(trace.to_json()))


def test_the_same_sentences_have_the_same_digest_in_every_process() -> None:
    first, again = shared(PASSED), shared(tuple(Step(s.kind, s.name, s.verdict, s.because) for s in PASSED))
    assert first is not None
    assert again is not None
    assert first is not again
    assert first.digest == again.digest
    assert shared(PASSED) is shared(PASSED)


def test_old_lists_are_forgotten_and_made_again() -> None:
    lists = [(Step("rule", str(n), "no"),) for n in range(MOST * 2)]
    first, again = ([found and found.digest for found in map(shared, lists)] for _ in range(2))
    assert first == again
    assert len(set(first)) == MOST * 2


def test_a_trace_without_steps_in_common_is_kept_as_it_is() -> None:
    assert shared(()) is None
    assert trace_json(Trace((HIT,), 9_999), None) == Trace((HIT,), 9_999).to_json()
