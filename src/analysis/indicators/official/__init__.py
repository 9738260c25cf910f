"""Official series: figures that a public body has published month after month, read, recomputed and held against what was printed."""
