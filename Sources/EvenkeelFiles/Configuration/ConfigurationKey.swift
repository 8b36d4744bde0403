import EvenkeelDomain
import Foundation

/// One key of the configuration: how its text is put into the value, and how it is shown.
struct ConfigurationKey {
    let name: String
    let isList: Bool
    /// Nil where the text is of the form; else what was expected and a hint.
    let set: (inout Configuration, String) -> (expected: String, hint: String?)?
    let show: (Configuration) -> String

    /// `smtp.require_tls` is `EVENKEEL_SMTP_REQUIRE_TLS`.
    var variable: String { "EVENKEEL_" + name.uppercased().replacing(".", with: "_") }

    private init<Value>(
        _ name: String, _ form: ValueForm<Value>, isList: Bool = false,
        put: @escaping (inout Configuration, Value) -> Void, show: @escaping (Configuration) -> String
    ) {
        self.name = name
        self.isList = isList
        self.show = show
        set = { configuration, text in
            guard let value = form.parse(text) else { return (form.expected, form.hint(text)) }
            put(&configuration, value)
            return nil
        }
    }

    static let names = all.map(\.name)

    static var all: [ConfigurationKey] { serverKeys + organisationKeys + mailKeys }

    private static var serverKeys: [ConfigurationKey] {
        [
            ConfigurationKey("data", .line, put: { $0.dataDirectory = $1 }, show: { $0.dataDirectory }),
            ConfigurationKey("host", .host, put: { $0.host = $1 }, show: { $0.host }),
            ConfigurationKey(
                "port", .whole("a port number", 0...65535), put: { $0.port = $1 }, show: { "\($0.port)" }),
            ConfigurationKey(
                "trusted_proxy", .host, put: { $0.trustedProxy = $1 }, show: { $0.trustedProxy ?? "" }),
            ConfigurationKey("base_url", .webAddress, put: { $0.givenBaseURL = $1 }, show: { $0.baseURL }),
        ]
    }

    private static var organisationKeys: [ConfigurationKey] {
        [
            ConfigurationKey(
                "organisation.name", .line, put: { $0.organisation.name = $1 }, show: { $0.organisation.name }),
            ConfigurationKey(
                "organisation.timezone", .zone, put: { $0.organisation.timezone = $1 },
                show: {
                    $0.organisation.timezone
                }),
            ConfigurationKey(
                "organisation.working_week", .workingWeek, put: { $0.organisation.workingWeek = $1 },
                show: {
                    $0.organisation.workingWeek.description
                }),
            ConfigurationKey(
                "organisation.morning", .minuteOfDay, put: { $0.organisation.morningMinuteOfDay = $1 },
                show: {
                    let minute = $0.organisation.morningMinuteOfDay
                    return "\(minute / 600)\(minute / 60 % 10):\(minute % 60 / 10)\(minute % 10)"
                }),
            ConfigurationKey(
                "organisation.language", .line, put: { $0.organisation.language = $1 },
                show: { $0.organisation.language }),
            ConfigurationKey(
                "organisation.from", .address, put: { $0.organisation.from = $1 },
                show: {
                    $0.organisation.from?.description ?? ""
                }),
        ]
    }

    private static var mailKeys: [ConfigurationKey] {
        [
            ConfigurationKey(
                "smtp.url", .mailServer,
                put: { $0.putSMTP(\.url, $1) },
                show: { redacted($0.smtp?.url ?? "") }),
            ConfigurationKey(
                "smtp.require_tls", .boolean,
                put: { $0.putSMTP(\.requireTLS, $1) },
                show: { "\($0.smtp?.requireTLS ?? true)" }),
            ConfigurationKey(
                "smtp.sessions", .whole("a number of sessions", 1...64), put: { $0.putSMTP(\.sessions, $1) },
                show: { "\($0.smtp?.sessions ?? 4)" }),
            ConfigurationKey(
                "smtp.per_domain", .whole("a number of messages", 1...64), put: { $0.putSMTP(\.perDomain, $1) },
                show: { "\($0.smtp?.mostPerDomain ?? 3)" }),
            ConfigurationKey(
                "smtp.dkim", .boolean, put: { $0.putSMTP(\.signs, $1) }, show: { "\($0.smtp?.signs ?? false)" }),
            ConfigurationKey(
                "smtp.certificates", .line, put: { $0.putSMTP(\.certificates, $1) },
                show: { $0.smtp?.certificates ?? "" }),
            ConfigurationKey(
                "templates", .line, put: { $0.templatesFolder = $1 }, show: { $0.templatesFolder ?? "" }),
            ConfigurationKey(
                "mailbox.address", .address, put: { $0.mailbox = $1 }, show: { $0.mailbox?.description ?? "" }),
            ConfigurationKey(
                "mailbox.maildir", .line, put: { $0.maildir = $1 }, show: { $0.maildir ?? "" }),
            ConfigurationKey(
                "mailbox.command", .commandName, put: { $0.mailboxCommand = $1 }, show: { $0.mailboxCommand ?? "" }),
            ConfigurationKey(
                "outbound.ceiling", .whole("a number of messages an hour", 1...1000), put: { $0.ceiling = $1 },
                show: { "\($0.ceiling)" }),
            ConfigurationKey(
                "outbound.allow_private", .boolean, put: { $0.allowsPrivateEndpoints = $1 },
                show: { "\($0.allowsPrivateEndpoints)" }),
            ConfigurationKey(
                "outbound.allow_list", .recipients, isList: true, put: { $0.allowList = $1 },
                show: {
                    $0.allowList.joined(separator: ",")
                }),
            ConfigurationKey(
                "staff", .addresses, isList: true, put: { $0.staff = $1 },
                show: {
                    $0.staff.map(\.description).joined(separator: ",")
                }),
        ]
    }

    /// The address without user and password.
    private static func redacted(_ url: String) -> String {
        guard let at = url.lastIndex(of: "@"), let start = url.firstRange(of: "://")?.upperBound, start <= at else {
            return url
        }
        return url[..<start] + "***" + url[at...]
    }
}

extension Configuration {
    fileprivate mutating func putSMTP<Value>(_ member: WritableKeyPath<SMTP, Value>, _ value: Value) {
        var smtp = smtp ?? SMTP(url: "", requireTLS: true)
        smtp[keyPath: member] = value
        self.smtp = smtp
    }
}

extension ValueForm where Value == String {
    fileprivate static let host = ValueForm("a host name or address such as 127.0.0.1") { text in
        let fits = text.utf8.allSatisfy {
            (48...58).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 46
        }
        return fits && !text.isEmpty && text.utf8.count <= 255 ? text : nil
    }

    static let webAddress = ValueForm("an address such as https://status.acme.example") { text in
        guard isAddress(text, schemes: ["http", "https"]), !text.contains("?"), !text.contains("#") else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// Unlike our own address it may have a query.
    static let endpointAddress = ValueForm("an address such as https://hooks.acme.example/in") { text in
        guard isAddress(text, schemes: ["http", "https"]), !text.contains("#"),
            text.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first?.contains("@") == false
        else { return nil }
        return text
    }

    fileprivate static let mailServer = ValueForm("an address such as smtp://mail.acme.example:587") { text in
        isAddress(text, schemes: ["smtp", "smtps"]) ? text : nil
    }

    private static func isAddress(_ text: String, schemes: Set<String>) -> Bool {
        guard line.parse(text) != nil, !text.contains(" "), let parts = URLComponents(string: text) else {
            return false
        }
        return schemes.contains(parts.scheme ?? "") && parts.host?.isEmpty == false
    }
}

extension ValueForm where Value == [EmailAddress] {
    fileprivate static let addresses = ValueForm("e-mail addresses separated by commas") { text in
        let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let addresses = parts.compactMap { EmailAddress($0) }
        return addresses.count == parts.count ? addresses : nil
    }
}

extension ValueForm where Value == [String] {
    /// Who gets mail while outbound is on the allow-list: addresses, and domains with the sign before them.
    fileprivate static let recipients = ValueForm("e-mail addresses or @domains separated by commas") { text in
        let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        return parts.allSatisfy(isRecipient) ? parts : nil
    }

    static func isRecipient(_ text: String) -> Bool {
        EmailAddress(text.hasPrefix("@") ? "x" + text : text) != nil
    }
}
