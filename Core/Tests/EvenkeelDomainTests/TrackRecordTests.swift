import EvenkeelDomain
import Testing

@Suite struct TrackRecordTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let who: String
        let given: Double?
        let record: TrackRecord?
        let learned: Double?

        var testDescription: String { who }

        init(
            _ who: String, given: Double? = nil, asked: Int = 0, answered: Int = 0, hours: Double? = nil,
            reports: Int = 0, confirmed: Int = 0, learned: Double?
        ) {
            self.who = who
            self.given = given
            record = TrackRecord(
                asked: asked, answered: answered, hoursToFirstReport: hours, reports: reports, confirmed: confirmed)
            self.learned = learned
        }
    }

    /// Worked by hand from the formula; `.5 rate + .2 speed + .3 truth`.
    static let examples = [
        Example("nobody ever asked, nothing given", learned: nil),
        Example("nobody ever asked: what is given stands", given: 0.7, learned: 0.7),
        // rate (4+2)/8 = .75, speed .5 (no time known), truth 2/4 = .5
        Example("answered four of four, nothing given", asked: 4, answered: 4, learned: 0.625),
        // rate 2/8 = .25
        Example("answered none of four, nothing given", asked: 4, answered: 0, learned: 0.375),
        // rate (0+3.6)/8 = .45, speed .9, truth .9
        Example("said to be excellent, and silent four times", given: 0.9, asked: 4, learned: 0.675),
        // rate 3/5 = .6, speed (1*1+2)/5 = .6, truth 2/4 = .5
        Example("one lucky answer makes no champion", asked: 1, answered: 1, hours: 0, learned: 0.57),
        // rate (6+2)/10 = .8, speed (6*.5+2)/10 = .5, truth (3+2)/8 = .625
        Example(
            "answers always, after a day, three of four reports were so", asked: 6, answered: 6, hours: 24, reports: 4,
            confirmed: 3, learned: 0.6875),
        // rate 38/44, speed (36*24/36+2)/40 = .65, truth (10+2)/16
        Example(
            "a long record outweighs what is said", given: 0.5, asked: 40, answered: 36, hours: 12, reports: 12,
            confirmed: 10, learned: 0.5 * 38 / 44 + 0.2 * 0.65 + 0.3 * 0.75),
        // truth (0+2)/(16+4) = .1
        Example("cries wolf: nothing it reported was so", asked: 0, reports: 16, confirmed: 0, learned: 0.38),
        Example(
            "perfect in every way stays within 1", given: 1, asked: 9, answered: 9, hours: 0, reports: 9, confirmed: 9,
            learned: 1),
        Example("useless in every way stays within 0", given: 0, asked: 9, reports: 9, learned: 0),
    ]

    @Test("feedback is learned from the record and shrunk towards what is given", arguments: examples)
    func learned(example: Example) throws {
        let record = try #require(example.record)
        let learned = record.feedback(given: example.given.flatMap { Share($0) })?.value
        switch (learned, example.learned) {
        case (let found?, let expected?): #expect(abs(found - expected) < 1e-12, "\(found)")
        default: #expect(learned == example.learned)
        }
    }

    @Test("answering more, sooner, and more truly never lowers the quality")
    func monotone() throws {
        for given in [nil, Share(0.2), Share(0.9)] {
            for asked in [1, 4, 20] {
                func quality(_ answered: Int, _ hours: Double, _ confirmed: Int) throws -> Share {
                    let record = TrackRecord(
                        asked: asked, answered: answered, hoursToFirstReport: hours, reports: 5, confirmed: confirmed)
                    return try #require(record?.feedback(given: given))
                }
                for answered in 1...asked {
                    #expect(try quality(answered, 4, 2) >= quality(answered, 40, 2))
                    #expect(try quality(answered, 4, 3) >= quality(answered, 4, 2))
                }
                // One more answer at once counts for the rate and for the speed.
                for answered in 0..<asked { #expect(try quality(answered + 1, 0, 2) >= quality(answered, 0, 2)) }
            }
        }
    }

    @Test("figures that contradict one another make no record")
    func impossible() {
        #expect(TrackRecord(asked: 2, answered: 3) == nil)
        #expect(TrackRecord(asked: -1) == nil)
        #expect(TrackRecord(asked: 3, answered: -1) == nil)
        #expect(TrackRecord(reports: 1, confirmed: 2) == nil)
        #expect(TrackRecord(asked: 1, answered: 1, hoursToFirstReport: -1) == nil)
        #expect(TrackRecord(asked: 1, answered: 1, hoursToFirstReport: .nan) == nil)
        #expect(TrackRecord(asked: 1, answered: 1, hoursToFirstReport: .infinity) == nil)
        #expect(TrackRecord() != nil)
    }
}
