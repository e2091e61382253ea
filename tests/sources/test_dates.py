"""Dates as French and foreign tools write them, in one order a column."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.sources.conftest import NOW
from voc.sources.dates import DateReader, Evidence, Order
from voc.sources.values import Refusal

PARIS = ZoneInfo("Europe/Paris")


def moment(cell, order=Order.DAY_FIRST, **options):
    return DateReader("Date", PARIS, order, NOW, **options).read(cell)


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("31/01/2026", "2026-01-30T23:00"),
        ("31/01/2026 08:05", "2026-01-31T07:05"),
        ("31/01/2026 15:45:12", "2026-01-31T14:45:12"),
        ("31/01/26", "2026-01-30T23:00"),
        ("1/2/2026", "2026-01-31T23:00"),
        ("31-01-2026", "2026-01-30T23:00"),
        ("31.01.2026 8h05", "2026-01-31T07:05"),
        ("31/01/2026 à 8h", "2026-01-31T07:00"),
        ("31 janv. 2026 à 08h05", "2026-01-31T07:05"),
        ("31 janvier 2026", "2026-01-30T23:00"),
        ("1er février 2026 à 9 h 30", "2026-02-01T08:30"),
        ("mardi 3 mars 2026 à 09:00", "2026-03-03T08:00"),
        ("14 août 2026 09:12", "2026-08-14T07:12"),
        ("14 aout 2026", "2026-08-13T22:00"),
        ("31 déc. 2025", "2025-12-30T23:00"),
        ("le 5 juil. 2026", "2026-07-04T22:00"),
        ("15-sept-26", "2026-09-14T22:00"),
        ("31\u00a0janv.\u00a02026 à 08h05", "2026-01-31T07:05"),
        ("2026-01-31", "2026-01-30T23:00"),
        ("2026-01-31 08:05:00", "2026-01-31T07:05"),
        ("2026-01-31T08:05:00Z", "2026-01-31T08:05"),
        ("2026-01-31T08:05:00+01:00", "2026-01-31T07:05"),
        ("2026-01-31T08:05:00+0000", "2026-01-31T08:05"),
        ("2026-01-31 à 08h05", "2026-01-31T07:05"),
        ("2026/01/31 3:45:12 PM UTC+1", "2026-01-31T14:45:12"),
        ("2026/01/31 12:05:00 AM UTC+1", "2026-01-30T23:05"),
        ("2026/01/31 12:05:00 PM UTC+1", "2026-01-31T11:05"),
        ("2026/07/31 3:45:12 PM UTC+2", "2026-07-31T13:45:12"),
        ("2026-01-19 03:02:00 EST", "2026-01-19T08:02"),
        ("Nov 19, 2026", "2026-11-18T23:00"),
        ("January 31, 2026 3:05 PM", "2026-01-31T14:05"),
        ("Mon Jan 19 07:01:02 +0000 2026", "2026-01-19T07:01:02"),
        ("19 Jan 2026 07:01", "2026-01-19T06:01"),
        ("20260131", "2026-01-30T23:00"),
        ("1764000000", "2025-11-24T16:00"),
        ("1764000000000", "2025-11-24T16:00"),
        ("46053", "2026-01-30T23:00"),
        ("46053,5", "2026-01-31T11:00"),
        ("46053.5", "2026-01-31T11:00"),
        (46053.5, "2026-01-31T11:00"),
        (46053, "2026-01-30T23:00"),
        (dt.datetime(2026, 1, 31, 8, 5), "2026-01-31T07:05"),
        (dt.date(2026, 1, 31), "2026-01-30T23:00"),
        ("31/01/2026 14:05 (heure de Paris)", "2026-01-31T13:05"),
        ("31/01/2026, 14:05", "2026-01-31T13:05"),
    ],
)
def test_a_date_becomes_a_moment_in_utc(cell, utc):
    assert dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC) == moment(cell)


@pytest.mark.parametrize("cell", ["", None, "-", "N/A", "non renseigné", "1980-01-01 00:00:00", "   "])
def test_an_empty_date_is_no_date(cell):
    assert moment(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "hier",
        "32/01/2026",
        "31/02/2026",
        "01/31/2026",
        "2026-13-01",
        "31/01",
        "12:30",
        "31/01/2026 25:00",
        "0",
        "7",
        3,
        99.5,
        "31/01/2026 08:05 quelque part",
        "31/01/2026 13:00 PM",
        True,
        dt.time(8, 5),
        "x" * 200,
        "1/1/1",
        "2026",
        "31/01/2026/5",
    ],
)
def test_what_is_no_date_is_refused(cell):
    refused = moment(cell)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.reason) == ("bad_date", "« Date » : date illisible")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("31/01/2036", "futur"),
        ("23/11/2026", "futur"),
        ("9999-12-31", "futur"),
        ("01/01/1902", "ancienne"),
        ("1970-01-01T00:00:00Z", "ancienne"),
        ("0001-01-01", "illisible"),
    ],
)
def test_absurd_dates_are_refused(cell, why):
    assert why in moment(cell).reason


def test_a_date_of_tomorrow_is_a_matter_of_time_zones():
    assert isinstance(moment("21/11/2026 23:00"), dt.datetime)


def test_the_hour_that_a_clock_change_repeats_is_the_first_one():
    assert moment("25/10/2026 02:30") == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert moment("25/10/2026 03:30") == dt.datetime(2026, 10, 25, 2, 30, tzinfo=dt.UTC)


def test_the_hour_that_a_clock_change_skips_still_is_a_moment():
    assert moment("29/03/2026 02:30") == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)


def test_month_first_is_obeyed():
    assert moment("01/31/2026 08:05", Order.MONTH_FIRST) == dt.datetime(2026, 1, 31, 7, 5, tzinfo=dt.UTC)
    assert moment("03/04/2026", Order.MONTH_FIRST) == dt.datetime(2026, 3, 3, 23, tzinfo=dt.UTC)
    assert isinstance(moment("31/01/2026", Order.MONTH_FIRST), Refusal)


def test_a_month_alone_is_a_date_only_for_a_stay():
    assert isinstance(moment("octobre 2026"), Refusal)
    assert moment("octobre 2026", months_alone=True) == dt.datetime(2026, 9, 30, 22, tzinfo=dt.UTC)
    assert moment("10/2026", months_alone=True) == dt.datetime(2026, 9, 30, 22, tzinfo=dt.UTC)


def test_workbooks_of_old_macs_count_from_1904():
    assert moment(44591.5, epoch=dt.datetime(1904, 1, 1)) == dt.datetime(2026, 1, 31, 11, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "31/01/2026"], Order.DAY_FIRST),
        (["03/04/2026", "01/31/2026"], Order.MONTH_FIRST),
        (["03/04/2026", "05/06/2026"], Order.DAY_FIRST),
        (["2026-01-31", 46053, None], Order.DAY_FIRST),
        ([], Order.DAY_FIRST),
    ],
)
def test_the_order_is_settled_by_the_whole_column(cells, order):
    evidence = Evidence()
    evidence.see(cells)
    assert order is evidence.order


@pytest.mark.parametrize(
    ("day_first", "month_first", "mixed"),
    [(50, 50, True), (99, 1, False), (1, 99, False), (10, 0, False), (90, 10, True)],
)
def test_a_column_that_truly_mixes_both_orders_is_known(day_first, month_first, mixed):
    evidence = Evidence()
    evidence.see(["31/01/2026"] * day_first + ["01/31/2026"] * month_first)
    assert mixed is evidence.mixed
