public import EvenkeelLedger

/// Reported trouble by fault: raw counts, beside the distinct sites that a verdict counts.
public struct FaultsDocument: Codable, Hashable, Sendable {
    public struct Fault: Codable, Hashable, Sendable {
        public var fault: String
        public var reportedAs: [String]
        public var sites: Int
        public var reports: Int

        public init(_ count: FaultCount) {
            fault = count.fault
            reportedAs = count.reportedAs
            sites = count.sites
            reports = count.reports
        }
    }

    public var rollout: String
    public var faults: [Fault]

    public init(rollout: String, _ counts: [FaultCount]) {
        self.rollout = rollout
        faults = counts.map(Fault.init)
    }
}
