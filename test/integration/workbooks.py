"""Workbooks made by hand, as a spreadsheet program writes them: no library."""
import csv
import io
import pathlib
import xml.sax.saxutils
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def letters(column):
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheet_xml(rows):
    parts = [f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>']
    for number, row in enumerate(rows, 1):
        cells = "".join(f'<c r="{letters(column)}{number}" t="inlineStr"><is><t xml:space="preserve">'
                        f"{xml.sax.saxutils.escape(text)}</t></is></c>" for column, text in enumerate(row) if text)
        parts.append(f'<row r="{number}">{cells}</row>')
    return "".join(parts) + "</sheetData></worksheet>"


def add(archive, name, text):
    """Without the time of day, so that the same workbook is the same bytes whenever it is made."""
    archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


def package(sheets):
    """The bytes of an .xlsx from {name: the XML of the sheet}."""
    names = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(sheets, 1))
    relations = "".join(f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                        for i in range(1, len(sheets) + 1))
    kinds = "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="application/vnd.openxmlformats-officedocument'
                    '.spreadsheetml.worksheet+xml"/>' for i in range(1, len(sheets) + 1))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        add(archive, "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
            f'.spreadsheetml.sheet.main+xml"/>{kinds}</Types>')
        add(archive, "_rels/.rels", f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        add(archive, "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>')
        add(archive, "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>')
        for i, text in enumerate(sheets.values(), 1):
            add(archive, f"xl/worksheets/sheet{i}.xml", text)
    return file.getvalue()


def workbook(sheets):
    """The bytes of an .xlsx from {name: rows of texts}, or texts of CSV."""
    rows = {name: list(csv.reader(io.StringIO(sheet))) if isinstance(sheet, str) else sheet for name, sheet in sheets.items()}
    return package({name: sheet_xml(sheet) for name, sheet in rows.items()})


def of_folder(folder, change=None):
    """The workbook of a folder of CSV files; change: a function of (sheet, rows)."""
    sheets = {}
    for name in ("survey", "choices", "settings"):
        with open(pathlib.Path(folder) / f"{name}.csv", newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
        sheets[name] = change(name, rows) if change else rows
    return workbook(sheets)
