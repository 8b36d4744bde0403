import EvenkeelDomain
import EvenkeelLedger

enum RolloutSQL {
    static let plan = "SELECT plan FROM plans WHERE rollout = $1 AND revision = $2"
    static let putPlan = "INSERT INTO plans (rollout, revision, plan) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    static let replacePlacements = """
        DELETE FROM placements WHERE rollout = $1 AND revision < $2 \
        AND state IN ('planned', 'skipped', 'recalled', 'due')
        """
    static let replacePlacementsFrom = """
        DELETE FROM placements WHERE rollout = $1 AND wave >= $2 \
        AND state IN ('planned', 'skipped', 'recalled', 'due')
        """
    static let putPlacement = """
        INSERT INTO placements (rollout, installation, revision, wave, customer, state, placement, started_at, \
        settled_at, attempts, trouble_at, fault, heard_at, note, last_trouble_at, install, not_before, unplanned, \
        changed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
        ON CONFLICT DO NOTHING
        """

    static let stepWave = PlacementState.statements { step in
        placementStep(step) { draft in
            draft.set("note", to: "NULL")
            draft.require("rollout = \(draft.place(.rollout))")
            draft.require("wave = \(draft.place(.wave))")
        }
    }
    static let stepPlacement = PlacementState.statements { step in
        placementStep(step) { draft in
            // While the release is taken back the note says why.
            switch step {
            case .beginRollback, .deferRollback: break
            case .rollBack:
                let note = draft.place(.note)
                draft.set("note", to: "CASE state WHEN 'rollingBack' THEN note ELSE CAST(\(note) AS TEXT) END")
            default: draft.set("note", to: draft.place(.note))
            }
            draft.require("rollout = \(draft.place(.rollout))")
            draft.require("installation = \(draft.place(.installation))")
        }
    }

    private static func placementStep(
        _ step: PlacementState.Step, _ fill: (inout StepStatement.Draft) -> Void
    ) -> StepStatement? {
        StepStatement("placements", step, settledIn: Set(PlacementState.allCases.filter(\.isSettled))) { draft in
            switch step {
            case .start:
                draft.set("started_at", to: draft.place(.at))
                draft.set("attempts", to: "attempts + 1")
                draft.set("not_before", to: "NULL")
            case .cancel, .requeue:
                // As if it had not been tried.
                draft.set("started_at", to: "NULL")
                draft.set("attempts", to: "CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END")
                if step == .cancel { break }
                draft.set("not_before", to: nextTry(after: "CAST(\(draft.place(.at)) AS BIGINT)"))
            case .succeed:
                // What was said to have come to nothing was done after all.
                draft.set("started_at", to: "COALESCE(started_at, CAST(\(draft.place(.at)) AS BIGINT))")
            case .skip, .beginRollback: draft.set("not_before", to: "NULL")
            case .deferRollback:
                draft.set("not_before", to: nextTry(after: "CAST(\(draft.place(.at)) AS BIGINT)"))
            case .appear, .reappear:
                draft.set("started_at", to: draft.place(.at))
                draft.set("unplanned", to: "1")
            case .disappear: draft.set("unplanned", to: "1")
            case .retry, .orderRollback: draft.set("unplanned", to: "0")
            default: break
            }
            // What was found before the end that stands tells of the past.
            if step == .disappear || step == .reappear {
                draft.require("(settled_at IS NULL OR settled_at < \(draft.place(.at)))")
            }
            draft.set("changed", to: changed(of: draft.place(.rollout)))
            fill(&draft)
        }
    }

    /// The version that a rollout's tally gets with what changes now. Whoever changes a placement has locked the tally.
    static func changed(of rollout: String) -> String {
        "(SELECT version + 1 FROM tallies WHERE rollout = \(rollout))"
    }

    /// As `Install.nextTry`.
    private static func nextTry(after now: String) -> String {
        func next(_ span: TimeSpan) -> String {
            let quarter = span.milliseconds
            return "(\(now) + \(2 * quarter - 1)) / \(quarter) * \(quarter)"
        }
        let times = Install.triesOfShortAbsence
        return "CASE WHEN (SELECT COUNT(*) FROM installs i WHERE i.rollout = placements.rollout "
            + "AND i.installation = placements.installation AND i.state IN ('unreachable', 'cancelled')) > \(times) "
            + "THEN \(next(Install.absence(times + 1))) ELSE \(next(Install.absence(times))) END"
    }

    static let customersInstalled = """
        SELECT customer FROM placements WHERE rollout = $1 AND wave = $2 GROUP BY customer \
        HAVING MIN(CASE WHEN state = 'installed' THEN 1 ELSE 0 END) = 1 ORDER BY customer
        """

    static let tally = "SELECT version FROM tallies WHERE rollout = $1"
    static let tallies = "SELECT rollout, version FROM tallies"
    static let raiseTally = """
        INSERT INTO tallies (rollout, version) VALUES ($1, 1) \
        ON CONFLICT (rollout) DO UPDATE SET version = tallies.version + 1
        """
    /// Changes nothing, and locks the row until the end of the transaction where a database has several writers: versions
    /// are committed in their order, so that whoever has seen one has seen all rows that changed up to it.
    static let lockTally = """
        INSERT INTO tallies (rollout, version) VALUES ($1, 0) \
        ON CONFLICT (rollout) DO UPDATE SET version = tallies.version
        """
    static let cutTally = "UPDATE tallies SET cut = version + 1 WHERE rollout = $1"
    static let tallyAndCut = "SELECT version, cut FROM tallies WHERE rollout = $1"
    /// Changes nothing, and locks the row until the end of the transaction where a database has several writers.
    static let requireTally = "UPDATE tallies SET version = version WHERE rollout = $1 AND version = $2"

    /// The statement for those members of a query that are set.
    static func placements(_ query: PlacementQuery) -> (text: String, values: [SQLValue]) {
        var filter = RowFilter()
        filter.add("rollout", query.rollout.map { .id($0) })
        filter.add("wave", query.wave.map { .number($0) })
        filter.add("installation", query.installation.map { .id($0) })
        filter.add("customer", query.customer.map { .id($0) })
        filter.add("state", among: query.states)
        if query.isTroubled { filter.require("trouble_at IS NOT NULL") }
        filter.add("installation", after: query.after.map { .id($0) })
        return filter.select(
            """
            rollout, installation, revision, wave, customer, state, placement, started_at, settled_at, attempts, \
            trouble_at, fault, heard_at, note, last_trouble_at, install, not_before, unplanned
            """, from: "placements",
            orderedBy: query.after == nil ? "rollout, wave, installation" : "rollout, installation", limit: query.limit)
    }

    private static var placementQueries: [String] {
        (0..<128).map { bits in
            placements(
                PlacementQuery(
                    rollout: bits & 1 == 0 ? nil : "r", wave: bits & 2 == 0 ? nil : 0,
                    states: bits & 4 == 0 ? nil : [.due], installation: bits & 8 == 0 ? nil : "i",
                    customer: bits & 16 == 0 ? nil : "c", after: bits & 32 == 0 ? nil : "a",
                    isTroubled: bits & 64 != 0)
            ).text
        }
    }

    static let all =
        [
            plan, putPlan, replacePlacements, replacePlacementsFrom, putPlacement, customersInstalled, tally,
            tallies, raiseTally, lockTally, cutTally, tallyAndCut, requireTally,
        ] + PlacementState.Step.allCases.flatMap { [stepWave[$0]?.text, stepPlacement[$0]?.text].compactMap(\.self) }
        + placementQueries
}
