"""The printing wing: plans, executes, renders, checks and publishes notebooks; it knows nothing of persons, cohorts or indicators."""
