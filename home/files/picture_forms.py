"""The form of a picture, wherever one is added or changed: alone, many at once, or while choosing one."""

from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from home.files import pictures


class PictureFileField(WagtailImageField):
    """Refuses in words what takes too much to draw, before Wagtail opens it and decodes it whole."""

    def to_python(self, data):
        if data not in self.empty_values:
            self.check_image_file_size(data)
            pictures.check(data)
        return super().to_python(data)


class PictureForm(BaseImageForm):
    """Wagtail's form with our field; the form that names many pictures at once has none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            self.fields["file"] = PictureFileField(label=field.label, required=field.required, widget=field.widget)
