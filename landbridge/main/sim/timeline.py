"""What happened in a world, line by line, for people who look for the cause of a failure."""

import hashlib
from dataclasses import dataclass, field

from landbridge.kit.clock import VirtualClock


@dataclass(slots=True)
class Timeline:
    """Lines with the world's time, who acts (indented by how deep in the others' steps), what."""

    clock: VirtualClock
    lines: list[str] = field(default_factory=list)

    def tell(self, who: str, what: str, *, depth: int = 0) -> None:
        at = self.clock.now().strftime("%m-%d %H:%M:%S")
        self.lines.append(f"{len(self.lines):>5}  {at}  {'  ' * depth}{who:<10} {what}")

    @property
    def fingerprint(self) -> str:
        """Equal for equal lives: one seed and one state of the code give one fingerprint."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]
