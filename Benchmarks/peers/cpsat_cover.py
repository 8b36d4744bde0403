#!/usr/bin/env python3
"""Proven optima of small instances by OR-tools CP-SAT.

usage: cpsat_cover.py FILE

FILE: a JSON list of {"features": [[number, ...], ...], "seats": [number, ...], "budget": number}. For each, prints
the most pairs of features that sites of at most `budget` seats can cover, and the fewest seats that cover all pairs,
as a JSON list of {"most_pairs": n, "fewest_seats": n, "seconds": s}. Fails unless every optimum is proven.
"""

import json
import sys
import time
from itertools import combinations

from ortools.sat.python import cp_model


def solve(model, what):
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = 120
    solver.parameters.num_workers = 2
    if solver.solve(model) != cp_model.OPTIMAL:
        sys.exit(f"no proven optimum for {what} within 120 s")
    return round(solver.objective_value)


def instance(given):
    begun = time.perf_counter()
    seats = given["seats"]
    holders = {}
    for site, features in enumerate(given["features"]):
        for pair in combinations(sorted(features), 2):
            holders.setdefault(pair, []).append(site)

    most = cp_model.CpModel()
    sites = [most.new_bool_var(f"site{site}") for site in range(len(seats))]
    covered = []
    for pair, running in holders.items():
        variable = most.new_bool_var(f"pair{pair}")
        most.add_bool_or([sites[site] for site in running] + [variable.negated()])
        covered.append(variable)
    most.add(sum(s * v for s, v in zip(seats, sites)) <= given["budget"])
    most.maximize(sum(covered))

    fewest = cp_model.CpModel()
    sites = [fewest.new_bool_var(f"site{site}") for site in range(len(seats))]
    for running in holders.values():
        fewest.add_bool_or([sites[site] for site in running])
    fewest.minimize(sum(s * v for s, v in zip(seats, sites)))

    return {
        "most_pairs": solve(most, "the most pairs"), "fewest_seats": solve(fewest, "the fewest seats"),
        "seconds": time.perf_counter() - begun,
    }


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        instances = json.load(file)
    print(json.dumps([instance(given) for given in instances]))


main()
