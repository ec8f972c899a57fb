"""The local cloud of tests/real, for examples that need an endpoint."""

from tests.real.conftest import cloud, own_cloud

__all__ = ["cloud", "own_cloud"]
