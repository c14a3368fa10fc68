"""Documents at hand: a worker keeps those it has just understood, so that they are not read again.

Only a convenience: whatever is not here is read from the messages.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from threading import Condition

from landbridge.canon import Document, load_json
from landbridge.kit.pg.arrays import Int8s
from landbridge.kit.pg.database import Connection

DOCUMENTS_MAX = 4000
FULL = 0.75  # from this share on, who adds documents gives way to those who take them


class DocumentCache:
    """The newest documents by message id, for all threads of one worker."""

    def __init__(self, documents_max: int = DOCUMENTS_MAX) -> None:
        self._documents_max = documents_max
        self._documents: OrderedDict[int, Document] = OrderedDict()
        self._lock = Condition()

    def put(self, documents: Iterable[tuple[int, Document]]) -> None:
        with self._lock:
            self._documents.update(documents)
            while len(self._documents) > self._documents_max:
                self._documents.popitem(last=False)

    def forget(self, message_ids: Iterable[int]) -> None:
        with self._lock:
            for message_id in message_ids:
                self._documents.pop(message_id, None)
            self._lock.notify_all()

    def wait_for_room(self, timeout_s: float) -> None:
        """Give way while many documents wait to be delivered; never for long: where an endpoint
        is down, the oldest are simply let go."""
        with self._lock:
            self._lock.wait_for(
                lambda: len(self._documents) < FULL * self._documents_max, timeout_s
            )

    def at_hand(self, message_ids: Sequence[int]) -> dict[int, Document]:
        with self._lock:
            known = self._documents
            return {number: known[number] for number in message_ids if number in known}

    def get(self, conn: Connection, message_ids: Sequence[int]) -> Mapping[int, Document]:
        """All of them, from memory or from the messages; a dropped one is missing."""
        found = self.at_hand(message_ids)
        missing = [number for number in message_ids if number not in found]
        if missing:
            for message_id, content in conn.execute(
                "SELECT id, content FROM hub.message WHERE id = ANY (%b::bigint[])",
                [Int8s(missing)],
                binary=True,
                prepare=False,
            ):
                if content is not None:
                    found[message_id] = load_json(content)
        return found
