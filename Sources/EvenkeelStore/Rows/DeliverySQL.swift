import EvenkeelDomain
import EvenkeelLedger

enum DeliverySQL {
    private static let columns = """
        id, recipient, customer, about, channel, state, queued_at, not_before, attempts, settled_at, reason, \
        priority
        """

    static let put = """
        INSERT INTO deliveries (id, recipient, customer, subject, about, channel, state, queued_at, not_before, \
        attempts, settled_at, reason, priority, generation) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0) ON CONFLICT DO NOTHING
        """

    /// One statement, whose outer condition is asked again of a row that another courier had locked: it is claimed once.
    ///
    /// Each state is asked for by itself, in the order of an index, and the outer condition in a form that none serves: the
    /// first few of a hundred thousand are found, and then updated, without looking at the others.
    static let claim = """
        UPDATE deliveries SET state = 'claimed', generation = $3 WHERE (state || '') IN (\(claimable)) AND id IN \
        (SELECT id FROM (\(firstOfEach)) AS due ORDER BY priority, not_before, id LIMIT $2) RETURNING \(columns)
        """
    private static let claimable = DeliveryState.states(allowing: .claim)
    private static let firstOfEach = DeliveryState.allCases.filter { $0.after(.claim) != nil }.map { state in
        """
        SELECT id, priority, not_before FROM (SELECT id, priority, not_before FROM deliveries \
        WHERE state = '\(state.rawValue)' AND not_before <= $1 ORDER BY priority, not_before, id LIMIT $2) \
        AS \(state.rawValue)_first
        """
    }.joined(separator: " UNION ALL ")

    /// Of what is new; what is in doubt comes in its turn.
    static let urgent = """
        SELECT id FROM deliveries WHERE state = 'queued' AND priority < $1 AND not_before <= $2 LIMIT 1
        """

    private static let said = "delivery, at, address, subject, body, language, message_id"
    static let sent = "SELECT \(said) FROM sent_messages WHERE delivery = $1"
    static let putSent = """
        INSERT INTO sent_messages (\(said)) VALUES ($1, $2, $3, $4, $5, $6, $7) \
        ON CONFLICT (delivery) DO UPDATE SET at = excluded.at, address = excluded.address, \
        subject = excluded.subject, body = excluded.body, language = excluded.language
        """

    /// Steps after which nothing more happens by itself.
    private static let settling: Set<DeliveryState.Step> = [.settle, .suppress, .merge, .giveUp, .capture]

    static let step = DeliveryState.statements { step in
        deliveryStep(step) { draft in
            setReason(draft.place(.reason), step, &draft)
            draft.set("not_before", to: "COALESCE(\(draft.place(.notBefore)), not_before)")
            draft.set("generation", to: draft.place(.generation))
            draft.require("id = \(draft.place(.delivery))")
        }
    }
    static let stepBefore = DeliveryState.statements { step in
        deliveryStep(step) { draft in
            setReason(draft.place(.reason), step, &draft)
            draft.require("generation < \(draft.place(.generation))")
            draft.set("generation", to: draft.place(.generation))
        }
    }
    static let stepAbout = DeliveryState.statements { step in
        deliveryStep(step) { draft in
            setReason(draft.place(.reason), step, &draft)
            draft.require("subject = \(draft.place(.subject))")
        }
    }
    static let stepState = Dictionary(
        uniqueKeysWithValues: DeliveryState.allCases.map { state in
            (
                state,
                DeliveryState.statements { step in
                    deliveryStep(step, only: state) { setReason(nil, step, &$0) }
                }
            )
        })

    /// On its way a message in doubt keeps the reason for it, so that after a crash it is known to be one.
    private static func setReason(
        _ reason: String?, _ step: DeliveryState.Step, _ draft: inout StepStatement.Draft
    ) {
        guard Delivery.stepsUnderway.contains(step) else { return draft.set("reason", to: reason ?? "NULL") }
        let doubt = "LIKE '\(Delivery.doubt)%'"
        guard let reason else { return draft.set("reason", to: "CASE WHEN reason \(doubt) THEN reason END") }
        draft.set(
            "reason",
            to: "CASE WHEN reason \(doubt) AND COALESCE(\(reason), '') NOT \(doubt) THEN reason ELSE \(reason) END")
    }

    private static func deliveryStep(
        _ step: DeliveryState.Step, only state: DeliveryState? = nil, _ fill: (inout StepStatement.Draft) -> Void
    ) -> StepStatement? {
        let settled: Set<DeliveryState> = settling.contains(step) ? Set(DeliveryState.allCases) : []
        return StepStatement("deliveries", step, only: state, settledIn: settled) { draft in
            if step == .handOver { draft.set("attempts", to: "attempts + 1") }
            // One that was handed over and has not begun was no attempt.
            if step == .release {
                draft.set(
                    "attempts", to: "CASE WHEN state = 'sending' AND attempts > 0 THEN attempts - 1 ELSE attempts END")
            }
            fill(&draft)
        }
    }

    static let known = "SELECT \(columns) FROM deliveries WHERE id IN (\(OutcomeSQL.list(from: 1)))"

    /// Changes nothing, so that the row stays as it is until the transaction ends.
    static let require = "UPDATE deliveries SET state = state WHERE id = $1 AND state = $2"

    /// The statement for those members of a query that are set.
    static func deliveries(_ query: DeliveryQuery) -> (text: String, values: [SQLValue]) {
        var filter = RowFilter()
        filter.add("id", query.id.map { .id($0) })
        filter.add("recipient", query.recipient.map { .id($0) })
        filter.add("customer", query.customer.map { .id($0) })
        filter.add("subject", prefix: query.subjectPrefix)
        filter.add("state", among: query.states)
        filter.add("reason", query.reason.map { .text($0) })
        filter.add("reason", prefix: query.isDoubted ? Delivery.doubt : nil)
        if query.isTried { filter.require("attempts > 0") }
        return filter.select(columns, from: "deliveries", orderedBy: "queued_at, id", limit: query.limit)
    }

    private static var queries: [String] {
        (0..<256).map { bits in
            deliveries(
                DeliveryQuery(
                    states: bits & 1 == 0 ? nil : [.queued], subjectPrefix: bits & 2 == 0 ? nil : "p",
                    customer: bits & 4 == 0 ? nil : "c", id: bits & 8 == 0 ? nil : "d",
                    reason: bits & 16 == 0 ? nil : "r", recipient: bits & 32 == 0 ? nil : "p", isTried: bits & 64 != 0,
                    isDoubted: bits & 128 != 0)
            ).text
        }
    }

    static let all =
        [put, claim, require, known, urgent, sent, putSent]
        + DeliveryState.Step.allCases.flatMap {
            [step[$0]?.text, stepBefore[$0]?.text, stepAbout[$0]?.text].compactMap(\.self)
        }
        + DeliveryState.allCases.flatMap { state in
            DeliveryState.Step.allCases.compactMap { stepState[state]?[$0]?.text }
        } + queries
}
