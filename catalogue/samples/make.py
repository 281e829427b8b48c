"""Makes the files of the sample that are not written by hand.

`python -m catalogue.samples.make [DIR]` reads the files written by hand in a folder (usually
`rso-2015-17`, beside this module) and makes the rest: cities and ways, public holidays, agencies,
officials, absences, completions, nominations and attendance. The same files always come out.
"""

from __future__ import annotations

import sys
from pathlib import Path

from catalogue.samples.absences import write_absences
from catalogue.samples.attendance import write_attendance, write_completions
from catalogue.samples.cities import write_cities
from catalogue.samples.nominations import write_nominations
from catalogue.samples.officials import write_officials
from catalogue.samples.public_holidays import write_holidays

FOLDER = Path(__file__).parent / "rso-2015-17"
MADE = (
    "cities travel holidays agencies officials unavailable completions nominations attendance"
).split()
"""The files that are made; each may need the ones before."""


def make(folder: Path) -> None:
    """Make them."""
    write_cities(folder)
    write_holidays(folder)
    write_officials(folder)
    write_absences(folder)
    write_completions(folder)
    write_nominations(folder)
    write_attendance(folder)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
