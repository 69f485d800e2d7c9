"""The documents of a case: which there are, each as a PDF, and each in the other language on request."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..language import LANGUAGES, Lang
from ..operations.rendering import order_copy
from ..queries.cases import case_page
from ..queries.documents import document_by_digest, documents_of
from .access import open_to
from .context import actor, desk, lang, now, t

bp = Blueprint("documents", __name__, url_prefix="/proposals/<reference>/documents")
FRAGMENT = "pages/proposals/documents.html"


@bp.get("/")
@open_to("signed in")
def index(reference: str) -> ResponseReturnValue:
    """A page of its own; the list alone where a page asks again while a document is being made."""
    page = case_page(desk(), actor(), reference, now())
    again = bool(request.headers.get("X-Requested-With"))
    template = FRAGMENT if again else "pages/documents/index.html"
    return render_template(template, page=page, documents=documents_of(page, lang()))


@bp.get("/<digest>")
@open_to("signed in")
def show(reference: str, digest: str) -> ResponseReturnValue:
    page = case_page(desk(), actor(), reference, now())
    document = document_by_digest(page, digest)
    name = f"{page.proposal.reference}-{document.name}-{document.language}.pdf"
    answer = Response(desk().storage.get(document.digest), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@bp.post("/<digest>/copy")
@open_to("signed in")
def copy(reference: str, digest: str) -> ResponseReturnValue:
    wanted = request.form.get("language", "")
    language: Lang = next((one for one in LANGUAGES if one == wanted), lang())
    order_copy(desk(), actor(), reference, digest, language, now=now())
    flash(
        t(
            "The document is being made. It appears in the list in a moment.",
            "Le document est en préparation. Il paraîtra dans la liste dans un instant.",
        ),
        "success",
    )
    return redirect(url_for(".index", reference=reference), 303)
