"""Pictures of goods as answers of their own: never taken for anything else by a browser."""

from django.http import HttpResponse

from landbridge.wms.facade.contracts import PhotoContent

ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


def picture_response(photo: PhotoContent, photo_id: int) -> HttpResponse:
    """The bytes with their own type, no guessing, no scripts, no caching beyond the person."""
    answer = HttpResponse(photo.content, content_type=photo.media_type)
    ending = ENDINGS[photo.media_type]
    answer["Content-Disposition"] = f'inline; filename="photo-{photo_id}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer
