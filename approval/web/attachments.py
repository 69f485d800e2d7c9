"""Files attached to a case: handed over as they came, never opened in the page."""

import io

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from ..operations.attaching import fetch
from .access import open_to
from .context import actor, desk, now

bp = Blueprint("attachments", __name__, url_prefix="/proposals/<reference>/files")
NOTHING = "default-src 'none'; sandbox"


@bp.get("/<key>")
@open_to("signed in")
def show(reference: str, key: str) -> ResponseReturnValue:
    found, content = fetch(desk(), actor(), reference, key, now())
    answer = send_file(io.BytesIO(content), found.media_type, as_attachment=True, download_name=found.name)
    answer.headers["Content-Security-Policy"] = NOTHING
    return answer
