"""Accounts: who may come in, what they may do, and how long a login lasts."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.core.errors import Conflict, NotFound, Unauthenticated
from app.models import RefreshToken, Role, User
from app.repositories.base_repository import AlreadyExists
from app.repositories.cache_repository import CacheRepository
from app.repositories.cursor import Page
from app.repositories.database import Database, Transaction
from app.services import tokens
from app.services.cursors import cursor_checked
from app.services.identity import Identity
from app.services.passwords import hash_password, is_password
from app.services.tokens import Audience, KeyRing

_IDENTITY_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class TokenPair:
    """What a login gives: a short-lived token for the API, and a long-lived one that is good for one refresh."""

    access_token: str
    refresh_token: str
    expires_in_seconds: int


class UserService:
    """Accounts and logins."""

    def __init__(
        self,
        database: Database,
        cache: CacheRepository,
        ring: KeyRing,
        *,
        access_lifetime: timedelta,
        refresh_lifetime: timedelta,
    ) -> None:
        self._database = database
        self._cache = cache
        self._ring = ring
        self._access_lifetime = access_lifetime
        self._refresh_lifetime = refresh_lifetime

    async def register(self, email: str, full_name: str, password: str, role: Role = Role.CUSTOMER) -> User:
        """
        Raises:
            Conflict: the address has an account.
        """
        user = User(
            id=uuid.uuid4(),
            email=email.lower(),
            full_name=full_name,
            password_hash=await hash_password(password),
            role=role,
            is_active=True,
        )
        try:
            async with self._database.transaction() as tx:
                await tx.users.insert(user)
                tx.audit.record("user.registered", "user", user.id, actor_id=user.id, role=role.value)
                tx.messages.post("user.registered", user_id=str(user.id))
        except AlreadyExists as error:
            raise Conflict("email_taken", "There is an account with this address.") from error
        return user

    async def login(self, email: str, password: str) -> tuple[User, TokenPair]:
        """
        Raises:
            Unauthenticated: in the same words whatever is wrong.
        """
        async with self._database.reading() as tx:
            user = await tx.users.by_email(email)
        if not await is_password(password, user.password_hash if user else None) or user is None or not user.is_active:
            raise Unauthenticated("bad_credentials", "The address or the password is wrong.")
        async with self._database.transaction() as tx:
            pair = self._next_pair(tx, user.id, family=uuid.uuid4())
            tx.audit.record("user.logged_in", "user", user.id, actor_id=user.id)
        return user, pair

    async def refresh(self, refresh_token: str) -> TokenPair:
        """
        The next pair of tokens. Each refresh token works once.

        Raises:
            Unauthenticated: it is unknown, expired or revoked, or was used before; then someone has a copy of it,
                and all tokens that came from the same login are revoked.
        """
        pair = None
        now = datetime.now(UTC)
        async with self._database.transaction() as tx:
            token = await tx.users.refresh_token_for_update(_hash(refresh_token))
            if token and token.used_at:
                await tx.users.revoke_family(token.family, now)
                tx.audit.record("user.token_reused", "user", token.user_id, actor_id=None, family=str(token.family))
            elif token and token.revoked_at is None and token.expires_at > now:
                user = await tx.users.get(token.user_id)
                if user and user.is_active:
                    token.used_at = now
                    pair = self._next_pair(tx, token.user_id, family=token.family)
                    tx.audit.record("user.refreshed", "user", token.user_id, actor_id=token.user_id)
        if pair is None:
            raise Unauthenticated("token_invalid", "The refresh token is not valid; log in.")
        return pair

    async def logout(self, refresh_token: str) -> None:
        """End the login that a refresh token came from. Says nothing about tokens that we do not know."""
        async with self._database.transaction() as tx:
            token = await tx.users.refresh_token_for_update(_hash(refresh_token))
            if token:
                await tx.users.revoke_family(token.family, datetime.now(UTC))
                tx.audit.record("user.logged_out", "user", token.user_id, actor_id=token.user_id)

    def _next_pair(self, tx: Transaction, user_id: uuid.UUID, *, family: uuid.UUID) -> TokenPair:
        now = datetime.now(UTC)
        refresh_token = secrets.token_urlsafe(32)
        tx.users.add_refresh_token(
            RefreshToken(
                user_id=user_id,
                family=family,
                token_hash=_hash(refresh_token),
                expires_at=now + self._refresh_lifetime,
            )
        )
        access = tokens.issue(self._ring, user_id, audience=Audience.API, now=now, lifetime=self._access_lifetime)
        return TokenPair(
            access_token=access,
            refresh_token=refresh_token,
            expires_in_seconds=int(self._access_lifetime.total_seconds()),
        )

    async def identity(self, user_id: uuid.UUID) -> Identity:
        """
        Who that is at this moment: a token may outlive a role or an account by no more than the cache does.

        Raises:
            Unauthenticated: the account is gone or deactivated.
        """
        key = _identity_key(user_id)
        known = await self._cache.get(key)
        role = known.decode() if known is not None else await self._role(user_id)
        if known is None:
            await self._cache.put(key, role.encode(), seconds=_IDENTITY_SECONDS)
        if not role:
            raise Unauthenticated("account_inactive", "This account is not active.")
        return Identity(user_id=user_id, role=Role(role))

    async def _role(self, user_id: uuid.UUID) -> str:
        async with self._database.reading() as tx:
            user = await tx.users.get(user_id)
        return user.role.value if user and user.is_active else ""

    async def get(self, user_id: uuid.UUID) -> User:
        async with self._database.reading() as tx:
            return _found(await tx.users.get(user_id))

    async def page(self, actor: Identity, *, limit: int, cursor: str | None) -> Page[User]:
        """All accounts, for admins."""
        actor.require(Role.ADMIN)
        with cursor_checked():
            async with self._database.reading() as tx:
                return await tx.users.page(limit=limit, cursor=cursor)

    async def rename(self, actor: Identity, full_name: str) -> User:
        async with self._database.transaction() as tx:
            user = _found(await tx.users.get_for_update(actor.user_id))
            tx.audit.record("user.renamed", "user", user.id, actor_id=actor.user_id, was=user.full_name, now=full_name)
            user.full_name = full_name
        return user

    async def change(self, actor: Identity, user_id: uuid.UUID, *, role: Role | None, is_active: bool | None) -> User:
        """
        Give someone another role, or let them in no more (or again). What is None stays.

        Raises:
            Conflict: admins cannot do this to themselves, so that one always remains.
        """
        actor.require(Role.ADMIN)
        if user_id == actor.user_id:
            raise Conflict("own_account", "Another admin must do this to your account.")
        async with self._database.transaction() as tx:
            user = _found(await tx.users.get_for_update(user_id))
            changes = {"role": [user.role.value, (role or user.role).value], "is_active": [user.is_active, is_active]}
            user.role = role or user.role
            user.is_active = user.is_active if is_active is None else is_active
            if not user.is_active:
                await tx.users.revoke_all(user.id, datetime.now(UTC))
            tx.audit.record("user.changed", "user", user.id, actor_id=actor.user_id, **changes)
        await self._cache.forget(_identity_key(user_id))
        return user


def _found(user: User | None) -> User:
    if user is None:
        raise NotFound("user_not_found", "There is no such account.")
    return user


def _hash(refresh_token: str) -> bytes:
    return hashlib.sha256(refresh_token.encode()).digest()


def _identity_key(user_id: uuid.UUID) -> str:
    return f"identity:{user_id}"
