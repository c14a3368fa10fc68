"""placeholder"""


class Books: ...


class StockLine: ...


def read_books(): ...
