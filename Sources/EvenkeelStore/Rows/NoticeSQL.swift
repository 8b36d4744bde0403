import EvenkeelDomain
import EvenkeelLedger

enum NoticeSQL {
    /// A notice that stands is left as it is; one that was withdrawn gives way to a later announcement.
    static let put = """
        INSERT INTO notices (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
        ON CONFLICT (rollout, wave, customer, revision) DO UPDATE SET \(overwritten) \
        WHERE notices.state = 'withdrawn' AND notices.announced_at < excluded.announced_at
        """
    static let step = NoticeState.statements { step in
        StepStatement("notices", step, only: NoticeState?.none) { draft in
            draft.require("rollout = \(draft.place(.rollout))")
            draft.require("wave = \(draft.place(.wave))")
            draft.require("customer = \(draft.place(.customer))")
        }
    }

    static let unhear = """
        UPDATE notices SET unheard = 1 WHERE rollout = $1 AND wave = $2 AND customer = $3 AND unheard = 0 \
        AND state IN (\(NoticeState.unanswered.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")))
        """
    static let replace = """
        INSERT INTO notices (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
        ON CONFLICT (rollout, wave, customer, revision) DO UPDATE SET \(overwritten)
        """
    private static let overwritten = """
        state = excluded.state, announced_at = excluded.announced_at, installations = excluded.installations, \
        day = excluded.day, must_agree = excluded.must_agree, postponed = excluded.postponed, \
        reminded_at = excluded.reminded_at, days = excluded.days, \
        unheard = excluded.unheard, moved_at = excluded.moved_at, agreed = excluded.agreed
        """
    private static let columns = """
        rollout, revision, wave, customer, state, announced_at, installations, day, must_agree, postponed, \
        reminded_at, days, unheard, moved_at, agreed
        """

    /// The statement for those members of a query that are set.
    static func notices(_ query: NoticeQuery) -> (text: String, values: [SQLValue]) {
        var filter = RowFilter()
        filter.add("rollout", query.rollout.map { .id($0) })
        filter.add("wave", query.wave.map { .number($0) })
        filter.add("customer", query.customer.map { .id($0) })
        return filter.select(columns, from: "notices", orderedBy: "rollout, wave, customer, revision", limit: nil)
    }

    private static var queries: [String] {
        (0..<8).map { bits in
            notices(
                NoticeQuery(
                    rollout: bits & 1 == 0 ? nil : "r", wave: bits & 2 == 0 ? nil : 0,
                    customer: bits & 4 == 0 ? nil : "c")
            ).text
        }
    }

    static let all = [put, unhear, replace] + queries + NoticeState.Step.allCases.compactMap { step[$0]?.text }
}
