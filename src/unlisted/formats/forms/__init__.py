"""Forms and time logs for clinics without an electronic export: read strictly, written as templates."""

from unlisted.formats.forms.detect import is_form, read_form
from unlisted.formats.forms.template import form_template, time_log_template

__all__ = ["form_template", "is_form", "read_form", "time_log_template"]
