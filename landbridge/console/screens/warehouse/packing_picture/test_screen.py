"""One step as a picture that can do nothing but be seen."""

from django.test import Client

from landbridge.console.grounds import Grounds
from tests.surfaces.seeded import carton_with_plan


def test_a_step_is_a_picture(ada: Client, grounds: Grounds) -> None:
    href = f"/cartons/{carton_with_plan(grounds)}/steps"
    answer = ada.get(f"{href}/1/picture/")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "step 1 of" in answer.content.decode()
    assert ada.get(f"{href}/4000/picture/").status_code == 404
