"""Types of C that WeasyPrint asks for, known before a document is printed.

Cffi reads all of Pango's and HarfBuzz's declarations anew for each type that it has not seen, and a child that
prints one document has seen none: a tenth of its time. Those that every document needs are read here, once; arrays
of so many elements, whose number is another in each document, are made from their element without reading anything.
"""

import re
from contextlib import suppress
from typing import Any

USUAL = ("char[]", "char[4]", "FcResult *", "PangoRectangle *", "PangoLogAttr[]", "unsigned int *")
ELEMENTS = frozenset({"hb_codepoint_t", "hb_tag_t"})
_ARRAY = re.compile(r"(\w+)\[(\d+)\]")


def know_types() -> None:
    """From now on, in this process and its children. What WeasyPrint no longer asks for costs nothing."""
    import cffi  # type: ignore[import-untyped]
    from weasyprint.text.ffi import ffi

    for name in USUAL:
        with suppress(cffi.FFIError, cffi.CDefError):
            ffi.typeof(name)
    pointers = {}
    for element in ELEMENTS:
        with suppress(cffi.FFIError, cffi.CDefError):
            pointers[element] = ffi.typeof(f"{element} *")
    make, read = ffi.new, ffi._backend.new_array_type  # noqa: SLF001  no public name makes an array of a type

    def new(kind: Any, *rest: Any) -> Any:
        asked = _ARRAY.fullmatch(kind) if isinstance(kind, str) else None
        pointer = pointers.get(asked[1]) if asked else None
        return make(kind if asked is None or pointer is None else read(pointer, int(asked[2])), *rest)

    ffi.new = new
