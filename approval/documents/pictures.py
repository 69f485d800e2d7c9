"""An attached image as a document may carry it: upright, no larger than a page can show, without what it tells of itself."""

import base64
import io

from PIL import Image, ImageOps

MOST = 1800
"""Pixels along the longer side: more than two hundred an inch on a page."""
QUALITY = 85


def carried(content: bytes) -> str:
    """The image as an address that holds it. Raises OSError, ValueError where it cannot be read."""
    with Image.open(io.BytesIO(content)) as opened:
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((MOST, MOST))
        if upright.mode in {"RGBA", "LA", "P", "PA"}:
            coloured = upright.convert("RGBA")
            paper = Image.new("RGB", coloured.size, "white")
            paper.paste(coloured, mask=coloured.getchannel("A"))
        else:
            paper = upright.convert("RGB")
    made = io.BytesIO()
    paper.save(made, "JPEG", quality=QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(made.getvalue()).decode()
