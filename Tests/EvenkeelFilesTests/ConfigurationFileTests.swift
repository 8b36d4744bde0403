import EvenkeelDomain
import EvenkeelFiles
import Testing

@Suite struct ConfigurationFileTests {
    static let file = """
        data: /var/lib/evenkeel
        port: 9000
        base_url: https://status.acme.example/
        organisation: { name: Acme, timezone: Europe/Rome, working_week: mon-sat, morning: "08:30", from: care@acme.example }
        smtp: { url: "smtps://user:secret@mail.acme.example", require_tls: false }
        components: [{ id: telephony, name: Telephony }]
        commands: { pbx-install: { run: [/opt/x/install.sh, "{installation}", "{version}"], directory: /opt/x } }
        outbound: { allow_list: [me@acme.example, "@acme.example"] }
        staff: [duty@acme.example, boss@acme.example]
        """

    private func problems(_ text: String, environment: [String: String] = [:], flags: [String: String] = [:])
        -> [String]
    {
        do throws(FileProblems) {
            _ = try ConfigurationFile.read(text: text, named: "e.yaml", environment: environment, flags: flags)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("without anything there is a server on this machine only")
    func defaults() throws {
        let loaded = try ConfigurationFile.read(path: nil)
        #expect(loaded.configuration == Configuration())
        #expect(loaded.configuration.baseURL == "http://127.0.0.1:8080")
        #expect(loaded.effectiveValues().allSatisfy { $0.origin == .default })
    }

    @Test("a file is read as it is meant")
    func values() throws {
        let configuration = try ConfigurationFile.read(text: Self.file, named: "e.yaml").configuration
        #expect(configuration.dataDirectory == "/var/lib/evenkeel" && configuration.port == 9000)
        #expect(configuration.baseURL == "https://status.acme.example")
        #expect(configuration.organisation.name == "Acme" && configuration.organisation.timezone == "Europe/Rome")
        #expect(configuration.organisation.workingWeek.days.count == 6)
        #expect(configuration.organisation.morningMinuteOfDay == 510)
        #expect(configuration.organisation.from?.description == "care@acme.example")
        #expect(configuration.smtp == .init(url: "smtps://user:secret@mail.acme.example", requireTLS: false))
        #expect(configuration.components == [Component(id: "telephony", name: "Telephony")])
        let command = Configuration.DeclaredCommand(
            run: ["/opt/x/install.sh", "{installation}", "{version}"], directory: "/opt/x")
        #expect(configuration.commands == ["pbx-install": command])
        #expect(configuration.allowList == ["me@acme.example", "@acme.example"])
        #expect(configuration.staff.map(\.description) == ["duty@acme.example", "boss@acme.example"])
    }

    @Test("flags go over environment, environment over file, file over defaults, and every value says where it is from")
    func layers() throws {
        let loaded = try ConfigurationFile.read(
            text: Self.file, named: "e.yaml",
            environment: [
                "EVENKEEL_PORT": "9001", "EVENKEEL_ORGANISATION_NAME": "Acme Test",
                "EVENKEEL_STAFF": "a@b.example,c@d.example",
                "EVENKEEL_PROT": "1", "EVENKEEL_TOKEN": "t", "PATH": "/bin",
            ], flags: ["port": "9002"])
        #expect(loaded.configuration.port == 9002)
        #expect(loaded.configuration.organisation.name == "Acme Test")
        #expect(loaded.configuration.staff.count == 2)
        #expect(loaded.warnings.first == "EVENKEEL_PROT is no setting; did you mean EVENKEEL_PORT?")
        let rows = loaded.effectiveValues().map { "\($0.key) = \($0.value) (\($0.origin))" }
        #expect(
            rows == [
                "data = /var/lib/evenkeel (file e.yaml)", "host = 127.0.0.1 (default)", "port = 9002 (flag)",
                "trusted_proxy =  (default)",
                "base_url = https://status.acme.example (file e.yaml)",
                "organisation.name = Acme Test (environment EVENKEEL_ORGANISATION_NAME)",
                "organisation.timezone = Europe/Rome (file e.yaml)",
                "organisation.working_week = mon-sat (file e.yaml)",
                "organisation.morning = 08:30 (file e.yaml)", "organisation.language = en (default)",
                "organisation.from = care@acme.example (file e.yaml)",
                "smtp.url = smtps://***@mail.acme.example (file e.yaml)", "smtp.require_tls = false (file e.yaml)",
                "smtp.sessions = 4 (default)", "smtp.per_domain = 3 (default)", "smtp.dkim = false (default)",
                "smtp.certificates =  (default)",
                "templates =  (default)", "mailbox.address =  (default)", "mailbox.maildir =  (default)",
                "mailbox.command =  (default)", "outbound.ceiling = 12 (default)",
                "outbound.allow_private = false (default)",
                "outbound.allow_list = me@acme.example,@acme.example (file e.yaml)",
                "staff = a@b.example,c@d.example (environment EVENKEEL_STAFF)", "components = telephony (file e.yaml)",
                "commands.pbx-install = /opt/x/install.sh {installation} {version} (in /opt/x) (file e.yaml)",
                "on_call.people =  (default)", "on_call.acknowledge_within = 5m (default)",
                "promises.report_working_days = 5 (default)", "promises.public = false (default)",
                "suppliers =  (default)", "internal_hosts =  (default)", "drill.addresses =  (default)",
                "drill.page =  (default)", "tickets =  (default)",
            ])
    }

    @Test(
        "what is wrong is named with its place",
        arguments: [
            ("prot: 1", #"e.yaml:1:1: key "prot": expected one of components, commands, endpoints, data, host, port,"#),
            ("port: 70000", #"e.yaml:1:7: port "70000": expected a port number, 0 to 65535."#),
            ("base_url: acme.example", #"e.yaml:1:11: base_url "acme.example": expected an address such as https://"#),
            ("organisation: 5", #"e.yaml:1:15: organisation "5": expected a mapping"#),
            ("organisation: { timezone: Europe/Roma }", #"e.yaml:1:27: organisation.timezone "Europe/Roma""#),
            (
                "organisation: { morning: 9 }",
                #"e.yaml:1:26: organisation.morning "9": expected a time of day such as 09:00."#
            ),
            (
                "smtp: { require_tls: maybe, url: smtp://x }",
                #"e.yaml:1:22: smtp.require_tls "maybe": expected true or false."#
            ),
            ("smtp: { require_tls: true }", "e.yaml: smtp.url: expected the mail server"),
            ("smtp: { url: http://x }", #"e.yaml:1:14: smtp.url "http://x": expected an address such as smtp://"#),
            ("staff: [x]", #"e.yaml:1:9: staff[1] "x": expected an e-mail address"#),
            ("staff: a@b.example", #"e.yaml:1:8: staff "a@b.example": expected a list such as [a, b]."#),
            (
                "endpoints: [{ name: ops, customer: acme, kind: fax, url: \"https://x.example/\" }]",
                #"e.yaml:1:48: endpoints[1].kind "fax": expected webhook, slack, teams or command"#
            ),
            (
                "endpoints: [{ name: ops, customer: acme, kind: webhook, url: \"https://x.example/\" }]",
                #"e.yaml:1:13: endpoints[1].secret: expected a secret to sign with"#
            ),
            (
                "endpoints: [{ name: ops, customer: acme, kind: slack, url: \"https://me:pw@x.example/\" }]",
                "e.yaml:1:60: endpoints[1].url"
            ),
            (
                "endpoints: [{ name: ops, customer: acme, kind: command }]",
                "e.yaml:1:13: endpoints[1].command"
            ),
            (
                "endpoints: [{ name: ops, customer: acme, kind: command, command: tell }]",
                #"e.yaml:1:66: endpoints[1].command "tell": expected the name of a command declared under commands. Hint: declare tell under commands"#
            ),
            (
                "commands: { fetch: { run: [/bin/true] } }\nmailbox: { address: in@x.example, command: fetsh }",
                #"e.yaml:2:44: mailbox.command "fetsh": expected the name of a command declared under commands. Hint: did you mean fetch?"#
            ),
            ("components: [{ id: a }]", "e.yaml:1:14: components[1].name: expected text"),
            ("commands: { x: { run: [] } }", #"e.yaml:1:23: commands.x.run "a list": expected a list of the program"#),
            (
                "commands: { x: { run: [\"{version}\"] } }",
                #"e.yaml:1:23: commands.x.run "a list": expected a list of the program"#
            ),
            ("commands: { x: {} }", "e.yaml:1:16: commands.x.run: expected a list of the program"),
            ("commands: { \"a b\": { run: [x] } }", #"e.yaml:1:20: commands.a b"#),
        ])
    func bad(text: String, start: String) {
        let found = problems(text)
        #expect(found.count == 1 && found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test("a bad variable or flag is named as such")
    func outside() {
        let found = problems("port: 1", environment: ["EVENKEEL_PORT": "x"], flags: ["host": "a b", "colour": "red"])
        #expect(
            found == [
                #"flags: host "a b": expected a host name or address such as 127.0.0.1."#,
                #"environment: EVENKEEL_PORT "x": expected a port number, 0 to 65535."#,
                "flags: colour: expected one of data, host, port, trusted_proxy, base_url, organisation.name, organisation.timezone, "
                    + "organisation.working_week, organisation.morning, organisation.language, organisation.from, smtp.url, smtp.require_tls, "
                    + "smtp.sessions, smtp.per_domain, smtp.dkim, smtp.certificates, templates, mailbox.address, mailbox.maildir, mailbox.command, "
                    + "outbound.ceiling, outbound.allow_private, outbound.allow_list, staff.",
            ])
    }

    @Test("who mails under https is warned until somebody says that the mail server signs")
    func dkim() throws {
        func warnings(_ text: String) throws -> [String] {
            try ConfigurationFile.read(text: text, named: "e.yaml").warnings
        }
        let page = "base_url: https://status.acme.example\n"
        #expect(try warnings(page + "smtp: { url: 'smtp://mail.acme.example' }\n").first?.contains("DKIM") == true)
        #expect(try warnings(page + "smtp: { url: 'smtp://mail.acme.example', dkim: true }\n").isEmpty)
        #expect(try warnings("smtp: { url: 'smtp://mail.acme.example' }\n").isEmpty)
        #expect(try warnings(page).isEmpty)
    }
}
