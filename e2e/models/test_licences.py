"""A licence without commercial use is marked and asked about once; so it is for the model that the address asks for."""

from playwright.sync_api import expect

from e2e.models.picker import FIRST, LICENCE, RESTRICTED, SECOND, card, picker, press
from e2e.page import CutroomPage


def test_a_licence_without_commercial_use_is_marked_and_asked_about_once(page: CutroomPage) -> None:
    dialog = picker(page.open())
    restricted = card(dialog, "restricted")
    expect(restricted).to_contain_text("Not for commercial use")
    expect(restricted.get_by_role("link", name=LICENCE)).to_have_attribute("href", "https://example.org/licence")
    question = page.page.get_by_role("dialog", name=f"Use {RESTRICTED}?")
    press(dialog, f"Use {RESTRICTED}")
    expect(question).to_contain_text(LICENCE)
    question.get_by_role("button", name="Do not use it").click()
    expect(dialog.get_by_role("button", name=f"In use {FIRST}", exact=True)).to_be_visible()
    press(dialog, f"Use {RESTRICTED}")
    question.get_by_role("button", name="Use it, not commercially").click()
    expect(dialog.get_by_role("button", name=f"In use {RESTRICTED}", exact=True)).to_be_visible()
    press(dialog, f"Use {FIRST}")
    press(dialog, f"Use {RESTRICTED}")
    expect(dialog.get_by_role("button", name=f"In use {RESTRICTED}", exact=True)).to_be_visible()
    expect(question).to_have_count(0)
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    expect(page.page.locator("#model-line")).to_contain_text(RESTRICTED)


def test_the_address_wins_for_the_visit_says_so_and_asks_about_the_licence_too(page: CutroomPage) -> None:
    dialog = picker(page.open())
    press(dialog, f"Use {SECOND}")
    expect(card(dialog, "second")).to_contain_text("On this device")
    page.page.goto(f"{page.site}/?model=restricted")
    question = page.page.get_by_role("dialog", name=f"Use {RESTRICTED}?")
    question.get_by_role("button", name="Use it, not commercially").click()
    page.page.wait_for_selector("html[data-ready=true]")
    expect(page.page.locator("#model-line")).to_contain_text(RESTRICTED)
    expect(picker(page)).to_contain_text(f"The address of this page asks for {RESTRICTED} (?model=restricted)")
    page.open()
    expect(page.page.locator("#model-line")).to_contain_text(SECOND)
