/// A title that nobody wrote: the facts it is made of, put into words for each reader.
public enum SystemTitle: Hashable, Sendable, Codable {
    /// Trouble at sites where this release was installed.
    case afterUpdate(release: String)
    /// What customers call the things that do not work as they should.
    case notWorking(components: [String])
}
