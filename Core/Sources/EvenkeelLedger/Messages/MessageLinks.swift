import EvenkeelDomain

/// The addresses a message offers its recipient; each holds an opaque value that only an edge can make.
public struct MessageLinks: Hashable, Sendable {
    /// Unsubscribes by POST, RFC 8058.
    public var unsubscribe: String?
    public var preferences: String?
    /// The customer's own page: agree, move, decline, and what is broken for them.
    public var customerPage: String?
    /// "It works" and "something is wrong", after an install; each shows a page with one button.
    public var fine: String?
    public var trouble: String?
    public var confirm: String?
    /// The address replies go to, with a token that names the delivery.
    public var replyTo: String?

    public init(
        unsubscribe: String? = nil, preferences: String? = nil, customerPage: String? = nil, fine: String? = nil,
        trouble: String? = nil, confirm: String? = nil, replyTo: String? = nil
    ) {
        self.unsubscribe = unsubscribe
        self.preferences = preferences
        self.customerPage = customerPage
        self.fine = fine
        self.trouble = trouble
        self.confirm = confirm
        self.replyTo = replyTo
    }
}

extension MessageLinks {
    /// A text that holds these links, with others in their stead.
    func replaced(by others: MessageLinks, in text: String) -> String {
        let pairs = [
            (fine, others.fine), (trouble, others.trouble), (confirm, others.confirm),
            (customerPage, others.customerPage), (unsubscribe, others.unsubscribe),
            (preferences, others.preferences),
        ]
        return pairs.reduce(text) { text, pair in
            guard let link = pair.0, link != pair.1 else { return text }
            return text.replacing(bytes: link, with: pair.1 ?? "...")
        }
    }

    /// Where the links of a message stand, for whoever looks at it: three points instead of what only its recipient knows.
    init(toLookAt delivery: Delivery, baseURL: String) {
        self.init()
        let isPublic = Subscriber.address(of: delivery.recipient) != nil
        if !isPublic { customerPage = "\(baseURL)/c/..." }
        if case .confirm = delivery.subject {
            confirm = "\(baseURL)/s/..."
        } else {
            unsubscribe = "\(baseURL)/u/..."
            if delivery.channel == "email" { preferences = unsubscribe }
        }
        if case .installed = delivery.subject {
            (fine, trouble) = ("\(baseURL)/r/.../fine", "\(baseURL)/r/.../trouble")
        }
    }
}
