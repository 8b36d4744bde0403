import CLibcurl
import EvenkeelLedger

/// One conversation with the server, which keeps its connection from message to message.
///
/// An actor on a thread of its own: its methods block, see `SMTPSessionQueue`.
actor SMTPSession {
    private let settings: SMTPSettings
    private let queue = SMTPSessionQueue()
    /// The connection on which the session is open; nil before the first send, after `close` and after a failure.
    ///
    /// Touched on the session's thread alone, and in `deinit`, when nobody else can.
    nonisolated(unsafe) private var connection: OpaquePointer?

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
        let payload = payload()
        while true {
            let isFresh = connection == nil
            let open: OpaquePointer
            if let connection { open = connection } else { open = try connect() }
            connection = open
            var dialogue = SMTPDialogue(open, settings, once: intent)
            do throws(MailError) { return try dialogue.send(payload, to: recipients, from: sender) } catch {
                // Without QUIT: the server is not to take what it got of the message for a whole.
                hangUp(takesLeave: false)
                // What was not used for a while may have been closed by then.
                if isFresh || !dialogue.cameTooLate { throw error }
            }
        }
    }

    /// Takes leave of the server. The session can be used again; it then connects anew.
    func close() { hangUp(takesLeave: true) }

    private func hangUp(takesLeave: Bool) {
        evenkeel_smtp_close(connection, takesLeave)
        connection = nil
    }

    deinit {
        guard let connection else { return }
        // QUIT waits for the server, so it is said on the session's thread, not on that of the last owner.
        nonisolated(unsafe) let last = connection
        queue.run { evenkeel_smtp_close(last, true) }
    }

    private func connect() throws(MailError) -> OpaquePointer {
        var text = [CChar](repeating: 0, count: Int(EVENKEEL_SMTP_TEXT_SIZE))
        var code = 0
        if let open = withOptions({ evenkeel_smtp_connect(settings.url, &$0, &text, &code) }) { return open }
        let said = Self.words(text)
        // 5xx is about the server as a whole, and says nothing of the recipient.
        switch code {
        case 400..<500: throw .transient(code: code, text: said)
        case 0: throw .unreachable(text: said)
        default: throw .unreachable(text: "\(code) \(said)")
        }
    }

    /// Text as C leaves it.
    static func words(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private func withOptions<Value>(_ body: (inout evenkeel_smtp_options) -> Value) -> Value {
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
