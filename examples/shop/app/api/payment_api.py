"""Where the payment provider calls back."""

from typing import Annotated

from fastapi import APIRouter, Header, Request

from app.api.dependencies import Shop, errors
from app.schemas.payment_schema import ProviderCallback

router = APIRouter(prefix="/api/payments", tags=["payments"])

_BODY = {"required": True, "content": {"application/json": {"schema": ProviderCallback.model_json_schema()}}}


@router.post("/callbacks", status_code=204, responses=errors(403, 404), openapi_extra={"requestBody": _BODY})
async def callback(
    shop: Shop,
    request: Request,
    signature: Annotated[
        str, Header(alias="Payment-Signature", max_length=100, description="`t=<epoch seconds>,v1=<hex>`")
    ],
) -> None:
    """Received again, in any order, it changes nothing. The signature is over the bytes of the body."""
    await shop.payments.receive(await request.body(), signature)
