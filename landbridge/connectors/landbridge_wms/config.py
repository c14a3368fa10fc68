"""Settings of the built-in warehouse; its database is the installation's own."""

from dataclasses import dataclass

from landbridge.connect.config import described


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """site, owner: limits of what this endpoint counts; the journal is read as a whole."""

    site: str = described(
        "Code of the site whose stock is counted; empty for all sites", default="", example="MAIN"
    )
    owner: str = described(
        "Code of the owner whose stock is counted; empty for all owners",
        default="",
        example="ACME",
    )
