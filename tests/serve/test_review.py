"""Decisions of people over HTTP: what is written, what is refused, and that nobody decides over what they did not see."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.graph import Graph
from kg.vocab import Vocabulary, load_judgements

from .conftest import PAYLOADS, Server, start, stop, token_of

HEAD = "judgement,left,right,who,when,why\n"


class Reviewer:
    """A client of the server that knows the token."""

    def __init__(self, server: Server, token: str, client: httpx.Client) -> None:
        self.server, self.token, self._client = server, token, client
        self.version = ""

    def headers(self, **more: str) -> dict[str, str]:
        """What a page sends with every decision."""
        return {"Authorization": f"Bearer {self.token}", "If-Match": self.version, **more}

    def look(self) -> list[dict]:
        """Read the decisions, and remember in which state."""
        answer = self._client.get(f"{self.server.url}/api/judgements", headers={"Authorization": f"Bearer {self.token}"})
        assert answer.status_code == 200, answer.text
        self.version = answer.headers["etag"]
        return answer.json()["judgements"]

    def send(self, judgement: str, **fields: object) -> httpx.Response:
        """Send a decision in sight of what was last read."""
        return self._client.post(f"{self.server.url}/api/judgements", json={"judgement": judgement, **fields}, headers=self.headers())

    def take(self, judgement: str, **fields: object) -> list[dict]:
        """Take a decision that has to succeed."""
        answer = self.send(judgement, **fields)
        assert answer.status_code == 201, answer.text
        self.version = answer.headers["etag"]
        return answer.json()["judgements"]

    def withdraw(self, id_: str) -> httpx.Response:
        """Take a decision back."""
        return self._client.delete(f"{self.server.url}/api/judgements/{id_}", headers=self.headers())


@pytest.fixture(scope="module")
def reviewed(site: tuple[Path, Graph], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str, Path]]:
    """A server that takes decisions, its token, and the file that they go to."""
    path = tmp_path_factory.mktemp("decisions") / "mine.csv"
    server = start(*site, "--review", "--judgements", str(path), "--who", "ann")
    yield server, token_of(server), path
    stop(server)


@pytest.fixture(scope="module")
def newcomer(reviewed: tuple[Server, str, Path]) -> Iterator[Callable[[], Reviewer]]:
    """Makes reviewers who have not looked at anything yet."""
    with httpx.Client(timeout=20) as client:
        yield lambda: Reviewer(reviewed[0], reviewed[1], client)


@pytest.fixture
def file(reviewed: tuple[Server, str, Path]) -> Path:
    """The file of decisions, empty."""
    reviewed[2].unlink(missing_ok=True)
    return reviewed[2]


@pytest.fixture
def reviewer(newcomer: Callable[[], Reviewer], file: Path) -> Reviewer:
    """One who has looked at the empty file."""
    one = newcomer()
    assert one.look() == []
    return one


@pytest.fixture(scope="module")
def claims(site: tuple[Path, Graph]) -> list[str]:
    """Ids of claims."""
    return sorted(site[1].claims)


def rows(path: Path) -> list[str]:
    """The lines of the file below its head, without their time."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == HEAD.strip()
    return [",".join(cell for i, cell in enumerate(line.split(",")) if i != 4) for line in lines[1:]]


def test_a_claim_is_judged(reviewer: Reviewer, file: Path, claims: list[str], vocab: Vocabulary) -> None:
    """The line is one that a build reads; it says who, when and why, and the answer what it is about."""
    [row] = reviewer.take("wrong", claim=claims[0], why="the sentence denies it")
    [read] = load_judgements(file, vocab.ontology.types, vocab.names.entities).rows

    assert (read.verdict, read.left, read.who, read.why) == ("wrong", claims[0], "ann", "the sentence denies it")
    assert read.when.endswith("+00:00")
    assert (row["judgement"], row["about"], row["who"]) == ("wrong", [claims[0]], "ann")


def test_entities_are_judged_by_what_lasts(reviewer: Reviewer, file: Path, site: tuple[Path, Graph]) -> None:
    """A known entity is called by its id, another by its names; a decision finds its entities again."""
    graph = site[1]
    assert graph.entities["country-us"].known and not graph.entities["country-vn"].known
    [same] = reviewer.take("different", entity="country-vn", other="country-us", who="bea")
    reviewer.take("not an entity", entity="firm-odd5")
    found = reviewer.take("type", entity="person-lee", type="Organization")

    assert rows(file)[0] == "different,越南,country-us,bea,"
    assert [row["left"] for row in found if row["judgement"] == "not an entity"] == ["{{7*7}}{% raw %}", "{{7*7}}{% raw %}2"]
    assert rows(file)[-1] == "type,李某,Organization,ann,"
    assert same["about"] == ["country-vn", "country-us"]
    assert {row["about"][0] for row in found} == {"country-vn", "firm-odd5", "person-lee"}


def test_a_decision_can_be_taken_back_and_exchanged(reviewer: Reviewer, file: Path, claims: list[str]) -> None:
    """Another decision may take the place of one in a single step; without saying so it would contradict it."""
    [wrong] = reviewer.take("wrong", claim=claims[0])
    refused = reviewer.send("right", claim=claims[0])
    [right] = reviewer.take("right", claim=claims[0], instead=[wrong["id"]])
    gone = reviewer.withdraw(right["id"])

    assert (refused.status_code, "contradicts line 2" in refused.text) == (409, True)
    assert (gone.status_code, gone.json()["judgements"]) == (200, [])
    assert rows(file) == []


def test_nobody_decides_over_what_they_did_not_see(
    newcomer: Callable[[], Reviewer], reviewer: Reviewer, file: Path, claims: list[str]
) -> None:
    """Of two reviewers who looked at one state the second is told, for a decision and for taking one back; both see all afterwards."""
    second = newcomer()
    second.look()
    [first] = reviewer.take("wrong", claim=claims[0])
    before = file.read_bytes()

    late = second.send("right", claim=claims[0])
    assert (late.status_code, "meanwhile" in late.text) == (412, True)
    assert second.withdraw(first["id"]).status_code == 412
    assert file.read_bytes() == before

    assert [row["judgement"] for row in second.look()] == ["wrong"]
    assert second.withdraw(first["id"]).status_code == 200
    assert reviewer.withdraw(first["id"]).status_code == 412
    reviewer.look()
    assert reviewer.withdraw(first["id"]).status_code == 404


def test_what_is_written_by_hand_stays(reviewer: Reviewer, file: Path, claims: list[str]) -> None:
    """Whoever edits the file while the server runs loses nothing: neither lines nor comments, and the page has to look again."""
    file.write_text(f"{HEAD}# ours\nsame,甲航運,乙航運,,,\n", encoding="utf-8")
    assert reviewer.send("wrong", claim=claims[0]).status_code == 412
    reviewer.look()
    reviewer.take("wrong", claim=claims[0])

    assert file.read_text(encoding="utf-8").startswith(f"{HEAD}# ours\nsame,甲航運,乙航運,,,\nwrong,")


def test_a_broken_file_is_left_alone(reviewer: Reviewer, file: Path, claims: list[str]) -> None:
    """An error in a file edited by hand is named with its line, and nothing is written until it is mended."""
    file.write_text(f"{HEAD}alike,甲,乙,,,\n", encoding="utf-8")
    before = file.read_bytes()
    answers = [reviewer.server.get("/api/judgements", **reviewer.headers()), reviewer.send("wrong", claim=claims[0])]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("line 2: unknown judgement 'alike'" in answer.text for answer in answers)
    assert file.read_bytes() == before


def test_many_at_once_lose_nothing(newcomer: Callable[[], Reviewer], reviewer: Reviewer, file: Path, claims: list[str]) -> None:
    """Reviewers who try again when they are told end with every decision in the file, once."""

    def work(mine: list[str]) -> None:
        one = newcomer()
        for claim in mine:
            one.look()
            while one.send("wrong", claim=claim).status_code == 412:
                one.look()

    workers = [threading.Thread(target=work, args=(claims[i : i + 3],)) for i in (0, 3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(row.split(",")[1] for row in rows(file)) == claims[:6]


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Basic {}", "{}", "bearer {}", "Bearer {}x", "Bearer \xe9"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_without_the_token_nothing_is_read_or_written(reviewer: Reviewer, file: Path, token: str, method: str, claims: list[str]) -> None:
    """Neither decisions nor who took them are for anybody else; which decisions there are cannot be probed either."""
    headers = reviewer.headers(Authorization=token.format(reviewer.token)) | (
        {} if method == "GET" else {"Content-Type": "application/json"}
    )
    path = "/api/judgements" + ("/anything" if method == "DELETE" else "")
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = httpx.request(method, reviewer.server.url + path, headers=raw, content=b"{}" if method == "POST" else None, timeout=20)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert not file.exists()


def test_a_foreign_page_cannot_decide(reviewer: Reviewer, file: Path, claims: list[str]) -> None:
    """Not even with the token: the origin, the site and the name of the server are looked at first, and no preflight is answered."""
    url, body = f"{reviewer.server.url}/api/judgements", {"judgement": "wrong", "claim": claims[0]}
    foreign = [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:1"}, {"Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example"},
    ]  # fmt: skip
    answers = [httpx.post(url, json=body, headers=reviewer.headers(**more)) for more in foreign]
    preflight = httpx.options(
        url,
        headers={
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    own = httpx.post(url, json=body, headers=reviewer.headers(Origin=reviewer.server.url, **{"Sec-Fetch-Site": "same-origin"}))

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403, 421]
    assert preflight.status_code == 403 and "access-control-allow-origin" not in preflight.headers
    assert own.status_code == 201


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"judgement=wrong", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (b'{"judgement": "wrong"}', {"Content-Type": "text/plain"}, 415),
        (b'{"judgement": "wrong"}', {"Content-Type": ""}, 415),
        (b"{", {}, 400),
        (b"[" * 5000, {}, 400),
        (b"\xff", {}, 400),
        (b"[]", {}, 400),
        (b'{"claim": "claim-0123456789ab"}', {}, 400),
        (b'{"judgement": "alike", "entity": "firm-acme"}', {}, 400),
        (b'{"judgement": "wrong", "claim": 1}', {}, 400),
        (b'{"judgement": "wrong", "claim": "claim-0123456789ab", "path": "/etc/passwd"}', {}, 400),
        (b'{"judgement": "wrong", "claim": "claim-0123456789ab", "instead": "a"}', {}, 400),
        (b'{"judgement": "wrong", "claim": "claim-0123456789ab", "who": "\\ud800"}', {}, 400),
        (b'{"judgement": "wrong", "claim": "claim-0123456789ab", "why": "' + b"a" * 501 + b'"}', {}, 400),
        (b'{"judgement": "wrong", "why": "' + b"a" * 20_000 + b'"}', {}, 413),
        (b"a" * ((1 << 20) + 1), {}, 413),
        (b'{"judgement": "wrong", "claim": "claim-0123456789ab"}', {}, 404),
        (b'{"judgement": "wrong"}', {}, 404),
        (b'{"judgement": "same", "entity": "firm-acme"}', {}, 404),
        (b'{"judgement": "same", "entity": "firm-acme", "other": "../../etc/passwd"}', {}, 404),
        (b'{"judgement": "same", "entity": "firm-acme", "other": "firm-acme"}', {}, 409),
        (b'{"judgement": "type", "entity": "firm-beta", "type": "Ship"}', {}, 409),
        (b'{"judgement": "type", "entity": "firm-beta"}', {}, 409),
        (b'{"judgement": "type", "entity": "country-us", "type": "Person"}', {}, 409),
        (b'{"judgement": "not an entity", "entity": "firm-acme"}', {}, 409),
        (b'{"judgement": "wrong", "claim": "claim-0123456789ab"}', {"If-Match": ""}, 412),
        (b'{"judgement": "not an entity", "entity": "firm-beta"}', {"If-Match": "*"}, 412),
    ],
)
def test_what_is_no_decision_is_refused(reviewer: Reviewer, file: Path, body: bytes, headers: dict[str, str], status: int) -> None:
    """JSON of the fields there are, of a size that a decision has, about what is here; else a line of text, and no file."""
    if b"0123456789ab" in body and status == 412:
        body = body.replace(b"claim-0123456789ab", sorted(reviewer.server.graph.claims)[0].encode())
    answer = httpx.post(
        f"{reviewer.server.url}/api/judgements", content=body, headers=reviewer.headers(**{"Content-Type": "application/json", **headers})
    )

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/plain") and 1 < len(answer.text) < 400
    assert not file.exists()


def test_a_decision_without_a_version_is_refused(reviewer: Reviewer, file: Path, claims: list[str]) -> None:
    """Who does not say what was looked at may not have looked."""
    headers = {name: value for name, value in reviewer.headers().items() if name != "If-Match"}
    answer = httpx.post(f"{reviewer.server.url}/api/judgements", json={"judgement": "wrong", "claim": claims[0]}, headers=headers)

    assert (answer.status_code, file.exists()) == (428, False)


def test_a_proxy_may_weaken_the_version(reviewer: Reviewer, claims: list[str]) -> None:
    """A proxy that compresses answers marks their ETag as weak; the state that was looked at is still the same."""
    reviewer.version = f"W/{reviewer.version}"

    assert reviewer.send("wrong", claim=claims[0]).status_code == 201


def test_a_long_body_without_length_is_cut(reviewer: Reviewer, file: Path) -> None:
    """A body that does not say how long it is ends where a decision would."""
    chunks = (b"a" * 1000 for _ in range(1100))
    answer = httpx.post(
        f"{reviewer.server.url}/api/judgements", content=chunks, headers=reviewer.headers(**{"Content-Type": "application/json"})
    )

    assert (answer.status_code, file.exists()) == (413, False)


@pytest.mark.parametrize("path", ["..%2f..%2fetc%2fpasswd", "%2e%2e", "../../etc/passwd", "x%00", "a/b"])
def test_no_path_of_a_decision_leads_anywhere(reviewer: Reviewer, file: Path, path: str) -> None:
    """What a decision is called is looked up, and nothing else."""
    address = urlsplit(reviewer.server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    connection.request("DELETE", f"/api/judgements/{path}", headers=reviewer.headers())
    answer = connection.getresponse()
    body = answer.read()
    connection.close()

    assert answer.status in (404, 405), body
    assert sorted(one.name for one in file.parent.iterdir()) in ([], [f".{file.name}.lock"])


@pytest.mark.parametrize("index", range(len(PAYLOADS)))
def test_hostile_names_are_judged_as_text(reviewer: Reviewer, file: Path, vocab: Vocabulary, index: int) -> None:
    """A name full of markup goes into the file as it is and comes back as JSON, and the decision finds its entity."""
    found = reviewer.take("not an entity", entity=f"firm-odd{index}", why=PAYLOADS[index])
    read = load_judgements(file, vocab.ontology.types, vocab.names.entities).rows

    assert [row.left for row in read] == [PAYLOADS[index], PAYLOADS[index] + "2"]
    assert [row["left"] for row in found] == [row.left for row in read]
    assert all(f"firm-odd{index}" in row["about"] for row in found)


def test_a_name_that_no_line_can_hold_is_refused(reviewer: Reviewer, file: Path) -> None:
    """Control characters would be lost in the file, and the decision with them."""
    answer = reviewer.send("not an entity", entity="firm-odd6")

    assert (answer.status_code, "holds characters" in answer.text, file.exists()) == (409, True, False)


def test_texts_of_a_person_are_one_cell(reviewer: Reviewer, file: Path, claims: list[str]) -> None:
    """A reason with lines, quotes or a formula stays a cell: it adds no line, and a spreadsheet runs nothing."""
    reviewer.take("wrong", claim=claims[0], who="=cmd|' /C calc'!A0", why='+1\nright,claim-0123456789ab,"x"\r\n@2')
    text = file.read_text(encoding="utf-8")

    assert text.count("\n") == 2
    assert ",'=cmd|' /C calc'!A0," in text and "\"'+1 right," in text


def test_decisions_are_sealed_and_not_kept(reviewer: Reviewer) -> None:
    """The answers have the policy of all others, and no cache keeps them."""
    headers = reviewer.server.get("/api/judgements", **reviewer.headers()).headers

    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert (headers["cache-control"], headers["content-type"], headers["x-content-type-options"]) == (
        "no-store",
        "application/json",
        "nosniff",
    )


def test_without_review_nothing_can_be_written(server: Server, claims: list[str]) -> None:
    """A server that was not asked to take decisions has no such routes, and says so to its page."""
    answers = [
        server.get("/api/judgements"), httpx.post(f"{server.url}/api/judgements", json={}), httpx.delete(f"{server.url}/api/judgements/a")
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {404}
    assert server.get("/api/graph").json()["review"] is False


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--judgements", "j.csv"], "go with --review"),
        (["--review", "--judgements", "nowhere/j.csv"], "no folder that can be written to"),
        (["--review", "--judgements", "broken.csv"], "unknown judgement 'alike'"),
    ],
)
def test_what_cannot_be_reviewed_is_said_at_once(
    site: tuple[Path, Graph], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
) -> None:
    """A flag without its fellow, a folder that is not there, a broken file: a line, before anything is served."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.csv").write_text(f"{HEAD}alike,甲,乙,,,\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["serve", str(site[0]), "--port", "0", *options])

    assert (result.exit_code, message in result.output) == (2, True)
