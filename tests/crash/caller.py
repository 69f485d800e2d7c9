"""A plain client on loopback: it keeps cookies, reads forms, and knows whether it was answered."""

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.review import parsed
from tests.visiting import fields

PATIENCE = 30
EDGE = "an-edge-between-parts"


class Unanswered(Exception):
    """No whole answer came: nobody was there, or whoever was there died. It may have been done or not."""

    def __init__(self, fault: Exception) -> None:
        super().__init__(str(fault))
        why = getattr(fault, "reason", fault)
        self.asked = not isinstance(why, ConnectionRefusedError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    def form(self, action: str) -> dict[str, str]:
        """What a browser would send of the one form whose action ends like this."""
        forms = [f for f in parsed(self.body.decode()).iter("form") if f.get("action", "").endswith(action)]
        assert len(forms) == 1, f"{len(forms)} forms lead to {action}"
        return dict(fields(forms[0]))

    @property
    def says(self) -> str:
        return " ".join(re.sub(r"<[^>]*>", " ", self.body.decode(errors="replace")).split())[:600]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Caller:
    """Somebody's browser, in as far as it asks and hears."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(), _NoRedirect())

    def sign_in(self, token: str) -> None:
        """By a link, as people do it: it shows a button, and the button signs in."""
        page = self.get(f"/link/{token}")
        assert self.post(f"/link/{token}", page.form(token).items()).status == 303

    def get(self, path: str) -> Answer:
        """Raises Unanswered."""
        return self._ask(urllib.request.Request(self.address + path))

    def post(self, path: str, pairs: Iterable[tuple[str, str]], *, script: bool = False) -> Answer:
        """Raises Unanswered."""
        headers = {"X-Requested-With": "fetch"} if script else {}
        return self._ask(urllib.request.Request(self.address + path, urlencode([*pairs]).encode(), headers))

    def upload(
        self, path: str, pairs: Iterable[tuple[str, str]], name: str, file: str, content: bytes
    ) -> Answer:
        """The same with a file. Raises Unanswered."""
        parts = [
            f'--{EDGE}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in pairs
        ]
        head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'
        whole = b"".join([*parts, head.encode(), content, f"\r\n--{EDGE}--\r\n".encode()])
        kind = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
        return self._ask(urllib.request.Request(self.address + path, whole, kind))

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, answer.read())
        except urllib.error.HTTPError as error:  # an answer too, also where it sends elsewhere
            with error:
                try:
                    return Answer(error.code, error.read())
                except (OSError, http.client.HTTPException) as broken:
                    raise Unanswered(broken) from broken
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(error) from error
