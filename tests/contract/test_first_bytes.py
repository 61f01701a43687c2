"""Page and Python give one answer about the first bytes: the same code, the same facts, the same detail."""

import base64
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cutout.errors import CutoutError
from cutout.formats.first_bytes import PROBE, TABLE
from cutout.formats.sniff import sniff

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "testdata"
SCRIPT = """
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
const { refusal } = await import(`${process.argv[1]}/web/src/shared/first-bytes.js`);
const file = new URL(`${process.argv[1]}/pyodide_pkg/cutout/formats/first_bytes.json`);
const table = JSON.parse(await readFile(file, "utf8"));
const files = JSON.parse(await text(process.stdin)).map((file) => new Uint8Array(Buffer.from(file, "base64")));
console.log(JSON.stringify(files.map((file) => refusal(table, file.subarray(0, table.probe_bytes), file.length))));
"""


def page_says(files: list[bytes]) -> list[dict[str, Any] | None]:
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", SCRIPT, ROOT.as_uri()],
        input=json.dumps([base64.b64encode(file).decode() for file in files]),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[dict[str, Any] | None] = json.loads(done.stdout)
    return answers


def python_says(data: bytes) -> dict[str, Any] | None:
    try:
        sniff(data)
    except CutoutError as error:
        return {"code": error.code, "found": error.found, "detail": error.detail}
    return None


def ftyp(*names: bytes, size: int | None = None) -> bytes:
    body = b"ftyp" + names[0] + bytes(4) + b"".join(names[1:])
    return (len(body) + 4 if size is None else size).to_bytes(4, "big") + body


def drawn() -> list[bytes]:
    """Return files of every kind that the table knows, and of kinds between them."""
    files = [b"", b"\0", b"abc", bytes(64), b"\xde\xad\xbe\xef" * 9]
    for signature in TABLE["signatures"]:
        for choice in range(max(len(ones) for ones in signature["at"].values())):
            data = bytearray(300)
            for place, ones in signature["at"].items():
                bits = ones[choice % len(ones)].encode("latin-1")
                data[int(place) : int(place) + len(bits)] = bits
            files += [bytes(data), bytes(data[:6])]
    brands = [name.encode() for kind in TABLE["brands"] for name in kind["of"]]
    brands += [name.encode() for names in TABLE["pictures"].values() for name in names]
    for name in brands:
        files += [ftyp(name), ftyp(b"isom", b"mp42", name), ftyp(name, b"isom"), ftyp(b"isom", b"isom" * 2000, name)]
    files += [ftyp(b"isom", size=size) for size in (0, 1, 8, 11, 12, 2**32 - 1)] + [
        b"\0\0\0\x0cftyp",
        b"\0\0\0\x20ftypqt",
    ]
    texts = [
        '<svg width="3">',
        "<?xml version='1.0'?>\n<!-- a -->\n<x:SVG\n>",
        "<svgx>",
        "a <svg>",
        "<!DOCTYPE  html>",
        "<p>",
    ]
    texts += [
        "<HTML>",
        "<header>",
        "<head>",
        "Grüße aus Köln\n",
        "\x1b[1m",
        "a\x07b",
        "a" * 4095 + "ü",
        "a" * 4094 + "ü",
    ]
    files += [start + text.encode() for text in texts for start in (b"", b"\xef\xbb\xbf", b" \r\n\t", b"\xa0")]
    # UTF-8 that is cut, too long, out of range or half a surrogate pair, at the end and before it.
    for odd in (
        b"\xc3",
        b"\xe5\x86",
        b"\xf0\x9f\x90",
        b"\xed\xa0\x80",
        b"\xed\xa0",
        b"\xc0\xaf",
        b"\xf4\x90\x80\x80",
        b"\xff",
    ):
        files += [b"text " + odd, b"text " + odd + b" more", b"a" * (PROBE - len(odd)) + odd, b"a" * (PROBE - 1) + odd]
    return files


def test_every_signature_brand_and_text() -> None:
    files = drawn()
    expected = [python_says(data) for data in files]
    # A HEIF file's structure is Python's alone; the page leaves it to the worker.
    heif = [found is not None and found["detail"].startswith("codec") for found in expected]
    answers = page_says(files)
    assert [answer for answer, is_heif in zip(answers, heif, strict=True) if not is_heif] == [
        found for found, is_heif in zip(expected, heif, strict=True) if not is_heif
    ]
    assert [answer for answer, is_heif in zip(answers, heif, strict=True) if is_heif] == [None] * sum(heif)
    assert {found["code"] for found in expected if found} == {"empty-file", "unsupported-format", "unrecognised-file"}


def test_whatever_the_bytes() -> None:
    pick = random.Random(12)
    files = [drawn_one for drawn_one in drawn() if drawn_one]
    mixed = []
    for _ in range(2000):
        data = bytearray(pick.choice(files) + pick.randbytes(pick.choice((0, 3, 40))))
        for _ in range(pick.choice((0, 1, 4))):
            data[pick.randrange(len(data))] = pick.choice((pick.randrange(256), 0x20, 0x3C, 0x80))
        mixed.append(bytes(data))
    for data, answer in zip(mixed, page_says(mixed), strict=True):
        found = python_says(data)
        is_heif = found is not None and found["detail"].startswith("codec")
        assert answer == (None if is_heif else found), data[:64]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not there: shared/testdata")
def test_real_files() -> None:
    files = [path.read_bytes() for path in sorted(CORPUS.rglob("*")) if path.is_file() and path.stat().st_size < 2**18]
    assert len(files) > 300
    for data, answer in zip(files, page_says([data[: PROBE * 2] for data in files]), strict=True):
        found = python_says(data[: PROBE * 2])
        is_heif = found is not None and found["detail"].startswith("codec")
        assert answer == (None if is_heif else found), data[:64]
