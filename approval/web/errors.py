"""Errors as pages: what happened, what was kept, what to do next. A form's text is handed back with them."""

from collections.abc import Iterable

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from ..operations import Invalid, NotAllowed, Stale
from ..queries import NotFound
from ..storage import Missing
from ..workflow.rules import Refused
from .context import say, t
from .uploads import typed

_OWN = {"csrf_token", "_to", "_proof", "password", "new_password", "_do", "_row", "_file", "seen", "key"}


def init_errors(app: Flask) -> None:
    app.register_error_handler(NotFound, lambda _: page(404))
    app.register_error_handler(LookupError, lambda error: _unless_bug(app, error))
    app.register_error_handler(Missing, lambda _: page(404))
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(Refused, lambda e: page(409, [say(r) for r in e.verdict.refusals]))
    app.register_error_handler(
        NotAllowed, lambda e: page(409, [say(e.why) if hasattr(e.why, "in_") else str(e.why)])
    )
    app.register_error_handler(Invalid, lambda e: page(422, [p.says for p in e.problems]))
    app.register_error_handler(CSRFError, lambda _: page(400))
    app.register_error_handler(
        SecurityError, lambda _: Response("", 400)
    )  # a host not ours gets no page of ours
    app.register_error_handler(HTTPException, lambda e: page(e.code or 500))
    app.register_error_handler(500, lambda _: page(500))


def _unless_bug(app: Flask, error: LookupError) -> ResponseReturnValue:
    """KeyError and IndexError are faults of ours; a plain LookupError is a name that does not exist."""
    if type(error) is not LookupError:
        app.logger.error("unexpected", exc_info=error)
        return page(500)
    return page(404)


def _stale(error: Stale) -> ResponseReturnValue:
    who = error.who or t("Somebody", "Quelqu’un")
    why = t(
        "{who} acted on this while your page was open. Nothing was recorded.",
        "{who} a agi sur ce dossier pendant que votre page était ouverte. Rien n’a été consigné.",
        who=who,
    )
    return page(409, [why])


def page(code: int, reasons: Iterable[str] = ()) -> ResponseReturnValue:
    """The page of an error, or its words as JSON for a script."""
    title, advice = WORDS.get(code, WORDS[500])[0], WORDS.get(code, WORDS[500])[1]
    said = list(reasons)
    if request.headers.get("X-Requested-With"):
        return {"message": " ".join(said) or t(*title)}, code
    html = render_template(
        "pages/errors/show.html",
        code=code,
        heading=t(*title),
        advice=t(*advice),
        reasons=said,
        typed=_typed(),
    )
    return Response(html, code)


def _typed() -> list[tuple[str, str]]:
    """What was being sent, so that nobody types it twice."""
    pairs = typed() if request.method == "POST" else []
    return [
        (name, value)
        for name, value in pairs
        if value.strip() and name not in _OWN and not name.endswith("-id")
    ]


WORDS = {
    400: (
        ("This page was open too long", "Cette page est restée ouverte trop longtemps"),
        (
            "Nothing was recorded. Go back, reload the page and send it again.",
            "Rien n’a été consigné. Revenez en arrière, rechargez la page et envoyez de nouveau.",
        ),
    ),
    401: (
        ("Your session has ended", "Votre session a pris fin"),
        (
            "Nothing was recorded. Copy your text from below, sign in again, then paste it.",
            "Rien n’a été consigné. Copiez votre texte ci-dessous, connectez-vous de nouveau, puis collez-le.",
        ),
    ),
    404: (
        ("There is nothing here for you", "Il n’y a rien ici pour vous"),
        (
            "The address may be wrong, or the page may be somebody else’s to read. Your work is on the first page.",
            "L’adresse est peut-être erronée, ou la page est réservée à d’autres personnes. Votre travail se trouve à la première page.",
        ),
    ),
    405: (
        ("This address does not work that way", "Cette adresse ne fonctionne pas ainsi"),
        (
            "Go back and use the buttons of the page.",
            "Revenez en arrière et utilisez les boutons de la page.",
        ),
    ),
    409: (
        ("This cannot be done now", "Cela n’est pas possible maintenant"),
        (
            "Look at the case as it is now, then decide what to do.",
            "Consultez le dossier tel qu’il est maintenant, puis décidez de la suite.",
        ),
    ),
    413: (
        ("That was too large", "L’envoi était trop volumineux"),
        (
            "A file may have 20 MB, and all of one page 200 MB. Go back: your text is still in the form. Choose smaller files.",
            "Un fichier peut compter 20 Mo, et toute une page 200 Mo. Revenez en arrière\u00a0: votre texte y est encore. Choisissez des fichiers plus légers.",
        ),
    ),
    422: (
        ("Something needs to be corrected", "Il y a quelque chose à corriger"),
        (
            "Nothing was recorded. Go back and correct it.",
            "Rien n’a été consigné. Revenez en arrière et corrigez.",
        ),
    ),
    429: (
        ("Too many tries", "Trop d’essais"),
        ("Wait a few minutes, then try again.", "Attendez quelques minutes, puis réessayez."),
    ),
    500: (
        ("Something went wrong on our side", "Une erreur s’est produite de notre côté"),
        (
            "What was recorded before is safe. Try again; if it happens again, tell your administrator when it was.",
            "Ce qui était déjà consigné est en sûreté. Réessayez\u00a0; si l’erreur se répète, indiquez à l’administration à quel moment.",
        ),
    ),
}
