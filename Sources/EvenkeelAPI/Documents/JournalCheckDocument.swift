/// What a check of the whole journal found.
public struct JournalCheckDocument: Codable, Hashable, Sendable {
    public var ok: Bool
    public var entries: Int
    /// The hash chain value at the end: who has noted an earlier one can prove that this journal extends it.
    public var head: String
    /// What is wrong, where something is.
    public var problem: String?

    public init(ok: Bool, entries: Int, head: String, problem: String? = nil) {
        self.ok = ok
        self.entries = entries
        self.head = head
        self.problem = problem
    }
}
