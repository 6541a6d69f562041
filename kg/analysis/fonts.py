"""A font that has Chinese characters, for pictures."""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from matplotlib import font_manager

#: Fonts of Windows, macOS and Linux that have them, best first: Traditional forms before Simplified ones.
_FONTS = (
    "Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "PingFang TC", "Microsoft JhengHei", "Heiti TC", "Noto Sans CJK JP",
    "Noto Sans CJK SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback", "AR PL UMing TW", "Arial Unicode MS",
    "Microsoft YaHei", "SimHei",
)  # fmt: skip


@lru_cache(maxsize=1)
def cjk_font() -> str | None:
    """The name of an installed font with Chinese characters; None, after a warning that says what to do, if there is none."""
    _look_again()
    installed = {font.name for font in font_manager.fontManager.ttflist}
    found = next((name for name in _FONTS if name in installed), None)
    if found is None:
        warnings.warn(
            "no font with Chinese characters is installed, so pictures use English names where there are some; install one "
            "(Debian: apt install fonts-noto-cjk) and restart Python",
            stacklevel=2,
        )
    elif 400 not in {font.weight for font in font_manager.fontManager.ttflist if font.name == found}:
        _call_normal(found)
    return found


def _call_normal(name: str) -> None:
    """Say that the one weight of a font is its normal one; matplotlib would remark on it at every picture."""
    entry = next(font for font in font_manager.fontManager.ttflist if font.name == name)
    font_manager.fontManager.ttflist.append(replace(entry, weight=400))


def _look_again() -> None:
    """Tell matplotlib of fonts that were installed after it made its list."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for path in sorted(set(font_manager.findSystemFonts()) - known):
        with suppress(RuntimeError, OSError):  # FreeType refuses some files, which are then no fonts for us either
            font_manager.fontManager.addfont(path)
