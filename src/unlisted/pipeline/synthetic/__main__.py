"""Write made-up charts, or the demo case anew.

``python -m unlisted.pipeline.synthetic sarcoma examples/sarcoma``
``python -m unlisted.pipeline.synthetic charts FOLDER COUNT SEED``
"""

from __future__ import annotations

import sys
from pathlib import Path

from unlisted.pipeline.synthetic.sarcoma import sarcoma_files
from unlisted.pipeline.synthetic.write import write_charts, write_files

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sarcoma", folder]:
            write_files(Path(folder), sarcoma_files())
        case ["charts", folder, count, seed]:
            write_charts(Path(folder), int(seed), int(count))
        case _:
            raise SystemExit(__doc__)
