"""What the browser can be handed, in six units. A unit is a folder of files under one content hash.

The hash is in the folder's name, so the files inside keep the relative imports they were written with.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from build_steps.assembly.python_packages import pack_python_packages
from build_steps.places import CUTOUT, NODE_MODULES, WEB
from build_steps.whole_files import sha256_of

PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
ORT_FILES = (
    "ort.wasm.min.mjs",
    "ort-wasm-simd-threaded.mjs",
    "ort-wasm-simd-threaded.wasm",
    "ort.webgpu.min.mjs",
    "ort-wasm-simd-threaded.asyncify.mjs",
    "ort-wasm-simd-threaded.asyncify.wasm",
    "ort.jspi.min.mjs",
    "ort-wasm-simd-threaded.jspi.mjs",
    "ort-wasm-simd-threaded.jspi.wasm",
)
CODEC_FILES = {
    "libheif-bundle.mjs": NODE_MODULES / "libheif-js" / "libheif-wasm" / "libheif-bundle.mjs",
    "avif_dec.js": NODE_MODULES / "@jsquash" / "avif" / "codec" / "dec" / "avif_dec.js",
    "avif_dec.wasm": NODE_MODULES / "@jsquash" / "avif" / "codec" / "dec" / "avif_dec.wasm",
    "avif_enc.js": NODE_MODULES / "@jsquash" / "avif" / "codec" / "enc" / "avif_enc.js",
    "avif_enc.wasm": NODE_MODULES / "@jsquash" / "avif" / "codec" / "enc" / "avif_enc.wasm",
    "mozjpeg.js": NODE_MODULES / "icodec" / "dist" / "mozjpeg.js",
    "mozjpeg.wasm": NODE_MODULES / "icodec" / "dist" / "mozjpeg.wasm",
}
VENDOR_FILES = {
    "client-zip.js": NODE_MODULES / "client-zip" / "index.js",
    "sha256.js": NODE_MODULES / "hash-wasm" / "dist" / "sha256.umd.min.js",
}


@dataclass(frozen=True)
class Unit:
    """A named set of files: path inside the unit -> where its bytes are now."""

    name: str
    files: dict[str, Path]

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Path inside the unit -> sha256, read once."""
        return {name: sha256_of(path) for name, path in sorted(self.files.items())}

    @property
    def content_hash(self) -> str:
        """12 hexadecimal digits over names and contents."""
        digest = hashlib.sha256()
        for name, sha256 in self.hashes.items():
            digest.update(f"{name}\0{sha256}\n".encode())
        return digest.hexdigest()[:12]

    @property
    def folder(self) -> str:
        """``name.hash``, the unit's folder below /assets/."""
        return f"{self.name}.{self.content_hash}"


def app_unit() -> Unit:
    """Our own JavaScript and styles, exactly as they are in the checkout, and the one table that Python has too."""
    sources = {path.relative_to(WEB / "src").as_posix(): path for path in (WEB / "src").rglob("*")}
    styles = {path.relative_to(WEB).as_posix(): path for path in (WEB / "styles").rglob("*")}
    table = {"shared/first-bytes.json": CUTOUT / "formats" / "first_bytes.json"}
    return Unit("app", {name: path for name, path in (sources | styles | table).items() if path.is_file()})


def pyodide_unit() -> Unit:
    """The Pyodide runtime."""
    return Unit("pyodide", {name: NODE_MODULES / "pyodide" / name for name in PYODIDE_FILES})


def ort_unit() -> Unit:
    """onnxruntime-web: the WASM build, and WebGPU for browsers with JSPI and for those without (asyncify)."""
    return Unit("ort", {name: NODE_MODULES / "onnxruntime-web" / "dist" / name for name in ORT_FILES})


def codecs_unit() -> Unit:
    """HEIC, AVIF and JPEG: libheif (its WASM is inside the module), libavif (single-threaded) and mozjpeg."""
    return Unit("codecs", CODEC_FILES)


def vendor_unit() -> Unit:
    """Small third-party modules that the page's workers import by address."""
    return Unit("vendor", VENDOR_FILES)


def python_unit(wheels: list[Path], folder: Path) -> Unit:
    """numpy, Pillow and cutout as `python_packages` writes them into ``folder``."""
    return Unit("python", {path.name: path for path in pack_python_packages(wheels, folder)})
