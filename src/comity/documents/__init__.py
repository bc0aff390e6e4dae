"""Hardened readers and writers: bytes in, values out."""

from comity.documents.csv import LIMITS, CsvLimits, Table, read_table, write_download, write_rows
from comity.documents.fault_list import LONGEST_LIST, FaultList
from comity.documents.font import drawn_characters
from comity.documents.numbers import read_filled_cells, read_integer_columns
from comity.documents.xlsx import Column, Sheet, Workbook, write_xlsx

__all__ = [
    "LIMITS",
    "LONGEST_LIST",
    "Column",
    "CsvLimits",
    "FaultList",
    "Sheet",
    "Table",
    "Workbook",
    "drawn_characters",
    "read_filled_cells",
    "read_integer_columns",
    "read_table",
    "write_download",
    "write_rows",
    "write_xlsx",
]
