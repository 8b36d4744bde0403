import Foundation

/// The secrets a declared command is given, read anew for every install so that a changed one counts at once.
enum SecretValues {
    static func read(
        _ command: DeclaredCommand, environment: [String: String]
    ) throws(FilledCommand.Refused) -> [String: String] {
        var secrets: [String: String] = [:]
        for name in command.secrets {
            guard let value = environment[name], !value.isEmpty else {
                throw .init(note: "the secret \(name) is not in the environment of the server")
            }
            secrets[name] = value
        }
        guard let path = command.secretsFile else { return secrets }
        let attributes: [FileAttributeKey: Any]
        do { attributes = try FileManager.default.attributesOfItem(atPath: path) } catch {
            throw .init(note: "the file of secrets \(path) cannot be read")
        }
        guard let mode = attributes[.posixPermissions] as? Int, mode & 0o007 == 0 else {
            throw .init(note: "the file of secrets \(path) is open to everybody on the machine: chmod o= \(path)")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .init(note: "the file of secrets \(path) cannot be read")
        }
        for (offset, line) in String(decoding: data, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).enumerated() {
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.isEmpty || text.hasPrefix("#") { continue }
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }),
                parts[0].first?.isNumber == false
            else { throw .init(note: "line \(offset + 1) of the file of secrets \(path) is not NAME=value") }
            secrets[parts[0]] = parts[1]
        }
        return secrets
    }
}
