"""What the web server starts: ``uvicorn app.main:app``."""

from app.config.settings import Settings
from app.core.app_factory import create_app

app = create_app(Settings())  # type: ignore[call-arg]  # pydantic-settings reads the environment
