import CLibcurl
import Dispatch
import EvenkeelHTTP
import EvenkeelLedger
import Synchronization

/// One conversation with the server, which keeps its connection from message to message.
///
/// An actor on a thread of its own: its methods block, see `SMTPSessionQueue`.
actor SMTPSession {
    private let settings: SMTPSettings
    private let queue = SMTPSessionQueue()
    /// libcurl's handle; made at the first send, gone after `close`.
    ///
    /// Touched on the session's thread alone, and in `deinit`, when nobody else can.
    nonisolated(unsafe) private var handle: OpaquePointer?

    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    init(_ settings: SMTPSettings) {
        self.settings = settings
    }

    /// Sends `payload`, which is made on the session's thread, to `recipients`, returning once the server has taken it.
    ///
    /// The final dot, before which it cannot arrive, waits for `intent`. Where that is withdrawn the connection is closed
    /// without the dot, and the send ends as `unreachable`.
    func send(
        _ payload: @autoclosure @Sendable () -> [UInt8], to recipients: [MailAddress], from sender: MailAddress,
        once intent: SendIntent = .written
    ) throws(MailError) {
        if handle == nil { handle = evenkeel_smtp_session_create() }
        guard let handle else { throw .unreachable(text: "libcurl could not be initialised") }

        let payload = payload()
        var text = [CChar](repeating: 0, count: Int(EVENKEEL_SMTP_TEXT_SIZE))
        var code = 0
        let result = withOptions { options in
            CStringList.with(recipients.map(\.description)) { recipients in
                withExtendedLifetime(intent) {
                    evenkeel_smtp_send(
                        handle, settings.url, sender.description, recipients, payload, payload.count, &options,
                        { context in
                            context.map {
                                Unmanaged<SendIntent>.fromOpaque($0).takeUnretainedValue().waitUntilSettled()
                            }
                                ?? false
                        },
                        Unmanaged.passUnretained(intent).toOpaque(), &text, &code)
                }
            }
        }
        let said = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        if let error = Self.error(result, code: code, text: said) { throw error }
    }

    /// Takes leave of the server. The session can be used again; it then connects anew.
    func close() {
        evenkeel_smtp_session_free(handle)
        handle = nil
    }

    deinit {
        guard let handle else { return }
        // QUIT waits for the server, so it is said on the session's thread, not on that of the last owner.
        nonisolated(unsafe) let last = handle
        queue.run { evenkeel_smtp_session_free(last) }
    }

    /// What a result means to a courier; nil when the message was accepted.
    static func error(_ result: evenkeel_smtp_result, code: Int, text: String) -> MailError? {
        switch result {
        case EVENKEEL_SMTP_ACCEPTED: return nil
        case EVENKEEL_SMTP_UNCERTAIN: return .uncertain(text: text)
        case EVENKEEL_SMTP_MESSAGE_REFUSED:
            // Login or TLS missing (RFC 4954 section 6, RFC 3207 section 4): about us, not about the recipient.
            if [530, 534, 535, 538].contains(code) { return .unreachable(text: "\(code) \(text)") }
            return code < 500 ? .transient(code: code, text: text) : .permanent(code: code, text: text)
        case EVENKEEL_SMTP_SESSION_REFUSED:
            return code < 500 ? .transient(code: code, text: text) : .unreachable(text: "\(code) \(text)")
        default: return .unreachable(text: text)
        }
    }

    private func withOptions(
        _ body: (inout evenkeel_smtp_options) -> evenkeel_smtp_result
    ) -> evenkeel_smtp_result {
        let tls =
            switch settings.security {
            case .none: EVENKEEL_SMTP_TLS_NEVER
            case .startTLSIfOffered: EVENKEEL_SMTP_TLS_IF_OFFERED
            case .startTLS, .implicitTLS: EVENKEEL_SMTP_TLS_REQUIRED
            }
        var options = evenkeel_smtp_options(
            username: nil, password: nil, tls: tls, verify_peer: settings.verifiesCertificate,
            timeout_ms: Self.milliseconds(settings.timeout),
            connect_timeout_ms: Self.milliseconds(settings.connectTimeout), ca_file: nil)
        let credentials = settings.credentials
        return Self.withCString(settings.certificates) { certificates in
            Self.withCString(credentials?.user) { user in
                Self.withCString(credentials?.password) { password in
                    (options.ca_file, options.username, options.password) = (certificates, user, password)
                    return body(&options)
                }
            }
        }
    }

    private static func withCString<Value>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Value) -> Value {
        text.map { $0.withCString(body) } ?? body(nil)
    }

    /// At least 1: libcurl takes 0 for "no limit".
    private static func milliseconds(_ duration: Duration) -> Int {
        max(1, Int(duration / .milliseconds(1)))
    }
}

extension SendIntent {
    /// Blocks the thread until it is known: true where the message may arrive.
    fileprivate func waitUntilSettled() -> Bool {
        let known = DispatchSemaphore(value: 0)
        let answer = Mutex(false)
        whenSettled { isWritten in
            answer.withLock { $0 = isWritten }
            known.signal()
        }
        known.wait()
        return answer.withLock { $0 }
    }
}
