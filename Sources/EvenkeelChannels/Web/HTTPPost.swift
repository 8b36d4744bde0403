import CLibcurl
import Dispatch
import EvenkeelDomain
import EvenkeelLedger

/// Posts to an address of a customer's choosing. Loopback and private addresses are refused when the socket is opened,
/// whatever name led there; redirects are not followed, so there is nothing else to check.
public struct HTTPPost: Sendable {
    /// libcurl blocks for as long as a receiver takes, so it gets threads of its own; the courier bounds how many.
    private static let queue = DispatchQueue(label: "evenkeel.http", attributes: .concurrent)

    private let allowsPrivate: Bool
    private let timeout: Duration
    private let certificates: String?

    /// - Parameters:
    ///   - allowsPrivate: lets posts go to loopback and private addresses.
    ///   - timeout: 30 s is what senders of this kind of webhook grant.
    ///   - certificates: a file of certificates to trust instead of the system's.
    public init(allowsPrivate: Bool = false, timeout: Duration = .seconds(30), certificates: String? = nil) {
        self.allowsPrivate = allowsPrivate
        self.timeout = timeout
        self.certificates = certificates
    }

    /// Posts JSON and returns once it was accepted with a 2xx.
    func send(_ body: [UInt8], to url: String, headers: [(String, String)] = []) async throws(SendError) {
        let lines =
            ["Content-Type: application/json", "User-Agent: Evenkeel"] + headers.map { "\($0): \(HeaderText($1))" }
        let answer = await withCheckedContinuation { continuation in
            Self.queue.async { continuation.resume(returning: post(body, url, lines)) }
        }
        if let error = Self.error(answer) { throw error }
    }

    private struct Answer: Sendable {
        let result: evenkeel_http_result
        let status: Int
        let retryAfter: Int
        let text: String
    }

    private func post(_ body: [UInt8], _ url: String, _ headers: [String]) -> Answer {
        var text = [CChar](repeating: 0, count: Int(EVENKEEL_HTTP_TEXT_SIZE))
        var (status, retryAfter) = (0, 0)
        let milliseconds = max(1, Int(timeout / .milliseconds(1)))
        let result = CStringList.with(headers) { headers in
            url.withCString { url in
                func attempt(_ certificates: UnsafePointer<CChar>?) -> evenkeel_http_result {
                    body.withUnsafeBufferPointer { bytes in
                        var options = evenkeel_http_options(
                            url: url, headers: headers, body: bytes.baseAddress, length: bytes.count,
                            timeout_ms: milliseconds, connect_timeout_ms: min(milliseconds, 10_000),
                            allow_private: allowsPrivate, ca_file: certificates)
                        return evenkeel_http_post(&options, &status, &retryAfter, &text)
                    }
                }
                return certificates.map { $0.withCString(attempt) } ?? attempt(nil)
            }
        }
        let said = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return Answer(result: result, status: status, retryAfter: retryAfter, text: said)
    }

    /// What an answer means to a courier; nil when the message was accepted.
    private static func error(_ answer: Answer) -> SendError? {
        let said = answer.text.isEmpty ? "" : ": \(answer.text.prefix(200))"
        switch answer.result {
        case EVENKEEL_HTTP_ANSWERED: break
        case EVENKEEL_HTTP_ADDRESS_REFUSED:
            return .refused(
                "the address is not a public one; outbound.allow_private lets messages go to private addresses")
        case EVENKEEL_HTTP_UNCERTAIN: return .uncertain("no answer\(said)")
        default: return .unreachable(answer.text)
        }
        switch answer.status {
        case 200..<300: return nil
        case 300..<400: return .refused("\(answer.status): redirects are not followed; give the final address")
        case 429:
            let asked = min(answer.retryAfter, 86_400)
            return .later(
                "429" + (asked > 0 ? ", again in \(asked) s" : "") + said, after: asked > 0 ? .seconds(asked) : nil)
        case 408, 425, 500...: return .later("\(answer.status)\(said)")
        default: return .refused("\(answer.status)\(said)")
        }
    }
}
