"""E-mail addresses: one way to write each, so that what was typed, pasted or sent by a browser compares equal."""

import unicodedata

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models


def normalize_email(email: str) -> str:
    """``email`` as it is stored and compared: without spaces around, in lower case, its domain as the DNS writes it.

    Browsers send ``zoe@xn--bcher-kva.example`` for what a person types as ``zoe@bücher.example``; mail servers want it.
    What is no address, say a part of one that somebody looks for, only loses its capitals.
    """
    local, at, domain = unicodedata.normalize("NFC", email).strip().lower().rpartition("@")
    if not at or domain.isascii():
        return f"{local}{at}{domain}"
    try:
        return f"{local}{at}{idna.encode(domain, uts46=True).decode('ascii')}"
    except UnicodeError:
        return f"{local}{at}{domain}"


def readable_email(email: str) -> str:
    """``email`` as a person writes it: the opposite of what ``normalize_email`` does to a domain with accents."""
    local, at, domain = email.rpartition("@")
    if "xn--" not in domain:
        return email
    try:
        return f"{local}{at}{idna.decode(domain)}"
    except UnicodeError:
        return email


class NormalizedEmailFormField(forms.EmailField):
    """An address typed, pasted or sent by a browser; its length is checked as it will be stored."""

    def __init__(self, *, max_length=254, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        return normalize_email(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if not value.isascii():
            # Django takes some domains that the DNS cannot hold, and fails when it writes to them.
            raise ValidationError(EmailValidator.message, code=EmailValidator.code)


class NormalizedEmailField(models.EmailField):
    """An address that is stored, and looked for, as ``normalize_email`` writes it."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": NormalizedEmailFormField, **kwargs})

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return normalize_email(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value
