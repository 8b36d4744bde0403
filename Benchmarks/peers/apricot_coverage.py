#!/usr/bin/env python3
"""Maximum coverage by apricot-select on an input that the benchmark wrote.

usage: apricot_coverage.py FILE PICKS

FILE: little-endian, two uint32 (rows, words per row), then the rows as uint64 bit sets of features. The things to be
covered are the pairs of features that a row has. Prints one JSON object; `seconds` is the time of `fit` alone, with
the matrix ready and numba warm, `build_seconds` that of making the matrix.
"""

import json
import sys
import time

import numpy
from apricot import MaxCoverageSelection
from scipy.sparse import csr_matrix


def matrix(path):
    raw = numpy.fromfile(path, dtype="<u4", count=2)
    rows, width = int(raw[0]), int(raw[1])
    words = numpy.fromfile(path, dtype="<u8", offset=8).reshape(rows, width)
    features = 64 * width
    bits = numpy.unpackbits(words.view(numpy.uint8), axis=1, bitorder="little")
    indices, starts = [], [0]
    for row in bits:
        marks = numpy.flatnonzero(row)
        first, second = numpy.triu_indices(len(marks), 1)
        indices.append(marks[first] * features + marks[second])
        starts.append(starts[-1] + len(first))
    present, columns = numpy.unique(numpy.concatenate(indices), return_inverse=True)
    ones = numpy.ones(len(columns), dtype=numpy.float64)
    return csr_matrix((ones, columns, numpy.array(starts)), shape=(rows, len(present)))


def select(pairs, picks):
    return MaxCoverageSelection(picks, threshold=1.0, optimizer="naive").fit(pairs)


def main():
    path, picks = sys.argv[1], int(sys.argv[2])
    begun = time.perf_counter()
    pairs = matrix(path)
    built = time.perf_counter()
    # Compiles what numba compiles, so that the measurement is of the selection.
    select(pairs[:200], 5)
    warm = time.perf_counter()
    ranking = select(pairs, picks).ranking
    done = time.perf_counter()
    covered = int((numpy.asarray(pairs[ranking].sum(axis=0)) > 0).sum())
    print(json.dumps({
        "rows": pairs.shape[0], "pairs": pairs.shape[1], "picks": len(ranking), "covered": covered,
        "seconds": done - warm, "build_seconds": built - begun,
    }))


main()
