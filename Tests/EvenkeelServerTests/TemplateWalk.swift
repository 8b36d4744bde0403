import Foundation

@testable import EvenkeelServer

/// Looks up every key of a template in example models, with the scopes that Mustache would look in.
struct TemplateWalk {
    let folder: URL
    var problems: [String] = []
    var used: Set<String> = []

    init(folder: URL) { self.folder = folder }

    mutating func check(_ template: String, models: [Any]) throws {
        used.insert(template)
        let file = folder.appendingPathComponent("\(template).mustache")
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(of: /\{\{<([a-z-]+)\}\}/) { try check(String(match.1), models: models) }
        check(text: text, models: models)
    }

    /// Every scope is all the values it has in the examples.
    mutating func check(text: String, models: [Any]) { check(text: text, within: [models]) }

    /// A partial is looked up in the scopes of the place where it stands.
    private mutating func check(partial template: String, within stack: [[Any]]) {
        used.insert(template)
        do {
            let file = folder.appendingPathComponent("\(template).mustache")
            check(text: try String(contentsOf: file, encoding: .utf8), within: stack)
        } catch { problems.append("no template \(template)") }
    }

    private mutating func check(text: String, within scopes: [[Any]]) {
        var stack = scopes
        var closings: [Bool] = []
        for match in text.matches(of: /\{\{([#^\/$<>]?)\s*([A-Za-z0-9_.-]+)\s*\}\}/) {
            let key = String(match.2)
            switch match.1 {
            case ">": check(partial: key, within: stack)
            case "$", "<": closings.append(false)
            case "/": if closings.popLast() == true { stack.removeLast() }
            case "^":
                _ = find(key, stack)
                closings.append(false)
            case "#":
                let values = find(key, stack)
                let isFlag = !values.isEmpty && values.allSatisfy { $0 is Bool }
                let items = values.flatMap(Self.items)
                if values.isEmpty || items.isEmpty, !problems.contains("no key \(key)") {
                    problems.append("section \(key) is empty in every example")
                }
                closings.append(!isFlag)
                if !isFlag { stack.append(items) }
            default: _ = find(key, stack)
            }
        }
    }

    private mutating func find(_ key: String, _ stack: [[Any]]) -> [Any] {
        if key == "." { return stack.last ?? [] }
        let isLocal = key.hasPrefix(".")
        let parts = key.split(separator: ".").map(String.init)
        let scopes = isLocal ? stack.suffix(1) : stack[...]
        for scope in scopes.reversed() where scope.contains(where: { Self.has(parts[0], $0) }) {
            var values = scope
            for part in parts {
                let next = values.filter { Self.has(part, $0) }
                if next.isEmpty, !values.isEmpty { problems.append("no key \(key)") }
                values = next.flatMap { Self.value(part, $0) }
            }
            return values
        }
        // A scope that no example fills has been reported already.
        if stack.last?.isEmpty == false { problems.append("no key \(key)") }
        return []
    }

    private static func has(_ label: String, _ object: Any) -> Bool {
        Mirror(reflecting: object).children.contains { $0.label == label }
    }

    /// The value without its optional: one or none.
    private static func value(_ label: String, _ object: Any) -> [Any] {
        Mirror(reflecting: object).children.filter { $0.label == label }.flatMap { child -> [Any] in
            let mirror = Mirror(reflecting: child.value)
            return mirror.displayStyle == .optional ? mirror.children.map(\.value) : [child.value]
        }
    }

    private static func items(_ value: Any) -> [Any] {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .collection ? mirror.children.map(\.value) : [value]
    }
}

extension TemplateWalk {
    /// Every template by its name.
    static func all() throws -> [(String, String)] {
        let folder = Templates.folder.appendingPathComponent("templates")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { file in
            (
                String(file.dropLast(".mustache".count)),
                try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            )
        }
    }
}
