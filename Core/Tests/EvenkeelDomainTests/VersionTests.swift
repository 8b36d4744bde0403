import EvenkeelDomain
import Testing

@Suite struct VersionTests {
    @Test("versions are ordered as Semantic Versioning 2.0.0 section 11 says, with any number of parts")
    func ordering() throws {
        let ascending = [
            "0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2", "1.10", "2", "5.1.9", "5.2.0-rc.1", "5.2", "5.2.0.1", "5.10.0",
            "2026.11.22",
        ].map { Version($0) }
        for (i, left) in ascending.enumerated() {
            for (j, right) in ascending.enumerated() {
                let (left, right) = (try #require(left), try #require(right))
                #expect((left < right) == (i < j), "\(left) and \(right)")
                #expect((left == right) == (i == j), "\(left) and \(right)")
            }
        }
    }

    @Test("what ran before a release is the newest other version, however either is written")
    func before() throws {
        func at(_ minute: Int) -> Timestamp { Timestamp(milliseconds: Int64(minute) * 60_000) }
        let history = try [("5.1.0", 1), ("5.2", 2), ("5.1.1", 9)].map { text, minute in
            VersionFact(version: try #require(Version(text)), source: .import, at: at(minute))
        }
        let release = try #require(Version("5.2.0"))
        #expect(history.version(before: release, until: at(5)) == Version("5.1.0"), "5.2 is the release itself")
        #expect(history.version(before: release, until: nil) == Version("5.1.1"))
        #expect(history.version(before: release, until: at(0)) == nil, "nobody knows")
    }

    @Test(
        "trailing zeros and build data do not count",
        arguments: [("5.2", "5.2.0"), ("5.2.0", "5.2.0.0"), ("5.2.0+build.7", "5.2.0"), ("0", "0.0"), ("05.2", "5.2")])
    func equal(left: String, right: String) throws {
        let (a, b) = (try #require(Version(left)), try #require(Version(right)))
        #expect(a == b)
        #expect(a.hashValue == b.hashValue)
        #expect(!(a < b) && !(b < a))
    }

    @Test("two different versions are never level, not even with leading zeros in the pre-release")
    func total() throws {
        let (a, b) = (try #require(Version("1-01")), try #require(Version("1-1")))
        #expect(a != b && (a < b) != (b < a))
    }

    @Test(
        "what is no version is refused",
        arguments: [
            "", ".", "5.", ".5", "5..2", "v5.2", "5.x", "5.2-", "5.2-a..b", "5 .2", "-1", "5.-2", "99999999999", "٥.٢",
        ])
    func refused(text: String) { #expect(Version(text) == nil) }
}
