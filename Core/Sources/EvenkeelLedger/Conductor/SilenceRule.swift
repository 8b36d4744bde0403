public import EvenkeelDomain
import EvenkeelVerdict

/// How regularly a site was heard of so far.
public struct SiteRhythm: Hashable, Sendable {
    public var installation: InstallationID
    /// Gaps between two signs of life.
    public var gaps: Int
    /// Their sum and the longest of them.
    public var total: TimeSpan
    public var longest: TimeSpan

    public init(installation: InstallationID, gaps: Int, total: TimeSpan, longest: TimeSpan) {
        self.installation = installation
        self.gaps = gaps
        self.total = total
        self.longest = longest
    }

    /// Nil for fewer than two signs of life.
    ///
    /// - Parameter beats: ascending, each once.
    public init?(installation: InstallationID, beats: [Timestamp]) {
        guard let first = beats.first, let last = beats.last, beats.count > 1 else { return nil }
        let gaps = zip(beats, beats.dropFirst()).map { $1 - $0 }
        self.init(installation: installation, gaps: gaps.count, total: last - first, longest: gaps.max() ?? .zero)
    }
}

/// After how long a site counts as silent: the same for all, or by what each of them did before.
struct SilenceRule {
    /// Fewer gaps than this are no history.
    static let gapsNeeded = 5

    private let fixed: TimeSpan
    private let own: [InstallationID: TimeSpan]

    init(_ policy: VerdictPolicy, rhythms: [SiteRhythm] = []) {
        fixed = policy.silenceAfter
        guard let heartbeat = policy.heartbeat else {
            own = [:]
            return
        }
        var own: [InstallationID: TimeSpan] = [:]
        for rhythm in rhythms where rhythm.gaps >= Self.gapsNeeded && rhythm.total > .zero {
            let beat = Double(rhythm.total.milliseconds) / Double(rhythm.gaps)
            let longest = Int((Double(rhythm.longest.milliseconds) / beat).rounded(.up))
            let missed = SilenceLimit.missedBeats(gapsBeats: [longest], leastBeats: heartbeat.leastBeats)
            let limit = TimeSpan(milliseconds: Int64((Double(missed) * beat).rounded()))
            own[rhythm.installation] = heartbeat.atMost.map { min($0, limit) } ?? limit
        }
        self.own = own
    }

    func limit(of site: InstallationID) -> TimeSpan { own[site] ?? fixed }
}
