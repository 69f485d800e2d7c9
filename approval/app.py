"""Put the application together: the only place that knows every part. Fails early."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from .desk import Desk
from .models.database import db
from .operations.adopting import adopt, bundle_of, known_versions
from .resources import STATIC, TEMPLATES
from .settings import Settings, is_loopback
from .storage import Storage
from .versions import Versions
from .web import BLUEPRINTS
from .web.access import init_access
from .web.context import init_language, system_clock
from .web.errors import init_errors
from .web.filters import init_filters
from .web.headers import init_headers
from .web.newest import init_newest
from .web.printable import init_printable
from .web.sessions import init_sessions
from .web.uploads import init_uploads

MOST = 25 * 1024 * 1024
"""Of a request without files; ``web.uploads`` says what one with files may have."""


def create_app(
    settings: Settings, *, clock: Callable[[], datetime] = system_clock, adopted: bool = True
) -> Flask:
    """The web application of an installation. Raises WorkflowError, SettingsError, RuntimeError.

    ``adopted`` False leaves the database alone: for commands that are about to make it.
    """
    app = Flask(
        "approval", template_folder=str(TEMPLATES), static_folder=str(STATIC), static_url_path="/static"
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": settings.database_url.startswith("postgresql")},
        CLOCK=clock,
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        SESSION_COOKIE_SECURE=settings.secure,
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session: long edits are normal
        WTF_CSRF_SSL_STRICT=False,  # referrers are not sent at all
        MAX_CONTENT_LENGTH=MOST,
        MAX_FORM_MEMORY_SIZE=5_000_000,
        MAX_FORM_PARTS=5_000,
        TRUSTED_HOSTS=_hosts(settings),
    )
    app.extensions["desk"] = desk = Desk(Versions(bundle_of), Storage(settings.files), settings)
    db.init_app(app)
    init_printable(app)
    init_uploads(app)
    CSRFProtect(app)
    init_language(app)
    init_sessions(app)
    init_newest(app)
    init_filters(app)
    init_headers(app)
    init_errors(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_access(app)
    if adopted:
        with app.app_context():
            adopt(desk, known_versions(), now=clock())
    return app


def _hosts(settings: Settings) -> list[str]:
    host = urlsplit(settings.base_url).hostname or ""
    return ["127.0.0.1", "localhost", "[::1]"] if is_loopback(host) else [host]
