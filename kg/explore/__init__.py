"""The graph as a page."""

from kg.explore.page import page, write_page

__all__ = ["page", "write_page"]
