import EvenkeelChannels
import Testing

@Suite("The address of the mail server says how it is spoken to")
struct SMTPSettingsTests {
    @Test(
        "host, port and protection",
        arguments: [
            ("smtp://127.0.0.1:2525", false, "127.0.0.1", 2525, SMTPSettings.Security.none),
            ("smtp://127.0.0.1:2525", true, "127.0.0.1", 2525, .startTLS),
            ("smtp://localhost", false, "localhost", 25, .none),
            ("smtp://[::1]:2525/", false, "[::1]", 2525, .none),
            ("smtp://mail.example", false, "mail.example", 25, .startTLSIfOffered),
            ("smtp://mail.example:587", true, "mail.example", 587, .startTLS),
            // A password never travels in clear.
            ("smtp://u:p@mail.example:587", false, "mail.example", 587, .startTLS),
            ("smtp://u:p@127.0.0.1:587", false, "127.0.0.1", 587, .none),
            // A name may look like loopback and be anywhere.
            ("smtp://127.evil.example", false, "127.evil.example", 25, .startTLSIfOffered),
            ("smtp://127.0.0.1.example", false, "127.0.0.1.example", 25, .startTLSIfOffered),
            ("smtps://user:pass@mail.example", false, "mail.example", 465, .implicitTLS),
            ("SMTPS://mail.example:1465", true, "mail.example", 1465, .implicitTLS),
        ])
    func good(url: String, requireTLS: Bool, host: String, port: Int, security: SMTPSettings.Security) throws {
        let settings = try SMTPSettings(url: url, requireTLS: requireTLS)
        #expect(settings.host == host)
        #expect(settings.port == port)
        #expect(settings.security == security)
    }

    @Test("user and password are percent-decoded, and the password is never shown")
    func credentials() throws {
        let settings = try SMTPSettings(url: "smtps://me%40acme.example:p%3A%2Fss%40@mail.example")
        #expect(settings.credentials == .init(user: "me@acme.example", password: "p:/ss@"))
        #expect(settings.credentials?.description == "me@acme.example:***")
        #expect(!"\(settings)".contains("p:/ss@"))
        #expect(!String(reflecting: settings).contains("p:/ss@"))
    }

    @Test(
        "what is refused, and for which part",
        arguments: [
            ("", MailRefusal.Obstacle.scheme("")), ("mail.example", .scheme("")),
            ("http://mail.example", .scheme("http")), ("smtp://", .host("")), ("smtp://a b", .syntax),
            ("smtp://mail.example:0", .port(0)), ("smtp://mail.example:70000", .port(70000)),
            ("smtp://mail.example/inbox", .surplus("/inbox")), ("smtp://mail.example?tls=no", .surplus("tls=no")),
            ("smtp://user@mail.example", .credentials), ("smtp://:pass@mail.example", .credentials),
            ("smtp://u:p%00@mail.example", .credentials), ("smtp://ma_il.example", .host("ma_il.example")),
        ])
    func bad(url: String, obstacle: MailRefusal.Obstacle) {
        #expect(throws: MailRefusal.notAnSMTPServer(obstacle)) { try SMTPSettings(url: url) }
    }
}
