"""The maker of ``data/market``: raw public files in, certified series out.

``table`` says, series by series, which raw file and column a figure comes from, in which basis and on whose terms;
``readers`` know the raw formats and their faults; ``make`` splices, compares with second sources and writes;
``store`` is the one way in which a series and its certificate reach the disk. Nothing here is used when the book is
built: a fresh clone has the snapshot and does not need the raw files.
"""
