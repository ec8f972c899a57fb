"""Console scripts find Python on PATH, whatever installer wrote them."""

from __future__ import annotations

from aerostat.images.python_dependencies import with_portable_launcher

PORTABLE = b"#!/usr/bin/env python3\nimport sys\n"


def test_a_path_of_this_machine_becomes_a_search_on_path():
    """The first line with an absolute path is replaced."""
    assert with_portable_launcher(b"#!/home/me/.venv/bin/python3.11\nimport sys\n") == PORTABLE


def test_the_launcher_for_long_paths_is_replaced_as_a_whole():
    """Installers write three lines of shell when the path is too long for one."""
    script = b"#!/bin/sh\n'''exec' '/a very/long/python3' \"$0\" \"$@\"\n' '''\nimport sys\n"

    assert with_portable_launcher(script) == PORTABLE


def test_other_programs_stay_as_they_are():
    """A shell script or a binary is none of ours."""
    for program in (b"#!/bin/sh\nexit 0\n", b"\x7fELF..."):
        assert with_portable_launcher(program) == program
