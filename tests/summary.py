"""Add up the shards' reports into the one line that closes a test run."""

import sys
from xml.etree import ElementTree as ET  # our own reports


def main(paths: list[str]) -> int:
    """Print ``N passed, N failed, N skipped``; fail where a shard left no report or ran nothing."""
    ran = failed = skipped = 0
    for path in paths:
        suite = ET.parse(path).getroot().find("testsuite")  # noqa: S314  # our own reports
        if suite is None:
            return 1
        ran += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    print(f"{ran - failed - skipped} passed, {failed} failed, {skipped} skipped")
    return 0 if ran > skipped and failed == 0 and len(paths) == 2 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
