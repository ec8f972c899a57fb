"""The web service: pages for people, JSON for programs, health for the load balancer."""

import secrets
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Form, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.middleware.sessions import SessionMiddleware

from app import uploads
from app.middleware import LimitBody, RequestLog
from app.models import Upload
from app.services import Services
from app.uploads import NotQueued, Refused, UploadView

_HERE = Path(__file__).parent
_FORM_OVERHEAD = 64 * 1024

templates = Jinja2Templates(directory=_HERE / "templates")


def create_app(services: Services, *, session_secret: str, maximum_upload_bytes: int) -> FastAPI:
    """The application, working with these services."""
    app = FastAPI(title="Uploads", docs_url="/api/docs", redoc_url=None)
    app.state.services = services
    app.state.maximum_upload_bytes = maximum_upload_bytes
    app.include_router(health)
    app.include_router(pages)
    app.include_router(api)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    app.add_middleware(SessionMiddleware, secret_key=session_secret, same_site="lax", max_age=7 * 86_400)
    app.add_middleware(LimitBody, maximum_bytes=maximum_upload_bytes + _FORM_OVERHEAD)
    app.add_middleware(RequestLog)
    return app


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


# For the load balancer

health = APIRouter(include_in_schema=False)


@health.get("/health")
def alive() -> dict[str, str]:
    """This process answers. Touches nothing else: a database that is down is no reason to replace every task."""
    return {"status": "ok"}


@health.get("/ready")
def ready(request: Request) -> JSONResponse:
    """Whether everything this service works with can be reached."""
    problems = _services(request).problems()
    status = {"status": "unready", "problems": problems} if problems else {"status": "ready"}
    return JSONResponse(status, status_code=503 if problems else 200)


# For people

pages = APIRouter(include_in_schema=False)


@pages.get("/")
def index(request: Request) -> HTMLResponse:
    return _page(request, "index.html", uploads=uploads.newest(_services(request)))


@pages.post("/uploads")
def upload(
    request: Request,
    file: UploadFile,
    email: Annotated[str, Form(max_length=254)],
    token: Annotated[str, Form()],
) -> Response:
    """Take an upload from the form. The token proves that the form is ours (CSRF)."""
    if not secrets.compare_digest(token.encode(), str(request.session.get("token", "")).encode()):
        return _refusal(request, "the form is too old; please send it again", 403)
    request.session["email"] = email
    try:
        view = _accept(request, file, email)
    except Refused as refused:
        return _refusal(request, str(refused), 422)
    except NotQueued:
        return _refusal(request, "nobody can look at it right now; please try again", 503)
    return RedirectResponse(f"/uploads/{view.id}", status_code=303)


@pages.get("/uploads/{upload_id}")
def detail(request: Request, upload_id: uuid.UUID) -> HTMLResponse:
    return _page(request, "detail.html", upload=_found(request, upload_id))


@pages.get("/uploads/{upload_id}/file")
def file(request: Request, upload_id: uuid.UUID) -> StreamingResponse:
    """The file as it came. Always a download: what strangers hand in never runs as a page of ours."""
    view = _found(request, upload_id)
    body = _services(request).storage.stream(Upload(id=view.id).key)
    disposition = f"attachment; filename*=UTF-8''{quote(view.filename, safe='')}"
    return StreamingResponse(body, media_type=view.content_type, headers={"Content-Disposition": disposition})


@pages.get("/uploads/{upload_id}/thumbnail")
def thumbnail(request: Request, upload_id: uuid.UUID) -> StreamingResponse:
    view = _found(request, upload_id)
    if not view.has_thumbnail:
        raise HTTPException(404, "it has no thumbnail")
    body: Iterator[bytes] = _services(request).storage.stream(Upload(id=view.id).thumbnail_key)
    return StreamingResponse(body, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})


def _page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    request.session.setdefault("token", secrets.token_urlsafe(24))
    values |= {"token": request.session["token"], "email": request.session.get("email", "")}
    return templates.TemplateResponse(request, template, values, status_code=status)


def _refusal(request: Request, reason: str, status: int) -> HTMLResponse:
    return _page(request, "index.html", status, uploads=uploads.newest(_services(request)), refusal=reason)


# For programs

api = APIRouter(prefix="/api/uploads", tags=["uploads"])


@api.post("", status_code=201)
def create(request: Request, file: UploadFile, email: Annotated[str, Form(max_length=254)]) -> UploadView:
    """Hand in a file; the answer to `email` comes by mail."""
    try:
        return _accept(request, file, email)
    except Refused as refused:
        raise HTTPException(422, str(refused)) from refused
    except NotQueued as error:
        raise HTTPException(503, "nobody can look at it right now") from error


@api.get("")
def newest(request: Request) -> list[UploadView]:
    """The newest uploads."""
    return uploads.newest(_services(request))


@api.get("/{upload_id}")
def one(request: Request, upload_id: uuid.UUID) -> UploadView:
    """One upload and what was found in it."""
    return _found(request, upload_id)


def _accept(request: Request, file: UploadFile, email: str) -> UploadView:
    maximum: int = request.app.state.maximum_upload_bytes
    data = file.file.read(maximum + 1)
    return uploads.accept(
        _services(request), filename=file.filename or "", data=data, email=email.strip(), maximum_bytes=maximum
    )


def _found(request: Request, upload_id: uuid.UUID) -> UploadView:
    view = uploads.find(_services(request), upload_id)
    if view is None:
        raise HTTPException(404, "there is no such upload")
    return view
