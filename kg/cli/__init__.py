"""The ``kg`` command: parse, call, print; a module a group of commands."""

# Importing a module adds its commands, and `kg --help` lists them in this order.
# isort: off
from kg.cli import building, asking, explaining, reviewing, writing, measuring, serving, examining  # noqa: F401
from kg.cli.common import app
# isort: on

__all__ = ["app"]
