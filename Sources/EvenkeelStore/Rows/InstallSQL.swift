import EvenkeelDomain
import EvenkeelLedger

enum InstallSQL {
    private static let columns =
        "id, rollout, installation, executor, attempt, state, started_at, ends_by, ended_at, note, node, started_by, "
        + "back_to"

    static let raiseNumber = """
        INSERT INTO counters (name, value) VALUES ('installs', 1) \
        ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
        """
    static let number = "SELECT value FROM counters WHERE name = 'installs'"
    static let attempts = "SELECT attempts FROM placements WHERE rollout = $1 AND installation = $2"
    static let put = """
        INSERT INTO installs (\(columns)) VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, NULL, NULL, $8, $9, $10)
        """
    static let attach = "UPDATE placements SET install = $3 WHERE rollout = $1 AND installation = $2"
    static let note = "UPDATE installs SET note = $2 WHERE id = $1 AND state = 'open'"
    /// One that goes back says why it does.
    static let notePlacement = """
        UPDATE placements SET note = $4 WHERE rollout = $1 AND installation = $2 AND install = $3 AND state = 'started'
        """
    static let placement = """
        SELECT i.rollout, i.installation, p.install, p.attempts, i.back_to FROM installs i \
        LEFT JOIN placements p ON p.rollout = i.rollout AND p.installation = i.installation WHERE i.id = $1
        """
    static let counts = """
        SELECT wave, state, unplanned, COUNT(*) FROM placements WHERE rollout = $1 GROUP BY wave, state, unplanned
        """

    static let step = InstallState.statements { step in
        StepStatement("installs", step, only: InstallState?.none) { draft in
            draft.set("ended_at", to: ends(step) ? draft.place(.at) : "NULL")
            draft.set("note", to: draft.place(.note))
            draft.require("id = \(draft.place(.install))")
        }
    }

    private static func ends(_ step: InstallState.Step) -> Bool {
        InstallState.allCases.contains { $0.after(step)?.isOpen == false }
    }

    /// The statement for those members of a query that are set.
    static func installs(_ query: InstallQuery) -> (text: String, values: [SQLValue]) {
        var filter = RowFilter()
        filter.add("id", query.id.map { .integer(Int64($0.number)) })
        filter.add("rollout", query.rollout.map { .id($0) })
        filter.add("installation", query.installation.map { .id($0) })
        filter.add("state", among: query.states)
        return filter.select(columns, from: "installs", orderedBy: "id", limit: query.limit)
    }

    private static var queries: [String] {
        (0..<16).map { bits in
            installs(
                InstallQuery(
                    id: bits & 1 == 0 ? nil : InstallID(1), rollout: bits & 2 == 0 ? nil : "r",
                    installation: bits & 4 == 0 ? nil : "i", states: bits & 8 == 0 ? nil : [.open])
            ).text
        }
    }

    static let tick = """
        INSERT INTO install_ticks (install, number, at, ticked_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """
    static let ticks = "SELECT number, at, ticked_by FROM install_ticks WHERE install = $1 ORDER BY number"
    static let putRecord = """
        INSERT INTO install_records (install, number, name, type, size, at, left_by, content) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
        """
    static let records = """
        SELECT number, name, type, size, at, left_by FROM install_records WHERE install = $1 ORDER BY number
        """
    static let recordContent = "SELECT content FROM install_records WHERE install = $1 AND number = $2"

    static let all =
        [
            raiseNumber, number, attempts, put, attach, note, notePlacement, placement, counts, tick, ticks, putRecord,
            records, recordContent,
        ]
        + InstallState.Step.allCases.compactMap { step[$0]?.text } + queries
}
