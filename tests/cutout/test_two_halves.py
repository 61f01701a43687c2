"""A cutout that is finished with a kept matte is the one that a whole cut makes: the same bytes, and the same words."""

import asyncio
import json
import random
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from cutout import bridge
from cutout.formats.matte import KEYWORD
from cutout.model_spec import SOFTEST
from cutout.stages import STAGES
from tests.cutout.drawing import chunk, colours, drawn_heic, exif, png, saved
from tests.cutout.found_facts import what_is_wrong
from tests.cutout.page_codecs import PageCodecs
from tests.cutout.profiles import gamma, matrix
from tests.cutout.test_settings import SPEC

SIDE = 48
SMALL = {**SPEC, "looks": [f"square {SIDE}"], "multiple": SIDE, "softness_limit": SOFTEST}
LIMITS = {"max_pixels": 100_000_000}
WIDE = matrix(gamma(2.2))
FINISHING = tuple(stage for stage in STAGES if stage not in ("prepare", "inference"))


class NoNetwork:
    """Whoever so much as looks at it is found."""

    def __call__(self, *_arguments):
        raise AssertionError("a finish asked the network")

    def __getattr__(self, name):
        raise AssertionError(f"a finish looked at the network's {name}")


def answering(answer):
    async def infer(_flat, shape):
        assert list(shape) == [1, 3, SIDE, SIDE]
        return SimpleNamespace(data=answer.reshape(-1), dims=[1, 1, SIDE, SIDE])

    return infer


def job(work, data, options, **more):
    return {"work": work, "data": data, "options": options, "limits": LIMITS, **more}


def run(given, infer, stages=None):
    """The bridge's answer, and what `found` was given."""
    found = []

    def report(stage, _fraction):
        if stages is not None:
            stages.append(stage)

    answer = asyncio.run(
        bridge.run(given, infer, report, lambda files, _looks, _chosen: found.extend(files), PageCodecs())
    )
    return answer, found


def cut(data, options, answer):
    done, found = run(job("cut", data, options, spec=SMALL, version="7"), answering(answer))
    assert done["ok"], done
    (matte,) = found
    return done, matte


def finish(data, options, matte, stages=None):
    done, found = run(job("finish", data, options, matte=matte), NoNetwork(), stages)
    assert found == []
    return done


def untimed(done):
    assert done["ok"], done
    return done["files"], {name: value for name, value in done["result"].items() if name not in ("timings", "looks")}


def drawn_answer(seed):
    """A soft blob where chance wants it, with the noise of a network: hardly a value is a multiple of 1 / 65535."""
    pick = np.random.default_rng(seed)
    y, x = (np.mgrid[:SIDE, :SIDE] + 0.5) / SIDE
    centre, reach = pick.uniform(0.3, 0.7, 2), pick.uniform(0.15, 0.4)
    blob = np.clip((reach - np.hypot(x - centre[0], y - centre[1])) * pick.uniform(3, 20) + 0.5, 0, 1)
    return (blob * 0.98 + pick.random(blob.shape) * 0.02).astype(np.float32)


def drawn_picture(pick, height, width, channels):
    """Colour fields with a hard border and noise on them, so that edges and colours have something to do."""
    y, x = np.mgrid[:height, :width]
    split = (x * pick.choice([-1, 1]) + y * pick.choice([1, 2])) % max(2, width) < width / 2
    base = np.where(split[..., np.newaxis], pick.integers(0, 256, channels), pick.integers(0, 256, channels))
    picture = np.clip(base + pick.normal(0, 6, (height, width, channels)), 0, 255).astype(np.uint8)
    if channels == 4:
        picture[..., 3] = np.clip(picture[..., 3].astype(int) + 300 * (y % 9 < 5) - 100, 0, 255)
    return picture


def drawn_source(kind, seed):
    pick = np.random.default_rng(seed)
    height, width = (int(side) for side in pick.integers(1, 120, 2))
    picture = drawn_picture(pick, height, width, 4 if "alpha" in kind else 3)
    resolution = chunk(b"pHYs", (2835).to_bytes(4, "big") + (1417).to_bytes(4, "big") + b"\x01")
    match kind:
        case "PNG" | "PNG, alpha":
            return saved(picture, "PNG")
        case "PNG, profile":
            return saved(picture, "PNG", icc_profile=WIDE)
        case "PNG, alpha and profile":
            return saved(picture, "PNG", icc_profile=WIDE)
        case "PNG, 16 bits and a resolution":
            return png(picture.astype(np.uint16) * 257, 16, 2, before_pixels=[resolution])
        case "JPEG, turned":
            return saved(picture, "JPEG", exif=exif(int(pick.integers(2, 9))))
        case "JPEG, turned, profile":
            return saved(picture, "JPEG", exif=exif(int(pick.integers(2, 9))), icc_profile=WIDE)
        case "WebP, alpha":
            return saved(picture, "WEBP")
        case "AVIF, alpha":
            return saved(picture, "AVIF")
        case "HEIC, turned":
            return drawn_heic(picture, orientation=int(pick.integers(1, 9)))


SOURCES = (
    "PNG",
    "PNG, alpha",
    "PNG, profile",
    "PNG, alpha and profile",
    "PNG, 16 bits and a resolution",
    "JPEG, turned",
    "JPEG, turned, profile",
    "WebP, alpha",
    "AVIF, alpha",
    "HEIC, turned",
)
FORMATS = (
    {"format": "png"},
    {"format": "webp", "lossless": True},
    {"format": "webp", "quality": 60},
    {"format": "avif", "quality": 70},
)
EDGES = [{"edges": edges, "clean_edges": clean} for edges in ("fine", "plain") for clean in (True, False)]
HIDDEN = [{"hidden_colours": choice} for choice in ("keep", "extend", "clear")]
ALL_OPTIONS = [{**chosen, **edges, **hidden} for chosen in FORMATS for edges in EDGES for hidden in HIDDEN]


@pytest.mark.parametrize("options", ALL_OPTIONS, ids=lambda options: "-".join(map(str, options.values())))
def test_every_setting_gives_the_bytes_of_a_whole_cut(options):
    """The matte comes from a cut with the defaults, as when somebody changes the settings afterwards."""
    data, answer = drawn_source("PNG, alpha and profile", 6), drawn_answer(6)
    _, matte = cut(data, {}, answer)
    whole, again = cut(data, options, answer)
    assert again == matte, "the settings are no business of the matte"
    assert untimed(finish(data, options, matte)) == untimed(whole)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", SOURCES)
def test_every_photo_gives_the_bytes_of_a_whole_cut(kind, seed):
    pick = random.Random(f"{kind} {seed}")
    data, answer = drawn_source(kind, seed), drawn_answer(seed)
    matte = cut(data, pick.choice(ALL_OPTIONS), answer)[1]
    for options in pick.sample(ALL_OPTIONS, 2):
        assert untimed(finish(data, options, matte)) == untimed(cut(data, options, answer)[0])


def test_these_photos_and_settings_differ_from_each_other():
    """Otherwise the tests above would compare one thing with itself."""
    exact = [options for options in ALL_OPTIONS if options["format"] == "png"]
    data, answer = saved(drawn_picture(np.random.default_rng(3), 90, 110, 3), "PNG"), drawn_answer(3)
    files = {cut(data, options, answer)[0]["files"]["cutout"] for options in exact}
    assert len(files) == len(exact)
    assert len({drawn_source(kind, seed) for kind in SOURCES for seed in range(6)}) == 6 * len(SOURCES)


@pytest.mark.parametrize(
    ("data", "answer", "expected"),
    [
        (saved(np.full((60, 60, 3), 200, np.uint8), "PNG"), drawn_answer(1), "plain"),
        (saved(colours(60, 60), "PNG"), np.zeros((SIDE, SIDE), np.float32), "none"),
        (saved(colours(60, 60), "PNG"), np.ones((SIDE, SIDE), np.float32), "everything"),
        (saved(colours(60, 60, 4) & np.uint8([255, 255, 255, 1]), "PNG"), drawn_answer(1), "transparent"),
        (saved(colours(60, 60), "PNG"), drawn_answer(1), None),
    ],
)
def test_a_doubt_is_the_same_both_ways(data, answer, expected):
    whole, matte = cut(data, {}, answer)
    reasons = [] if expected is None else [expected]
    facts = whole["result"]["facts"]
    assert facts["reasons"] == reasons and (facts["doubt"] == 1 if reasons else facts["doubt"] < 0.5)
    assert untimed(finish(data, {}, matte)) == untimed(whole)


def test_the_original_of_a_heic_is_there_both_ways():
    data = drawn_source("HEIC, turned", 2)
    whole, matte = cut(data, {}, drawn_answer(2))
    assert whole["files"]["original"].startswith(b"\xff\xd8")
    assert finish(data, {}, matte)["files"]["original"] == whole["files"]["original"]


def test_a_finish_has_the_stages_that_it_needs():
    data = drawn_source("PNG", 1)
    matte, stages = cut(data, {}, drawn_answer(1))[1], []
    done = finish(data, {"format": "webp"}, matte, stages)
    assert tuple(stages) == tuple(done["result"]["timings"]) == FINISHING


def test_the_matte_comes_out_before_the_cutout_is_finished():
    """What fails afterwards loses no run of the network."""
    stages, found = [], []

    class Failing(PageCodecs):
        async def encode(self, *_arguments):
            raise MemoryError

    def on_found(files, looks, chosen):
        assert ([(each["look"], each["reasons"]) for each in looks], chosen) == ([(f"square {SIDE}", [])], 0)
        found.extend((file, stages[-1]) for file in files)

    data, answer = saved(colours(40, 50), "PNG"), drawn_answer(4)
    given = job("cut", data, {"format": "avif"}, spec=SMALL, version="7")
    done = asyncio.run(
        bridge.run(given, answering(answer), lambda stage, _fraction: stages.append(stage), on_found, Failing())
    )
    assert (done["ok"], done["code"], done["stage"]) == (False, "out-of-memory", "encode")
    ((matte, stage),) = found
    assert stage == "alpha"
    with Image.open(BytesIO(matte)) as image:
        facts = json.loads(image.text[KEYWORD.decode()])
    assert 0 < facts.pop("doubt") < 0.5
    assert facts == {
        "model": "balanced",
        "version": "7",
        "look": "square 48",
        "photo_width": 50,
        "photo_height": 40,
        "reasons": [],
    }
    assert finish(data, {}, matte)["files"] == cut(data, {}, answer)[0]["files"]


def refused(done):
    assert not done["ok"] and what_is_wrong(done["found"]) == "", done
    return done["code"], done["stage"]


def test_a_damaged_matte_is_said_to_be_damaged():
    data = drawn_source("PNG", 1)
    matte = bytearray(cut(data, {}, drawn_answer(1))[1])
    matte[len(matte) // 2] ^= 16
    assert refused(finish(data, {}, bytes(matte))) == ("matte-damaged", "alpha")
    assert refused(finish(data, {}, b"")) == ("matte-damaged", "alpha")


def test_the_matte_of_another_photo_is_not_taken():
    small, large = saved(colours(40, 50), "PNG"), saved(colours(50, 40), "PNG")
    matte = cut(small, {}, drawn_answer(1))[1]
    assert refused(finish(large, {}, matte)) == ("matte-damaged", "alpha")
    turned = saved(colours(40, 50), "JPEG", exif=exif(6))
    assert refused(finish(turned, {}, matte)) == ("matte-damaged", "alpha"), "the upright size counts"


def test_what_a_format_cannot_hold_is_refused_before_anything_is_finished():
    wide = saved(np.zeros((1, 16_384, 3), np.uint8), "PNG")
    matte, stages = cut(wide, {}, drawn_answer(1))[1], []
    done = finish(wide, {"format": "webp"}, matte, stages)
    assert refused(done) == ("encode-failed", "decode") and stages == ["decode"]


GOOD = job("finish", b"", {}, matte=b"")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (3, "job must be an object"),
        ({**GOOD, "work": "undo"}, "'undo'"),
        ({**GOOD, "work": None}, "'cut' or 'finish'"),
        ({name: value for name, value in GOOD.items() if name != "matte"}, "'finish' lacks 'matte'"),
        ({**GOOD, "work": "cut"}, "'cut' lacks 'spec', 'version'"),
        (job("cut", b"", {}, spec=SMALL, version=""), "version"),
        (job("cut", b"", {}, spec=SMALL, version=7), "version"),
        ({**GOOD, "mattes": b""}, "mattes"),
        ({**GOOD, "options": {"colour": 1}}, "colour"),
    ],
)
def test_a_job_that_is_none_is_an_internal_error_that_names_what_is_wrong(given, named):
    done, _ = run(given, NoNetwork())
    assert (done["code"], done["stage"]) == ("internal-error", "decode")
    assert named in done["detail"]


def test_what_the_other_work_needs_may_be_there():
    data = drawn_source("PNG", 1)
    whole, matte = cut(data, {}, drawn_answer(1))
    given = job("finish", data, {}, matte=matte, spec=None, version=None)
    assert untimed(run(given, NoNetwork())[0]) == untimed(whole)
