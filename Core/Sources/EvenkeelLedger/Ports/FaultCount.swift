/// The reports of trouble under one fault: raw counts, beside the distinct sites that a verdict counts.
public struct FaultCount: Hashable, Sendable {
    /// The name it goes by; empty where reports named none.
    public var fault: String
    /// Under which words it was reported, where staff said that several are the same.
    public var reportedAs: [String]
    public var sites: Int
    public var reports: Int

    public init(fault: String, reportedAs: [String], sites: Int, reports: Int) {
        self.fault = fault
        self.reportedAs = reportedAs
        self.sites = sites
        self.reports = reports
    }
}
