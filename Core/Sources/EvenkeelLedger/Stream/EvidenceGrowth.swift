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
    /// True where sites are compared with those that are not upgraded yet, and there is no line.
    public let isComparing: Bool
    /// The rate that is tolerated when advancing.
    public let tolerated: Double
    public let confidence: Double
    /// The halt and the rule that decided it; nil where no rule spoke.
    public let halt: EvidenceStream.Crossing?
    /// The limit of the policy that decided, where it was one.
    public let limit: LimitPolicy?
    /// True where the health of sites is shown and decides nothing.
    public let isOnlyWatched: Bool
    /// When health would have halted, where it is only watched.
    public let wouldHaltAt: Timestamp?
    /// Why the rollout stands halted although no rule that the picture shows spoke: silence, or a person.
    public let stoppedOtherwise: String?
    /// Somebody resumed then, and what was before counts no longer; the picture shows it all the same.
    public let countsSince: Timestamp?
    public let selected: Int

    /// - Parameter wave: nil for all; evidence adds up over the waves, so a wave's picture ends where the next begins.
    init(_ record: RolloutRecord, wave: Int?, bench: JudgeBench) {
        var stream = record.stream(judgedBy: record.rollout.policy, bench: bench)
        let next = wave.flatMap { wave in
            record.rollout.waves.indices.contains(wave + 1) ? record.rollout.waves[wave + 1].openedAt : nil
        }
        let lines = record.lines.filter { next == nil || $0.at < next ?? $0.at }
        for (number, entry) in lines.enumerated() { stream.take(entry.line, at: entry.at, number: number) }
        let stands = record.rollout.state == .halted && next == nil
        self.init(
            stream, until: next, stopped: stands ? record.rollout.stopReason : nil, since: record.rollout.evidenceSince)
    }

    /// - Parameters:
    ///   - next: what happened from then on is left out.
    ///   - stopped: why the rollout stands halted.
    public init(
        _ stream: EvidenceStream, until next: Timestamp? = nil, stopped: String? = nil, since: Timestamp? = nil
    ) {
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
        isComparing = stream.judges.isComparing
        tolerated = judge.rule.toleratedRate
        confidence = judge.rule.confidence
        let crossing = stream.crossing()
        halt = crossing
        limit = if case .limit(let number) = crossing?.rule { stream.judges.limits[number] } else { nil }
        let isOnlyWatched = stream.judges.panel.metrics.contains { $0.name == .health && $0.isDryRun }
        self.isOnlyWatched = isOnlyWatched
        wouldHaltAt =
            isOnlyWatched && !stream.judges.isComparing
            ? steps.first {
                judge.staircase.halts(observed: $0.failed, expected: Double($0.started) * judge.rule.expectedPerSite)
            }?.at : nil
        stoppedOtherwise = crossing == nil ? stopped : nil
        countsSince = since
        selected = stream.judges.unitCount
        // As many as the picture is wide.
        let all = stream.judges.healthLines(count: 24)
        let reach = all.firstIndex { $0.sites.map { $0 >= stream.judges.unitCount } ?? true } ?? all.count - 1
        self.lines = all.prefix(max(reach + 1, min(all.count, failed + 2))).map {
            Line(failures: $0.failures, sites: $0.sites)
        }
    }
}
