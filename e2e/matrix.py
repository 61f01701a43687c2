"""The browser matrix: one table of cells, each a browser as people have one, and what has to be proven in all of them.

It starts no browser (matrix_visits.py) and asserts nothing (test_matrix.py); matrix_report.py prints what came out.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

PROOFS = {
    "test_the_cell_is_what_it_claims_to_be": "capabilities",
    "test_the_page_says_nothing_to_the_console": "no console errors",
    "test_nothing_leaves_the_origin": "private",
    "test_every_file_of_a_mixed_batch_has_the_right_outcome": "mixed batch",
    "test_a_cancelled_photo_can_be_retried": "cancel, retry",
    "test_a_reload_resumes_or_the_page_said_that_it_cannot": "reload",
    "test_the_zip_is_named_after_the_photos": "ZIP",
    "test_cutouts_are_the_same_as_elsewhere": "same PNG",
    "test_webp_and_avif_are_valid": "WebP, AVIF",
    "test_the_small_model_finds_the_subject": "small model",
    "test_the_default_model_finds_the_subject": "default model",
}
"""Test function in test_matrix.py: its heading in the table. Every test there is one proof."""

HALF = "16-bit floating point"
"""What items say that ran in the float16 variant: alpha of 11 bits, so one step of 8 bits may round the other way."""


@dataclass(frozen=True)
class Capabilities:
    """What a page finds out about its browser; a cell that has lost one fails, it is not skipped."""

    isolated: bool = True
    shared_memory: bool = True
    """WebKit can be cross-origin isolated without having SharedArrayBuffer."""
    gpu: Literal["f16", "f32"] | None = None
    """Arithmetic of the WebGPU adapter, None without one."""
    keeps_files: bool = True
    """Files written below the origin private file system can be read again."""
    is_phone: bool = False
    """Touch is the pointer, the window is 360 px wide, and the device says that it has little memory."""


@dataclass(frozen=True)
class Cell:
    """One browser, how it is started, and what is known about it."""

    id: str
    engine: Literal["chromium", "firefox", "webkit"]
    needs: tuple[str, ...]
    """What has to be installed besides Chromium, in the words of browser_packages.py."""
    expects: Capabilities = Capabilities()
    arguments: tuple[str, ...] = ()
    preferences: dict[str, bool] = field(default_factory=dict, hash=False)
    environment: dict[str, str] = field(default_factory=dict, hash=False)
    query: str = ""
    png_bound: int = 0
    """Largest difference of a value from the PNG of Chromium on WASM; the reason is beside the number."""
    runs_default_model: bool = False
    gaps: dict[str, str] = field(default_factory=dict, hash=False)
    """Test function: why it is known to fail here. It then has to fail (xfail, strict)."""
    noise: dict[str, str] = field(default_factory=dict, hash=False)
    """Line on the console that the browser writes by itself: why. It then has to be there, and nothing else."""

    def __post_init__(self) -> None:
        if unknown := self.gaps.keys() - PROOFS.keys():
            raise ValueError(f"{self.id}: gaps are named after proofs, these are none: {sorted(unknown)}")

    @property
    def provider(self) -> str:
        """What the page's items say they ran on."""
        return "webgpu" if self.query == FORCE_WEBGPU or "gpu" in self.needs else "wasm"


# A software adapter is slower than WASM, so the page takes it only when it is told to.
FORCE_WEBGPU = "?provider=webgpu"
WEBKIT = ("webkit-driver", "minibrowser", "xvfb")
# WebKitGTK under automation has an ephemeral profile, as Safari's private windows have: no private file system.
PRIVATE_WINDOW = Capabilities(keeps_files=False)

# The first is the one that the others are compared with.
CELLS = (
    Cell("chromium-threads", "chromium", (), runs_default_model=True),
    Cell(
        "chromium-webgpu",
        "chromium",
        (),
        Capabilities(gpu="f32"),
        arguments=("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"),
        query=FORCE_WEBGPU,
    ),
    Cell(
        "chromium-gpu",
        "chromium",
        ("gpu",),
        Capabilities(gpu="f16"),
        arguments=("--enable-unsafe-webgpu", "--ignore-gpu-blocklist"),
        png_bound=1,  # see HALF
    ),
    Cell("chromium-one-thread", "chromium", (), Capabilities(isolated=False, shared_memory=False)),
    Cell(
        "chromium-phone",
        "chromium",
        (),
        Capabilities(is_phone=True),
        arguments=("--enable-low-end-device-mode",),
    ),
    Cell("firefox", "firefox", ("firefox",), runs_default_model=True),
    Cell(
        "firefox-webgpu",
        "firefox",
        ("firefox", "lavapipe"),
        Capabilities(gpu="f16"),
        preferences={"dom.webgpu.enabled": True, "gfx.webgpu.ignore-blocklist": True},
        query=FORCE_WEBGPU,
        png_bound=1,  # see HALF
        # Seen with ONNX Runtime's JSPI build only, even when its session was released and its device destroyed before.
        noise={"undefined": "Firefox reports an 'uncaught exception: undefined' when a worker that used JSPI ends"},
    ),
    Cell(
        "webkit",
        "webkit",
        WEBKIT,
        PRIVATE_WINDOW,
        environment={"JSC_useSharedArrayBuffer": "1"},  # as Safari has it; WebKitGTK leaves it off
        runs_default_model=True,
    ),
    Cell("webkit-no-shared-memory", "webkit", WEBKIT, replace(PRIVATE_WINDOW, shared_memory=False)),
)
REFERENCE = CELLS[0]
