"""A screening made again for another day, and the two of them side by side."""

from __future__ import annotations

from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from tests.web.team import form_token
from tests.web.test_screen import alert, listed, page, reached, screened, site  # noqa: F401 -- fixtures

NAMES = "哈尔滨工业大学\nLidarex Optics; Germany\nNobody at all\nNobody at all"


def again(client: TestClient, where: str, day: str) -> str:
    csrf = form_token(client, where)
    return reached(client, client.post(f"{where}/again", data={"csrf": csrf, "as_of": day}))


def test_the_same_names_are_screened_for_another_day_and_compared(page: TestClient) -> None:  # noqa: F811
    first = screened(page, NAMES, as_of="2019-01-01")
    second = again(page, first, "2021-01-01")
    assert second != first
    text = page.get(second).text
    assert "as of 2021-01-01" in text
    key = first.rpartition("/")[2]
    link = f"{second}/beside/{key}"
    assert link in text
    shown = LexborHTMLParser(page.get(link).text)
    assert "something else was found: 1; the same: 3" in shown.css_first("p.lead").text()  # type: ignore[union-attr]
    (row,) = shown.css("section[aria-labelledby=differing] tbody tr")
    assert "哈尔滨工业大学" in row.text()
    assert "listed on 2021-01-01" in row.css("td")[0].text()
    assert "not on 2019-01-01" in row.css("td")[1].text()
    for link in row.css("a"):
        path, _, place = str(link.attributes["href"]).partition("#")
        assert LexborHTMLParser(page.get(path).text).css_first(f"#{place}") is not None
    asked = [one.text(separator=" ") for one in shown.css("tr.differ")]
    assert len(asked) == 1
    assert "2021-01-01" in asked[0]
    assert "2019-01-01" in asked[0]


def test_a_screening_beside_itself_differs_in_nothing(page: TestClient) -> None:  # noqa: F811
    where = screened(page, NAMES, as_of="2019-01-01")
    text = page.get(f"{where}/beside/{where.rpartition('/')[2]}").text
    assert "the same was found" in text
    assert page.get(f"{where}/beside/dec-0").status_code == 404


def test_a_day_that_is_none_is_told_beside_the_field(page: TestClient) -> None:  # noqa: F811
    where = screened(page, NAMES)
    csrf = form_token(page, where)
    answer = page.post(f"{where}/again", data={"csrf": csrf, "as_of": "yesterday"})
    assert answer.status_code == 400
    assert "yesterday" in alert(answer)
