/// An id that stands in two rows. Rows count from 0 in the order in which they were begun.
public struct DuplicateSite: Hashable, Sendable {
    public let id: InstallationID
    public let firstRow: Int
    public let row: Int
}
