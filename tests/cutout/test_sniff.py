"""The first bytes decide: supported types are recognised, others are named, and no file name is asked for."""

import pytest

from cutout.errors import EmptyFileError, UnrecognisedFileError, UnsupportedFormatError
from cutout.formats.sniff import sniff
from tests.cutout.drawing import colours, drawn_heic, saved, smooth
from tests.cutout.found_facts import what_is_wrong


def ftyp(major, *compatible):
    box = b"ftyp" + major + b"\0\0\0\0" + b"".join(compatible)
    return (4 + len(box)).to_bytes(4, "big") + box + b"\0\0\0\x08mdat"


UNSUPPORTED = {
    "GIF": (saved(colours(2, 2), "GIF"), "GIF"),
    "TIFF": (saved(colours(2, 2), "TIFF"), "TIFF"),
    "TIFF, big-endian": (b"MM\0*" + bytes(20), "TIFF"),
    "BigTIFF": (b"II+\0\x08\0\0\0", "BigTIFF"),
    "camera RAW like TIFF": (b"II*\0\x10\0\0\0CR\x02\0", "camera RAW"),
    "BMP": (saved(colours(2, 2), "BMP"), "BMP"),
    "ICO": (saved(colours(16, 16), "ICO"), "ICO"),
    "CUR": (b"\0\0\x02\0\x01\0", "CUR"),
    "ICNS": (b"icns\0\0\0\x08", "ICNS"),
    "PSD": (b"8BPS\0\x01", "Photoshop"),
    "XCF": (b"gimp xcf v011\0", "GIMP"),
    "PDF": (b"%PDF-1.7\n", "PDF"),
    "PostScript": (b"%!PS-Adobe-3.0\n", "PostScript"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "SVG with a prologue": (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a -->\n<svg width="3">', "SVG"),
    "SVG with a prefix": (b'<?xml version="1.0"?><s:svg xmlns:s="x">', "SVG"),
    "ORF": (b"IIRO\x08\0\0\0", "ORF"),
    "RW2": (b"IIU\0\x18\0\0\0", "RW2"),
    "RAF": (b"FUJIFILMCCD-RAW 0201", "RAF"),
    "CR3": (ftyp(b"crx ", b"isom"), "CR3"),
    "JPEG XL codestream": (b"\xff\x0a\x7a\x4f", "JPEG XL"),
    "JPEG XL container": (b"\0\0\0\x0cJXL \r\n\x87\n" + ftyp(b"jxl "), "JPEG XL"),
    "JPEG 2000": (b"\0\0\0\x0cjP  \r\n\x87\n" + ftyp(b"jp2 "), "JPEG 2000"),
    "JPEG 2000 codestream": (b"\xff\x4f\xff\x51\0\x2f", "JPEG 2000"),
    "HEIF of another codec": (ftyp(b"mif1", b"mif1", b"jpeg"), "HEIF picture coded with JPEG"),
    "HEIF with AVC": (ftyp(b"avci", b"mif1"), "HEIF picture coded with AVC"),
    "MP4": (ftyp(b"isom", b"mp42"), "MP4"),
    "MOV": (ftyp(b"qt  "), "QuickTime"),
    "MOV without ftyp": (b"\0\0\0\x08wide\0\0\0\x08mdat", "QuickTime"),
    "WebM": (b"\x1a\x45\xdf\xa3\x01", "WebM"),
    "MP3": (b"ID3\x04\0", "MP3"),
    "MP3 without a tag": (b"\xff\xfb\x90\x64", "MP3"),
    "WAV": (b"RIFF\x24\0\0\0WAVEfmt ", "RIFF"),
    "ZIP": (b"PK\x03\x04\x14\0", "ZIP"),
    "HTML": (b"\n<!DOCTYPE html><html><body>Not found", "HTML"),
    "HTML without a doctype": (b"<html><head>", "HTML"),
    "Git LFS pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n", "Git LFS"),
    "text": ("Grüße aus Köln\n".encode(), "text"),
    "text cut inside a character": (b"a" * 4095 + "ü".encode(), "text"),
    "UTF-16 text": ("Hello".encode("utf-16"), "text"),
    "CgBI PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\x04CgBIP\0\x20\x06", "CgBI"),
    "BPG": (b"BPG\xfb\x20\0", "BPG"),
    "OpenEXR": (b"v/1\x01\x02\0\0\0", "OpenEXR"),
    "Radiance": (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n", "Radiance"),
    "FLIF": (b"FLIF44", "FLIF"),
    "QOI": (b"qoif\0\0\0\x02", "QOI"),
    "PPM": (saved(colours(2, 2), "PPM"), "PPM"),
    "PCX": (saved(colours(2, 2), "PCX"), "PCX"),
    "SGI": (saved(colours(2, 2), "SGI"), "SGI"),
    "TGA": (saved(colours(2, 2), "TGA"), "TGA"),
    "TGA, packed": (saved(colours(2, 2), "TGA", compression="tga_rle"), "TGA"),
    "JPEG XR": (b"II\xbc\x01\x20\0\0\0", "JPEG XR"),
    "EMF": (b"\x01\0\0\0" + bytes(36) + b" EMF", "EMF"),
    "WMF": (b"\xd7\xcd\xc6\x9a\0\0", "WMF"),
    "side file of macOS": (b"\0\x05\x16\x07\0\x02\0\0Mac OS X", "side file"),
    "shortcut": (b"L\0\0\0\x01\x14\x02\0", "shortcut"),
    "Thumbs.db": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "thumbnails"),
    "7-Zip": (b"7z\xbc\xaf\x27\x1c\0\x04", "7-Zip"),
    "tar": (bytes(257) + b"ustar\0", "tar"),
    "AVI": (b"RIFF\x24\0\0\0AVI LIST", "AVI"),
    "DICOM": (bytes(128) + b"DICM\x02\0", "DICOM"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "name"), UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_a_known_but_unsupported_type_is_named(data, name):
    with pytest.raises(UnsupportedFormatError) as caught:
        sniff(data)
    assert caught.value.code == "unsupported-format"
    assert name in caught.value.found["name"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (saved(colours(2, 2), "PNG"), "png"),
        (saved(colours(2, 2), "JPEG"), "jpeg"),
        (saved(colours(2, 2), "JPEG", exif=b"Exif\0\0"), "jpeg"),
        (saved(colours(2, 2), "WEBP"), "webp"),
        (saved(colours(2, 2), "WEBP", lossless=True), "webp"),
        (ftyp(b"heic", b"mif1", b"heic"), "heic"),
        (ftyp(b"mif1", b"mif1", b"heic"), "heic"),
        (ftyp(b"heix", b"mif1"), "heic"),
        (ftyp(b"msf1", b"hevc"), "heic"),
        (ftyp(b"avif", b"avif", b"mif1"), "avif"),
        (ftyp(b"mif1", b"mif1", b"avif"), "avif"),
        (ftyp(b"avis", b"msf1"), "avif"),
    ],
)
def test_a_supported_type_is_recognised(data, expected):
    assert sniff(data).id == expected


def test_an_empty_file_is_called_empty():
    with pytest.raises(EmptyFileError) as caught:
        sniff(b"")
    assert caught.value.code == "empty-file" and caught.value.found == {}


@pytest.mark.parametrize("data", [b"\0", b"\xff", b"\xff\xd8", b"\x89PNG", bytes(64), b"\xde\xad\xbe\xef" * 9, b"abc"])
def test_unknown_bytes_are_unrecognised_and_shown(data):
    with pytest.raises(UnrecognisedFileError) as caught:
        sniff(data)
    assert caught.value.code == "unrecognised-file"
    assert data[:4].hex(" ") in caught.value.detail


def test_the_coding_of_the_picture_counts_and_not_the_brand():
    heic, avif = drawn_heic(smooth(64, 64)), saved(smooth(64, 64), "AVIF")
    assert sniff(heic.replace(b"heic", b"mif1", 1)).id == "heic"
    assert sniff(avif.replace(b"ftypavif", b"ftypmif1")).id == "avif"
    assert sniff(avif.replace(b"avif", b"heic")).id == "avif"
    with pytest.raises(UnsupportedFormatError, match="coded with JPEG 2000"):
        sniff(avif.replace(b"av01", b"j2k1"))


@pytest.mark.parametrize("codec", [b"\0v01", b"a  b", b"    ", b"\xff\xfe\xfd\xfc", b"a\nb "])
def test_a_coding_whose_name_is_no_word_is_called_unknown(codec):
    with pytest.raises(UnsupportedFormatError, match="coded in an unknown way") as caught:
        sniff(saved(smooth(16, 16), "AVIF").replace(b"av01", codec))
    assert what_is_wrong(caught.value.found) == ""


def test_a_picture_for_iphone_apps_is_not_called_damaged():
    with pytest.raises(UnsupportedFormatError, match="apple"):
        sniff(b"\x89PNG\r\n\x1a\n\0\0\0\x04CgBI\x50\0\x20\x02")
    assert sniff(saved(colours(2, 2), "PNG")).id == "png"
