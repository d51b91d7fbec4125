"""Reading AIS: real samples, every kind of broken line, parts out of order."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.freight.rules.ais import AisDecoder, first_instant
from matou.modules.freight.rules.ais_reports import (
    Fix,
    Other,
    Reject,
    RejectReason,
    Report,
    ShipData,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAMPLES = Path(__file__).resolve().parents[5].parent / "shared" / "data" / "freight" / "ais"
GOOD = b"!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*23"
STAMPED = b"\\s:syn,c:1793000000*54\\!AIVDM,1,1,,A,16:`F@@P0o7puwp=LiK2OQv1P000,0*5F"
PART_ONE = b"!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C"
PART_TWO = b"!AIVDM,2,2,1,A,88888888880,2*25"


def sealed(body: bytes) -> bytes:
    """Close a sentence with its right checksum."""
    total = 0
    for byte in body:
        total ^= byte
    return b"!" + body + f"*{total:02X}".encode()


def read(*lines: bytes, shift: timedelta = timedelta(0)) -> list[Report]:
    decoder = AisDecoder(shift=shift)
    return [report for line in lines for report in decoder.read(line=line, received_at=NOW)]


def reasons(*lines: bytes) -> list[RejectReason]:
    return [report.reason for report in read(*lines) if isinstance(report, Reject)]


@pytest.mark.skipif(not SAMPLES.exists(), reason="the real samples are not beside the project")
def test_the_real_sample_gives_778_messages_and_100_empty_payloads() -> None:
    reports = read(*(SAMPLES / "pyais_nmea_data_sample.txt").read_bytes().splitlines())

    sound = [report for report in reports if not isinstance(report, Reject)]
    empty = [r for r in reports if isinstance(r, Reject) and r.reason == "empty_payload"]
    assert (len(sound), len(empty)) == (778, 100)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the real samples are not beside the project")
def test_no_line_of_the_mixed_samples_stops_the_reader() -> None:
    lines = [line for file in sorted(SAMPLES.iterdir()) for line in file.read_bytes().split(b"\n")]

    assert len([report for report in read(*lines) if isinstance(report, Fix)]) > 1100


def test_a_position_is_read_with_its_tag_block_instant() -> None:
    (fix,) = read(STAMPED)

    assert isinstance(fix, Fix)
    assert (fix.mmsi, fix.at.timestamp()) == ("413800001", 1_793_000_000)
    assert (fix.latitude, fix.longitude) == pytest.approx((23.50482, 110.3121))
    assert (fix.speed_kn, fix.nav_status) == (5.5, 0)


def test_without_a_tag_block_the_time_of_receipt_counts() -> None:
    (fix,) = read(GOOD)

    assert isinstance(fix, Fix)
    assert fix.at == NOW


def test_a_shift_moves_tag_block_instants_only() -> None:
    stamped, plain = read(STAMPED, GOOD, shift=timedelta(seconds=60))

    assert isinstance(stamped, Fix)
    assert isinstance(plain, Fix)
    assert (stamped.at.timestamp(), plain.at) == (1_793_000_060, NOW)


def test_stamps_in_milliseconds_are_understood() -> None:
    tag = b"s:syn,c:1793000000500"
    total = 0
    for byte in tag:
        total ^= byte

    (fix,) = read(b"\\" + tag + f"*{total:02X}".encode() + b"\\" + GOOD)

    assert isinstance(fix, Fix)
    assert fix.at.timestamp() == 1_793_000_000.5


def test_two_parts_make_one_message() -> None:
    (data,) = read(PART_ONE, PART_TWO)

    assert isinstance(data, ShipData)
    assert data.mmsi == "351759000"


def test_ship_data_gives_name_size_and_draught() -> None:
    lines = (Path(__file__).resolve().parents[1] / "replay" / "synthetic_xijiang.nmea").read_bytes()

    data = next(r for r in read(*lines.splitlines()) if isinstance(r, ShipData))

    assert (data.name, data.length_m, data.draught_dm) == ("SYN XIJIANG 001", 64, 32)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"foobar", RejectReason.NOT_NMEA),
        (b"\xff\xfe\x00\x01", RejectReason.NOT_NMEA),
        (b"!GPXXX,1,2*00", RejectReason.NOT_NMEA),
        (b"!" + b"A" * 600, RejectReason.TOO_LONG),
        (b"!AIVDM,1,1,,A", RejectReason.BAD_SENTENCE),
        (b"!AIVDM,x,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*23", RejectReason.BAD_SENTENCE),
        (b"!AIVDM,0,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*23", RejectReason.BAD_SENTENCE),
        (GOOD[:-1] + b"4", RejectReason.BAD_CHECKSUM),
        (GOOD.replace(b"13HO", b"13HP"), RejectReason.BAD_CHECKSUM),
        (STAMPED.replace(b"*54", b"*55"), RejectReason.BAD_TAG_BLOCK),
        (b"\\s:syn,c:17930\\" + GOOD, RejectReason.BAD_TAG_BLOCK),
        (b"!AIVDM,1,1,,B,,0*25", RejectReason.EMPTY_PAYLOAD),
        (PART_TWO, RejectReason.ORPHAN_PART),
        (sealed(b"AIVDM,1,1,,A,1,0"), RejectReason.BAD_MMSI),
        (sealed(b"AIVDM,1,1,,A,13HOI:0P,0"), RejectReason.UNDECODABLE),
        (sealed(b"AIVDM,1,1,,A,wwwwwwww,0"), RejectReason.UNDECODABLE),
        (sealed(b"AIVDM,1,1,,A,100000000000VOHLCnHQKwvL05Ip,0"), RejectReason.BAD_MMSI),
    ],
)
def test_a_broken_line_is_refused_with_its_reason(line: bytes, reason: RejectReason) -> None:
    assert reasons(line) == [reason]


def test_the_stream_goes_on_after_a_broken_line() -> None:
    reports = read(b"\xff", GOOD, b"!AIVDM", GOOD)

    assert [type(report) for report in reports] == [Reject, Fix, Reject, Fix]


@pytest.mark.parametrize("line", [b"", b"  ", b"# a comment", b"$GPGGA,184353.07,1929.045,S*6D"])
def test_comments_and_other_instruments_are_passed_over(line: bytes) -> None:
    assert read(line) == []


def test_a_stamp_far_ahead_is_refused() -> None:
    early = AisDecoder(shift=timedelta(days=400))

    (reject,) = early.read(line=STAMPED, received_at=NOW)

    assert isinstance(reject, Reject)
    assert reject.reason is RejectReason.BAD_INSTANT


def test_a_second_part_before_the_first_is_an_orphan_and_the_message_is_given_up() -> None:
    assert reasons(PART_TWO, PART_ONE) == [RejectReason.ORPHAN_PART]


def test_a_new_first_part_gives_up_the_unfinished_message() -> None:
    reports = read(PART_ONE, PART_ONE, PART_TWO)

    assert [type(report) for report in reports] == [Reject, ShipData]


def test_pending_parts_survive_a_restart() -> None:
    before, after = AisDecoder(), AisDecoder()
    before.read(line=PART_ONE, received_at=NOW)

    after.restore(before.pending())

    (data,) = after.read(line=PART_TWO, received_at=NOW)
    assert isinstance(data, ShipData)


def test_unfinished_messages_do_not_pile_up() -> None:
    decoder = AisDecoder()

    for number in range(1000):
        body = f"AIVDM,2,1,{number},A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn22222222,0".encode()
        decoder.read(line=sealed(body), received_at=NOW)

    assert len(decoder.pending()) <= 256


def test_a_message_without_position_is_no_fix_and_no_refusal() -> None:
    lines = (Path(__file__).resolve().parents[1] / "replay" / "xijiang_demo.nmea").read_bytes()

    others = [report for report in read(*lines.splitlines()) if isinstance(report, Other)]

    assert [other.message_type for other in others] == [1]


def test_the_first_instant_of_a_recording_skips_what_is_broken() -> None:
    at = first_instant([b"\xff", GOOD, STAMPED.replace(b"*54", b"*55"), STAMPED])

    assert at == datetime.fromtimestamp(1_793_000_000, tz=UTC)


@given(line=st.binary(max_size=600))
def test_no_bytes_whatever_stop_the_reader(line: bytes) -> None:
    assert isinstance(read(line), list)


@given(
    payload=st.text(alphabet="".join(map(chr, [*range(48, 88), *range(96, 120)])), max_size=90),
    fill=st.integers(0, 5),
)
def test_no_payload_with_a_right_checksum_stops_the_reader(payload: str, fill: int) -> None:
    line = sealed(f"AIVDM,1,1,,A,{payload},{fill}".encode())

    reports = read(line)

    assert len(reports) >= 1


@given(cut=st.integers(0, len(STAMPED)), byte=st.integers(0, 255))
def test_one_wrong_byte_never_gives_a_wrong_position(cut: int, byte: int) -> None:
    broken = STAMPED[:cut] + bytes([byte]) + STAMPED[cut + 1 :]

    fixes = [report for report in read(broken) if isinstance(report, Fix)]

    assert all(fix in read(STAMPED) for fix in fixes)
