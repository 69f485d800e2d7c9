"""Everyone who has a part in a story, with the offices they hold."""

from collections.abc import Callable

from tests.conftest import Someone

CAST = {
    "faculty": ("Amina Okafor", ()),
    "intake": ("Julien Tremblay", (("ce", "intake"),)),
    "first": ("Daniel Kowalczyk", (("ce", "assessor"),)),
    "second": ("Nathalie Gervais", (("ce", "assessor"),)),
    "director": ("Ruth Abernethy", (("ce", "director"),)),
    "smt_secretary": ("Gillian Macpherson", (("smt", "secretary"),)),
    "smt_chair": ("Anita Venkataraman", (("smt", "chair"),)),
    "smt_member": ("Paul Leblanc", (("smt", "member"),)),
    "board_secretary": ("Sophie Bergeron", (("board", "secretary"),)),
    "board_chair": ("Grace Adeyemi", (("board", "chair"),)),
    "mover": ("Tom Whitfield", (("board", "member"),)),
    "seconder": ("Helen Cho", (("board", "member"),)),
    "reviewer": ("Marc Lavoie", (("quality", "reviewer"),)),
    "registrar": ("Ines Duarte", (("registrar", "registrar"),)),
    "lead": ("Lena Fischer", ()),
    "stranger": ("Eve Outside", ()),
}


def cast_of(person: Callable[..., Someone]) -> dict[str, Someone]:
    return {part: person(name, *offices) for part, (name, offices) in CAST.items()}
