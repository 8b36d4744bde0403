/// What went wrong, as RFC 9457 problem details with a stable `code` and a `hint`.
public struct Problem: Error, Codable, Hashable, Sendable {
    /// `urn:evenkeel:problem:` and the code.
    public var type: String
    /// What went wrong, in one sentence.
    public var title: String
    /// The HTTP status.
    public var status: Int
    /// Why.
    public var detail: String
    public var code: String
    /// What to do about it.
    public var hint: String
    /// The member of the body or the parameter it is about.
    public var member: String?

    public init(code: String, status: Int, title: String, detail: String, hint: String, member: String? = nil) {
        type = "urn:evenkeel:problem:\(code)"
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
        self.hint = hint
        self.member = member
    }

    /// What a command line exits with; usage errors (2) are the parser's.
    public var exitCode: Int32 { 1 }
}
