"""Who looks at a page: the cookies, and what every page needs to know."""

import uuid
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, cast

from fastapi import Depends, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from fastapi.templating import Jinja2Templates
from pydantic import ValidationError

from app.core.dependency_injection import Container
from app.core.errors import Forbidden, ShopError, Unauthenticated
from app.core.request_context import about
from app.middlewares.error_middleware import STATUS
from app.services import tokens
from app.services.identity import Identity
from app.services.letters import money
from app.services.tokens import Audience
from app.storefront import csrf

SESSION = "shop_session"
VISITOR = "shop_visitor"
LIFETIME = timedelta(hours=8)

_templates = Jinja2Templates(Path(__file__).parent / "templates")
_templates.env.filters["money"] = money
_templates.env.filters["words"] = lambda text: str(text).replace("_", " ").replace("-", " ")


class Visit:
    """One request of a person's browser."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.shop = cast(Container, request.app.state.container)
        self.user_id = self._user_id()
        self._known_visitor = request.cookies.get(VISITOR, "")
        self._visitor = self._known_visitor or csrf.new_visitor()
        if self.user_id:
            about(user_id=str(self.user_id))

    def _user_id(self) -> uuid.UUID | None:
        try:
            return tokens.verify(self.shop.ring, self.request.cookies.get(SESSION, ""), audience=Audience.PAGES)
        except Unauthenticated:
            return None

    async def identity(self) -> Identity:
        """Raises Unauthenticated, which becomes the login page."""
        if self.user_id is None:
            raise Unauthenticated("login_required", "Log in first.")
        return await self.shop.users.identity(self.user_id)

    def page(self, name: str, status: int = 200, **facts: Any) -> Response:
        """A rendered page."""
        facts |= {
            "is_logged_in": self.user_id is not None,
            "form_token": csrf.form_token(self.shop.ring, self._visitor),
        }
        response = _templates.TemplateResponse(self.request, f"{name}.html", facts, status_code=status)
        if not self._known_visitor:
            self._set(response, VISITOR, self._visitor)
        return response

    def to(self, path: str) -> Response:
        """On to another page, after a form."""
        return RedirectResponse(path, HTTPStatus.SEE_OTHER)

    def logged_in(self, user_id: uuid.UUID, path: str) -> Response:
        """On to another page as someone else, and with a new secret for forms."""
        now = datetime.now(UTC)
        response = self.to(path)
        token = tokens.issue(self.shop.ring, user_id, audience=Audience.PAGES, now=now, lifetime=LIFETIME)
        self._set(response, SESSION, token)
        self._set(response, VISITOR, csrf.new_visitor())
        return response

    def logged_out(self, path: str) -> Response:
        response = self.to(path)
        response.delete_cookie(SESSION)
        response.delete_cookie(VISITOR)
        return response

    def check_form(self, token: str) -> None:
        """Raises Forbidden when the form is not one that we gave to this visitor."""
        if not csrf.is_form_token(self.shop.ring, self._known_visitor, token):
            raise Forbidden("bad_form", "This form is too old or not ours. Go back, reload and try again.")

    def _set(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(
            name,
            value,
            max_age=int(LIFETIME.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self.shop.settings.secure_cookies,
        )


async def _visit(request: Request) -> Visit:
    return Visit(request)


async def _checked_visit(request: Request, form_token: Annotated[str | None, Form(max_length=64)] = None) -> Visit:
    visit = Visit(request)
    visit.check_form(form_token or "")
    return visit


Here = Annotated[Visit, Depends(_visit)]
"""For pages that are looked at."""
Submitted = Annotated[Visit, Depends(_checked_visit)]
"""For forms that are sent: only ours get through."""


class PageRoute(APIRoute):
    """Tells people what went wrong on a page instead of in JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_with_pages(request: Request) -> Response:
            try:
                return await answer(request)
            except ShopError as error:
                if isinstance(error, Unauthenticated) and error.code != "bad_credentials":
                    return Visit(request).to("/login")
                facts = {"message": error.message, "details": [one.message for one in error.details]}
                return Visit(request).page("problem", STATUS[type(error)], **facts)
            except (RequestValidationError, ValidationError) as error:
                details = [f"{one['loc'][-1]}: {one['msg']}" for one in error.errors()]
                return Visit(request).page("problem", 422, message="Something is not right.", details=details)

        return answer_with_pages
