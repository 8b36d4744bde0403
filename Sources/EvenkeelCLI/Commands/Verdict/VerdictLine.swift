import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// A verdict as one line of JSON: the shape of a wave's, with the line it was reached after.
struct VerdictLine: Encodable {
    private enum Keys: CodingKey { case after, haltedAt, metric }

    private let verdict: VerdictDocument
    private let after: Int
    private let haltedAt: String?
    private let metric: String?

    /// - Parameter crossing: where a halt line was crossed in the order in which things happened; a halt stays a halt,
    ///   however well the sites did that came after it.
    init(_ assessment: Assessment, after: Int, crossing: EvidenceStream.Crossing?) {
        var verdict = VerdictDocument(assessment)
        if let crossing, assessment.haltMetric == nil {
            verdict.state = "halt"
            verdict.text =
                "Halt at \(crossing.at), on \(crossing.metric.rawValue); by now: \(verdict.text)"
        }
        self.verdict = verdict
        self.after = after
        haltedAt = crossing?.at.description
        metric = assessment.haltMetric?.rawValue ?? crossing?.metric.rawValue
    }

    func encode(to encoder: any Encoder) throws {
        try verdict.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(after, forKey: .after)
        try container.encodeIfPresent(haltedAt, forKey: .haltedAt)
        try container.encodeIfPresent(metric, forKey: .metric)
    }
}
