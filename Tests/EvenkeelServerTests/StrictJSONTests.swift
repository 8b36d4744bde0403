import EvenkeelAPI
import Testing

@Suite("Reading JSON strictly (RFC 8259)")
struct StrictJSONTests {
    @Test(
        "What is JSON is read as it stands",
        arguments: [
            ("null", JSONValue.null), ("-0", .integer(0)), ("12", .integer(12)), ("1.5e1", .number(15)),
            (#""a\n\u00e9\ud83d\ude00""#, .string("a\né😀")), ("[1,[]]", .array([.integer(1), .array([])])),
            (#" { "a" : true } "#, .object([.init(name: "a", value: .bool(true))])),
            ("123456789012345678901234567890", .number(1.2345678901234568e29)),
        ])
    func read(text: String, value: JSONValue) throws {
        #expect(try StrictJSON.read(Array(text.utf8)) == value)
    }

    @Test(
        "What is not JSON is refused, with the byte where it stops being JSON",
        arguments: [
            ("", 0), ("nul", 0), ("[1,]", 3), ("{\"a\":1,}", 7), ("{a:1}", 1), ("01", 2), ("1.", 2), ("-", 1),
            ("+1", 0),
            ("\"\u{1}\"", 1), ("\"abc", 4), (#""\x""#, 3), (#""\ud83d""#, 7), ("1 2", 2), ("1e999", 5), ("NaN", 0),
        ])
    func refuse(text: String, byte: Int) {
        let problem = #expect(throws: Problem.self) { try StrictJSON.read(Array(text.utf8)) }
        #expect(problem?.code == "malformed_json")
        #expect(problem?.detail.contains("At byte \(byte):") == true, "\(problem?.detail ?? "")")
    }

    @Test("Bytes that are not UTF-8 are refused")
    func encoding() {
        #expect(throws: Problem.self) { try StrictJSON.read([0x22, 0xff, 0x22]) }
        #expect(throws: Problem.self) { try StrictJSON.read([0xef, 0xbb, 0xbf, 0x31]) }
    }
}
