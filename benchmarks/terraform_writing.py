"""
From YAML to Terraform files: milliseconds, beside cdktn making as many resources of the same types.

cdktn is installed into a folder of its own (``--cdktn`` keeps it for the next time). Its program sets only what is
required of each resource, which is less than what ours says. Both are also measured as whole processes, with all
that their start loads.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

from aerostat import blueprint
from aerostat.graph import Graph, compile_graph
from aerostat.terraform.writing import Settings, project, write

_ROOT = Path(__file__).parent.parent
_CDKTN = ("cdktn==0.23.4", "cdktn-provider-aws==24.1.0")
_PROGRAM = Path(__file__).parent / "cdktn" / "synthesize.py"


def main() -> int:
    """Print one JSON document."""
    options = _options()
    file, environment = options.blueprint, options.env
    graph = _graph(file, environment)
    types = [one.type for one in graph.resources.values() if one.mode == "managed"]
    with tempfile.TemporaryDirectory(prefix="terraform-writing-") as scratch:
        folder = Path(scratch)
        times = [_milliseconds(lambda: _files(file, environment, folder / "warm")) for _ in range(options.rounds + 1)]
        process = _milliseconds(
            lambda: _run([sys.executable, "-m", __spec__.name, *_as_one_round(file, environment, folder)])
        )
        lines = sum(path.read_text(encoding="utf-8").count("\n") for path in (folder / "warm").rglob("*.tf"))
        result = {
            "blueprint": f"{file.relative_to(_ROOT)} {environment}",
            "blueprint_lines": len(file.read_text(encoding="utf-8").splitlines()),
            "resources": len(types),
            "terraform_lines": lines,
            "milliseconds_warm": round(statistics.median(times[1:]), 1),
            "milliseconds_process": round(process),
        }
        if not options.alone:
            result |= _beside_cdktn(options.cdktn or folder / "cdktn", types, folder, result)
    print(json.dumps(result))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blueprint", type=Path, default=_ROOT / "examples" / "fitness" / "aerostat.yaml")
    parser.add_argument("--env", default="prod")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--cdktn", type=Path, help="a folder for cdktn's virtual environment, kept")
    parser.add_argument("--alone", action="store_true", help="without cdktn")
    parser.add_argument("--write-once", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write_once:
        _files(options.blueprint, options.env, options.write_once)
        sys.exit(0)
    return options


def _graph(file: Path, environment: str) -> Graph:
    return compile_graph(blueprint.resolve(blueprint.load(file), environment), {})


def _files(file: Path, environment: str, folder: Path) -> None:
    """Everything: the YAML read anew, the files written anew."""
    model = blueprint.resolve(blueprint.load(file), environment)
    write(project(compile_graph(model, {}), Settings.of(model)), folder)


def _as_one_round(file: Path, environment: str, folder: Path) -> list[str]:
    return ["--blueprint", str(file), "--env", environment, "--write-once", str(folder / "cold")]


def _beside_cdktn(home: Path, types: list[str], folder: Path, ours: dict[str, object]) -> dict[str, object]:
    python = _cdktn(home)
    listed = folder / "types.json"
    listed.write_text(json.dumps(types), encoding="utf-8")
    _run([str(python), str(_PROGRAM), str(listed), str(folder / "first")])
    told = folder / "told.json"
    process = _milliseconds(lambda: _run([str(python), str(_PROGRAM), str(listed), str(folder / "second"), str(told)]))
    inside = json.loads(told.read_text(encoding="utf-8"))
    return {
        "cdktn": _CDKTN[0],
        "cdktn_resources": inside["resources"],
        "cdktn_milliseconds_process": round(process),
        "cdktn_milliseconds_synthesis": inside["milliseconds"],
        "times_faster_process": round(process / float(str(ours["milliseconds_process"])), 1),
        "times_faster_warm": round(process / float(str(ours["milliseconds_warm"])), 1),
    }


def _cdktn(home: Path) -> Path:
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        _run([str(python), "-m", "pip", "install", "--quiet", *_CDKTN])
    return python


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900)


if __name__ == "__main__":
    sys.exit(main())
