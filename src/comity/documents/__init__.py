"""Hardened readers and writers: bytes in, values out."""

from comity.documents.csv import LIMITS, CsvLimits, Table, read_table, write_download, write_rows
from comity.documents.fault_list import LONGEST_LIST, FaultList
from comity.documents.numbers import read_filled_cells, read_integer_columns

__all__ = [
    "LIMITS",
    "LONGEST_LIST",
    "CsvLimits",
    "FaultList",
    "Table",
    "read_filled_cells",
    "read_integer_columns",
    "read_table",
    "write_download",
    "write_rows",
]
