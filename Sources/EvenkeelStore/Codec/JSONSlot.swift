/// A place in the document that is being written.
final class JSONSlot {
    private enum Content {
        case literal(String)
        case text(String)
        case array([JSONSlot])
        case object([String: JSONSlot])
    }

    private var content = Content.object([:])

    func write(_ value: any Encodable, at path: [any CodingKey]) throws {
        switch value {
        case let text as String: content = .text(text)
        case let number as Int: content = .literal(String(number))
        case let number as Int64: content = .literal(String(number))
        case let truth as Bool: content = .literal(truth ? "true" : "false")
        case let number as Double:
            guard number.isFinite else {
                throw EncodingError.invalidValue(
                    number, .init(codingPath: path, debugDescription: "JSON has no form for \(number)"))
            }
            content = .literal(number.description)
        case let number as any FixedWidthInteger: content = .literal(number.description)
        case let set as any UnorderedEncodable:
            let members = try set.members.map { member in
                let slot = JSONSlot()
                try slot.write(member, at: path)
                return slot
            }
            content = .array(members.map { ($0, $0.document) }.sorted { $0.1 < $1.1 }.map(\.0))
        default: try value.encode(to: SlotEncoder(slot: self, codingPath: path))
        }
    }

    func writeNull() { content = .literal("null") }

    func beginArray() { if case .array = content {} else { content = .array([]) } }

    func beginObject() { if case .object = content {} else { content = .object([:]) } }

    var count: Int { if case .array(let slots) = content { slots.count } else { 0 } }

    func appendSlot() -> JSONSlot {
        guard case .array(var slots) = content else { preconditionFailure("only an array grows") }
        content = .array([])  // so that the array is changed in place, not copied
        let slot = JSONSlot()
        slots.append(slot)
        content = .array(slots)
        return slot
    }

    func slot(named name: String) -> JSONSlot {
        guard case .object(var slots) = content else { preconditionFailure("only an object has members") }
        content = .object([:])
        let slot = JSONSlot()
        slots[name] = slot
        content = .object(slots)
        return slot
    }

    private var document: String {
        var text = ""
        append(to: &text)
        return text
    }

    func append(to output: inout String) {
        switch content {
        case .literal(let literal): output += literal
        case .text(let text): Self.append(text, to: &output)
        case .array(let slots):
            output += "["
            for (index, slot) in slots.enumerated() {
                if index > 0 { output += "," }
                slot.append(to: &output)
            }
            output += "]"
        case .object(let slots):
            output += "{"
            for (index, member) in slots.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { output += "," }
                Self.append(member.key, to: &output)
                output += ":"
                member.value.append(to: &output)
            }
            output += "}"
        }
    }

    /// Quotes a text. Escaped is only what RFC 8259 section 7 demands.
    private static func append(_ text: String, to output: inout String) {
        output += "\""
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }) {
            output += text
        } else {
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"": output += "\\\""
                case "\\": output += "\\\\"
                case "\n": output += "\\n"
                case "\r": output += "\\r"
                case "\t": output += "\\t"
                case _ where scalar.value < 0x20:
                    let digits = String(scalar.value, radix: 16)
                    output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: output.unicodeScalars.append(scalar)
                }
            }
        }
        output += "\""
    }
}

/// A collection without an order of its own.
private protocol UnorderedEncodable {
    var members: [any Encodable] { get }
}

extension Set: UnorderedEncodable where Element: Encodable {
    fileprivate var members: [any Encodable] { map { $0 } }
}
