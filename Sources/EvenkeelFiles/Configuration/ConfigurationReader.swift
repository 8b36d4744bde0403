import EvenkeelDomain
import Yams

/// Reads the mapping of `evenkeel.yaml` into a configuration.
struct ConfigurationReader {
    private let root: YAMLMapping?
    private let problems: ProblemList

    private static let lists = ["webhooks", "on_call", "promises", "suppliers", "internal_hosts", "drill", "tickets"]

    init(root: Node, problems: ProblemList) {
        self.problems = problems
        let sections = ConfigurationKey.names.map { String($0.prefix { $0 != "." }) }
        var known = ["components", "commands", "endpoints"]
        for section in sections where !known.contains(section) { known.append(section) }
        known += Self.lists
        self.root = YAMLMapping(root, path: "", known: known, problems: problems)
    }

    /// The keys that were given.
    func read(into configuration: inout Configuration) -> [String] {
        guard let root else { return [] }
        var given: [String] = []
        var sections: [String: YAMLMapping] = [:]
        for key in ConfigurationKey.all {
            let parts = key.name.split(separator: ".").map(String.init)
            var mapping = root
            if parts.count == 2 {
                if sections[parts[0]] == nil {
                    let known = ConfigurationKey.names.filter { $0.hasPrefix(parts[0] + ".") }
                    // A section of the wrong form is reported once, not once for each of its keys.
                    guard known.first == key.name,
                        let section = root.mapping(parts[0], known.map { String($0.dropFirst(parts[0].count + 1)) })
                    else { continue }
                    sections[parts[0]] = section
                }
                guard let section = sections[parts[0]] else { continue }
                mapping = section
            }
            let name = parts.last ?? key.name
            let text =
                key.isList
                ? mapping.list(name, .recipient)?.joined(separator: ",") : mapping.value(name, .line)
            guard let text else { continue }
            given.append(key.name)
            if let (expected, hint) = key.set(&configuration, text) { mapping.refuse(name, expected, hint: hint) }
        }
        if root.node("components") != nil { given.append("components") }
        if root.node("commands") != nil { given.append("commands") }
        if root.node("endpoints") != nil { given.append("endpoints") }
        for name in Self.lists where root.node(name) != nil { given.append(name) }
        configuration.components = components(root)
        configuration.webhooks = webhooks(root)
        configuration.commands = commands(root)
        configuration.endpoints = endpoints(root, configuration.commands.keys.sorted())
        OnCallReader(root: root, problems: problems, commands: configuration.commands).read(into: &configuration)
        configuration.tickets = tickets(root, configuration)
        return given
    }

    private func components(_ root: YAMLMapping) -> [Component] {
        var components: [Component] = []
        for (offset, node) in (root.items("components") ?? []).enumerated() {
            let path = "components[\(offset + 1)]"
            guard let entry = YAMLMapping(node, path: path, known: ["id", "name"], problems: problems) else { continue }
            let id = entry.required("id", .id("a component id")) as ComponentID?
            let name = entry.required("name", .line)
            guard let id, let name else { continue }
            if components.contains(where: { $0.id == id }) { entry.refuse("id", "each component once") }
            components.append(Component(id: id, name: name))
        }
        return components
    }

    private func endpoints(_ root: YAMLMapping, _ commands: [String]) -> [Configuration.Endpoint] {
        var endpoints: [Configuration.Endpoint] = []
        for (offset, node) in (root.items("endpoints") ?? []).enumerated() {
            let known = ["name", "customer", "kind", "url", "command", "secret", "secret_file", "locale"]
            guard
                let entry = YAMLMapping(node, path: "endpoints[\(offset + 1)]", known: known, problems: problems)
            else { continue }
            let name = entry.required("name", .commandName)
            let customer = entry.required("customer", .line)
            let written = entry.required("kind", .line)
            let secret = entry.value("secret", .variable)
            let secretFile = entry.value("secret_file", .line)
            let locale = entry.value("locale", .line)
            guard let name, let customer, let written else { continue }
            guard let kind = Configuration.Endpoint.Kind(rawValue: written) else {
                entry.refuse("kind", "webhook, slack, teams or command")
                continue
            }
            let url = kind == .command ? "" : entry.required("url", .endpointAddress)
            let command = kind == .command ? entry.required("command", .commandName) : nil
            guard let url, kind != .command || command != nil else { continue }
            if let command, !commands.contains(command) { entry.refuseUndeclared("command", command, among: commands) }
            if endpoints.contains(where: { $0.name == name }) || name == "email" {
                entry.refuse("name", "a name of its own for each endpoint, other than email")
            }
            if kind == .webhook, (secret == nil) == (secretFile == nil) { refuseSecret(of: entry) }
            var endpoint = Configuration.Endpoint(name: name, customer: CustomerID(customer), kind: kind, url: url)
            endpoint.secret = secret
            endpoint.command = command
            endpoint.secretFile = secretFile
            endpoint.locale = locale
            endpoints.append(endpoint)
        }
        return endpoints
    }

    private func commands(_ root: YAMLMapping) -> [String: Configuration.DeclaredCommand] {
        guard let mapping = root.mapping("commands", nil) else { return [:] }
        var commands: [String: Configuration.DeclaredCommand] = [:]
        for name in mapping.keys {
            if ValueForm.commandName.parse(name) == nil {
                mapping.refuse(name, "\(ValueForm.commandName.expected) as the key")
            }
            let known = ["run", "directory", "rollback", "secrets", "secrets_file", "unreachable", "on_halt"]
            guard let entry = mapping.mapping(name, known) else { continue }
            let run = program(entry, "run") ?? []
            if entry.node("run") == nil { entry.missing("run", Self.programForm) }
            var command = Configuration.DeclaredCommand(run: run, directory: entry.value("directory", .line))
            command.rollback = program(entry, "rollback")
            command.secrets = entry.list("secrets", .variable) ?? []
            command.secretsFile = entry.value("secrets_file", .line)
            command.unreachable = entry.list("unreachable", .whole("an exit code", 1...255)) ?? []
            command.mayBeStopped = entry.value("on_halt", .oneOf([("finish", false), ("stop", true)])) ?? false
            commands[name] = command
        }
        return commands
    }

    private static let programForm = "a list of the program and its arguments, the program without a place-holder"

    private func program(_ entry: YAMLMapping, _ key: String) -> [String]? {
        guard entry.node(key) != nil, let line = entry.list(key, .line) else { return nil }
        if line.first == nil || line.first?.contains("{") == true { entry.refuse(key, Self.programForm) }
        return line
    }

    private func webhooks(_ root: YAMLMapping) -> [String: Configuration.DeclaredWebhook] {
        guard let mapping = root.mapping("webhooks", nil) else { return [:] }
        var webhooks: [String: Configuration.DeclaredWebhook] = [:]
        for name in mapping.keys {
            if ValueForm.commandName.parse(name) == nil {
                mapping.refuse(name, "\(ValueForm.commandName.expected) as the key")
            }
            let known = ["url", "status", "cancel", "rollback", "secret", "secret_file"]
            guard let entry = mapping.mapping(name, known) else { continue }
            var webhook = Configuration.DeclaredWebhook(url: entry.required("url", .webAddress) ?? "")
            webhook.status = entry.value("status", .webAddress)
            webhook.cancel = entry.value("cancel", .webAddress)
            webhook.rollback = entry.value("rollback", .webAddress)
            webhook.secret = entry.value("secret", .variable)
            webhook.secretFile = entry.value("secret_file", .line)
            if (webhook.secret == nil) == (webhook.secretFile == nil) { refuseSecret(of: entry) }
            webhooks[name] = webhook
        }
        return webhooks
    }

    private func tickets(_ root: YAMLMapping, _ configuration: Configuration) -> Configuration.Tickets? {
        guard let section = root.mapping("tickets", ["command", "webhook"]) else { return nil }
        let (command, webhook) = (section.value("command", .commandName), section.value("webhook", .commandName))
        switch (command, webhook) {
        case (let name?, nil):
            if configuration.commands[name] == nil {
                section.refuseUndeclared("command", name, among: configuration.commands.keys.sorted())
            }
            return .command(name)
        case (nil, let name?):
            if configuration.webhooks[name] == nil {
                section.refuseUndeclared("webhook", name, among: configuration.webhooks.keys.sorted())
            }
            return .webhook(name)
        default:
            section.refuse("command", "a command or a webhook that opens tickets, and not both")
            return nil
        }
    }

    /// Refuses the mailbox's command if the file declares no such command; `name` may stand in a layer above the file.
    func checkMailbox(_ name: String, isFromFile: Bool, among commands: [String]) -> Bool {
        guard !commands.contains(name) else { return true }
        guard isFromFile, let section = root?.mapping("mailbox", nil) else { return false }
        section.refuseUndeclared("command", name, among: commands)
        return true
    }

    private func refuseSecret(of entry: YAMLMapping) {
        entry.refuse(
            "secret", "a secret to sign with: secret names a variable of the environment, or secret_file a file",
            hint: "exactly one of the two; the secret itself does not stand in this file")
    }
}

extension YAMLMapping {
    /// The name of a command or webhook that nobody declared.
    fileprivate func refuseUndeclared(_ key: String, _ name: String, among names: [String]) {
        refuse(
            key, "the name of a \(key) declared under \(key)s",
            hint: nearestName(to: name, in: names).map { "did you mean \($0)?" } ?? "declare \(name) under \(key)s")
    }
}

extension ValueForm where Value == String {
    fileprivate static let variable = ValueForm("the name of an environment variable such as CI_TOKEN") { text in
        let fits = text.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
        }
        return fits && text.utf8.first.map { !(48...57).contains($0) } ?? false ? text : nil
    }

}

extension ValueForm where Value == String {
    /// An item of a list of addresses; the key itself says whether a domain will do.
    fileprivate static let recipient = ValueForm("an e-mail address such as it@acme.example") {
        ValueForm<[String]>.isRecipient($0) ? $0 : nil
    }
}
