"""A letter to fill in as a Word file: the same text always gives the same bytes.

The text is plain; each line says with its first sign what it is:
`^` in the middle and bold, `>` on the right half (where one signs), `*` one step in, `=` a new
page, anything else a paragraph. What stands in [square brackets] is marked yellow: fill in here.
Only what is written below gets into the file: no macros, no pictures, no link to anywhere.
"""

import re
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP file knows
PLACE = re.compile(r"(\[[^\]\n]+\])")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CONTENT_TYPE = f"{WORDPROCESSING}.document"

TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORDPROCESSING}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{WORDPROCESSING}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
DOCUMENT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
STYLES = (
    f"{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    '<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="id-ID"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="60" w:line="252" w:lineRule="auto"/></w:pPr>'
    '</w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/></w:style></w:styles>'
)
PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1418" w:header="709"'
    ' w:footer="709" w:gutter="0"/></w:sectPr>'
)
SHAPES = {
    "^": '<w:pPr><w:jc w:val="center"/></w:pPr>',
    ">": '<w:pPr><w:keepNext/><w:ind w:left="5103"/></w:pPr>',
    "*": '<w:pPr><w:ind w:left="567" w:hanging="0"/><w:jc w:val="both"/></w:pPr>',
    "=": "<w:pPr><w:pageBreakBefore/></w:pPr>",
}
GAP = '<w:p><w:pPr><w:rPr><w:sz w:val="10"/></w:rPr></w:pPr></w:p>'
PLAIN = '<w:pPr><w:jc w:val="both"/></w:pPr>'


def word_file(*, title: str, text: str) -> bytes:
    body = "".join(_paragraph(line) for line in text.strip().splitlines())
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": f"{HEAD}<w:document {W}><w:body>{body}{PAGE}</w:body></w:document>",
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
        "word/styles.xml": STYLES,
        "docProps/core.xml": _core(title),
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name, EPOCH), content.encode())
    return packed.getvalue()


def _core(title: str) -> str:
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        "<dc:language>id-ID</dc:language></cp:coreProperties>"
    )


def _paragraph(line: str) -> str:
    if not line.strip():
        return GAP
    sign = line[:1]
    shape = SHAPES.get(sign, PLAIN)
    words = line[1:].strip() if sign in SHAPES else line.strip()
    runs = "".join(_run(part, is_bold=sign == "^") for part in PLACE.split(words) if part)
    return f"<w:p>{shape}{runs}</w:p>"


def _run(words: str, *, is_bold: bool) -> str:
    looks = "<w:b/>" if is_bold else ""
    if PLACE.fullmatch(words):
        looks += '<w:highlight w:val="yellow"/>'
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
