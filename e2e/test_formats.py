"""Every format people bring, in one batch inside the browser: what must be accepted, what must be refused and how."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms
from playwright.sync_api import FilePayload, expect

from e2e.drawn_formats import assert_cutout_shows, coarse_jpeg, drawn_files
from e2e.page import CutroomPage

TESTDATA = Path(__file__).resolve().parents[2] / "shared" / "testdata"
# Each item may take this long; nothing may hang. A fresh Python per photo needs about 4 s on a slow machine.
ITEM_LIMIT_MS = 60_000
# What a file may be refused with. Anything else would be a fault of the page and not of the file.
REFUSALS = {"empty-file", "unsupported-format", "unrecognised-file", "decode-failed", "photo-too-large"}

# One file for every kind that is promised and that drawn_formats.py does not draw, as other programs wrote it. CPython
# (tests/cutout/test_corpus.py) and Pyodide with the page's codecs (tests/pyodide/corpus.test.js) read the whole corpus.
# {} stands for a list of names in one folder.
CORPUS = {
    "formats/png/pngsuite/{}.png": "basn4a16",
    "formats/png/sharp/{}.png": "p3",
    "formats/jpeg/sharp/{}.jpg": "Channel_digital_image_CMYK_color",
    "formats/jpeg/libavif/{}.jpg": "apple_gainmap_new",
    "formats/jpeg/icc/{}.jpg": "red-at-12-oclock-with-color-profile",
    "formats/webp/pillow/{}.webp": "hopper_orientation_5",
    "formats/avif/linku/{}": "fox.profile2.12bpc.yuv444.odd-width.avif star-8bpc.avifs "
    "red-at-12-oclock-with-color-profile-lossy.avif",
    "formats/avif/libavif/{}.avif": "draw_points_idat",
    "formats/heic/pillow_heif/{}.heif": "RGBA_12__29x100",
    "formats/heic/camera/{}": "arrow.heic",
    "formats/heic/codecs/{}": "avif32.heif jpeg32.heif",
    "hostile/unsupported_types/{}": "fixture-big-endian.tif fixture.jxl",
    "hostile/pillow/{}": "psd-oob-write.psd",
    "hostile/heif_fuzz/{}.heic": "github_46_1",
}
RED_AT_12 = ("red-at-12-oclock-with-color-profile.jpg", "red-at-12-oclock-with-color-profile-lossy.avif")

DECODE = """async (bytes) => {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]), { colorSpaceConversion: "none" });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  return [bitmap.width, bitmap.height, [...data]];
}"""


@dataclass(frozen=True)
class Expected:
    """One file of the corpus as the manifest describes it."""

    path: str
    verdict: str
    size: tuple[int, int] | None

    def complaint(self, status: str, code: str | None, size: tuple[int, int] | None) -> str | None:
        """Say what is wrong with an outcome, or None."""
        if status == "done":
            if self.verdict == "reject":
                return "accepted, must be refused"
            return None if self.size in (None, size) else f"{size}, expected {self.size}"
        if code not in REFUSALS:
            return f"{status} with {code}, which is no refusal"
        return f"refused with {code}, must be accepted" if self.verdict == "accept" else None


def rgba(data: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode) == ("PNG", "RGBA")
        return np.asarray(image)


def test_one_picture_in_many_kinds_of_files_comes_out_the_same(page: CutroomPage, tmp_path: Path) -> None:
    files = list(drawn_files())
    assert len({Path(file.name).stem for file in files}) == len(files), "each cutout is found by its name"
    page.open().add([payload(file.name, file.data) for file in files])
    page.wait_all_ended(len(files), ITEM_LIMIT_MS * len(files))
    codes = {item.name: item.error_code for item in page.items()}
    assert codes == {file.name: file.expected_error for file in files}
    entries = page.download_zip(tmp_path)
    for file in files:
        if file.expected_error is not None:
            continue
        assert_cutout_shows(file, rgba(entries[Path(file.name).stem + ".png"]))
    # The browser's own decoder, which is what people lay the cutout over.
    original = shown_by_browser(page, coarse_jpeg())
    cutout = rgba(entries["without end.png"])
    assert (cutout[..., 3] == 255).sum() > 1000
    np.testing.assert_array_equal(cutout[cutout[..., 3] == 255], original[cutout[..., 3] == 255])
    expect(page.row("short jpeg.jpg")).to_contain_text("ends early: about")
    expect(page.row("really a jpeg.png")).to_contain_text("Named .png, holds JPEG")
    expect(page.row("text.heic")).to_contain_text("text")
    for name in ("hdr in heic.heic", "hdr in avif.avif"):
        expect(page.row(name)).to_contain_text("HDR (PQ), tone-mapped to SDR")
    expect(page.row("for iphone apps.png")).to_contain_text("CgBI")
    expect(page.row("alpha in png.png")).not_to_contain_text("Named")


def shown_by_browser(page: CutroomPage, jpeg: bytes) -> NDArray[np.uint8]:
    """Return H x W x 4 as the browser decodes a file, without any conversion of colours."""
    width, height, pixels = page.page.evaluate(DECODE, list(jpeg))
    return np.array(pixels, np.uint8).reshape(height, width, 4)


@pytest.mark.skipif(not TESTDATA.is_dir(), reason=f"the corpus is not there: {TESTDATA.parent.name}/{TESTDATA.name}/")
def test_the_corpus_in_the_browser(page: CutroomPage, tmp_path: Path) -> None:
    expected = corpus()
    page.open().add([payload(name, (TESTDATA / each.path).read_bytes()) for name, each in expected.items()])
    page.wait_all_ended(len(expected), ITEM_LIMIT_MS * len(expected))
    outcomes = {item.name: item for item in page.items()}
    entries = page.download_zip(tmp_path)
    cutouts = {Path(name).stem: data for name, data in entries.items()}
    wrong, table = [], []
    for name, each in expected.items():
        item, size = outcomes[name], None
        if item.status == "done":
            with Image.open(io.BytesIO(cutouts[Path(name).stem])) as image:
                size = image.size
                assert image.mode == "RGBA"
        outcome = f"{item.status} {item.error_code or size}"
        table.append(f"{each.verdict:7} {outcome:32} {each.path}")
        if complaint := each.complaint(item.status, item.error_code, size):
            wrong.append(f"{each.path}: {complaint}")
    print("\n".join(table))
    assert wrong == []
    for name in outcomes:
        if name.endswith(RED_AT_12):
            assert_red_at_12_oclock(cutouts[Path(name).stem])


def corpus() -> dict[str, Expected]:
    """Return what is expected by a name that is unique in the batch: a number, then the file's own name."""
    with (TESTDATA / "MANIFEST.csv").open(newline="", encoding="utf-8") as table:
        manifest = {row["file"]: row for row in csv.DictReader(table)}
    paths = [folder.format(name) for folder, names in CORPUS.items() for name in names.split()]
    found = {}
    for number, path in enumerate(paths, 1):
        row = manifest[path]
        width, _, height = row["upright_size"].partition("x")
        size = (int(width), int(height)) if height else None
        words = row["expect"].split()[0]
        verdict = words if words in ("accept", "reject") else "either"
        found[f"{number:02} {Path(path).name}"] = Expected(path, verdict, size)
    return found


def payload(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def assert_red_at_12_oclock(data: bytes) -> None:
    """The wheel's top is red for a viewer that follows the profile; without it another colour is there."""
    with Image.open(io.BytesIO(data)) as image:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        wheel = ImageCms.profileToProfile(image.convert("RGB"), profile, ImageCms.createProfile("sRGB"))
        assert wheel is not None
        width, height = wheel.size
        red, green, blue = wheel.getpixel((width // 2, height // 8))  # type: ignore[misc]
    # (255, 0, 0) in the JPEG, (255, 0, 98) in the lossy AVIF; (0, 79, 255) if the profile were lost.
    assert red > 200, (red, green, blue)
    assert max(green, blue) < 128, (red, green, blue)
