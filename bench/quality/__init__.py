"""Quality at edges, measured against ground truth: `python3 build.py bench quality`. Results: bench/QUALITY.md."""
