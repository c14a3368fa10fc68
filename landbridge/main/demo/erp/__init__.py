"""The demo's ERP: a real Tryton 8.2 as a process of its own, behind its network API.

Tryton is GPL software: it is installed by the extra `demo`, started as a subprocess and spoken to
over JSON-RPC only; nothing of it is ever imported here. In order:

    erp = DemoErp(folder, postgres=server)          # where it lives; nothing happens yet
    erp.set_up(progress=print_step)                 # first time a minute or so, later at once
    supervisor.start(ChildSpec(..., argv=erp.argv, environ=erp.environ, log_file=erp.log_file))
    supervisor.wait_ready("erp", erp.is_ready, within_s=60)
    erp.fill(company, progress=print_step)          # company, items, parties; only what is missing
    values = erp.endpoint_values(company)           # settings of the connector `tryton`
    clerk = Clerk(erp.sign_in("clerk"), company, clock=clock, seed=1)
    entered = clerk.buy(line_count=6)               # one purchase; see clerk.py
    entered = clerk.sell(line_count=4)              # one sale of goods bought before
    books = read_books(erp.sign_in("clerk"))        # shipments, receipts, stock; see books.py
"""

from landbridge.main.demo.erp.books import Books, StockLine, read_books
from landbridge.main.demo.erp.clerk import Clerk, Entered, ErpGoneError
from landbridge.main.demo.erp.database import NoTrytonError, Progress, Step
from landbridge.main.demo.erp.second_thoughts import SecondThoughts
from landbridge.main.demo.erp.server import DemoErp

__all__ = [
    "Books",
    "Clerk",
    "DemoErp",
    "Entered",
    "ErpGoneError",
    "NoTrytonError",
    "Progress",
    "SecondThoughts",
    "Step",
    "StockLine",
    "read_books",
]
