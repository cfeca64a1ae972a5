"""Keep linear algebra from starting threads of its own."""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # small regressions: more threads only stand in each other's way
