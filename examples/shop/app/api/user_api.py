"""One's own account."""

from fastapi import APIRouter

from app.api.dependencies import Me, Shop, errors
from app.schemas.user_schema import Profile, UserOut

router = APIRouter(prefix="/api/users", tags=["users"])


@router.get("/me", responses=errors(401, 404))
async def me(shop: Shop, actor: Me) -> UserOut:
    return UserOut.of(await shop.users.get(actor.user_id))


@router.patch("/me", responses=errors(401, 404))
async def rename_me(shop: Shop, actor: Me, body: Profile) -> UserOut:
    return UserOut.of(await shop.users.rename(actor, body.full_name))
