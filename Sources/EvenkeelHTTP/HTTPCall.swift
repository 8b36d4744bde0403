import CLibcurl
import Dispatch
public import Foundation

/// One HTTP request, and how long and how much its sender is willing to wait and read.
///
/// It follows no redirect, keeps no cookie and asks no proxy of the environment: what is sent goes where it was
/// addressed, or nowhere. libcurl waits without work; `URLSession` of the open-source Foundation kept half a core busy
/// for as long as an answer was awaited.
public struct HTTPCall: Sendable {
    public var method: String
    public var url: String
    public var headers: [(name: String, value: String)]
    /// Nil sends none, and no content type.
    public var body: Data?
    /// An answer whose body is larger is hung up on, and says so.
    public var answerLimitBytes = 64 << 10
    /// For all of it, from the name's look-up to the last byte of the answer; nil has no limit.
    public var timeout: Duration?
    /// Without a byte in either direction; nil has no limit. Kept to the second.
    public var idleTimeout: Duration?
    /// Whether loopback and private addresses may be connected to, whatever name led there.
    public var allowsPrivate = true
    /// A file of certificates to trust instead of the system's.
    public var certificates: String?

    public init(_ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: Data? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// Returns once there is an answer, whatever its status. A task that is cancelled gives up within a second.
    ///
    /// - Parameter sent: told which share of the body has left, 0...1, from a thread of the call.
    public func perform(sent: (@Sendable (Double) -> Void)? = nil) async throws(HTTPTrouble) -> HTTPAnswer {
        let watch = HTTPWatch(bodyBytes: body?.count ?? 0, sent: sent)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // libcurl blocks for as long as the other side takes. A serial queue gets a thread of its own, a
                // concurrent one would take from the few threads that run everything else.
                DispatchQueue(label: "evenkeel.http").async { continuation.resume(returning: block(watch)) }
            }
        } onCancel: {
            watch.callOff()
        }
        return try result.get()
    }

    private func block(_ watch: HTTPWatch) -> Result<HTTPAnswer, HTTPTrouble> {
        withExtendedLifetime(watch) {
            Self.withCString(certificates) { certificates in
                CStringList.with(headers.map(Self.line)) { headers in
                    url.withCString { url in
                        method.withCString { method in
                            Self.withBytes(body) { bytes in
                                var request = evenkeel_http_request()
                                (request.method, request.url, request.headers) = (method, url, headers)
                                (request.body, request.length) = (bytes?.baseAddress, bytes?.count ?? 0)
                                request.answer_limit = answerLimitBytes
                                request.timeout_ms = Self.milliseconds(timeout)
                                request.idle_ms = Self.milliseconds(idleTimeout)
                                request.connect_timeout_ms = min(Self.milliseconds(timeout ?? .seconds(10)), 10_000)
                                request.allow_private = allowsPrivate
                                request.ca_file = certificates
                                request.context = Unmanaged.passUnretained(watch).toOpaque()
                                request.is_called_off = { context, sent in
                                    guard let context else { return false }
                                    return Unmanaged<HTTPWatch>.fromOpaque(context).takeUnretainedValue().looked(sent)
                                }
                                return Self.perform(&request)
                            }
                        }
                    }
                }
            }
        }
    }

    private static func perform(_ request: inout evenkeel_http_request) -> Result<HTTPAnswer, HTTPTrouble> {
        var text = [CChar](repeating: 0, count: Int(EVENKEEL_HTTP_TEXT_SIZE))
        var answer = evenkeel_http_answer()
        let result = evenkeel_http_perform(&request, &answer, &text)
        defer { evenkeel_http_answer_free(&answer) }
        let why = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        switch result {
        case EVENKEEL_HTTP_ANSWERED:
            let body: Data
            if let bytes = answer.body {
                // Handed on, not copied: a bundle of evidence may be large.
                body = Data(bytesNoCopy: bytes, count: answer.length, deallocator: .free)
                answer.body = nil
            } else {
                body = Data()
            }
            return .success(
                HTTPAnswer(
                    status: answer.status, retryAfterSeconds: answer.retry_after > 0 ? answer.retry_after : nil,
                    location: answer.location.map { String(cString: $0) }, body: body,
                    end: answer.is_over_limit ? .overLimit : answer.is_broken ? .broken(why) : .whole))
        case EVENKEEL_HTTP_UNCERTAIN: return .failure(.uncertain(why))
        case EVENKEEL_HTTP_ADDRESS_REFUSED: return .failure(.addressRefused)
        default: return .failure(.unreachable(why))
        }
    }

    /// Without control characters: a line's end in a value would begin another header.
    private static func line(_ header: (name: String, value: String)) -> String {
        let plain = header.value.unicodeScalars.filter { $0.properties.generalCategory != .control }
        return "\(header.name): \(String(String.UnicodeScalarView(plain)))"
    }

    /// At least 1: libcurl takes 0 for "no limit".
    private static func milliseconds(_ duration: Duration?) -> Int {
        duration.map { max(1, Int($0 / .milliseconds(1))) } ?? 0
    }

    private static func withCString<Value>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Value) -> Value {
        text.map { $0.withCString(body) } ?? body(nil)
    }

    private static func withBytes<Value>(_ data: Data?, _ body: (UnsafeBufferPointer<UInt8>?) -> Value) -> Value {
        data.map { $0.withUnsafeBytes { body($0.bindMemory(to: UInt8.self)) } } ?? body(nil)
    }
}
