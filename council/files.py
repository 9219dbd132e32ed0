"""Handing out stored files: by ourselves, or by the web server in front of us. Imports nothing of ours."""

from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header


def send_stored(name: str, *, called: str, content_type: str, to_save: bool = True) -> HttpResponseBase:
    """The stored file `name`, called `called` for who gets it (RFC 6266, Hangul as it is); `to_save`: never shown by itself.

    With `X_ACCEL_PREFIX` the answer names the file to the proxy, which sends it (nginx: an internal location over
    `MEDIA_ROOT`). Who may have it was asked before. Raises `FileNotFoundError`."""
    if settings.X_ACCEL_PREFIX:
        if not default_storage.exists(name):
            raise FileNotFoundError(name)
        response: HttpResponseBase = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = f"{settings.X_ACCEL_PREFIX.rstrip('/')}/{quote(name)}"
        response["Content-Disposition"] = content_disposition_header(to_save, called) or "attachment"
    else:
        opened = default_storage.open(name)
        response = FileResponse(opened, as_attachment=to_save, filename=called, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
