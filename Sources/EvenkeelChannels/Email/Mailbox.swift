/// An address with the name shown beside it: `Mario Rossi <mario@acme.example>`.
public struct Mailbox: Hashable, Sendable {
    /// The name, in any script; nil where there is none.
    public let name: HeaderText?
    /// Where the mail goes.
    public let address: MailAddress

    /// A mailbox; a name that is empty once cleaned counts as none.
    public init(name: String? = nil, address: MailAddress) {
        let cleaned = name.map { HeaderText($0) }
        self.name = cleaned?.description.isEmpty == true ? nil : cleaned
        self.address = address
    }

    /// The tokens of a header line, between which it may be folded.
    var tokens: [String] {
        guard let name else { return [address.description] }
        return name.phraseTokens + ["<\(address)>"]
    }
}
