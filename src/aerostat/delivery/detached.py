"""How watching a deployment ends before the deployment does."""

from __future__ import annotations


class Detached(Exception):
    """The user stopped watching; ECS goes on. ``service`` is the blueprint's name."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service
