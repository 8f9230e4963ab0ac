"""A gallery from recipes: what changed is made, pages show it, and a check tells whether it is current."""

from tconv_anim.gallery.checking import check
from tconv_anim.gallery.making import update
from tconv_anim.gallery.whole import Gallery, Report, check_distinct, check_outputs

__all__ = ["Gallery", "Report", "check", "check_distinct", "check_outputs", "update"]
