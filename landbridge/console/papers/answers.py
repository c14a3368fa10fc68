"""A paper as an answer: PDF opens in the browser, ZPL is kept as a file for the printer."""

from django.http import HttpRequest, HttpResponse

from landbridge.console.papers.contracts import Form, Paper

SIZES = ("a6", "a5")


def paper_response(paper: Paper) -> HttpResponse:
    answer = HttpResponse(paper.content, content_type=paper.media_type)
    kind = "inline" if paper.media_type == Form.PDF.media_type else "attachment"
    answer["Content-Disposition"] = f'{kind}; filename="{paper.file_name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def form_of(request: HttpRequest) -> Form:
    return Form.ZPL if request.GET.get("form") == "zpl" else Form.PDF


def size_of(request: HttpRequest) -> str:
    chosen = request.GET.get("size", "")
    return chosen if chosen in SIZES else SIZES[0]
