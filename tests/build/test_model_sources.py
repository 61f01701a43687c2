"""Published files: the token, what a refusal says, and files that were fetched by hand."""

import hashlib
from pathlib import Path

import pytest

from build_steps.downloads.download import DownloadError, Pin
from build_steps.models.model_sources import Source, bytes_to_fetch, fetch_published, take_file
from tests.build.hub import CONTENT, Hub, running_hub

TERMS = "https://hub.example/terms"


def gated(hub: Hub) -> Source:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    model = {"name": "gated.onnx", "bytes": len(CONTENT), "sha256": sha256}
    return {"url": hub.url, "terms": TERMS, "token": "HF_TOKEN", "model": model}


def test_the_token_of_the_environment_opens_the_hub_and_is_not_printed(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HF_TOKEN", " hf_secret\n")
    hub.token = "hf_secret"
    with running_hub() as storage:
        hub.answers = [(302, storage.url)]
        assert fetch_published("gated", gated(hub), tmp_path).read_bytes() == CONTENT
        assert (hub.tokens, storage.tokens) == (["Bearer hf_secret"], [None])
    assert "hf_secret" not in "".join(capsys.readouterr())


def test_no_token_is_sent_where_the_entry_names_none(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    source = {key: value for key, value in gated(hub).items() if key not in ("token", "terms")}
    fetch_published("open", source, tmp_path)
    assert hub.tokens == [None]


def test_a_refusal_without_a_token_says_how_to_get_in(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    hub.token = "hf_secret"
    with pytest.raises(DownloadError) as caught:
        fetch_published("gated", gated(hub), tmp_path)
    for words in ("HTTP 401", TERMS, "HF_TOKEN", "model add gated --from FILE"):
        assert words in str(caught.value)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_with_a_token_says_what_may_be_wrong_and_keeps_it_secret(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_mistyped")
    hub.status = status
    with pytest.raises(DownloadError) as caught:
        fetch_published("gated", gated(hub), tmp_path)
    for words in (f"HTTP {status}", "mistyped, expired", "not accepted the terms", TERMS):
        assert words in str(caught.value)
    assert "hf_mistyped" not in str(caught.value)


def test_other_failures_stay_what_they_are(hub: Hub, tmp_path: Path) -> None:
    hub.status = 404
    with pytest.raises(DownloadError, match=r"HTTP 404.*put the file there by hand"):
        fetch_published("gated", gated(hub), tmp_path)


def test_a_file_fetched_by_hand_is_taken_when_it_is_the_pinned_one(hub: Hub, tmp_path: Path) -> None:
    source, downloads = gated(hub), tmp_path / "downloads"
    by_hand = tmp_path / "model (1).onnx"
    by_hand.write_bytes(CONTENT)
    take_file(by_hand, "gated", Pin(**source["model"]), downloads)
    assert fetch_published("gated", source, downloads).read_bytes() == CONTENT
    assert hub.ranges == []
    assert by_hand.exists()


@pytest.mark.parametrize(
    ("content", "named"), [(CONTENT[:-1], "has 1,048,575 bytes, expected 1,048,576"), (CONTENT[::-1], "its sha256 is")]
)
def test_another_file_is_refused_by_what_it_is(hub: Hub, tmp_path: Path, content: bytes, named: str) -> None:
    by_hand = tmp_path / "model.onnx"
    by_hand.write_bytes(content)
    with pytest.raises(DownloadError, match=named):
        take_file(by_hand, "gated", Pin(**gated(hub)["model"]), tmp_path / "downloads")
    assert not (tmp_path / "downloads").exists()


def test_what_is_left_to_fetch_counts_what_is_there(hub: Hub, tmp_path: Path) -> None:
    source = gated(hub)
    assert bytes_to_fetch(source, tmp_path) == len(CONTENT)
    (tmp_path / "gated.onnx.part").write_bytes(CONTENT[:1000])
    assert bytes_to_fetch(source, tmp_path) == len(CONTENT) - 1000
    (tmp_path / "gated.onnx").write_bytes(CONTENT)
    assert bytes_to_fetch(source, tmp_path) == 0
