"""The one shape of every error."""

from pydantic import BaseModel


class ErrorDetail(BaseModel):
    """One finding, such as ``body.quantity``: "must be at least 1"."""

    field: str
    message: str


class ErrorBody(BaseModel):
    """``code`` is for programs and stable, ``message`` for people, ``correlation_id`` for whoever asks us about it."""

    code: str
    message: str
    correlation_id: str
    details: list[ErrorDetail] = []


class ErrorResponse(BaseModel):
    error: ErrorBody
