"""Name what failed in either shard and add the reports up into the line that closes a run."""

import sys
from xml.etree import ElementTree as ET  # our own reports


def main(paths: list[str]) -> int:
    """Print each failed test and ``N passed, N failed, N skipped``.

    Fails where a shard left no report or ran nothing.
    """
    ran = failed = skipped = 0
    for path in paths:
        suite = ET.parse(path).getroot().find("testsuite")  # noqa: S314  # our own reports
        if suite is None:
            return 1
        ran += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
        for case in suite.iter("testcase"):
            for trouble in (*case.findall("failure"), *case.findall("error")):
                said = (trouble.get("message") or "").splitlines()
                print(f"failed: {case.get('classname')}::{case.get('name')} · {' '.join(said[:2])}")
    print(f"{ran - failed - skipped} passed, {failed} failed, {skipped} skipped")
    return 0 if ran > skipped and failed == 0 and len(paths) == 2 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
