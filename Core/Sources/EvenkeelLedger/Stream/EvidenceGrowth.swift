public import EvenkeelDomain
import EvenkeelVerdict

/// How the evidence of a rollout grew: the upper bound falling with every clean site, the failures, and how far they are
/// from the halt line. What a picture is drawn from.
public struct EvidenceGrowth: Hashable, Sendable {
    public struct Point: Hashable, Sendable {
        public let at: Timestamp
        /// Sites whose soak is complete.
        public let sites: Int
        public let failed: Int
        public let upperBound: Double
    }

    /// Sites started and failed, as the halt line counts them.
    public struct Step: Hashable, Sendable {
        public let at: Timestamp
        public let started: Int
        public let failed: Int
    }

    /// So many failures halt within so many sites; nil for within any number.
    public struct Line: Hashable, Sendable {
        public let failures: Int
        public let sites: Int?
    }

    public let began: Timestamp?
    public let ended: Timestamp?
    public let points: [Point]
    public let steps: [Step]
    public let lines: [Line]
    /// The rate that is tolerated when advancing.
    public let tolerated: Double
    public let confidence: Double
    public let haltedAt: Timestamp?
    public let selected: Int

    /// - Parameter wave: nil for all; evidence adds up over the waves, so a wave's picture ends where the next begins.
    init(_ record: RolloutRecord, wave: Int?, bench: JudgeBench) {
        var stream = record.stream(judgedBy: record.rollout.policy, bench: bench)
        let next = wave.flatMap { wave in
            record.rollout.waves.indices.contains(wave + 1) ? record.rollout.waves[wave + 1].openedAt : nil
        }
        let lines = record.lines.filter { next == nil || $0.at < next ?? $0.at }
        for (number, entry) in lines.enumerated() { stream.take(entry.line, at: entry.at, number: number) }
        let judge = stream.judges.health
        let history = stream.happenings(until: next)
        var points: [Point] = []
        var steps: [Step] = []
        var (completed, failed, started) = (0, 0, 0)
        for happening in history {
            switch happening.kind {
            case .started: started += 1
            case .failed:
                failed += 1
                completed += 1
            case .completed: completed += 1
            }
            if happening.kind != .started {
                points.append(
                    Point(
                        at: happening.at, sites: completed, failed: failed,
                        upperBound: UpperBound.anytime(
                            failed: failed, of: completed, confidence: judge.rule.confidence)))
            }
            if happening.kind != .completed {
                steps.append(Step(at: happening.at, started: started, failed: failed))
            }
        }
        self.points = points
        self.steps = steps
        began = history.first?.at
        ended = history.last?.at
        tolerated = judge.rule.toleratedRate
        confidence = judge.rule.confidence
        haltedAt = stream.crossing()?.at
        selected = stream.judges.unitCount
        // As many as the picture is wide.
        let all = stream.judges.healthLines(count: 24)
        let reach = all.firstIndex { $0.sites.map { $0 >= stream.judges.unitCount } ?? true } ?? all.count - 1
        self.lines = all.prefix(max(reach + 1, min(all.count, failed + 2))).map {
            Line(failures: $0.failures, sites: $0.sites)
        }
    }
}
