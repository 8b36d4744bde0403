import EvenkeelDomain
import Foundation
import Testing

@testable import EvenkeelStore

@Suite("Reading stored JSON")
struct TapeDecoderTests {
    private struct Everything: Codable, Equatable {
        var text: String
        var number: Int
        var small: UInt8
        var share: Double
        var isSo: Bool
        var nothing: String?
        var missing: Int?
        var list: [Int?]
        var nested: [[String]]
        var names: [String: Int]
        var numbers: [Int: String]
        var choice: Choice
        var set: Set<String>
    }

    private enum Choice: Codable, Equatable {
        case plain
        case pair(first: Int, second: String?)
        case only(Version)
    }

    private func everything(_ choice: Choice) throws -> Everything {
        Everything(
            text: "\"a\" \\ \n \u{1F692}", number: .min, small: 255, share: -0.125, isSo: true, nothing: nil,
            missing: nil, list: [1, nil, 3], nested: [["a"], [], ["b", "c"]],
            names: Dictionary(uniqueKeysWithValues: (0..<100).map { ("name-\($0)", $0) }), numbers: [7: "seven"],
            choice: choice, set: ["x", "y"])
    }

    @Test("what the encoder wrote comes back, whatever is in it")
    func roundTrip() throws {
        let version = try #require(Version("5.2.0-rc.1"))
        for choice in [Choice.plain, .pair(first: 1, second: nil), .pair(first: 1, second: "two"), .only(version)] {
            let value = try everything(choice)
            let text = try CanonicalEncoder.text(of: value)
            #expect(try TapeDecoder.value(Everything.self, of: text) == value)
        }
    }

    @Test("it reads what Foundation reads, as Foundation reads it")
    func peers() throws {
        let documents = [
            "[]", " [ 1 , -2,3.0,4e1 ] ", "[9223372036854775807]", "[0]", "[1.5]", "[9223372036854775808]", "[null]",
            "[true]", "[,1]", "[1", "1]", "[01]", "[+1]", "[1.]", "[.5]", "[-]", "[1e]", "{}", "", " ", "nul",
            "[1] x", "[\"1\"]",
        ]
        for document in documents {
            let expected = Self.attempt { try JSONDecoder().decode([Int].self, from: Data(document.utf8)) }
            let found = Self.attempt { try TapeDecoder.value([Int].self, of: document) }
            #expect(found == expected, "\(document)")
        }
        // RFC 8259 knows no comma after the last element.
        #expect(Self.attempt { try TapeDecoder.value([Int].self, of: "[1,]") } == nil)
        let texts = [
            "\"\"", "\"a\"", #""\u00e9\ud83d\ude92\/\b\f\n\r\t\\\"""#, #""\ud83d""#, #""\x""#, #""\u12""#, "\"a",
            "\"a\nb\"", #""\""#,
        ]
        for text in texts {
            let expected = Self.attempt { try JSONDecoder().decode(String.self, from: Data(text.utf8)) }
            #expect(Self.attempt { try TapeDecoder.value(String.self, of: text) } == expected, "\(text)")
        }
    }

    private static func attempt<Value>(_ body: () throws -> Value) -> Value? {
        do { return try body() } catch { return nil }
    }

    @Test("what cannot be read is told with its place")
    func places() {
        func trouble(_ text: String) -> String {
            do {
                _ = try StoredJSON.value([String: [Choice]].self, of: text, what: "it")
                return "nothing"
            } catch {
                return "\(error)"
            }
        }
        #expect(trouble(#"{"a":[{"plain":{}},{"pair":{"first":"x"}}]}"#).contains("a.Index 1.pair.first"))
        #expect(trouble(#"{"a":[{"pair":{}}]}"#).contains("no member first"))
        #expect(trouble(#"{"a":7}"#).contains("a list was expected, and a number stands there"))
        #expect(trouble(#"{"a":["#).contains("byte 6"))
        #expect(trouble(String(repeating: "[", count: 100_000)).contains("stand in one another"))
    }
}
