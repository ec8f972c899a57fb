"""Connections to code hosts: kept, and pending for ever, since the handshake happens in AWS's console."""

from localcloud.services.connections.service import CodeConnections, CodeStarConnections

__all__ = ["CodeConnections", "CodeStarConnections"]
