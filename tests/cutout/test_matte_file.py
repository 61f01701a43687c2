"""The file of a matte: what is written is read, anybody can open it, and no damaged or foreign file is taken."""

import dataclasses
import io
import json
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cutout.colour.quantise import in_sixteen_bits
from cutout.errors import EncodeVerificationFailedError, MatteDamagedError
from cutout.formats import matte as matte_file
from cutout.formats.matte import matte_facts, read_matte, write_matte
from cutout.model_spec import Look
from cutout.pictures import Doubt, Matte, Photo
from tests.cutout.drawing import chunk, colours, png, saved
from tests.cutout.found_facts import what_is_wrong

PHOTO = Photo(np.zeros((30, 70, 3), np.uint8), None)


def drawn(seed=1, height=24, width=24, **changes):
    """Hard and soft places, each value possible, and facts of every kind."""
    pick = np.random.default_rng(seed)
    alpha = pick.random((height, width), np.float32)
    alpha[pick.random(alpha.shape) < 0.3] = 0
    alpha[pick.random(alpha.shape) < 0.3] = 1
    known = {
        "model": "balanced",
        "version": "3b43",
        "look": Look("square", 1024),
        "photo_width": 70,
        "photo_height": 30,
    }
    return Matte(alpha=in_sixteen_bits(alpha), **{**known, "doubt": Doubt(), **changes})


def read(data, photo=PHOTO):
    return read_matte(data, photo)


def check_same(found, meant):
    assert found.alpha.dtype == np.float32 and found.alpha.shape == meant.alpha.shape
    assert found.alpha.tobytes() == meant.alpha.tobytes()
    assert dataclasses.replace(found, alpha=meant.alpha) == meant


def refusal(data, photo=PHOTO):
    with pytest.raises(MatteDamagedError) as caught:
        read(data, photo)
    assert what_is_wrong(caught.value.found) == ""
    return caught.value


@pytest.mark.parametrize("size", [(24, 24), (1, 1), (1, 9), (17, 1), (33, 40)])
@pytest.mark.parametrize("doubt", [Doubt(), Doubt(1 / 3), Doubt(1.0, ("plain",)), Doubt(0.7, ("soft", "disagree"))])
def test_what_is_written_is_read(size, doubt):
    matte = drawn(3, *size, doubt=doubt, model="ein Modell “ü”", version="x" * 64)
    check_same(read(write_matte(matte)), matte)


def test_every_one_of_the_65536_values_comes_back():
    samples = np.random.default_rng(0).permutation(65536).astype(np.float32).reshape(256, 256)
    matte = dataclasses.replace(drawn(), alpha=samples / np.float32(65535))
    check_same(read(write_matte(matte)), matte)
    assert (in_sixteen_bits(matte.alpha) == matte.alpha).all(), "a second rounding changes nothing"


def test_rounding_is_to_the_nearest_and_clips():
    values = np.random.default_rng(1).uniform(-0.1, 1.1, 100_000).astype(np.float32)
    rounded = in_sixteen_bits(values)
    assert rounded.dtype == np.float32 and rounded.min() == 0 and rounded.max() == 1
    assert np.abs(rounded.astype(np.float64) - np.clip(values, 0, 1)).max() <= 0.5 / 65535 + 1e-7


def test_anybody_can_open_it():
    matte = drawn(height=20, width=31)
    with Image.open(io.BytesIO(write_matte(matte))) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "I;16", (31, 20))
        np.testing.assert_array_equal(np.asarray(image), np.rint(matte.alpha * 65535))
        assert json.loads(image.text["cutroom:matte"]) == matte_facts(matte)


def test_the_same_matte_is_the_same_file():
    assert write_matte(drawn()) == write_matte(drawn())


def test_a_matte_of_another_photo_is_refused_with_both_sizes():
    data = write_matte(drawn())
    for height, width in [(70, 30), (30, 71), (29, 70)]:
        error = refusal(data, Photo(np.zeros((height, width, 3), np.uint8), None))
        sizes = {"matte_width": 70, "matte_height": 30, "width": width, "height": height}
        assert error.found == {"case": "other-photo", **sizes}


def test_no_changed_byte_goes_unnoticed():
    """Every byte of a file, once with one bit changed and once replaced by chance."""
    data = write_matte(drawn(height=9, width=8))
    pick = random.Random(7)
    for at in range(len(data)):
        for change in (1 << pick.randrange(8), pick.randrange(1, 256)):
            damaged = bytearray(data)
            damaged[at] ^= change
            refusal(bytes(damaged))


def test_no_cut_or_lengthened_file_is_taken():
    data = write_matte(drawn(height=9, width=8))
    for keep in range(len(data)):
        refusal(data[:keep])
    for more in (b"\0", b"x" * 100, data):
        assert "end" in refusal(data + more).detail


@pytest.mark.parametrize("seed", range(20))
def test_damage_that_only_the_checksums_see(seed):
    """Bytes of the pixels exchanged, removed or doubled; the lengths of the chunks fit again."""
    data = write_matte(drawn())
    pick = random.Random(seed)
    at = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[at - 4 : at])
    body = bytearray(data[at + 4 : at + 4 + length])
    one, other = sorted(pick.sample(range(length), 2))
    match seed % 3:
        case 0:
            body[one], body[other] = body[other] ^ 1, body[one]
        case 1:
            del body[one:other]
        case _:
            body[one:one] = body[one:other]
    start, end = data[: at - 4], data[at + 8 + length :]
    refusal(
        start + struct.pack(">I", len(body)) + b"IDAT" + bytes(body) + data[at + 4 + length : at + 8 + length] + end
    )
    # With a checksum that fits as well, zlib's own still tells.
    refusal(start + chunk(b"IDAT", bytes(body)) + end)


def rebuilt(*, header=None, text=None, rows=None, tail=None, compressed=None):
    """A file with sound checksums in which one part is another."""
    facts = json.dumps(matte_facts(drawn()), separators=(",", ":")).encode()
    header = struct.pack(">IIBBBBB", 24, 24, 16, 0, 0, 0, 0) if header is None else header
    text = b"cutroom:matte\0" + facts if text is None else text
    rows = (b"\2" + bytes(48)) * 24 if rows is None else rows
    pixels = zlib.compress(rows) if compressed is None else compressed
    ends = (chunk(b"IEND", b""),) if tail is None else tail
    parts = [chunk(b"IHDR", header), chunk(b"tEXt", text), chunk(b"IDAT", pixels), *ends]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def facts_with(**changes):
    facts = {**matte_facts(drawn()), **changes}
    return b"cutroom:matte\0" + json.dumps({name: value for name, value in facts.items() if value != "gone"}).encode()


AN_EARLIER_VERSIONS = facts_with().replace(b'"look": "square 1024"', b'"resize": "stretch"')


def _by_pillow():
    """It has the right facts, and other filters."""
    text = PngInfo()
    text.add_text("cutroom:matte", json.dumps(matte_facts(drawn()), separators=(",", ":")))
    file = io.BytesIO()
    Image.fromarray(np.rint(drawn().alpha * 65535).astype(np.uint16)).save(file, "PNG", pnginfo=text)
    return file.getvalue()


ROW = b"\2" + bytes(48)
FOREIGN = {
    "8 bits": rebuilt(header=struct.pack(">IIBBBBB", 24, 24, 8, 0, 0, 0, 0)),
    "interlaced": rebuilt(header=struct.pack(">IIBBBBB", 24, 24, 16, 0, 0, 0, 1)),
    "with alpha": rebuilt(header=struct.pack(">IIBBBBB", 24, 24, 16, 4, 0, 0, 0)),
    "no size": rebuilt(header=struct.pack(">IIBBBBB", 0, 24, 16, 0, 0, 0, 0)),
    "huge": rebuilt(header=struct.pack(">IIBBBBB", 1 << 30, 1 << 30, 16, 0, 0, 0, 0)),
    "short header": rebuilt(header=b"\0\0\0\x18"),
    "another keyword": rebuilt(text=b"Comment\0{}"),
    "no JSON": rebuilt(text=b"cutroom:matte\0{"),
    "deep JSON": rebuilt(text=b"cutroom:matte\0" + b"[" * 100_000),
    "no UTF-8": rebuilt(text=b"cutroom:matte\0\xff"),
    "a list": rebuilt(text=b"cutroom:matte\0[]"),
    "no model": rebuilt(text=facts_with(model="gone")),
    "an empty version": rebuilt(text=facts_with(version="")),
    "a number for a model": rebuilt(text=facts_with(model=3)),
    "another way to ask": rebuilt(text=facts_with(look="round 24")),
    "a list for a way": rebuilt(text=facts_with(look=["square 24"])),
    "of an earlier version": rebuilt(text=AN_EARLIER_VERSIONS),
    "half a pixel": rebuilt(text=facts_with(photo_width=70.5)),
    "true pixels": rebuilt(text=facts_with(photo_width=True)),
    "no pixels": rebuilt(text=facts_with(photo_height=0)),
    "a word for a doubt": rebuilt(text=facts_with(doubt="none")),
    "a flag for a doubt": rebuilt(text=facts_with(doubt=True)),
    "no number for a doubt": rebuilt(text=facts_with(doubt=float("nan"))),
    "more than certain": rebuilt(text=facts_with(doubt=1.5)),
    "another reason": rebuilt(text=facts_with(reasons=["blurred"])),
    "a list for a reason": rebuilt(text=facts_with(reasons=[["none"]])),
    "one reason": rebuilt(text=facts_with(reasons="none")),
    "something more": rebuilt(text=facts_with(more=1)),
    "a row short": rebuilt(rows=ROW * 23),
    "a row more": rebuilt(rows=ROW * 25),
    "another filter": rebuilt(rows=ROW * 23 + b"\1" + bytes(48)),
    "bytes after the pixels": rebuilt(compressed=zlib.compress(ROW * 24) + b"x"),
    "pixels cut short": rebuilt(compressed=zlib.compress(ROW * 24)[:-2]),
    "no pixels at all": rebuilt(compressed=b""),
    "two ends": rebuilt(tail=(chunk(b"IEND", b""), chunk(b"IEND", b""))),
    "no end": rebuilt(tail=()),
    "an end with something in it": rebuilt(tail=(chunk(b"IEND", b"x"),)),
    "another chunk": rebuilt(tail=(chunk(b"tEXt", b"a\0b"), chunk(b"IEND", b""))),
    "a grey PNG of 16 bits by Pillow": _by_pillow(),
    "a grey PNG of 16 bits": png(colours(24, 24, 1).astype(np.uint16) * 257, 16, 0),
    "a photo": saved(colours(24, 24), "PNG"),
    "nothing": b"",
    "a JPEG": saved(colours(24, 24), "JPEG"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_not_ours_is_refused(kind):
    refusal(FOREIGN[kind])


def test_the_drawn_files_differ_from_a_good_one_in_that_part_only():
    """Otherwise the test above could not fail."""
    found = read(rebuilt())
    assert found.alpha.shape == (24, 24) and not found.alpha.any() and found.model == "balanced"


@pytest.mark.parametrize("between", [(0.25, 0.25 + 1e-7), (1 / 3, 1 / 3 + 1 / 65535 / 3)])
def test_a_matte_that_was_not_rounded_is_not_written(between):
    """Finished now it would give other bytes than read back later."""
    rough = dataclasses.replace(drawn(), alpha=np.linspace(*between, 64, dtype=np.float32).reshape(8, 8))
    with pytest.raises(EncodeVerificationFailedError) as caught:
        write_matte(rough)
    assert what_is_wrong(caught.value.found) == "" and "another matte" in caught.value.detail


def one_bit_wrong(monkeypatch):
    compress = zlib.compress

    def wrong(data, level):
        changed = bytearray(data)
        changed[-1] ^= 1
        return compress(bytes(changed), level)

    monkeypatch.setattr(matte_file.zlib, "compress", wrong)


def another_photo(monkeypatch):
    dumps = json.dumps
    monkeypatch.setattr(matte_file.json, "dumps", lambda facts, **how: dumps({**facts, "photo_width": 71}, **how))


def no_end(monkeypatch):
    write = matte_file.write_chunk
    monkeypatch.setattr(matte_file, "write_chunk", lambda *parts: parts[1] == b"IEND" or write(*parts))


@pytest.mark.parametrize("fault", [one_bit_wrong, another_photo, no_end])
def test_a_writer_that_writes_something_else_is_found(monkeypatch, fault):
    fault(monkeypatch)
    with pytest.raises(EncodeVerificationFailedError):
        write_matte(drawn())
