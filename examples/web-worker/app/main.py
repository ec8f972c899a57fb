"""What the web server starts: ``uvicorn app.main:app``."""

from app.logs import log_as_json
from app.services import connect
from app.settings import Settings
from app.web import create_app

settings = Settings()
log_as_json(settings.log_level)
app = create_app(
    connect(settings),
    session_secret=settings.session_secret.get_secret_value(),
    maximum_upload_bytes=settings.maximum_upload_bytes,
)
