"""Who acts."""

import uuid
from dataclasses import dataclass

from app.core.errors import Forbidden
from app.models import Role


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Someone who is logged in, with the role of this moment (not of the moment of the login)."""

    user_id: uuid.UUID
    role: Role

    def require(self, role: Role) -> None:
        """
        Raises:
            Forbidden: the role is not enough.
        """
        if not self.role.includes(role):
            raise Forbidden("forbidden", f"This needs the role {role.value}.")
