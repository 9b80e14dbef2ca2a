"""Synthetic files in the shapes of the authorities; no organisation here exists."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

CSL_HEADER = (
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,"
    "standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,"
    "vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,"
    "places_of_birth,source_information_url,ids"
)
EL = "Entity List (EL) - Bureau of Industry and Security"
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
DPL = "Denied Persons List (DPL) - Bureau of Industry and Security"
CMIC = "Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department"


def csl_rows() -> list[dict[str, object]]:
    """Rows of the Consolidated Screening List as its JSON has them."""
    base = {"alt_names": [], "addresses": [], "programs": [], "source_information_url": "https://gov.example/list"}
    place = {"address": "1 Test Road", "city": "Harbin", "state": None, "postal_code": "150001", "country": "CN"}
    return [
        base
        | {
            "id": "a1",
            "source": EL,
            "name": "Synthetic Optics Institute",
            "alt_names": ["SOI", "合成光学研究所"],
            "addresses": [place],
            "start_date": "2019-05-16",
            "license_policy": "Presumption of denial",
            "federal_register_notice": "84 FR 1",
        },
        base | {"id": "a2", "source": EL, "name": "Jane Sample Doe"},
        base | {"id": "a3", "source": DPL, "name": "JOHN SAMPLE"},
        base | {"id": "a4", "source": DPL, "name": "SAMPLE TRADING LLC", "end_date": "2030-01-01"},
        base | {"id": "7", "entity_number": "7", "type": "Individual", "source": SDN, "name": "DOE, Richard"},
        base | {"id": "8", "entity_number": "8", "type": "Vessel", "source": SDN, "name": "SEA SAMPLE"},
        base
        | {
            "id": "9",
            "entity_number": "9",
            "type": "Entity",
            "source": CMIC,
            "name": "SAMPLE AERO CORPORATION",
            "programs": ["CMIC-EO13959"],
            "ids": [{"type": "Registration ID", "number": "123", "country": "CN"}],
        },
        base | {"id": "10", "source": "A List Of Tomorrow", "name": "Novel Systems Ltd", "shade": "blue"},
    ]


def csl_json() -> bytes:
    return json.dumps({"total": 8, "results": csl_rows()}).encode()


def csl_csv() -> bytes:
    rows = [
        f'a1,{EL},,,,Synthetic Optics Institute,,"1 Test Road, Harbin, 150001, CN; 2 Other Road, Harbin, CN",84 FR 1,'
        "2019-05-16,,,,Presumption of denial,,,,,,,,,SOI; 合成光学研究所,,,,,https://gov.example/list,",
        f"7,{SDN},7,Individual,SDGT,DOE Richard,,,,,,,,,,,,,,,,,,,,,,,",
        f'9,{CMIC},9,Entity,CMIC-EO13959,SAMPLE AERO CORPORATION,,,,,,,,,,,,,,,,,,,,,,,"Registration ID, 123, CN"',
    ]
    return "\n".join([CSL_HEADER, *rows]).encode()


PRIMARY = (
    '101,"SAMPLE AERO CORPORATION",-0- ,"CMIC-EO13959",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Issuer Name Sample Aero Co '
    "Ltd; Listing Date (CMIC) 03 Jun 2021; Unified Social Credit Code (USCC) 9100000000000000X1 (China); a.k.a. 'SAC'; "
    'Linked To: SAMPLE HOLDING GROUP."\r\n'
    '102,"SAMPLE BANK",-0- ,"UKRAINE-EO13662] [RUSSIA-EO14024",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '103,"DOE, Richard","individual","NS-PLC",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1962."\r\n'
    '104,"SEA SAMPLE","vessel","CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a\r\n'
)
ALIASES = '101,1,"aka","SAMPLE AVIATION",-0- \r\n102,2,"fka","OLD SAMPLE BANK",-0- \r\n'
ADDRESSES = '102,5,"1 Bank Street","Moscow","Russia",-0- \r\n101,6,"-0-","Shanghai","China",-0- \r\n'

DENIED = (
    '"Name"\t"Street_Address"\t"City"\t"State"\t"Country"\t"Postal_Code"\t"Effective_Date"\t"Expiration_Date"\t'
    '"Standard_Order"\t"Last_Update"\t"Action"\t"FR_Citation"\r\n'
    '"JOHN SAMPLE"\t"1 A STREET"\t"X"\t"AZ"\t"US"\t"1"\t"10/16/2017"\t"10/13/2020"\t"Y"\t"2017-10-23"\t"NEW"\t"82 F.R. 1"\r\n'
    '"SAMPLE FREIGHT LTD"\t"1 B STREET"\t"Y"\t""\t"HK"\t""\t"01/02/2019"\t"01/02/2029"\t"Y"\t"2019-01-03"\t"NEW"\t"84 F.R. 2"\r\n'
    '"SAMPLE FREIGHT LTD"\t"2 C STREET"\t"Z"\t""\t"CN"\t""\t"01/02/2019"\t"01/02/2029"\t"Y"\t"2019-01-03"\t"NEW"\t"84 F.R. 2"\r\n'
)

NRO = """<html><body><nav><ul><li>Home</li></ul></nav><main><ul>
<li><strong>Sample Institute of Transmission</strong> (Russia)</li>
<li><strong>Sample Academy of Sciences</strong> (People’s Republic of China)

<p>Known alias(es): SAS; Sample Science Academy</p>
</li>
<li><strong>Sample Research Centre (SRC)</strong> (Iran) <p>Known alias(es): METSAMP</p></li>
</ul></main></body></html>"""

ROR2 = [
    {
        "id": "https://ror.org/00sample1",
        "status": "active",
        "types": ["education"],
        "names": [
            {"value": "合成大学", "types": ["label"], "lang": "zh"},
            {"value": "Synthetic University", "types": ["ror_display", "label"], "lang": "en"},
            {"value": "SU", "types": ["acronym"], "lang": None},
        ],
        "locations": [{"geonames_id": 1, "geonames_details": {"name": "Harbin", "country_code": "CN"}}],
        "external_ids": [{"type": "grid", "all": ["grid.1.a"], "preferred": None}],
        "relationships": [{"type": "parent", "id": "https://ror.org/00sample9", "label": "Parent"}],
        "admin": {"created": {"date": "2018-11-14"}, "last_modified": {"date": "2024-01-01"}},
        "links": [],
        "domains": [],
        "established": 1950,
    },
    {
        "id": "https://ror.org/00sample2",
        "status": "withdrawn",
        "types": ["facility"],
        "names": [{"value": "Withdrawn Laboratory", "types": ["ror_display"], "lang": "en"}],
        "locations": [],
        "external_ids": [],
        "relationships": [{"type": "successor", "id": "https://ror.org/00sample1", "label": "Synthetic University"}],
        "admin": {"created": {"date": "2018-11-14"}, "last_modified": {"date": "2023-05-05"}},
        "mood": "blue",
    },
]
ROR1 = [
    {
        "id": "https://ror.org/00sample1",
        "name": "Synthetic University",
        "status": "active",
        "types": ["Education"],
        "aliases": ["Old Synthetic University"],
        "acronyms": ["SU"],
        "labels": [{"label": "合成大学", "iso639": "zh"}],
        "country": {"country_name": "China", "country_code": "CN"},
        "addresses": [{"city": "Harbin"}],
        "external_ids": {"GRID": {"preferred": "grid.1.a", "all": "grid.1.a"}},
        "relationships": [{"type": "Parent", "id": "https://ror.org/00sample9", "label": "Parent"}],
    }
]

FTM: list[dict[str, object]] = [
    {
        "id": "Q1",
        "caption": "Sample Group",
        "schema": "Company",
        "properties": {
            "name": ["样本集团", "Sample Group"],
            "alias": ["Sample Holdings"],
            "weakAlias": ["SG"],
            "country": ["cn"],
            "topics": ["sanction"],
            "registrationNumber": ["42"],
            "mood": ["blue"],
        },
    },
    {"id": "P1", "caption": "Jane Doe", "schema": "Person", "properties": {"name": ["Jane Doe"]}},
    {"id": "V1", "caption": "Sea", "schema": "Vessel", "properties": {"name": ["Sea"]}},
    {
        "id": "S1",
        "schema": "Sanction",
        "properties": {"entity": ["Q1"], "startDate": ["2021-06-03"], "endDate": ["2024-01-31"], "program": ["XYZ"]},
    },
    {"id": "O1", "schema": "Ownership", "properties": {"owner": ["Q9"], "asset": ["Q1"]}},
]


def lines(rows: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def workbook(rows: list[list[str]]) -> bytes:
    """A small XLSX with inline strings."""
    cells = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>{v}</t></is></c>' for c, v in enumerate(row))
        + "</row>"
        for r, row in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.'
                'openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="'
                f'{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="'
                f'{kind}.worksheet+xml"/></Types>'
            ).encode(),
            "_rels/.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{rels}/officeDocument" '
                'Target="xl/workbook.xml"/></Relationships>'
            ).encode(),
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
                "</workbook>"
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{rels}/worksheet" '
                'Target="worksheets/sheet1.xml"/></Relationships>'
            ).encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode(),
        }
    )
