/// Why there is no answer, in libcurl's words.
public enum HTTPTrouble: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nobody was reached, or TLS failed: nothing was handed over.
    case unreachable(String)
    /// The request was on the wire and no answer was read: the other side may have acted on it.
    case uncertain(String)
    /// The address is not a public one, and the call allows no other.
    case addressRefused

    public var description: String {
        switch self {
        case .unreachable(let why), .uncertain(let why): why
        case .addressRefused: "the address is not a public one"
        }
    }
}
