"""What ``import kg`` offers, and the Python that the README and the docstrings show."""

from __future__ import annotations

import inspect
import operator
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

import kg

ROOT = Path(__file__).parent.parent
TEXT = "2019年8月，鴻海將部分產線從中國移往越南。台積電擬在日本設廠。\n"


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one document; not to be changed."""
    path = tmp_path_factory.mktemp("docs")
    (path / "a.txt").write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def output(docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its build; not to be changed."""
    path = tmp_path_factory.mktemp("outputs")
    kg.build([docs], path, workers=1)
    return path


def test_all_names_exist() -> None:
    """``kg.__all__`` is in alphabetical order, classes before functions as ruff sorts it, without duplicates; all names are there."""
    assert list(kg.__all__) == sorted(set(kg.__all__), key=lambda name: (name.islower(), name))
    assert all(hasattr(kg, name) for name in kg.__all__)


@pytest.mark.parametrize("name", kg.__all__)
def test_every_public_name_is_explained(name: str) -> None:
    """Each public class and function has a docstring of its own, and so has each of its public methods."""
    thing = getattr(kg, name)
    assert thing.__doc__
    assert not thing.__doc__.startswith(f"{name}("), "the docstring that dataclass makes"
    for method, function in inspect.getmembers(thing, inspect.isfunction) if inspect.isclass(thing) else ():
        assert method.startswith("_") or function.__doc__, f"{name}.{method}"


METHODS = sorted(name for name in dir(kg.Graph) if not name.startswith("_"))


@pytest.mark.parametrize("name", [*kg.__all__, *(f"Graph.{name}" for name in METHODS)])
def test_every_public_name_has_an_example(name: str) -> None:
    """Each public name, and each method and property of a graph, shows its use in an example that is run as a test."""
    thing = operator.attrgetter(name)(kg)

    assert ">>> " in str(inspect.getdoc(thing))
    module = thing.fget.__module__ if isinstance(thing, property) else thing.__module__
    assert any(module == path or module.startswith(f"{path}.") for path in ("kg.analysis", "kg.model", "kg.components", "kg.errors"))


@pytest.mark.parametrize("name", METHODS)
def test_methods_of_a_graph_are_typed(name: str) -> None:
    """``help(kg.Graph.flows)`` says the types of what it takes and what it gives."""
    method = getattr(kg.Graph, name)
    signature = inspect.signature(method.fget if isinstance(method, property) else method)

    assert signature.return_annotation is not inspect.Signature.empty
    assert all(p.annotation is not inspect.Parameter.empty for p in signature.parameters.values() if p.name != "self")


@pytest.mark.parametrize("name", ["build", "example", "extract", "language", "load"])
def test_public_functions_are_typed(name: str) -> None:
    """Each public function says the types of what it takes and what it gives."""
    signature = inspect.signature(getattr(kg, name))
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(parameter.annotation is not inspect.Parameter.empty for parameter in signature.parameters.values())


def test_errors_are_caught_as_one() -> None:
    """Whatever kg raises on purpose is a ``kg.KgError``."""
    with pytest.raises(kg.KgError):
        kg.load("no such folder")


def test_build_and_load(docs: Path, output: Path) -> None:
    """``kg.build`` writes a graph that ``kg.load`` gives back, from a path or its text."""
    assert kg.load(output) == kg.load(str(output)) == kg.build([docs], output, workers=1).graph


def test_build_takes_text_for_paths(docs: Path, tmp_path: Path) -> None:
    """``kg.build(["reports"], "outputs")`` works as the docstring of the package shows it."""
    assert kg.build([str(docs)], str(tmp_path / "outputs"), workers=1).graph.find("台積電")
    assert kg.build(str(docs), tmp_path / "outputs", workers=1).graph.find("台積電")


def test_the_docstring_shows_calls_that_exist() -> None:
    """Every ``kg.name`` in the docstring and the README is a public name."""
    text = str(kg.__doc__) + (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"(?<![\w/.-])kg\.([a-z]\w*)\(", text))
    assert shown
    assert shown <= set(kg.__all__)


def test_the_graph_as_the_readme_uses_it(output: Path) -> None:
    """Entities by any of their names, a pandas table of claims, a networkx graph."""
    g = kg.load(output)

    assert g["TSMC"] == g["台積電"] == g.find("台积电")
    assert isinstance(g.claims, pd.DataFrame)
    assert len(g.claims) == len(g.core.claims)
    assert {"鴻海", "台積電"} <= set(g.claims["subject"])
    network = g.to_networkx()
    assert isinstance(network, nx.MultiDiGraph)
    assert set(network.nodes) == set(g.entities.index)


def test_every_claim_has_its_sentence(output: Path) -> None:
    """Each claim of a graph carries its document and the sentence that states it, and each relation a claim."""
    g = kg.load(output)
    for claim in g.core.claims.values():
        assert claim.evidence.quote in TEXT
        assert claim.evidence.document in g.documents.index
    for relation in g.core.relations.values():
        assert all(g.evidence(id_) for id_ in (relation.id, *relation.claims))


def test_values_are_frozen(output: Path) -> None:
    """What a graph holds cannot be changed by mistake."""
    claim = next(iter(kg.load(output))).claims[0]
    with pytest.raises(AttributeError):
        claim.confidence = 1.0  # type: ignore[misc]


@pytest.mark.slow
def test_import_touches_neither_disk_nor_network(tmp_path: Path) -> None:
    """``import kg`` works in any folder, opens no socket, writes no file there, and does not wait for pandas or matplotlib."""
    code = "import socket, sys\nsocket.socket.connect = None\nimport kg\nprint(len(kg.__all__), *{'pandas', 'matplotlib'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == (f"{len(kg.__all__)}\n", "")
    assert list(tmp_path.iterdir()) == []
