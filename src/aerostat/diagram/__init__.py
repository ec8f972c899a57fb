"""
The architecture as a picture: SVG for a README, Mermaid for a wiki.

::

    Environment ──layout──► Picture (boxes, frames and arrows with coordinates) ──svg──► text
                ──mermaid──► text

Everything is a function of the model; nothing looks at what exists.
"""

from aerostat.diagram.layout import picture
from aerostat.diagram.mermaid import mermaid
from aerostat.diagram.svg import svg

__all__ = ["mermaid", "picture", "svg"]
