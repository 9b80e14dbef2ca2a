"""Records are the tables: every column is typed and documented."""

from __future__ import annotations

import dataclasses

import pytest

from attache.build.tables import TABLES, schema
from attache.core.records import columns


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_is_documented_and_typed(table: str) -> None:
    record = TABLES[table]
    assert record.__doc__
    assert table == record.TABLE
    for name, (kind, doc) in columns(record).items():
        assert doc.strip(), f"{table}.{name} has no documentation"
        assert kind.removesuffix(" | None") in {"str", "int", "float", "bool"}
    names = [field.name for field in dataclasses.fields(record)]
    assert set(record.KEY) <= set(names)
    assert schema(record).names == names
    assert not any(schema(record).field(key).nullable for key in record.KEY)
