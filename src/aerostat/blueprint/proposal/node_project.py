"""A Node project: what starts it and where it listens."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from aerostat.blueprint.proposal.found import Found
from aerostat.blueprint.proposal.sources import Sources

_FRAMEWORKS = {"express": "Express", "fastify": "Fastify", "koa": "Koa", "next": "Next.js", "@nestjs/core": "NestJS"}
_LISTENS = re.compile(
    r"(?:process\.env\.PORT\s*(?:\|\||\?\?)\s*|\.listen\(\s*|\bport\s*[:=]\s*)(\d{2,5})\b", re.IGNORECASE
)


def found(sources: Sources) -> Found | None:
    """How a Node project starts, or None when there is no package.json that can be read."""
    try:
        package = json.loads(sources.text("package.json") or "null")
    except (ValueError, RecursionError):
        return None
    if not isinstance(package, dict):
        return None
    scripts = _mapping(package.get("scripts"))
    dependencies = _mapping(package.get("dependencies"))
    main = package.get("main") if isinstance(package.get("main"), str) else "index.js"
    return Found(
        kind=next((name for key, name in _FRAMEWORKS.items() if key in dependencies), "Node"),
        command="npm start" if "start" in scripts else f"node {main}",
        port=_port(sources),
        workers=_workers(sources, scripts),
    )


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _port(sources: Sources) -> int:
    for _path, text in sources.with_suffix(".js", ".mjs", ".cjs", ".ts"):
        if (match := _LISTENS.search(text)) and 0 < int(match[1]) < 65536:
            return int(match[1])
    return 3000


def _workers(sources: Sources, scripts: dict[str, object]) -> dict[str, str]:
    if "worker" in scripts:
        return {"worker": "npm run worker"}
    for path, _text in sources.with_suffix(".js", ".mjs", ".cjs"):
        if PurePosixPath(path).stem == "worker":
            return {"worker": f"node {path.as_posix()}"}
    return {}
