import EvenkeelDomain
import EvenkeelHTTP
import EvenkeelLedger
import Foundation

/// Posts to an address of a customer's choosing. Loopback and private addresses are refused when the socket is opened,
/// whatever name led there; redirects are not followed, so there is nothing else to check.
public struct HTTPPost: Sendable {
    /// The beginning of an answer that a person may read.
    private static let saidLimit = 200

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
        var call = HTTPCall("POST", url, body: Data(body))
        call.headers =
            [("Content-Type", "application/json"), ("User-Agent", "Evenkeel")]
            + headers.map { ($0, $1) }
        call.allowsPrivate = allowsPrivate
        call.timeout = timeout
        call.certificates = certificates
        let answer: HTTPAnswer
        do { answer = try await call.perform() } catch {
            switch error {
            case .addressRefused:
                throw .refused(
                    "the address is not a public one; outbound.allow_private lets messages go to private addresses")
            case .uncertain(let why): throw .uncertain("no answer: \(why)")
            case .unreachable(let why): throw .unreachable(why)
            }
        }
        if let error = Self.error(answer) { throw error }
    }

    /// What an answer means to a courier; nil when the message was accepted.
    private static func error(_ answer: HTTPAnswer) -> SendError? {
        let text = answer.body.lazy.filter { (0x20..<0x7F).contains($0) }.prefix(saidLimit)
        let said = text.isEmpty ? "" : ": " + String(decoding: text, as: UTF8.self)
        switch answer.status {
        case 200..<300: return nil
        case 300..<400: return .refused("\(answer.status): redirects are not followed; give the final address")
        case 429:
            let asked = answer.retryAfterSeconds
            return .later("429" + (asked.map { ", again in \($0) s" } ?? "") + said, after: asked.map { .seconds($0) })
        case 408, 425, 500...: return .later("\(answer.status)\(said)")
        default: return .refused("\(answer.status)\(said)")
        }
    }
}
