public import EvenkeelDomain

/// One step of an install, with what follows from it for the placement it was started for: that moves along, unless it
/// has gone on to another install.
public struct InstallStep: Hashable, Sendable {
    public var install: InstallID
    public var step: InstallState.Step
    public var at: Timestamp
    public var note: String?
    /// After a failure the site is due again, in the same moment, if it has had no more tries than this.
    public var retries: Int
    /// What the site runs once the install has succeeded, whatever has become of its placement meanwhile.
    public var brings: VersionFact?

    public init(
        _ install: InstallID, _ step: InstallState.Step, at: Timestamp, note: String?, retries: Int = 0,
        brings: VersionFact? = nil
    ) {
        self.install = install
        self.step = step
        self.at = at
        self.note = note
        self.retries = retries
        self.brings = brings
    }
}
