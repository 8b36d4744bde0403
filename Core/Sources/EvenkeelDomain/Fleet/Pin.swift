/// A customer's or our own wish that a site stays as it is until a day. Ends by itself.
public struct Pin: Hashable, Sendable, Codable {
    public var installation: InstallationID
    /// The last day on which nothing is changed.
    public var until: CivilDate
    /// True where the customer asked for it.
    public var byCustomer: Bool
    public var since: Timestamp

    public init(installation: InstallationID, until: CivilDate, byCustomer: Bool, since: Timestamp) {
        self.installation = installation
        self.until = until
        self.byCustomer = byCustomer
        self.since = since
    }

    /// How far ahead a customer may pin by itself; longer is for staff to agree to.
    public static let longestByCustomerDays = 180
}
