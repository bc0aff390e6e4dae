"""Hardened readers and writers: bytes in, values out."""

from comity.documents.csv import LIMITS, CsvLimits, Table, read_table, write_download, write_rows
from comity.documents.fault_list import LONGEST_LIST, FaultList
from comity.documents.font import drawn_characters
from comity.documents.numbers import read_filled_cells, read_integer_columns
from comity.documents.workbook import Grid, read_sheet, sheet_rows
from comity.documents.workbook_parts import is_workbook
from comity.documents.xlsx import Column, Sheet, Workbook, write_xlsx

__all__ = [
    "LIMITS",
    "LONGEST_LIST",
    "Column",
    "CsvLimits",
    "FaultList",
    "Grid",
    "Sheet",
    "Table",
    "Workbook",
    "drawn_characters",
    "is_workbook",
    "read_filled_cells",
    "read_integer_columns",
    "read_sheet",
    "read_table",
    "sheet_rows",
    "write_download",
    "write_rows",
    "write_xlsx",
]
