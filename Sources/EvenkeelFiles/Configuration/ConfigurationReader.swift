import EvenkeelDomain
import Yams

/// Reads the mapping of `evenkeel.yaml` into a configuration.
struct ConfigurationReader {
    private let root: YAMLMapping?
    private let problems: ProblemList

    init(root: Node, problems: ProblemList) {
        self.problems = problems
        let sections = ConfigurationKey.names.map { String($0.prefix { $0 != "." }) }
        var known = ["components", "commands"]
        for section in sections where !known.contains(section) { known.append(section) }
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
                ? mapping.list(name, .address)?.map(\.description).joined(separator: ",") : mapping.value(name, .line)
            guard let text else { continue }
            given.append(key.name)
            if let (expected, hint) = key.set(&configuration, text) { mapping.refuse(name, expected, hint: hint) }
        }
        if root.node("components") != nil { given.append("components") }
        if root.node("commands") != nil { given.append("commands") }
        configuration.components = components(root)
        configuration.commands = commands(root)
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

    private func commands(_ root: YAMLMapping) -> [String: Configuration.DeclaredCommand] {
        guard let mapping = root.mapping("commands", nil) else { return [:] }
        var commands: [String: Configuration.DeclaredCommand] = [:]
        for name in mapping.keys {
            if ValueForm.commandName.parse(name) == nil {
                mapping.refuse(name, "\(ValueForm.commandName.expected) as the key")
            }
            guard let entry = mapping.mapping(name, ["run", "directory"]) else { continue }
            let run = entry.list("run", .line)
            if run?.first == nil || run?.first?.contains("{") == true {
                entry.refuse("run", "a list of the program and its arguments, the program without a place-holder")
            }
            let directory = entry.value("directory", .line)
            commands[name] = Configuration.DeclaredCommand(run: run ?? [], directory: directory)
        }
        return commands
    }
}
