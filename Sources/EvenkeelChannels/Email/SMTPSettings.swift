import Foundation

/// Which SMTP server carries the mail, and how it is spoken to.
public struct SMTPSettings: Equatable, Sendable {
    public let host: String
    public let port: Int
    public let security: Security
    public let credentials: Credentials?
    /// Whether the server's certificate must be valid for its name.
    public let verifiesCertificate: Bool
    /// A file of certificates to trust instead of the system's; nil for those.
    public let certificates: String?
    /// The longest one message may take up to its final dot, connecting included.
    public let timeout: Duration
    /// How long the answer to the final dot may take.
    public var verdictTimeout: Duration
    public let connectTimeout: Duration

    /// How the connection is protected.
    public enum Security: Equatable, Sendable {
        /// In clear: only ever chosen for a server on this machine.
        case none
        /// STARTTLS where the server offers it.
        case startTLSIfOffered
        /// STARTTLS, or no mail.
        case startTLS
        /// TLS from the first byte (RFC 8314).
        case implicitTLS
    }

    /// A login. Its description hides the password, so that it cannot reach a log.
    public struct Credentials: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
        let user: String
        let password: String

        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        public var description: String { "\(user):***" }
        public var debugDescription: String { description }
    }

    /// Parses `smtp://host[:25]` or `smtps://user:password@host[:465]`, user and password percent-encoded.
    ///
    /// A server beyond this machine that is given a password must speak TLS, whatever
    /// `requireTLS` says. A server on this machine is spoken to in clear unless TLS is
    /// required, because local relays offer certificates that nobody can verify.
    /// Throws `MailRefusal.notAnSMTPServer`.
    public init(
        url: String,
        requireTLS: Bool = false,
        verifiesCertificate: Bool = true,
        certificates: String? = nil,
        timeout: Duration = .seconds(60),
        verdictTimeout: Duration = .seconds(600),
        connectTimeout: Duration = .seconds(10)
    ) throws(MailRefusal) {
        guard let parts = URLComponents(string: url, encodingInvalidCharacters: false) else {
            throw .notAnSMTPServer(.syntax)
        }
        let scheme = parts.scheme?.lowercased() ?? ""
        guard scheme == "smtp" || scheme == "smtps" else { throw .notAnSMTPServer(.scheme(scheme)) }
        let host = parts.host ?? ""
        guard Self.isHost(host) else { throw .notAnSMTPServer(.host(host)) }
        let port = parts.port ?? (scheme == "smtps" ? 465 : 25)
        guard (1...65535).contains(port) else { throw .notAnSMTPServer(.port(port)) }
        let surplus = [parts.path == "/" ? "" : parts.path, parts.query ?? "", parts.fragment ?? ""]
        if let part = surplus.first(where: { !$0.isEmpty }) { throw .notAnSMTPServer(.surplus(part)) }

        self.host = host
        self.port = port
        credentials = try Self.credentials(user: parts.user, password: parts.password)
        let local = Self.isLoopback(host)
        security =
            if scheme == "smtps" {
                .implicitTLS
            } else if requireTLS || (credentials != nil && !local) {
                .startTLS
            } else {
                local ? .none : .startTLSIfOffered
            }
        self.verifiesCertificate = verifiesCertificate
        self.certificates = certificates
        self.timeout = timeout
        self.verdictTimeout = verdictTimeout
        self.connectTimeout = connectTimeout
    }

    /// The server's address without credentials, as libcurl wants it.
    var url: String {
        "\(security == .implicitTLS ? "smtps" : "smtp")://\(host):\(port)"
    }

    private static func credentials(user: String?, password: String?) throws(MailRefusal) -> Credentials? {
        switch (user, password) {
        case (nil, nil): return nil
        case (let user?, let password?) where !user.isEmpty && !user.contains("\0") && !password.contains("\0"):
            return Credentials(user: user, password: password)
        default: throw .notAnSMTPServer(.credentials)
        }
    }

    /// A host name, an IPv4 address, or an IPv6 address in brackets.
    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("[") && host.hasSuffix("]") {
            return host.dropFirst().dropLast().utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) }
        }
        return host.utf8.count <= 253 && MailAddress.isDomain(host.utf8)
    }

    /// True for this machine only; a name such as `127.example.org` is not.
    private static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && numbers.allSatisfy { $0 != nil }
    }
}
