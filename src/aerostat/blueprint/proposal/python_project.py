"""A Python project: its framework, where its application object is, and which modules are workers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from aerostat.blueprint.proposal.found import Found, module_of
from aerostat.blueprint.proposal.needs import packages_of
from aerostat.blueprint.proposal.sources import Sources

_FRAMEWORKS = {
    "FastAPI": "FastAPI",
    "Starlette": "Starlette",
    "Litestar": "Litestar",
    "Quart": "Quart",
    "Flask": "Flask",
}
_FACTORIES = frozenset({"create_app", "make_app", "build_app", "get_app"})
_WORKER_NAMES = frozenset({"worker", "consumer", "processor"})


@dataclass(frozen=True, kw_only=True)
class _Application:
    framework: str
    module: str
    name: str
    is_factory: bool = False

    @property
    def target(self) -> str:
        return f"{self.module}:{self.name}"


def found(sources: Sources) -> Found | None:
    """How a Python project starts, or None when there is none here."""
    modules = list(_modules(sources))
    packages = packages_of(sources)
    if not modules:
        return None
    workers = dict(_workers(modules))
    alembic = "alembic upgrade head" if sources.text("alembic.ini") else ""
    if sources.text("manage.py"):
        return _django(sources, packages, workers)
    application = next((one for path, tree in modules for one in _applications(path, tree)), None)
    if application is None:
        command = "python main.py" if PurePosixPath("main.py") in sources.files else ""
        return Found(kind="Python", command=command, port=8000, workers=workers, before=alembic)
    return Found(
        kind=application.framework,
        command=_command(application, packages),
        port=5000 if application.framework == "Flask" else 8000,
        workers=workers,
        before=alembic,
    )


def _modules(sources: Sources) -> Iterator[tuple[PurePosixPath, ast.Module]]:
    for path, text in sources.with_suffix(".py"):
        try:
            yield path, ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # not a module of this Python; it tells nothing


def _applications(path: PurePosixPath, tree: ast.Module) -> Iterator[_Application]:
    """``app = FastAPI()`` at the top of a module, or a factory that makes one; objects before factories."""
    module = module_of(path)
    for statement in tree.body:
        target, value = _assignment(statement)
        if target and (framework := _framework_of(value)):
            yield _Application(framework=framework, module=module, name=target)
    factories = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name in _FACTORIES}
    for name, function in factories.items():
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and (framework := _framework_of(node)):
                made = next((one for one, maker in _made_by_factory(tree) if maker == name), "")
                yield _Application(framework=framework, module=module, name=made or name, is_factory=not made)
                break


def _made_by_factory(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for statement in tree.body:
        target, value = _assignment(statement)
        if target and isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            yield target, value.func.id


def _assignment(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=value):
            return name, value
    return "", None


def _framework_of(value: ast.expr | None) -> str:
    match value:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return _FRAMEWORKS.get(name, "")
    return ""


def _command(application: _Application, packages: frozenset[str]) -> str:
    if application.framework != "Flask":
        factory = " --factory" if application.is_factory else ""
        return f"uvicorn {application.target}{factory} --host 0.0.0.0 --port ${{PORT}}"
    if "gunicorn" in packages:
        call = "()" if application.is_factory else ""
        quoted = f"'{application.target}{call}'" if call else application.target
        return f"gunicorn --bind 0.0.0.0:${{PORT}} {quoted}"
    return f"flask --app {application.target} run --host 0.0.0.0 --port ${{PORT}}"


def _django(sources: Sources, packages: frozenset[str], workers: dict[str, str]) -> Found:
    settings = re.search(r"""DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)\.settings""", sources.text("manage.py"))
    package = settings[1] if settings else ""
    if package and "gunicorn" in packages:
        command = f"gunicorn --bind 0.0.0.0:${{PORT}} {package}.wsgi"
    elif package and "uvicorn" in packages:
        command = f"uvicorn {package}.asgi:application --host 0.0.0.0 --port ${{PORT}}"
    else:
        command = "python manage.py runserver 0.0.0.0:${PORT}"
    return Found(
        kind="Django", command=command, port=8000, workers=workers, before="python manage.py migrate --noinput"
    )


def _workers(modules: list[tuple[PurePosixPath, ast.Module]]) -> Iterator[tuple[str, str]]:
    """Celery applications, and modules called worker that can be run."""
    for path, tree in modules:
        for statement in tree.body:
            target, value = _assignment(statement)
            match value:
                case ast.Call(func=ast.Name(id="Celery") | ast.Attribute(attr="Celery")) if target:
                    yield "worker", f"celery --app {module_of(path)}:{target} worker"
                    return
    for path, tree in modules:
        name = path.parent.name if path.name == "__main__.py" else path.stem
        if name in _WORKER_NAMES and (path.name == "__main__.py" or _is_script(tree)):
            yield name, f"python -m {module_of(path).removesuffix('.__main__')}"


def _is_script(tree: ast.Module) -> bool:
    return any(isinstance(one, ast.If) and "__main__" in ast.dump(one.test) for one in tree.body)
