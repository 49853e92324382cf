"""A paper's check in pages of other apps."""

from django import template

from klik_portal.papers import codes, qr

register = template.Library()


@register.filter
def check_picture(code: str) -> str:
    """The code as a picture for an <img>: {{ certificate.check_code|check_picture }}"""
    return qr.picture(code)


@register.filter
def grouped_code(code: str) -> str:
    return codes.grouped(code)
