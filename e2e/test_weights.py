"""Weights that are damaged, on the device or in the page's memory: found out, said, and never passed off as sound."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from e2e.drawn import encode, green_screen
from e2e.drawn_models import write_model
from e2e.page import CutroomPage
from e2e.stoppable_site import StoppableSite

TITLE = "Kept (test)"
# Three pieces as they are kept.
LARGE = 20_000_000
PHOTOS: list[FilePayload] = [
    {"name": f"{number}.png", "mimeType": "image/png", "buffer": encode(green_screen(96, 64, number), "PNG")}
    for number in range(1, 4)
]
# One bit of the weights' second piece, as a disk may turn it over.
SPOIL = """async () => {
  const cache = await caches.open("cutroom-models");
  const isMeant = ({ url }) => url.includes("model.weights") && url.includes("cutroom-piece=8");
  const request = (await cache.keys()).find(isMeant);
  const bytes = new Uint8Array(await (await cache.match(request)).arrayBuffer());
  bytes[bytes.length >> 1] ^= 1;
  await cache.put(request, new Response(bytes));
}"""
# Lets a test write into the memory that all workers share, and counts how often the page had it looked at.
REACH = """
window.looks = 0;
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => { if (data?.type === "checked") window.looks += 1; });
  }
  postMessage(message, ...more) {
    if (message?.type === "prepare") window.weights = message.network?.model.weights ?? window.weights;
    super.postMessage(message, ...more);
  }
};
"""
OVERWRITE = "() => { new Uint8Array(window.weights)[12345678] ^= 1; }"


@pytest.fixture
def site(tmp_path: Path, stub_build: Path) -> Iterator[StoppableSite]:
    """A server whose page has a stub for a job worker: whether weights are sound is found out before and beside it."""
    write_model(tmp_path, "kept", title=TITLE, extra_bytes=LARGE)
    with StoppableSite(tmp_path, "kept", stub_build) as running:
        yield running


@pytest.fixture
def page(browser: Browser, site: StoppableSite) -> Iterator[CutroomPage]:
    context = browser.new_context(accept_downloads=True, service_workers="allow")
    cutroom = CutroomPage(context, site.origin)
    yield cutroom
    context.close()
    cutroom.assert_private()


def reload(page: CutroomPage) -> None:
    page.forget_http_cache()
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")


def test_a_model_damaged_on_this_device_is_fetched_again_and_makes_no_cutout_while_it_cannot_be(
    page: CutroomPage, site: StoppableSite
) -> None:
    damaged = page.page.locator(".notice", has_text=f"The copy of {TITLE} on this device was damaged")
    page.open().wait_ready_offline()
    page.page.evaluate(SPOIL)
    reload(page)
    page.add(PHOTOS[:1])
    page.wait_status("1.png", "done")
    expect(damaged).to_be_visible()

    page.page.evaluate(SPOIL)
    site.stop()
    reload(page)
    page.add(PHOTOS[:1])
    expect(damaged).to_be_visible()
    expect(page.page.locator(".notice", has_text="Waiting for the server")).to_be_visible()
    assert "done" not in page.statuses().values()
    site.start()
    page.wait_status("1.png", "done")


def test_weights_overwritten_in_memory_are_found_out_and_the_cutouts_made_with_them_are_marked(
    page: CutroomPage,
) -> None:
    damaged = page.page.locator(".notice", has_text=f"The copy of {TITLE} in this page’s memory was damaged")
    page.page.add_init_script(REACH)
    page.open().add(PHOTOS[:1])
    page.page.wait_for_function("() => window.looks === 1")
    page.page.evaluate(OVERWRITE)
    page.add(PHOTOS[1:])
    page.wait_all_ended(3)
    page.page.wait_for_function("() => window.looks === 2")
    expect(damaged).to_contain_text("2 cutouts were made with it")
    marked = page.page.locator("[data-item][data-check]")
    assert marked.evaluate_all("(rows) => rows.map((row) => row.dataset.name)") == ["2.png", "3.png"]
    expect(page.row("2.png")).to_contain_text("The model’s copy in this page was damaged when this was made.")
    expect(page.page.locator("#rerun")).to_contain_text("2 cutouts were made with a damaged copy of the model.")
    page.button("Run again with these settings").click()
    page.page.wait_for_function("() => window.looks === 3")
    assert set(page.statuses().values()) == {"done"}
    expect(marked).to_have_count(0)
