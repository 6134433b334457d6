"""Pay regulation as executable data: from punches and a written regulation to an explained TPP."""

from __future__ import annotations

__version__ = "0.1.0"
