import EvenkeelDomain

enum OutcomeSQL {
    static let columns = "id, rollout, installation, release, kind, at, fault, feature, count, exposure"
    static let columnCount = 10
    /// So many rows go in one statement; what is left over goes one by one.
    static let chunk = 32

    /// `($1, $2), ($3, $4)`.
    private static func places(rows: Int, columns: Int) -> String {
        (0..<rows).map { row in
            "(" + (1...columns).map { "$\(row * columns + $0)" }.joined(separator: ", ") + ")"
        }.joined(separator: ", ")
    }

    static func list(from first: Int) -> String {
        (first..<(first + chunk)).map { "$\($0)" }.joined(separator: ", ")
    }

    static func put(_ table: String, rows: Int) -> String {
        "INSERT INTO \(table) (\(columns)) VALUES \(places(rows: rows, columns: columnCount)) ON CONFLICT DO NOTHING"
    }

    static let putMany = put("outcomes", rows: chunk)
    static let putOne = put("outcomes", rows: 1)
    static let putEarly = put("early_outcomes", rows: 1)
    static let known = "SELECT \(columns) FROM outcomes WHERE id IN (\(list(from: 1)))"
    static let knownEarly = "SELECT \(columns) FROM early_outcomes WHERE id IN (\(list(from: 1)))"
    static let anyEarly = "SELECT id FROM early_outcomes LIMIT 1"
    static let earlyOfSite = """
        SELECT \(columns) FROM early_outcomes WHERE rollout = $1 AND installation = $2 AND at >= $3 ORDER BY at, id
        """
    static let removeEarly = "DELETE FROM early_outcomes WHERE rollout = $1 AND installation = $2 AND at >= $3"
    static let starts = """
        SELECT installation, started_at FROM placements WHERE rollout = $1 AND installation IN (\(list(from: 2)))
        """
    static let placement = """
        SELECT state, started_at, settled_at FROM placements WHERE rollout = $1 AND installation = $2
        """
    static let outcomes = "SELECT \(columns) FROM outcomes WHERE rollout = $1 ORDER BY at, id"

    static let heard = """
        UPDATE placements SET heard_at = CASE WHEN heard_at > $3 THEN heard_at ELSE $3 END, \
        changed = \(RolloutSQL.changed(of: "$1")) \
        WHERE rollout = $1 AND installation = $2 AND started_at <= $3
        """
    /// The earliest trouble counts, with its fault; where it named none, the first that did. The latest is kept beside.
    static let trouble = """
        UPDATE placements SET trouble_at = CASE WHEN trouble_at <= $3 THEN trouble_at ELSE $3 END, \
        last_trouble_at = CASE WHEN last_trouble_at > $3 THEN last_trouble_at ELSE $3 END, \
        fault = CASE WHEN trouble_at <= $3 THEN COALESCE(fault, $4) ELSE COALESCE($4, fault) END, \
        changed = \(RolloutSQL.changed(of: "$1")) \
        WHERE rollout = $1 AND installation = $2 AND started_at <= $3
        """

    /// The reported end of an install moves its placement, generated from the machine as every step is.
    static let report = PlacementState.statements { step in
        StepStatement("placements", step, settledIn: Set(PlacementState.allCases.filter(\.isSettled))) { draft in
            draft.set(
                "started_at",
                to: step == .reportRolledBack
                    ? "COALESCE(started_at, \(draft.place(.at)))"
                    : "CASE WHEN state IN ('started', 'cancelling') THEN COALESCE(started_at, \(draft.place(.at))) "
                        + "ELSE \(draft.place(.at)) END")
            draft.set("attempts", to: "CASE WHEN state = 'due' OR attempts = 0 THEN attempts + 1 ELSE attempts END")
            draft.set("note", to: draft.place(.note))
            draft.set("changed", to: RolloutSQL.changed(of: draft.place(.rollout)))
            draft.require("rollout = \(draft.place(.rollout))")
            draft.require("installation = \(draft.place(.installation))")
        }
    }
    private static let reportSteps: [PlacementState.Step] = [
        .reportInstalled, .reportFailed, .reportTimedOut, .reportRolledBack,
    ]

    static let putSign = """
        INSERT INTO signs (rollout, installation, kind, feature) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """
    static let signs = "SELECT installation, kind, feature FROM signs WHERE rollout = $1"
    private static let evidence =
        "installation, wave, state, started_at, settled_at, last_trouble_at, heard_at, trouble_at"
    static let sites = "SELECT \(evidence) FROM placements WHERE rollout = $1 ORDER BY installation"
    static let changedSites = """
        SELECT \(evidence) FROM placements WHERE rollout = $1 AND changed > $2 ORDER BY installation
        """

    static let faultNames = "SELECT fault, name FROM fault_names WHERE rollout = $1 ORDER BY fault"
    static let nameFault = """
        INSERT INTO fault_names (rollout, fault, name) VALUES ($1, $2, $3) \
        ON CONFLICT (rollout, fault) DO UPDATE SET name = excluded.name WHERE fault_names.name <> excluded.name
        """
    static let renameFaults = "UPDATE fault_names SET name = $3 WHERE rollout = $1 AND name = $2"
    static let forgetFaultName = "DELETE FROM fault_names WHERE rollout = $1 AND fault = $2"
    static let faults = """
        SELECT COALESCE(fault, ''), installation, SUM(COALESCE(count, 1)) FROM outcomes \
        WHERE rollout = $1 AND kind IN ('unhealthy', 'response_trouble') AND COALESCE(count, 1) > 0 \
        GROUP BY COALESCE(fault, ''), installation
        """

    static let logRefusal = """
        INSERT INTO outcome_refusals (source, code, count, first_at, last_at, outcome, installation) \
        VALUES ($1, $2, $3, $4, $4, $5, $6) ON CONFLICT (source, code) DO UPDATE SET \
        count = outcome_refusals.count + excluded.count, \
        last_at = CASE WHEN outcome_refusals.last_at > excluded.last_at THEN outcome_refusals.last_at \
        ELSE excluded.last_at END, outcome = excluded.outcome, installation = excluded.installation
        """
    private static let refusalColumns = "source, code, count, first_at, last_at, outcome, installation"
    static let refusals = "SELECT \(refusalColumns) FROM outcome_refusals ORDER BY source, code"
    static let refusalsOfSource = "SELECT \(refusalColumns) FROM outcome_refusals WHERE source = $1 ORDER BY code"

    static let all =
        [
            putMany, putOne, putEarly, known, knownEarly, anyEarly, earlyOfSite, removeEarly, starts, placement,
            outcomes, heard, trouble, putSign, signs, sites, changedSites, faultNames, nameFault, renameFaults,
            forgetFaultName, faults, logRefusal, refusals, refusalsOfSource,
        ] + ControlSQL.all + reportSteps.compactMap { report[$0]?.text }
}
