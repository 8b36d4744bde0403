import EvenkeelDomain
import Yams

/// Reads `evenkeel.yaml` and lays flags over environment (`EVENKEEL_*`) over file over defaults.
public enum ConfigurationFile {
    /// Variables of the client side and of running commands, which are none of the server's.
    private static let foreignVariables: Set<String> = [
        "EVENKEEL_SERVER", "EVENKEEL_TOKEN", "EVENKEEL_CONFIG", "EVENKEEL_INSTALLATION", "EVENKEEL_VERSION",
    ]

    /// - Parameters:
    ///   - path: nil for no file.
    ///   - environment: all variables of the process; only `EVENKEEL_*` are looked at.
    ///   - flags: by key, for example `port`.
    public static func read(
        path: String?, environment: [String: String] = [:], flags: [String: String] = [:]
    ) throws(FileProblems) -> LoadedConfiguration {
        var source: SourceText?
        if let path { source = try SourceText(path: path, limit: YAMLText.sizeLimitBytes) }
        return try read(source, environment, flags)
    }

    /// - Parameter name: for the messages.
    public static func read(
        text: String, named name: String, environment: [String: String] = [:], flags: [String: String] = [:]
    ) throws(FileProblems) -> LoadedConfiguration {
        try read(try SourceText(text: text, named: name, limit: YAMLText.sizeLimitBytes), environment, flags)
    }

    private static func read(
        _ source: SourceText?, _ environment: [String: String], _ flags: [String: String]
    ) throws(FileProblems) -> LoadedConfiguration {
        let problems = ProblemList(file: source?.name ?? "evenkeel.yaml")
        var configuration = Configuration()
        var origins: [String: EffectiveValue.Origin] = [:]
        var reader: ConfigurationReader?
        if let source {
            let given = ConfigurationReader(root: try YAMLText.root(of: source), problems: problems)
            for key in given.read(into: &configuration) { origins[key] = .file(source.name) }
            reader = given
        }
        var outside: [FileProblem] = []
        func lay(
            _ key: ConfigurationKey, _ text: String, _ origin: EffectiveValue.Origin, _ layer: String, _ name: String
        ) {
            origins[key.name] = origin
            if let (expected, hint) = key.set(&configuration, text) {
                outside.append(FileProblem(file: layer, name: name, value: text, expected: expected, hint: hint))
            }
        }
        for key in ConfigurationKey.all {
            if let text = environment[key.variable] {
                lay(key, text, .environment(key.variable), "environment", key.variable)
            }
            if let text = flags[key.name] { lay(key, text, .flag, "flags", key.name) }
        }
        for name in flags.keys.sorted() where !ConfigurationKey.names.contains(name) {
            outside.append(
                FileProblem(
                    file: "flags", name: name, expected: "one of " + ConfigurationKey.names.joined(separator: ", ")))
        }
        if let name = configuration.mailboxCommand {
            let (key, declared) = ("mailbox.command", configuration.commands.keys.sorted())
            let isFromFile = origins[key] == source.map { .file($0.name) }
            let isTold = reader?.checkMailbox(name, isFromFile: isFromFile, among: declared) ?? declared.contains(name)
            if !isTold {
                outside.append(
                    FileProblem(
                        file: origins[key]?.description ?? problems.file, name: key, value: name,
                        expected: "the name of a command declared under commands"))
            }
        }
        if configuration.smtp?.url == "" {
            outside.append(
                FileProblem(
                    file: problems.file, name: "smtp.url", expected: "the mail server to which smtp.require_tls applies"
                ))
        }
        if !outside.isEmpty || !problems.isEmpty {
            throw FileProblems(problems.collected.problems + outside, total: problems.total + outside.count)
        }
        return LoadedConfiguration(
            configuration: configuration, rows: rows(of: configuration, origins),
            warnings: warnings(environment) + mailWarnings(configuration))
    }

    private static func rows(
        of configuration: Configuration, _ origins: [String: EffectiveValue.Origin]
    ) -> [EffectiveValue] {
        var rows = ConfigurationKey.all.map { key in
            EffectiveValue(key: key.name, value: key.show(configuration), origin: origins[key.name] ?? .default)
        }
        let components = configuration.components.map(\.id.text).joined(separator: ",")
        rows.append(EffectiveValue(key: "components", value: components, origin: origins["components"] ?? .default))
        // Addresses of chat rooms are secrets: whoever knows one can post.
        for endpoint in configuration.endpoints {
            let value = "\(endpoint.kind.rawValue) for \(endpoint.customer)"
            rows.append(
                EffectiveValue(
                    key: "endpoints.\(endpoint.name)", value: value, origin: origins["endpoints"] ?? .default))
        }
        for (name, command) in configuration.commands.sorted(by: { $0.key < $1.key }) {
            let value = command.run.joined(separator: " ") + (command.directory.map { " (in \($0))" } ?? "")
            rows.append(EffectiveValue(key: "commands.\(name)", value: value, origin: origins["commands"] ?? .default))
        }
        for (name, webhook) in configuration.webhooks.sorted(by: { $0.key < $1.key }) {
            rows.append(
                EffectiveValue(key: "webhooks.\(name)", value: webhook.url, origin: origins["webhooks"] ?? .default))
        }
        let people = configuration.onCall.map(\.person.id.text).joined(separator: ",")
        rows.append(EffectiveValue(key: "on_call.people", value: people, origin: origins["on_call"] ?? .default))
        rows.append(
            EffectiveValue(
                key: "on_call.acknowledge_within", value: configuration.acknowledgeWithin.description,
                origin: origins["on_call"] ?? .default))
        func add(_ key: String, _ value: String) {
            let section = String(key.prefix { $0 != "." })
            rows.append(EffectiveValue(key: key, value: value, origin: origins[section] ?? .default))
        }
        add("promises.report_working_days", "\(configuration.promises.reportWorkingDays)")
        add("promises.public", "\(configuration.promises.isPublic)")
        for (impact, cap) in configuration.promises.caps.sorted(by: { $0.key < $1.key }) {
            add("promises.caps.\(impact.rawValue)", cap.description)
        }
        add("suppliers", configuration.suppliers.joined(separator: ","))
        add("internal_hosts", configuration.internalHosts.joined(separator: ","))
        add("drill.addresses", configuration.drillAddresses.map(\.description).joined(separator: ","))
        add("drill.page", configuration.drillPage.joined(separator: ","))
        let tickets: String =
            switch configuration.tickets {
            case .command(let name): "command \(name)"
            case .webhook(let name): "webhook \(name)"
            case nil: ""
            }
        add("tickets", tickets)
        return rows
    }

    private static func mailWarnings(_ configuration: Configuration) -> [String] {
        guard let smtp = configuration.smtp, !smtp.signs, configuration.baseURL.hasPrefix("https://") else { return [] }
        return [
            "nobody said that the mail server signs with DKIM, and mail programs offer one-click unsubscribe only under a "
                + "signature of its headers (RFC 8058); where it does, say smtp.dkim: true"
        ]
    }

    private static func warnings(_ environment: [String: String]) -> [String] {
        let known = ConfigurationKey.all.map(\.variable)
        let strangers = environment.keys.filter {
            $0.hasPrefix("EVENKEEL_") && !known.contains($0) && !foreignVariables.contains($0)
        }
        return strangers.sorted().map { name in
            "\(name) is no setting" + (nearestName(to: name, in: known).map { "; did you mean \($0)?" } ?? "")
        }
    }
}
