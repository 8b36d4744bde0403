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
    /// What the server has answered that no message has read yet.
    private var unread: [UInt8] = []
    /// Of the message that the server awaits, where it was told of it with the end of the one before.
    private var announced: MailEnvelope?
    /// False for a server that does not allow that although it says so.
    private var mayAnnounce = true

    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    init(_ settings: SMTPSettings) {
        self.settings = settings
    }

    /// Sends `payload`, which is made on the session's thread, returning once the server has taken it.
    ///
    /// The final dot, before which it cannot arrive, waits for `intent`. Where that is withdrawn the connection is closed
    /// without the dot, and the send ends as `unreachable`.
    ///
    /// - Parameter next: of what is most likely to follow.
    /// - Returns: that of which the server was told with it; nil for none.
    func send(
        _ payload: @autoclosure @Sendable () -> [UInt8], in envelope: MailEnvelope, once intent: SendIntent,
        before next: MailEnvelope?
    ) throws(MailError) -> MailEnvelope? {
        let payload = payload()
        // The server waits for another: only a new connection says that this one does not come.
        if announced != nil, announced != envelope { hangUp(takesLeave: false) }
        var isOutOfStep = false
        while true {
            let (isFresh, isAnnounced) = (connection == nil, announced != nil)
            let open: OpaquePointer
            if let connection { open = connection } else { open = try connect() }
            connection = open
            var dialogue = SMTPDialogue(open, settings, once: intent, unread: unread)
            do throws(MailError) {
                let isTold = try dialogue.send(
                    payload, in: envelope, isAnnounced: isAnnounced, before: mayAnnounce && !isOutOfStep ? next : nil)
                (announced, unread) = (isTold ? next : nil, dialogue.unread)
                // It was no fault of the message's.
                if isOutOfStep { mayAnnounce = false }
                return announced
            } catch {
                // Without QUIT: the server is not to take what it got of the message for a whole.
                hangUp(takesLeave: false)
                // What was not used for a while may have been closed by then.
                isOutOfStep = dialogue.isOutOfStep
                guard !isFresh, dialogue.cameTooLate || isOutOfStep, !intent.isCalledOff else { throw error }
            }
        }
    }

    /// Takes leave of the server. The session can be used again; it then connects anew.
    func close() { hangUp(takesLeave: true) }

    /// Where the server waits for a message it would take a leave for that.
    private func hangUp(takesLeave: Bool) {
        evenkeel_smtp_close(connection, takesLeave && announced == nil)
        (connection, announced, unread) = (nil, nil, [])
    }

    deinit {
        guard let connection else { return }
        // QUIT waits for the server, so it is said on the session's thread, not on that of the last owner.
        nonisolated(unsafe) let last = connection
        let takesLeave = announced == nil
        queue.run { evenkeel_smtp_close(last, takesLeave) }
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
