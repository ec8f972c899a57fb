"""
The door to AWS, or to the local cloud in its place: clients, and errors in our words.

``Aws`` is one account and region behind one endpoint. Everything after provisioning's choice of engine speaks to it
and cannot tell the two apart.
"""

from aerostat.aws.errors import code_of, translated
from aerostat.aws.session import Aws, Credentials

__all__ = ["Aws", "Credentials", "code_of", "translated"]
