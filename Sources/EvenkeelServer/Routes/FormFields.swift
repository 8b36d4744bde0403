import EvenkeelAPI

/// Fields of a form or a query (`application/x-www-form-urlencoded`, URL standard section 5). The last of several of
/// the same name counts; what is not UTF-8 counts as empty.
struct FormFields {
    private let values: [String: String]

    init(values: [String: String]) { self.values = values }

    init(_ text: String) {
        var values: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[Self.decode(parts[0])] = parts.count > 1 ? Self.decode(parts[1]) : ""
        }
        self.values = values
    }

    /// The fields as texts for people, as a request in JSON would have to give them; browsers send line ends as CR LF.
    func plain() throws(Problem) -> FormFields {
        var plain: [String: String] = [:]
        for (name, value) in values {
            guard let text = PlainText.paragraphs(value) else {
                throw Sentences.badParameter(name, value: value, expected: PlainText.paragraphsExpected)
            }
            plain[name] = text
        }
        return FormFields(values: plain)
    }

    /// The names of the fields that hold something.
    var names: [String] { values.filter { !$0.value.isEmpty }.keys.sorted() }

    /// Nil where the field is missing or empty.
    subscript(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = true) -> String {
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            let byte = source[index]
            if byte == UInt8(ascii: "%"), index + 2 < source.count, let high = hex(source[index + 1]),
                let low = hex(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") && plusIsSpace ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? ""
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
