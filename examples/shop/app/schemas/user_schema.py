"""Accounts and logins, as asked for and as answered."""

import uuid
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from app.models import Role, User
from app.schemas.fields import Email, Name, Password, Token
from app.services.user_service import TokenPair


class Registration(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Email
    full_name: Name
    password: Password


class Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Email
    password: Password


class RefreshRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    refresh_token: Token


class TokensOut(BaseModel):
    """Each refresh token works once: keep the new one."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in_seconds: int

    @classmethod
    def of(cls, pair: TokenPair) -> "TokensOut":
        return cls(
            access_token=pair.access_token,
            refresh_token=pair.refresh_token,
            expires_in_seconds=pair.expires_in_seconds,
        )


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str
    full_name: str
    role: Role
    is_active: bool
    created_at: datetime

    @classmethod
    def of(cls, user: User) -> "UserOut":
        return cls.model_validate(user)


class UserPage(BaseModel):
    items: list[UserOut]
    next_cursor: str | None


class Profile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    full_name: Name


class UserChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    is_active: StrictBool | None = Field(None, description="`false` ends all logins within half a minute.")
