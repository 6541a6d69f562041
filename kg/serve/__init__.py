"""A built graph over HTTP: explorer, documents, search, and a SPARQL endpoint; and the graph pushed to another store."""

from kg.serve.review import Reviewing
from kg.serve.server import Limits, serve

__all__ = ["Limits", "Reviewing", "serve"]
