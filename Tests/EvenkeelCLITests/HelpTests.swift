import Foundation
import Testing

/// What `--help` says, of every command of the tree.
@Suite struct HelpTests {
    /// The parser's own description of a command, as far as it is looked at.
    private struct Description: Decodable {
        struct Command: Decodable {
            let commandName: String
            let abstract: String?
            let discussion: String?
            let subcommands: [Command]?
        }

        let command: Command
    }

    private struct Leaf {
        let path: [String]
        let command: Description.Command
    }

    private func tree() async throws -> [Leaf] {
        let dump = try await Program.run(["--experimental-dump-help"])
        let root = try JSONDecoder().decode(Description.self, from: Data(dump.output.utf8)).command
        func walk(_ command: Description.Command, _ path: [String]) -> [Leaf] {
            [Leaf(path: path, command: command)]
                + (command.subcommands ?? []).filter { $0.commandName != "help" }
                .flatMap { walk($0, path + [$0.commandName]) }
        }
        return walk(root, [])
    }

    @Test("every command says in plain words what it does and shows an example")
    func examples() async throws {
        let tree = try await tree()
        #expect(tree.count > 50)
        for leaf in tree {
            let name = (["evenkeel"] + leaf.path).joined(separator: " ")
            #expect(leaf.command.abstract?.hasSuffix(".") == true, "\(name) has no abstract that is a sentence")
            #expect(leaf.command.discussion?.contains(" " + name) == true, "\(name) has no example of its own")
        }
    }

    @Test("the help of every command is as recorded")
    func golden() async throws {
        var text = ""
        for leaf in try await tree() {
            // The parser folds lines at the width it is told; the machine's must not count.
            let help = try await Program.run(leaf.path + ["--help"], environment: ["COLUMNS": "100"])
            #expect(help.status == 0 && help.error.isEmpty)
            text += "$ evenkeel \((leaf.path + ["--help"]).joined(separator: " "))\n\(help.output)\n"
        }
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/help.txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        let change = zip(text.split(separator: "\n"), recorded.split(separator: "\n")).first { $0 != $1 }
        #expect(
            text == recorded,
            "first change: \(change.map { "\"\($0.0)\" was \"\($0.1)\"" } ?? "the length"). UPDATE_GOLDEN=1 records it."
        )
    }

    @Test("shell completions come from the parser", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let script = try await Program.run(["--generate-completion-script", shell])
        #expect(script.status == 0)
        #expect(script.output.contains("rollout") && script.output.contains("outbound"))
    }
}
