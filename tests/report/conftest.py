from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.factory import Maker, make_snapshot, shop_and_hotel
from tests.report.html import Element, parse
from voc.report.build import build_report
from voc.settings import Report


@pytest.fixture(scope="session")
def maker() -> Maker:
    return shop_and_hotel()


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory, maker: Maker) -> Path:
    return make_snapshot(tmp_path_factory.mktemp("rapport"), maker)


@pytest.fixture(scope="session")
def html(snapshot: Path) -> str:
    out = snapshot.parent / "reports" / "rapport.html"
    return build_report(snapshot, out, Report(title="L'essai : deux marques")).read_bytes().decode()


@pytest.fixture(scope="session")
def page(html: str) -> Element:
    return parse(html)
