"""The desk behind its HTTP: who is let in, what is answered, and what a report may do."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from photocheck.io.archive.merge import Claim
from photocheck.io.archive.rows import Entry
from photocheck.io.read import MAX_BYTES
from photocheck.office.asked import Progress
from photocheck.office.routes import MOST_ASKED, Given, routes
from photocheck.office.work import Office
from photocheck.station.app import application

TOKEN, PORT = "right-token", 8917
HERE = f"http://127.0.0.1:{PORT}"
GETS = [
    "",
    "desk",
    "office/folders",
    "office/conflicts",
    "office/conflicts/0",
    "office/progress",
    "office/profiles",
    "office/report",
    "office/page/office.js",
]
POSTS = ["office/drop?name=a.jpg", "office/start?kind=check", "office/stop", "office/forget", "office/leave"]


class At:
    """A page at a desk without a capture station."""

    def __init__(self) -> None:
        self.office, self.left = Office(jobs=1), False
        app = application(None, TOKEN, PORT, more=routes(self.office, Given(roster="名单.csv"), self.leave))
        self.client = TestClient(app, base_url=HERE, raise_server_exceptions=False)

    def leave(self) -> None:
        self.left = True

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(f"/{TOKEN}/{path}", **more)

    def post(self, path: str, data: bytes = b"", **more: Any) -> Any:
        return self.client.post(f"/{TOKEN}/{path}", content=data, **more)

    def report(self, *names: str) -> None:
        """As if some work had given a report of these pages."""
        self.office.reports.mkdir()
        for name in names:
            (self.office.reports / name).write_text(f"<p>{name}", "utf-8")
        self.office.progress = Progress("check", "done", has_report=True)


@pytest.fixture
def at() -> Iterator[At]:
    made = At()
    yield made
    made.office.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "http://evil.example"},
        {"origin": "null"},  # the report in its sandbox
        {"sec-fetch-site": "cross-site"},
    ],
    ids=str,
)
def test_strangers_start_nothing(at: At, headers: dict[str, str]) -> None:
    for path in POSTS:
        assert at.post(path, b"{}", headers=headers).status_code == 403, path
    if "sec-fetch-site" not in headers:
        assert all(at.get(path, headers=headers).status_code == 403 for path in GETS)
    assert at.client.get("/wrong-token/office/folders").status_code == 403
    assert not at.left
    assert len(at.office.drops) == 0


def test_the_page_is_there_with_all_its_files_and_may_show_the_report_alone(at: At) -> None:
    for path in ("", "desk"):
        page = at.get(path)
        assert page.status_code == 200
        assert page.headers["content-security-policy"].endswith("frame-src 'self'")
        assert page.headers["x-frame-options"] == "DENY"
    for link in ("page/base.js", "page/station.css", "office/page/office.css", "office/page/picker.js"):
        assert at.get(link).status_code == 200, link
    words = at.get("office/page/words.json").json()
    assert words["office"]["page"]["stop"]["zh"] == "停止"
    assert at.get("live/state").status_code == 404  # no capture station


def test_profiles_and_what_the_command_line_gave(at: At) -> None:
    told = at.get("office/profiles").json()
    assert told["profile"] == "zikao"
    assert {"zikao", "zikao-national"} <= {each["id"] for each in told["profiles"]}
    assert (told["tree"], told["roster"]) == ("", "名单.csv")


def test_folders_and_what_is_wrong_with_a_path(at: At, tmp_path: Path) -> None:
    (tmp_path / "考场").mkdir()
    found = at.get("office/folders", params={"path": str(tmp_path)}).json()
    assert [each["name"] for each in found["folders"]] == ["考场"]
    wrong = at.get("office/folders", params={"path": str(tmp_path / "no")})
    assert wrong.status_code == 400
    assert str(tmp_path / "no") in wrong.json()["error"]["zh"]


def test_drops_are_kept_and_forgotten(at: At) -> None:
    photo = at.post("office/drop?name=a.jpg", b"1").json()
    assert (photo["photo"], photo["count"]) == (True, 1)
    table = at.post("office/drop?name=a.csv", b"1").json()
    assert (table["photo"], table["count"]) == (False, 1)
    assert at.get("office/progress").json() == {"work": None, "dropped": 1}
    assert at.post("office/drop?name=nul", b"1").status_code == 400
    assert at.post("office/drop?name=b.jpg", b"", headers={"content-length": str(MAX_BYTES + 1)}).status_code == 413
    assert at.post("office/forget").json() == {"count": 0}


@pytest.mark.parametrize("data", [b"{", b"[]", b"null", b'{"x": 1}', b"[" * 5000, b"\xff", b'{"folder": 1}'])
def test_a_request_that_is_none_is_refused(at: At, data: bytes) -> None:
    answer = at.post("office/start?kind=check", data)
    assert answer.status_code == 400
    assert answer.json()["error"]["zh"]
    assert at.office.progress is None


def test_a_request_that_is_too_long_is_not_read(at: At) -> None:
    assert at.post("office/start?kind=check", b" " * (MOST_ASKED + 1)).status_code == 413
    assert at.post("office/start?kind=burn", b"{}").status_code == 400


def test_work_is_started_told_and_stopped(at: At, tmp_path: Path) -> None:
    answer = at.post("office/start?kind=check", json.dumps({"folder": str(tmp_path)}).encode())
    assert answer.status_code == 200
    at.office.wait()
    work = at.get("office/progress").json()["work"]
    assert (work["kind"], work["state"], work["report"]) == ("check", "failed", False)
    assert work["error"]["zh"]
    assert at.get("office/report").status_code == 404
    assert at.post("office/stop").json()["work"]["state"] == "failed"


def test_the_report_is_shown_in_a_sandbox_and_kept_as_a_file(at: At) -> None:
    at.report("report.html")
    shown = at.get("office/report/report.html")
    assert shown.text == "<p>report.html"
    policy = shown.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in policy
    assert shown.headers["x-frame-options"] == "SAMEORIGIN"
    kept = at.get("office/report")
    assert kept.headers["content-disposition"].startswith("attachment")
    assert kept.headers["content-type"].startswith("text/html")
    for other in ("report-2.html", "..%2freport.html", "other.html", "report.zip"):
        assert at.get(f"office/report/{other}").status_code == 404, other


def test_a_report_of_several_pages_is_kept_as_a_zip(at: At) -> None:
    at.report("report.html", "report-2.html")
    assert at.get("office/report/report-2.html").status_code == 200
    kept = at.get("office/report?language=en")
    assert 'filename="photo-report.zip"' in kept.headers["content-disposition"]
    with zipfile.ZipFile(BytesIO(kept.content)) as packed:
        assert sorted(packed.namelist()) == ["report-2.html", "report.html"]


def test_the_program_is_ended_from_the_page(at: At) -> None:
    assert at.post("office/leave").status_code == 200
    assert at.left


def test_pictures_of_a_conflict_are_shown_and_nothing_else(at: At) -> None:
    entry = Entry("43/01/1.JPG", "1", "/x.JPG", "", "zikao", "", "ab/../c", 5, "2026-01-01T00:00:00")
    assert at.get("office/conflicts").json() == {"numbers": []}
    at.office.conflicts.add(
        (Claim("a", entry.output, entry, b"<svg>"), Claim("b", entry.output, entry, b"<svg>")), "王"
    )
    (one,) = at.get("office/conflicts").json()["numbers"]
    assert (one["number"], one["name"], len(one["pictures"])) == ("1", "王", 2)
    plain = Entry(**{**{name: getattr(entry, name) for name in entry.__dataclass_fields__}, "sha256": "00ff"})
    at.office.conflicts.add((Claim("a", entry.output, plain, b"<svg>"),), "")
    found = at.get("office/conflicts/00ff")
    # Whatever a county has sent: it is a picture or nothing.
    assert (found.headers["content-type"], found.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert found.content == b"<svg>"
    assert at.get("office/conflicts/0.jpg").status_code == 404
    at.office.conflicts.forget()
    assert at.get("office/conflicts/00ff").status_code == 404
