"""What a described technology is near to: part by part, with links and reasons; the text is not kept."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from attache.core.workspace import Workspace
from attache.web.pages.expose import LARGEST, LONGEST, PARTS
from tests.web.team import form_token

LIDAR = "Solid-state lidar with a 905 nm VCSEL array for autonomous vehicles. 固态激光雷达"
SECRET = "xyzzy-plugh-4711"


def send(client: TestClient, text: str = "", file: tuple[str, bytes] | None = None, **more: Any) -> Any:
    files = {"file": file} if file else {"file": ("", b"")}
    path = f"/expose?lang={more.pop('lang', 'en')}"
    return client.post(path, data={"csrf": form_token(client, "/expose"), "text": text, **more}, files=files)


def part(text: str, name: str) -> str:
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', text, re.DOTALL)
    assert found, name
    return found[1]


def alert(answer: Any) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    assert found, answer.text
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def test_every_part_leads_to_its_records(client: TestClient) -> None:
    answer = send(client, LIDAR, title="Lidar")
    assert answer.status_code == 200
    assert "LiDAR and 3D ranging" in part(answer.text, "described")
    needs = part(answer.text, "needs")
    assert "exact chokepoint" in needs
    for name, path in (("needs", "/needs/need-"), ("opportunities", "/opportunities/opp-"), ("missions", "/missions/")):
        links = re.findall(r'href="([^"?]+)', part(answer.text, name))
        mine = [link for link in links if link.startswith(path)]
        assert mine
        assert client.get(mine[0]).status_code == 200
    assert part(answer.text, "opportunities").count("<meter") % 3 == 0  # terms, wording, fields: never one number
    assert "Sensitive Technology Research Areas" in part(answer.text, "critical")
    assert "there is no single number of risk" in part(answer.text, "searched")
    assert "`" not in part(answer.text, "searched")


def test_in_chinese(client: TestClient) -> None:
    answer = send(client, LIDAR, lang="zh")
    assert "激光雷达与三维测距" in part(answer.text, "described")
    assert "未发现相近内容不等于安全" in part(answer.text, "searched")
    assert not re.search("not wrongdoing|no single number", part(answer.text, "searched"))


def test_lists_are_judged_as_of_the_day(client: TestClient) -> None:
    early = part(send(client, LIDAR, as_of="2010-01-01").text, "needs")
    late = part(send(client, LIDAR, as_of="2019-01-01").text, "needs")
    assert "not in force (2018-04-19" in early
    assert "in force 2018-04-19" in late


def test_empty_parts_say_why(client: TestClient) -> None:
    text = send(client, "the and of").text
    assert "No technology field of the codebook is recognised" in part(text, "described")
    for name in PARTS:
        assert "no technology of the codebook or of the lists is recognised in the text." in part(text, name)
    assert "无相近内容" in part(send(client, "the and of", lang="zh").text, "needs")


def test_hostile_text_is_inert(client: TestClient) -> None:
    text = send(
        client, f'</textarea><script>alert(1)</script>{LIDAR} \u202e "><img src=x>', title='"><svg onload=x>'
    ).text
    assert "<script>alert" not in text
    assert "<svg onload" not in text
    assert "<img src=x" not in text


def _files(space: Workspace) -> dict[Path, int]:
    kept = [path for path in space.root.rglob("*") if path.is_file() and "editions" not in path.parts]
    return {path: path.stat().st_size for path in kept}


def test_nothing_of_the_text_is_kept_or_logged(
    client: TestClient, web_space: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = _files(web_space)
    assert SECRET in send(client, f"{LIDAR} {SECRET}").text  # back in the form alone
    after = _files(web_space)
    assert before.keys() == after.keys()
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in after)
    assert SECRET not in caplog.text
    assert client.get("/expose").text.count(SECRET) == 0


def test_the_result_can_be_taken_along(client: TestClient) -> None:
    answer = send(client, f"{LIDAR} {SECRET}", form="json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"].startswith('attachment; filename="attache-exposure-edition-')
    told = json.loads(answer.text)
    assert set(PARTS) | {"described", "reasons", "caveats", "searched", "notice", "synthetic"} <= set(told)
    assert SECRET not in answer.text


def test_a_long_text_is_cut_and_said_to_be(client: TestClient) -> None:
    text = send(client, LIDAR + " x" * LONGEST).text
    assert "Only the first 100,000 characters were read" in text


def test_a_text_file(client: TestClient) -> None:
    body = "固态激光雷达，用于自动驾驶汽车".encode("gb18030")
    assert "LiDAR and 3D ranging" in part(send(client, file=("lidar.txt", body)).text, "described")


@pytest.mark.parametrize(
    ("text", "file", "more", "words"),
    [
        ("", None, {}, "Nothing is described"),
        (" \n", None, {}, "Nothing is described"),
        ("a", ("b.txt", b"b"), {}, "give one of the two"),
        ("", ("b.pdf", b"%PDF-1.7"), {}, "b.pdf is no text file"),
        ("", ("b.txt", bytes(range(32)) * 9), {}, "b.txt is no text file"),
        ("", ("b.txt", b"x" * (LARGEST + 1)), {}, "larger than 2 MB"),
        ("lidar", None, {"as_of": "soon"}, "“soon” is not a day"),
    ],
)
def test_what_cannot_be_compared_is_told(
    client: TestClient, text: str, file: tuple[str, bytes] | None, more: dict[str, Any], words: str
) -> None:
    answer = send(client, text, file, **more)
    assert answer.status_code == 400
    assert words in alert(answer)


def test_a_form_without_its_token_is_refused(client: TestClient) -> None:
    assert client.post("/expose", data={"text": LIDAR}).status_code == 403
