"""Let the tests find their helpers."""

import os
import sys
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # small regressions: more threads only stand in each other's way

sys.path.insert(0, str(Path(__file__).parent))
