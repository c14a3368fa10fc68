"""GS1 identification keys: check digits and forms (GS1 General Specifications, section 7.9)."""


def check_digit(digits: str) -> int:
    """Modulo-10 check digit of a numeric key without its last digit. ValueError if not digits."""
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(f"{digits!r} is not numeric")
    weighted = sum(
        int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(digits))
    )
    return -weighted % 10


def has_check_digit(key: str) -> bool:
    return key.isascii() and key.isdigit() and check_digit(key[:-1]) == int(key[-1])


def is_gtin(key: str) -> bool:
    """GTIN-8, -12, -13 or -14 with a right check digit."""
    return len(key) in (8, 12, 13, 14) and has_check_digit(key)


def is_sscc(key: str) -> bool:
    """An 18-digit serial shipping container code with a right check digit."""
    return len(key) == 18 and has_check_digit(key)


def is_gln(key: str) -> bool:
    return len(key) == 13 and has_check_digit(key)


def make_sscc(extension: int, company_prefix: str, serial: int) -> str:
    """Build an SSCC: extension digit, GS1 company prefix, serial reference, check digit.

    ValueError if the serial does not fit into the digits that the prefix leaves.
    """
    room = 16 - len(company_prefix)
    if (
        not 0 <= extension <= 9
        or not company_prefix.isdigit()
        or not 4 <= len(company_prefix) <= 12
    ):
        raise ValueError("extension is one digit, company prefix 4 to 12 digits")
    if serial < 0 or len(str(serial)) > room:
        raise ValueError(f"serial {serial} does not fit into {room} digits")
    body = f"{extension}{company_prefix}{serial:0{room}d}"
    return f"{body}{check_digit(body)}"
