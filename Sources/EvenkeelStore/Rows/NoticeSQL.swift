import EvenkeelDomain

enum NoticeSQL {
    /// A notice that stands is left as it is; one that was withdrawn gives way to a later announcement.
    static let put = """
        INSERT INTO notices (rollout, revision, wave, customer, state, announced_at, installations) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) \
        ON CONFLICT (rollout, wave, customer, revision) DO UPDATE SET state = excluded.state, \
        announced_at = excluded.announced_at, installations = excluded.installations \
        WHERE notices.state = 'withdrawn' AND notices.announced_at < excluded.announced_at
        """
    static let step = NoticeState.statements { step in
        StepStatement("notices", step, only: NoticeState?.none) { draft in
            draft.require("rollout = \(draft.place(.rollout))")
            draft.require("wave = \(draft.place(.wave))")
        }
    }

    static let stepOf = NoticeState.statements { step in
        StepStatement("notices", step, only: NoticeState?.none) { draft in
            draft.require("rollout = \(draft.place(.rollout))")
            draft.require("wave = \(draft.place(.wave))")
            draft.require("customer = \(draft.place(.customer))")
        }
    }

    private static let columns = "rollout, revision, wave, customer, state, announced_at, installations"
    private static let order = "wave, customer, revision"
    static let ofRollout = "SELECT \(columns) FROM notices WHERE rollout = $1 ORDER BY \(order)"
    static let ofWave = "SELECT \(columns) FROM notices WHERE rollout = $1 AND wave = $2 ORDER BY \(order)"

    static let all =
        [put, ofRollout, ofWave]
        + NoticeState.Step.allCases.flatMap {
            [step[$0]?.text, stepOf[$0]?.text].compactMap(\.self)
        }
}
