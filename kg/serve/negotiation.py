"""Content negotiation (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable


def preferred(accept: str | None, offered: Iterable[str]) -> str | None:
    """The media type among those offered that an Accept header likes best; of equals the first; None if it takes none of them."""
    if accept is None or not accept.strip():
        return next(iter(offered), None)
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    liked = [(_quality(media_type, ranges), -place, media_type) for place, media_type in enumerate(offered)]
    best = max(liked, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None


def _range(text: str) -> tuple[str, float]:
    media_range, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = min(1.0, max(0.0, float(value)))
            except ValueError:
                quality = 0.0
    return media_range, quality


def _quality(media_type: str, ranges: Iterable[tuple[str, float]]) -> float:
    """The quality that the most specific range gives a type; 0 if none covers it."""
    wanted = (media_type, f"{media_type.split('/')[0]}/*", "*/*")
    given = dict(ranges)
    return next((given[media_range] for media_range in wanted if media_range in given), 0.0)
