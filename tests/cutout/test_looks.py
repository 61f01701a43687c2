"""In how many shapes the network is asked, which answer is kept, and what becomes of the others."""

import asyncio
import gc
import weakref
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from cutout import bridge, pipeline
from cutout.pictures import Doubt
from cutout.stages import STAGES
from tests.cutout.drawing import colours, saved
from tests.cutout.page_codecs import PageCodecs
from tests.cutout.test_settings import SPEC

LIMITS = {"max_pixels": 100_000_000}
PHOTO = saved(colours(40, 80), "PNG")
LOOKS = ["square 64", "aspect 64", "square 32"]
SIZES = {"square 64": (64, 64), "aspect 64": (48, 96), "square 32": (32, 32)}
"""Height and width in which the network is asked for the photo."""
SOME = {**SPEC, "looks": LOOKS, "multiple": 16}


def clear(height, width, across=0.3):
    y, x = (np.mgrid[:height, :width] + 0.5) / np.reshape([height, width], (2, 1, 1))
    return np.clip((across - np.hypot(x - 0.5, y - 0.5)) * 40 + 0.5, 0, 1).astype(np.float32)


def soft(height, width):
    """Half transparent nearly everywhere, but for a clear spot and a clear border."""
    answer = np.full((height, width), 0.5, np.float32)
    answer[: height // 6] = 0
    answer[height // 3 : height // 2, width // 3 : width // 2] = 1
    return answer


def faint(height, width):
    """The clear subject, a little transparent all over."""
    return clear(height, width) * np.float32(0.85)


class Network:
    """Answers in the looks that are named as `answer` does, clear in the others."""

    def __init__(self, *doubtful, answer=soft):
        self.doubtful = [SIZES[look] for look in doubtful]
        self.answer = answer
        self.asked = []

    async def __call__(self, flat, shape):
        assert np.asarray(flat).size == np.prod(shape)
        size = tuple(shape[2:])
        self.asked.append(next(look for look, each in SIZES.items() if each == size))
        answer = self.answer(*size) if size in self.doubtful else clear(*size)
        return SimpleNamespace(data=answer.reshape(-1), dims=[1, 1, *size])


def cut(network, options=None, spec=SOME, stages=None):
    found = []

    def report(stage, _fraction):
        if stages is not None:
            stages.append(stage)

    given = {"work": "cut", "data": PHOTO, "options": options or {}, "limits": LIMITS, "spec": spec, "version": "7"}
    answer = asyncio.run(bridge.run(given, network, report, lambda *all_: found.append(all_), PageCodecs()))
    assert answer["ok"], answer
    ((files, looks, chosen),) = found
    return SimpleNamespace(**answer["result"], files=answer["files"], mattes=files, answers=looks, chosen=chosen)


def finish(matte, options=None):
    given = {"work": "finish", "data": PHOTO, "options": options or {}, "limits": LIMITS, "matte": matte}
    answer = asyncio.run(bridge.run(given, None, lambda *_: None, None, PageCodecs()))
    assert answer["ok"], answer
    return answer


@pytest.mark.parametrize(
    ("doubtful", "setting", "asked", "kept"),
    [
        ((), "automatic", LOOKS[:1], LOOKS[:1]),
        # Its second answer is sure, and another one: a third has to decide.
        (LOOKS[:1], "automatic", LOOKS, LOOKS[1:]),
        (LOOKS[1:], "automatic", LOOKS[:1], LOOKS[:1]),
        (LOOKS[:2], "automatic", LOOKS, LOOKS[2:]),
        (LOOKS[:1], "one", LOOKS[:1], LOOKS[:1]),
        ((), "all", LOOKS, LOOKS[:1]),
        (LOOKS[:1], "all", LOOKS, LOOKS[1:]),
    ],
)
def test_the_network_is_asked_as_often_as_it_takes_and_the_surest_answer_is_kept(doubtful, setting, asked, kept):
    network = Network(*doubtful)
    done = cut(network, {"looks": setting})
    assert network.asked == asked
    assert [each["look"] for each in done.answers] == asked
    assert done.answers[done.chosen]["look"] in kept, "one of those"
    assert [each["look"] for each in done.looks] == asked
    assert all(each["seconds"] > 0 for each in done.looks)
    assert sum(each["seconds"] for each in done.looks) <= done.timings["prepare"] + done.timings["inference"] + 1e-3


def test_a_second_answer_that_is_sure_of_the_same_is_kept_and_ends_it():
    network = Network(LOOKS[0], answer=faint)
    done = cut(network)
    assert network.asked == LOOKS[:2]
    first, second = done.answers
    assert (done.chosen, first["reasons"]) == (1, ["soft"]) and second["doubt"] < 0.1 < 0.5 < first["doubt"]
    assert done.facts["reasons"] == [] and done.facts["doubt"] < first["doubt"]


def test_there_is_a_matte_of_every_look_in_its_own_size():
    done = cut(Network(LOOKS[0]), {"looks": "all"})
    sizes = []
    for file in done.mattes:
        with Image.open(BytesIO(file)) as image:
            sizes.append(image.size[::-1])
    assert sizes == list(SIZES.values())
    assert done.facts == {name: done.answers[done.chosen][name] for name in ("doubt", "reasons")}


@pytest.mark.parametrize("index", range(len(LOOKS)))
def test_any_look_can_be_finished_and_gives_the_bytes_of_a_cut_with_that_look_alone(index):
    done = cut(Network(LOOKS[0]), {"looks": "all"})
    alone = cut(Network(LOOKS[0]), {}, {**SOME, "looks": LOOKS[index : index + 1]})
    finished = finish(done.mattes[index])
    assert finished["files"] == alone.files
    assert finished["result"]["looks"] == []
    if index != done.chosen:
        assert done.mattes[index] == alone.mattes[0] and finished["result"]["facts"] == alone.facts
    else:
        assert finished["files"] == done.files and finished["result"]["facts"] == done.facts


def test_another_setting_of_looks_does_not_change_what_is_made_of_a_matte():
    matte = cut(Network()).mattes[0]
    files = [finish(matte, {"looks": setting})["files"] for setting in ("automatic", "one", "all")]
    assert files[0] == files[1] == files[2]


def test_all_looks_are_one_stage_and_each_stage_is_told_once():
    stages = []
    done = cut(Network(LOOKS[0]), {"looks": "all"}, stages=stages)
    assert tuple(stages) == STAGES == tuple(done.timings)


def test_the_tensors_of_one_look_are_gone_before_the_next_are_made(monkeypatch):
    tensors = []
    prepare = pipeline.prepare_input

    def watched(*arguments):
        gc.collect()
        assert [tensor() for tensor in tensors] == [None] * len(tensors)
        tensor = prepare(*arguments)
        tensors.append(weakref.ref(tensor))
        return tensor

    monkeypatch.setattr(pipeline, "prepare_input", watched)
    cut(Network(), {"looks": "all"})
    assert len(tensors) == len(LOOKS)


def test_it_is_the_doubt_of_all_together_that_asks_for_another_look_and_is_told(monkeypatch):
    seen = []

    def together(looks):
        seen.append(len(looks))
        return 0, Doubt(1 / len(looks), ("disagree",))

    monkeypatch.setattr(pipeline, "together", together)
    monkeypatch.setattr(pipeline, "wants_another", lambda doubt: doubt.score > 0.6)
    done = cut(Network())
    assert seen == [1, 2] and done.chosen == 0
    assert done.facts == {"doubt": 0.5, "reasons": ["disagree"]}
    assert done.answers[0]["doubt"] == 0.5
    assert finish(done.mattes[0])["result"]["facts"] == done.facts, "it is kept with the matte"


class Breaking(Network):
    async def __call__(self, flat, shape):
        answer = await super().__call__(flat, shape)
        if len(self.asked) == 2:
            raise RuntimeError("device lost")
        return answer


def test_a_second_look_that_nobody_asked_for_may_fail_and_that_is_told():
    done, first = cut(Breaking(LOOKS[0])), cut(Network(LOOKS[0]), {"looks": "one"})
    assert (done.files, done.mattes, done.chosen, done.facts) == (first.files, first.mattes, 0, first.facts)
    assert done.details == {**first.details, "look_missing": "aspect 64: RuntimeError: device lost"}
    assert [each["look"] for each in done.looks] == LOOKS[:1]


def test_where_all_looks_are_asked_for_one_that_fails_hands_over_nothing():
    found = []
    options = {"looks": "all"}
    given = {"work": "cut", "data": PHOTO, "options": options, "limits": LIMITS, "spec": SOME, "version": "7"}
    answer = asyncio.run(
        bridge.run(given, Breaking(LOOKS[0]), lambda *_: None, lambda *all_: found.append(all_), PageCodecs())
    )
    assert (answer["ok"], answer["code"], answer["stage"], found) == (False, "inference-failed", "inference", [])
