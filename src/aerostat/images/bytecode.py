"""
Compile a folder of modules, the same bytes each time. Run by the project's own interpreter, not imported.

``python -I bytecode.py FOLDER SHARD SHARDS`` compiles every SHARDS-th file. The .pyc files carry a hash of the source
that is not checked again, no time, and the path ``FOLDER`` replaced by nothing (Python puts in the real one on
import). ``compileall`` with workers is not enough: bytes of a .pyc depend on what the same process compiled before, so
each file must meet the same process in the same order.
"""

import py_compile
import sys
from pathlib import Path


def main(folder: str, shard: int, shards: int) -> None:
    root = Path(folder)
    files = sorted(path for path in root.rglob("*.py") if "__pycache__" not in path.parts)
    for path in files[shard::shards]:
        try:
            py_compile.compile(
                str(path),
                dfile=str(path.relative_to(root)),
                doraise=True,
                quiet=2,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
        except (py_compile.PyCompileError, ValueError, RecursionError):
            continue  # templates and tests for other versions are shipped as .py too; importing them would fail alike


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
