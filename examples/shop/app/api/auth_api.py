"""Coming in and going out."""

from fastapi import APIRouter

from app.api.dependencies import Shop, errors
from app.core.request_context import about, summarise
from app.schemas.user_schema import Credentials, RefreshRequest, Registration, TokensOut, UserOut

router = APIRouter(prefix="/api/auth", tags=["auth"])


@router.post("/register", status_code=201, responses=errors(409))
async def register(shop: Shop, body: Registration) -> UserOut:
    user = await shop.users.register(body.email, body.full_name, body.password)
    about(user_id=str(user.id))
    summarise("User registered", "user")
    return UserOut.of(user)


@router.post("/login", responses=errors(401))
async def login(shop: Shop, body: Credentials) -> TokensOut:
    user, pair = await shop.users.login(body.email, body.password)
    about(user_id=str(user.id))
    summarise("User logged in", "user")
    return TokensOut.of(pair)


@router.post("/refresh", responses=errors(401))
async def refresh(shop: Shop, body: RefreshRequest) -> TokensOut:
    """A new pair of tokens. Using a refresh token twice ends the login it came from."""
    return TokensOut.of(await shop.users.refresh(body.refresh_token))


@router.post("/logout", status_code=204, responses=errors())
async def logout(shop: Shop, body: RefreshRequest) -> None:
    await shop.users.logout(body.refresh_token)
