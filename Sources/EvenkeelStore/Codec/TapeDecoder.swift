/// The `Decoder` over a value of a JSON document: the other half of `CanonicalEncoder`.
///
/// Foundation's decoder was most of what a list of rows cost. Here the document is scanned once, a member is found by
/// comparing bytes, and the path is worked out only where something is wrong.
struct TapeDecoder: Decoder {
    let tape: JSONTape
    let number: Int

    /// Throws `DecodingError`, with the place in the document where there is one.
    static func value<Value: Decodable>(_ type: Value.Type, of text: String) throws -> Value {
        let tape: JSONTape
        do throws(JSONTape.Flaw) { tape = try JSONTape(text) } catch {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: error.text))
        }
        return try TapeDecoder(tape: tape, number: 0).read(type)
    }

    var codingPath: [any CodingKey] { tape.path(to: number) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    private var kind: JSONTape.Kind { tape.values[number].kind }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard kind == .object else { throw mismatch([String: Any].self, "an object") }
        return KeyedDecodingContainer(KeyedTape(tape: tape, number: number))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard kind == .array else { throw mismatch([Any].self, "a list") }
        return UnkeyedTape(tape: tape, number: number)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    /// What most values are is read here, without asking the type to ask for it.
    func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type == String.self, let text = tape.text(number) as? Value { return text }
        if type == Int.self, let integer = (tape.integer(number) as Int?) as? Value { return integer }
        return try Value(from: self)
    }

    fileprivate func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
        let found: String =
            switch kind {
            case .null: "null"
            case .yes, .no: "true or false"
            case .number: "a number"
            case .text, .escapedText: "a text"
            case .array: "a list"
            case .object: "an object"
            }
        let context = DecodingError.Context(
            codingPath: codingPath, debugDescription: "\(expected) was expected, and \(found) stands there")
        return kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }
}

extension TapeDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { kind == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch kind {
        case .yes: return true
        case .no: return false
        case .null, .number, .text, .escapedText, .array, .object: throw mismatch(type, "true or false")
        }
    }

    func decode(_ type: String.Type) throws -> String {
        guard let text = tape.text(number) else { throw mismatch(type, "a text") }
        return text
    }

    func decode(_ type: Double.Type) throws -> Double {
        guard let double = tape.double(number) else { throw mismatch(type, "a number") }
        return double
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }

    private func integer<Integer: FixedWidthInteger>() throws -> Integer {
        guard let integer: Integer = tape.integer(number) else {
            throw mismatch(Integer.self, "a whole number that fits \(Integer.self)")
        }
        return integer
    }

    func decode(_ type: Int.Type) throws -> Int { try integer() }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
    func decode(_ type: UInt.Type) throws -> UInt { try integer() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try read(type) }
}

private struct KeyedTape<Key: CodingKey>: KeyedDecodingContainerProtocol {
    /// Objects with more members are looked up by a table; fewer are found faster by looking at each.
    private static var fewMembers: Int32 { 24 }

    let tape: JSONTape
    let number: Int
    /// Where the value of each name is, of an object with many.
    private let table: [String: Int]?

    init(tape: JSONTape, number: Int) {
        self.tape = tape
        self.number = number
        guard tape.values[number].count > Self.fewMembers else {
            table = nil
            return
        }
        var table: [String: Int] = [:]
        table.reserveCapacity(Int(tape.values[number].count))
        Self.eachMember(tape, number) { name, value in table[tape.text(name) ?? ""] = value }
        self.table = table
    }

    private static func eachMember(_ tape: JSONTape, _ number: Int, _ body: (_ name: Int, _ value: Int) -> Void) {
        var child = number + 1
        for _ in 0..<tape.values[number].count {
            body(child, child + 1)
            child = Int(tape.values[child + 1].next)
        }
    }

    private func find(_ key: Key) -> Int? {
        if let table { return table[key.stringValue] }
        let name = key.stringValue
        var child = number + 1
        for _ in 0..<tape.values[number].count {
            if tape.isName(child, name) { return child + 1 }
            child = Int(tape.values[child + 1].next)
        }
        return nil
    }

    var codingPath: [any CodingKey] { tape.path(to: number) }

    var allKeys: [Key] {
        var keys: [Key] = []
        Self.eachMember(tape, number) { name, _ in
            if let key = tape.text(name).flatMap({ Key(stringValue: $0) }) { keys.append(key) }
        }
        return keys
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    private func value(_ key: Key) throws -> TapeDecoder {
        guard let number = find(key) else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "no member has this name"))
        }
        return TapeDecoder(tape: tape, number: number)
    }

    func decodeNil(forKey key: Key) throws -> Bool { try value(key).decodeNil() }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try value(key).decode(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try value(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).decode(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try value(key).decode(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try value(key).decode(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try value(key).decode(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try value(key).decode(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try value(key).decode(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try value(key).decode(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try value(key).decode(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try value(key).decode(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try value(key).decode(type) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try value(key).read(type) }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let number = find(key) else { return nil }
        let value = TapeDecoder(tape: tape, number: number)
        return value.decodeNil() ? nil : try value.read(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try value(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try value(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        guard let key = Key(stringValue: "super") else { return TapeDecoder(tape: tape, number: number) }
        return try value(key)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }
}

private struct UnkeyedTape: UnkeyedDecodingContainer {
    let tape: JSONTape
    let number: Int
    private(set) var currentIndex = 0
    /// The number of the value that is read next.
    private var next: Int

    init(tape: JSONTape, number: Int) {
        self.tape = tape
        self.number = number
        next = number + 1
    }

    var codingPath: [any CodingKey] { tape.path(to: number) }
    var count: Int? { Int(tape.values[number].count) }
    var isAtEnd: Bool { currentIndex >= Int(tape.values[number].count) }

    /// The value that is read next; it stays so until it could be read.
    private func current() throws -> TapeDecoder {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                Any.self, .init(codingPath: codingPath, debugDescription: "the list ends too early"))
        }
        return TapeDecoder(tape: tape, number: next)
    }

    private mutating func advance<Value>(_ value: Value) -> Value {
        next = Int(tape.values[next].next)
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard try current().decodeNil() else { return false }
        return advance(true)
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { advance(try current().decode(type)) }
    mutating func decode(_ type: String.Type) throws -> String { advance(try current().decode(type)) }
    mutating func decode(_ type: Double.Type) throws -> Double { advance(try current().decode(type)) }
    mutating func decode(_ type: Float.Type) throws -> Float { advance(try current().decode(type)) }
    mutating func decode(_ type: Int.Type) throws -> Int { advance(try current().decode(type)) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { advance(try current().decode(type)) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { advance(try current().decode(type)) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { advance(try current().decode(type)) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { advance(try current().decode(type)) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { advance(try current().decode(type)) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { advance(try current().decode(type)) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { advance(try current().decode(type)) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { advance(try current().decode(type)) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { advance(try current().decode(type)) }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { advance(try current().read(type)) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        advance(try current().container(keyedBy: type))
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        advance(try current().unkeyedContainer())
    }

    mutating func superDecoder() throws -> any Decoder { advance(try current()) }
}
