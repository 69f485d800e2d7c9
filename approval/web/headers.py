"""What every answer carries: what a browser may load, keep and frame."""

from flask import Flask, Response, request
from flask_login import current_user

from .context import LANGUAGE_COOKIE, THEME_COOKIE, lang

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
A_YEAR = 31_536_000


def init_headers(app: Flask) -> None:
    secure = bool(app.config["SESSION_COOKIE_SECURE"])

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if secure:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
        if request.endpoint == "static":
            response.cache_control.max_age = 3600
        else:
            private = current_user.is_authenticated or "token" in (request.view_args or {})
            response.headers["Cache-Control"] = "no-store" if private else "no-cache"
            response.headers["Vary"] = "Cookie, Accept-Language"
        return response

    @app.after_request
    def choices(response: Response) -> Response:
        if request.args.get("lang") in {"en", "fr"}:
            _keep(response, LANGUAGE_COOKIE, lang(), secure=secure)
        if request.args.get("theme") in {"light", "dark", "auto"}:
            _keep(response, THEME_COOKIE, request.args["theme"], secure=secure)
        return response


def _keep(response: Response, name: str, value: str, *, secure: bool) -> None:
    response.set_cookie(name, value, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
