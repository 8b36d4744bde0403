public import EvenkeelDomain

/// What another policy would have made of a rollout that is over: where it would have halted, when each gate would have
/// passed, and how many sites it would have hurt.
///
/// Sites start when they did; what would have been started later or never under the other policy is not invented.
public struct Replay: Hashable, Sendable {
    public struct Gate: Hashable, Sendable {
        public let wave: String
        /// When its soak would have been over; nil where it never settled.
        public let soakEndsAt: Timestamp?
        /// The first look at which it would have passed; nil for never, before the next wave opened or evidence ended.
        public let passedAt: Timestamp?
        /// What the last look said.
        public let text: String
    }

    public let gates: [Gate]
    public let haltedAt: Timestamp?
    public let metric: GateEvidence.Metric?
    /// The verdict at the halt, or of all evidence.
    public let text: String
    /// Sites given the release until the halt, or in all.
    public let sitesStarted: Int
    /// Those of them that failed in the end.
    public let sitesHurt: Int
    public let sitesStartedInAll: Int
    public let sitesHurtInAll: Int

    init(_ record: RolloutRecord, under policy: Policy, bench: JudgeBench) {
        var stream = record.stream(judgedBy: policy, bench: bench)
        var gates = record.rollout.waves.map { Look(wave: $0.name) }
        var halt: (at: Timestamp, assessment: Assessment)?
        for (number, entry) in record.lines.enumerated() {
            // The looks that fall before this line, with the evidence of then.
            for index in gates.indices { gates[index].look(at: stream, wave: index, before: entry.at) }
            stream.take(entry.line, at: entry.at, number: number)
            guard halt == nil, stream.mayHaveCrossed else { continue }
            let assessment = stream.assessment(at: entry.at)
            if assessment.haltMetric != nil { halt = (entry.at, assessment) }
        }
        // Time goes on a little after the last line.
        if let last = record.lines.last?.at {
            for index in gates.indices { gates[index].look(at: stream, wave: index, before: last + .days(1)) }
        }
        let whole = stream.assessment()
        haltedAt = halt?.at
        metric = halt?.assessment.haltMetric
        text = (halt?.assessment ?? whole).text
        self.gates = gates.map(\.gate)
        let end = halt?.at
        sitesStartedInAll = stream.started(until: nil).count
        sitesHurtInAll = stream.started(until: nil).count(where: \.isHurt)
        sitesStarted = stream.started(until: end).count
        sitesHurt = stream.started(until: end).count(where: \.isHurt)
    }

    /// The looks at one gate: when its soak ends, and every day after until it passes or the next wave opens.
    private struct Look {
        let wave: String
        var soakEndsAt: Timestamp?
        var next: Timestamp?
        var passedAt: Timestamp?
        var text = ""
        var isOver = false

        mutating func look(at stream: EvidenceStream, wave index: Int, before now: Timestamp) {
            guard !isOver, passedAt == nil else { return }
            if next == nil {
                soakEndsAt = stream.soakEnd(ofWave: index)
                next = soakEndsAt
            }
            while let at = next, at < now, !isOver, passedAt == nil {
                // A site that started late moves the end.
                if let end = stream.soakEnd(ofWave: index), end > at {
                    (soakEndsAt, next) = (end, end)
                    continue
                }
                guard stream.newestWave == index else {
                    isOver = true
                    return
                }
                let assessment = stream.assessment(at: at)
                text = assessment.text
                if assessment.mayAdvance { passedAt = at }
                if assessment.haltMetric != nil { isOver = true }
                next = at + .days(1)
            }
        }

        var gate: Gate { Gate(wave: wave, soakEndsAt: soakEndsAt, passedAt: passedAt, text: text) }
    }
}
