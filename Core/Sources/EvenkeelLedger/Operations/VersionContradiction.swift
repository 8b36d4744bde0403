public import EvenkeelDomain

/// A file says that a site runs another version than somebody who was there has confirmed.
public struct VersionContradiction: Hashable, Sendable {
    public var installation: InstallationID
    public var known: VersionFact
    public var given: Version

    public init(installation: InstallationID, known: VersionFact, given: Version) {
        self.installation = installation
        self.known = known
        self.given = given
    }
}
