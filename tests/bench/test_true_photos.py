"""What is made of photos with a truth, from drawn ones; and which half and family a photo belongs to."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bench.quality import testdata, true_photos
from bench.quality.made_photos import Crop, SmallSubject, made_photos
from bench.quality.photo_file import LONGEST, PhotoFile, read_reduced, reduced_size
from bench.quality.testdata import MissingDataError
from bench.quality.true_photos import TruePhoto


def drawn(folder: Path, name: str, width: int = 300, height: int = 200) -> PhotoFile:
    """A red rectangle on blue, opaque where it is red."""
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[..., 2] = 200
    rgb[50:150, 60:180] = (255, 0, 0)
    alpha = np.zeros((height, width), np.uint8)
    alpha[50:150, 60:180] = 255
    Image.fromarray(rgb).save(folder / f"{name}.png")
    Image.fromarray(alpha).save(folder / f"{name}.a.png")
    return PhotoFile("drawn", name, folder / f"{name}.png", folder / f"{name}.a.png")


@pytest.fixture
def made(tmp_path: Path) -> list[SmallSubject | Crop]:
    backdrop = tmp_path / "backdrop.png"
    Image.new("RGB", (400, 300), (0, 90, 0)).save(backdrop)
    return list(made_photos([drawn(tmp_path, "a"), drawn(tmp_path, "b", 260, 320)], [backdrop]))


def test_a_small_subject_is_the_exact_mix_of_both_photos(made: list[SmallSubject | Crop]) -> None:
    small = [photo for photo in made if isinstance(photo, SmallSubject)]
    assert len(small) == 14
    for photo in small:
        rgb, alpha = photo.read()
        assert rgb.shape == (300, 400, 3) and alpha.shape == (300, 400)
        assert (rgb[alpha == 0] == (0, 90, 0)).all() and (rgb[alpha == 255] == (255, 0, 0)).all()
        assert 0.04 < (alpha > 0).mean() < 0.16
        opaque = photo.read_foreground()[alpha == 255]
        assert (opaque == (1, 0, 0)).all()


def test_crops_are_tall_or_wide_and_show_the_subject(made: list[SmallSubject | Crop]) -> None:
    cropped = [photo for photo in made if isinstance(photo, Crop)]
    assert cropped
    for photo in cropped:
        rgb, alpha = photo.read()
        width, height = photo.source.size
        assert rgb.shape[:2] in {(height, int(width * 0.4)), (int(height * 0.4), width)}
        assert alpha.shape == rgb.shape[:2] and (alpha == 255).mean() >= 0.03


def test_the_choice_is_the_same_every_time(tmp_path: Path, made: list[SmallSubject | Crop]) -> None:
    files = [PhotoFile("drawn", name, tmp_path / f"{name}.png", tmp_path / f"{name}.a.png") for name in "ab"]
    assert list(made_photos(files, [tmp_path / "backdrop.png"])) == made


def test_the_size_of_a_reduced_photo_is_known_from_its_head(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "turned.jpg"
    Image.new("RGB", (1999, 1001)).save(path, exif=exif)
    assert reduced_size(path) == read_reduced(path).shape[1::-1] == (641, LONGEST)


def test_halves_are_of_the_name_and_families_of_the_subject(made: list[SmallSubject | Crop]) -> None:
    photos = [TruePhoto(group, name, f"{group}/{name}", made[0]) for group, name in (("lemur", "lemur"), ("aim", "a1"))]
    assert [photo.half for photo in photos] == ["development", "held-back"]
    assert not photos[0].hard_edged and TruePhoto("davis", "dog", "davis/dog", made[0]).hard_edged


def test_missing_files_are_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testdata, "ROOT", tmp_path / "checkout")
    monkeypatch.setattr(true_photos, "TRUTH", tmp_path / "shared" / "truth")
    with pytest.raises(MissingDataError, match=r"not there: .*shared/truth/p3m.*put it there"):
        true_photos.true_photos()
