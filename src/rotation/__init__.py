"""The Great Rotation, Checked: claims, intervals, verdicts and provenance.

Data and imports run one way: loaders -> pure measures -> checks -> verdicts -> ledger -> report and charts.
"""
