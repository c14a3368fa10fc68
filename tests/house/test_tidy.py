"""Every file keeps the house's rules; and the checker finds what it must find."""

import pytest
from tidy import SourceFile, check, project_files


def test_every_file_is_tidy() -> None:
    complaints = [str(complaint) for file in project_files() for complaint in check(file)]
    assert not complaints, "\n" + "\n".join(complaints)


def about(path: str, text: str) -> list[str]:
    return [complaint.text for complaint in check(SourceFile(path, text))]


@pytest.mark.parametrize(
    ("path", "text", "word"),
    [
        ("landbridge/hub/rules.py", "x = 1\n" * 501, "501 lines"),
        ("landbridge/hub/test_rules.py", "x = 1\n" * 801, "801 lines"),
        ("landbridge/hub/sql/a.sql", "-- " + "x" * 98, "101 columns"),
        ("landbridge/hub/rules.py", "def f():\n" + "    x = 1\n" * 60, "f has 61 lines"),
        ("landbridge/hub/rules.py", "# TOD" + "O later", "open an issue"),
        ("README.md", "see /wor" + "k/main", "one machine"),
        ("docs/a.md", "from pypi.o" + "rg", "registries"),
        ("landbridge/wms/rules.py", "location = 1", "bin"),
        ("landbridge/wms/rules.py", "def f(batch_size): ...", "chunk"),
        ("landbridge/wms/rules.py", "class ProductCode: ...", "item"),
        ("landbridge/wms/rules.py", "for products in (): ...", "item"),
        ("landbridge/wms/rules.py", "self.clients = 1", "customer"),
        ("landbridge/hub/rules.py", "datetime.now(UTC)", "ground.clock"),
        ("landbridge/hub/rules.py", "key = uuid.uuid4()", "ground.clock"),
        ("landbridge/hub/sql/a.sql", "SELECT 1\nFROM wms.bin", "facade of wms"),
        ("landbridge/wms/queries.py", "Q = 'select 1 from hub.payload'", "facade of hub"),
        ("landbridge/console/screens/a.py", "Q = b'DELETE FROM wms.bin'", "facade of wms"),
        ("landbridge/console/migrations/1.py", "f(choices=[1])", "keep the name as text"),
        ("landbridge/console/x.py", "apps.get_model('hub', 'X')", "use its facade"),
    ],
)
def test_the_checker_finds(path: str, text: str, word: str) -> None:
    assert any(word in complaint for complaint in about(path, text))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("landbridge/hub/rules.py", "x = 1\n" * 500),
        ("landbridge/hub/test_rules.py", "x = 1\n" * 800),
        ("landbridge/hub/rules.py", "def f():\n" + "    x = 1\n" * 59),
        ("landbridge/wms/rules.py", "httpx.Client(base_url='x')\nallocation = 1"),
        ("landbridge/wms/rules.py", "quantity = 1\nproduction_on = 2"),
        ("landbridge/connectors/tryton/connector.py", "product = read('product.product')"),
        ("landbridge/kit/clock.py", "datetime.now(UTC)"),
        ("landbridge/console/test_shell.py", "def test_x(client): ..."),
        ("tests/browser/driving.py", "options.binary_location = 1"),
        ("landbridge/hub/test_rules.py", "datetime.now(UTC)"),
        ("landbridge/hub/sql/a.sql", "-- not FROM wms.bin\nSELECT 1 FROM hub.payload"),
        ("landbridge/wms/sql/a.sql", "SELECT 1 FROM wms.bin"),
        ("LICENSE", "x" * 200),
    ],
)
def test_the_checker_leaves_alone(path: str, text: str) -> None:
    assert about(path, text) == []


def test_complaints_name_file_and_line() -> None:
    complaint = check(SourceFile("landbridge/wms/rules.py", "x = 1\nlocation = 2"))[0]
    assert str(complaint).startswith("landbridge/wms/rules.py:2: location")
