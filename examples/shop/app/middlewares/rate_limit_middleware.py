"""
How fast anyone may ask: a token bucket per user, or per address for those we do not know, and a small one per
address for logging in.

Without Redis nobody can count. Then browsing goes on unlimited, and logging in, where guessing passwords is the
danger, is refused with 503.

Headers follow draft-ietf-httpapi-ratelimit-headers: ``RateLimit-Policy: "user";q=1200;w=60`` and
``RateLimit: "user";r=1199;t=1``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config.settings import LimitSettings
from app.core.errors import TooManyRequests, Unavailable
from app.middlewares.error_middleware import shop_error_response
from app.repositories.rate_limit_repository import Verdict

WINDOW_SECONDS = 60
_FREE = frozenset({"/health", "/ready", "/metrics"})
_LOGIN = frozenset({"/api/auth/login", "/api/auth/register", "/api/auth/refresh", "/login", "/register"})


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A bucket of ``quota`` tokens that fills up within a minute. ``fails_closed``: no Redis, no entry."""

    name: str
    quota: int
    fails_closed: bool = False


#: Takes a token for (bucket name, capacity, seconds to fill it); None when nobody can say.
Take = Callable[[str, int, int], Awaitable[Verdict | None]]


class RateLimitMiddleware:
    """Comes after ``AuthMiddleware``, which knows the user."""

    def __init__(self, app: ASGIApp, take: Take, limits: LimitSettings) -> None:
        self._app = app
        self._take = take
        self._trusted_proxies = limits.trusted_proxies
        self._login = Policy(name="login", quota=limits.login_requests_per_minute, fails_closed=True)
        self._address = Policy(name="address", quota=limits.address_requests_per_minute)
        self._user = Policy(name="user", quota=limits.user_requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _FREE:
            await self._app(scope, receive, send)
            return
        policy, subject = self._policy(scope)
        verdict = await self._take(f"{policy.name}:{subject}", policy.quota, WINDOW_SECONDS)
        refusal = self._refusal(policy, verdict)
        out = send if verdict is None else _with_headers(send, policy, verdict)
        if refusal is not None:
            await shop_error_response(refusal)(scope, receive, out)
            return
        await self._app(scope, receive, out)

    def _policy(self, scope: Scope) -> tuple[Policy, str]:
        address = client_address(scope, self._trusted_proxies)
        if scope["method"] == "POST" and scope["path"] in _LOGIN:
            return self._login, address
        user_id = scope["state"].get("user_id")
        return (self._user, str(user_id)) if user_id else (self._address, address)

    @staticmethod
    def _refusal(policy: Policy, verdict: Verdict | None) -> TooManyRequests | Unavailable | None:
        if verdict is None:
            return Unavailable("Logging in is not possible right now.") if policy.fails_closed else None
        if verdict.is_allowed:
            return None
        return TooManyRequests(f"At most {policy.quota} requests a minute.", verdict.next_token_seconds)


def client_address(scope: Scope, trusted_proxies: int) -> str:
    """
    Where the request comes from.

    Each proxy appends whom it heard from to X-Forwarded-For. What stands further left than our own proxies wrote
    was written by the client and proves nothing.
    """
    client = scope.get("client")
    peer = str(client[0]) if client else "unknown"
    forwarded = Headers(scope=scope).get("x-forwarded-for", "")
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    if trusted_proxies == 0 or len(hops) < trusted_proxies:
        return peer
    return hops[-trusted_proxies][:64]


def _with_headers(send: Send, policy: Policy, verdict: Verdict) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["RateLimit-Policy"] = f'"{policy.name}";q={policy.quota};w={WINDOW_SECONDS}'
            headers["RateLimit"] = f'"{policy.name}";r={verdict.remaining};t={verdict.next_token_seconds}'
        await send(message)

    return send_with_headers
