"""The picture as SVG: one file, no fonts or scripts from elsewhere, readable on light and dark pages."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from aerostat.diagram.layout import BOX_HEIGHT, BOX_WIDTH, GUTTER, LINE_HEIGHT, Arrow, Box, Frame, Picture

_COLOURS = {
    "load balancer": "#8c4fff",
    "service": "#ed7100",
    "function": "#d45b07",
    "database": "#c925d1",
    "cache": "#b0388f",
    "search": "#7d4cdb",
    "bucket": "#7aa116",
    "queue": "#e7157b",
    "topic": "#d6246c",
    "email": "#dd344c",
}
_FRAMES = {"region": "#00a4a6", "network": "#8c4fff"}
_ENTRANCE = 56
_ARROW_TIP = (
    '  <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z" fill="#7b8794"/></marker></defs>'
)
_FILLS = {"tier-public": "#f2f8ec", "tier-functions": "#fdf6ef", "tier-managed": "#f7f9fb"}
_STYLE = """\
    text { font: 13px -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; fill: #1b2430 }
    .title { font-size: 22px; font-weight: 600 }
    .frame { font-weight: 600 }
    .small { font-size: 11px; fill: #5a6675 }
    .name { font-weight: 600; fill: #fff }
    .on { font-size: 11px; fill: #fff }
    .arrow { fill: none; stroke-width: 1.4; opacity: .55 }
"""


def svg(picture: Picture) -> str:
    """The whole file."""
    width, height = round(picture.width), round(picture.height)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            f' role="img" aria-label="{_text(picture.title)}">',
            "  <style>",
            _STYLE.rstrip(),
            "  </style>",
            _ARROW_TIP,
            f'  <rect width="{width}" height="{height}" rx="12" fill="#fff"/>',
            f'  <text class="title" x="20" y="38">{_text(picture.title)}</text>',
            *_entrance(picture),
            *(line for frame in picture.frames for line in _frame(frame)),
            *_ways_in(picture),
            *(_arrow(arrow) for arrow in picture.arrows),
            *(line for box in picture.boxes for line in _box(box)),
            "</svg>",
            "",
        ]
    )


def _entrance(picture: Picture) -> Iterator[str]:
    """The users, and what they pass on their way."""
    if not picture.entrances:
        return
    label = " → ".join(("users", *picture.over))
    yield f'  <rect x="20" y="{_ENTRANCE}" width="{8 * len(label) + 32}" height="32" rx="16" fill="#232f3e"/>'
    yield f'  <text class="name" x="36" y="{_ENTRANCE + 21}">{_text(label)}</text>'


def _ways_in(picture: Picture) -> Iterator[str]:
    """From the users along the gutter to each load balancer, from above, so that no text is crossed out."""
    x = GUTTER / 2 + 8
    for to, top in picture.entrances:
        y = top - 8
        bend = f"V{y - 10:.0f}Q{x:.0f} {y:.0f} {x + 10:.0f} {y:.0f}H{to - 8:.0f}Q{to:.0f} {y:.0f} {to:.0f} {top:.0f}"
        yield (f'  <path class="arrow" stroke="#232f3e" marker-end="url(#tip)" d="M{x:.0f} {_ENTRANCE + 32}{bend}"/>')


def _frame(frame: Frame) -> Iterator[str]:
    colour = _FRAMES.get(frame.kind, "#aab4c0")
    is_tier = frame.kind.startswith("tier-")
    fill = _FILLS.get(frame.kind, "#eef4fb") if is_tier else "none"
    yield (
        f'  <rect x="{frame.x:.0f}" y="{frame.y:.0f}" width="{frame.width:.0f}" height="{frame.height:.0f}" rx="8" '
        f'fill="{fill}" stroke="{colour}" stroke-width="{1 if is_tier else 1.5}"/>'
    )
    if is_tier:
        yield f'  <text class="frame" x="{frame.x + 12:.0f}" y="{frame.y + 24:.0f}">{_text(frame.title)}</text>'
        for number, line in enumerate(frame.lines):
            y = frame.y + 40 + LINE_HEIGHT * number
            yield f'  <text class="small" x="{frame.x + 12:.0f}" y="{y:.0f}">{_text(line)}</text>'
        return
    yield f'  <text class="frame" x="{frame.x + 14:.0f}" y="{frame.y + 23:.0f}">{_text(frame.title)}</text>'
    zones = " · ".join(frame.lines)
    if zones:
        x = frame.x + frame.width - 14
        yield f'  <text class="small" x="{x:.0f}" y="{frame.y + 23:.0f}" text-anchor="end">{_text(zones)}</text>'


def _arrow(arrow: Arrow) -> str:
    """A curve from the lower edge of one box to the upper edge of another, or from side to side in one row."""
    colour = _COLOURS.get(arrow.target.thing.kind, "#7b8794")
    (x1, y1), (x2, y2) = arrow.source.middle, arrow.target.middle
    if abs(y1 - y2) < BOX_HEIGHT:
        towards = 1 if x2 > x1 else -1
        x1, x2 = x1 + towards * BOX_WIDTH / 2, x2 - towards * BOX_WIDTH / 2
        bend = 0 if abs(x2 - x1) < BOX_WIDTH / 2 else 34
        by, to = (x1 + towards * 20, y1 + bend), (x2 - towards * 20, y2 + bend)
    else:
        down = 1 if y2 > y1 else -1
        y1, y2 = y1 + down * BOX_HEIGHT / 2, y2 - down * BOX_HEIGHT / 2
        reach = max(abs(y2 - y1) / 2, 24) * down
        by, to = (x1, y1 + reach), (x2, y2 - reach)
    path = f"M{x1:.0f} {y1:.0f}C{by[0]:.0f} {by[1]:.0f} {to[0]:.0f} {to[1]:.0f} {x2:.0f} {y2:.0f}"
    return f'  <path class="arrow" stroke="{colour}" marker-end="url(#tip)" d="{path}"/>'


def _box(box: Box) -> Iterator[str]:
    thing, (middle, _) = box.thing, box.middle
    yield (
        f'  <rect x="{box.x:.0f}" y="{box.y:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6" '
        f'fill="{_COLOURS.get(thing.kind, "#5a6675")}"><title>{_text(thing.kind)} {_text(thing.name)}</title></rect>'
    )
    name_y = box.y + (20 if thing.text else 28)
    yield f'  <text class="name" x="{middle:.0f}" y="{name_y:.0f}" text-anchor="middle">{_text(thing.name)}</text>'
    if thing.text:
        y = box.y + 36
        yield f'  <text class="on" x="{middle:.0f}" y="{y:.0f}" text-anchor="middle">{_text(thing.text)}</text>'


def _text(text: str) -> str:
    return escape(text, {'"': "&quot;"})
