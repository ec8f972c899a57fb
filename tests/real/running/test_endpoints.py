"""Addresses of this machine that stand for AWS's."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from localcloud.journal.tables import Journal
from localcloud.running.endpoints import AddressBook

pytestmark = pytest.mark.real


def test_a_new_database_keeps_its_port_where_another_cloud_has_it(tmp_path: Path) -> None:
    """Two clouds may share a network by chance; the newcomer takes the next address, not another port."""
    book = AddressBook(Journal(tmp_path / "journal.db"), network=1 + os.getpid() % 254)
    first = book.assign("first", 5432)
    with socket.create_server((book.host_of("probe"), 0)) as stranger:
        host, port = stranger.getsockname()
        book.release("probe")

        second = book.assign("second", port)

    assert (5432, port) == (first.port, second.port)
    assert second.host not in (first.host, host)
