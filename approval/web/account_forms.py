"""The fixed little forms of accounts: what they ask, in the language of the page."""

from typing import Any

from flask import request
from wtforms import EmailField, Form, PasswordField
from wtforms import Field as Bound
from wtforms.validators import StopValidation

from ..forms.definition import Field, Option
from ..forms.kinds import Asking
from ..forms.web import bind
from ..language import Text, same
from .context import lang, t, today


class Given:
    """An answer is needed; else the words that say so."""

    def __init__(self, missing: str) -> None:
        self.missing = missing
        self.field_flags = {"required": True}

    def __call__(self, form: Form, bound: Bound) -> None:
        if not (bound.data or "").strip():
            raise StopValidation(self.missing)


def problems(form: Any) -> list[tuple[str, str]]:
    """For the summary of errors: where, and what to do."""
    return [(f"#{field.id}", error) for field in form for error in field.errors]


def sign_in_form(*, link: bool = False) -> Any:
    """``link``: only the address is wanted."""
    password = [] if link else [Given(t("Enter your password", "Indiquez votre mot de passe"))]

    class SignIn(Form):
        email = EmailField(
            t("E-mail address", "Adresse de courriel"),
            [Given(t("Enter your e-mail address", "Indiquez votre adresse de courriel"))],
            render_kw={"autocomplete": "username", "spellcheck": "false"},
        )
        password = password_field(t("Password", "Mot de passe"), "current-password")

    form = SignIn(request.form)
    form.password.validators = password
    form.password.flags.required = True
    return form


def proof_form() -> Any:
    class Proof(Form):
        password = password_field(t("Your password", "Votre mot de passe"), "current-password")

    form = Proof(request.form)
    form.password.flags.required = True
    return form


def password_form() -> Any:
    class NewPassword(Form):
        new_password = password_field(
            t("New password", "Nouveau mot de passe"),
            "new-password",
            t(
                "At least 15 characters. No other rule: spaces and any signs are welcome.",
                "Au moins 15 caractères. Aucune autre règle\u00a0: les espaces et tous les signes sont permis.",
            ),
            [Given(t("Enter a new password", "Indiquez un nouveau mot de passe"))],
        )

    return NewPassword(request.form)


LANGUAGE = Field(
    name="language",
    kind="choice",
    label=Text(en="Language of pages and letters", fr="Langue des pages et des lettres"),
    required=True,
    options=(
        Option(value="en", label=same("English")),
        Option(value="fr", label=same("Français")),
    ),
)


def language_form(chosen: str) -> Any:
    return bind([LANGUAGE], Asking(lang=lang(), today=today(), complete=True, answers={"language": chosen}))


def password_field(
    label: str, autocomplete: str, description: str = "", validators: list[Given] | None = None
) -> PasswordField:
    return PasswordField(label, validators, description=description, render_kw={"autocomplete": autocomplete})
