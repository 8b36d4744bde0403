import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let notices = [
        StoreCheck("notices are found by rollout and wave") { store async throws in
            let rows = [Fixtures.notice("b", wave: 1), Fixtures.notice("b"), Fixtures.notice("a")]
            #expect(try await store.change([.putNotices(rows)]) == 3)
            #expect(try await store.notices("r", wave: nil) == [rows[2], rows[1], rows[0]])
            #expect(try await store.notices("r", wave: 1) == [rows[0]])
            #expect(try await store.notices("s", wave: nil).isEmpty)
        },
        StoreCheck("a notice keeps the days of its sites") { store async throws in
            var notice = Fixtures.notice("a")
            let day = CivilDate(dayNumber: 20_600)
            notice.installations = ["s1", "s2", "s3"]
            notice.name(["s1": day, "s2": day + 4, "s3": day])
            try await store.change([.putNotices([notice])])
            #expect(try await store.notices("r", wave: 0) == [notice])
            #expect(try await store.notices("r", wave: 0).first?.days == ["s2": day + 4])
            notice.move(["s1"], to: day + 9, at: notice.announcedAt + .hours(3))
            try await store.change([.replaceNotices([notice])])
            let read = try #require(try await store.notices("r", wave: 0).first)
            #expect(["s1", "s2", "s3"].map { read.day(of: $0) } == [day + 9, day + 4, day])
            #expect(read == notice && read.namedAt == notice.announcedAt + .hours(3))
            notice.acknowledge()
            notice.askAnew(["s2"])
            try await store.change([.replaceNotices([notice])])
            let asked = try #require(try await store.notices("r", wave: 0).first)
            #expect(asked == notice && asked.agreed == ["s1", "s3"])
        },
        StoreCheck("notices take exactly the steps that their states allow") { store async throws in
            for step in NoticeState.Step.allCases {
                let wave = try #require(NoticeState.Step.allCases.firstIndex(of: step))
                let rows = NoticeState.allCases.map { state in
                    var row = Fixtures.notice(state.rawValue, wave: wave)
                    row.state = state
                    return row
                }
                try await store.change([.putNotices(rows + [Fixtures.notice("other", wave: 99)])])
                let count = try await store.change([.stepNoticesOf(rows.map(\.customer), "r", wave: wave, step)])
                #expect(count == NoticeState.allCases.filter { $0.after(step) != nil }.count)
                for row in try await store.notices("r", wave: wave) {
                    let before = try #require(NoticeState(rawValue: row.customer.text))
                    #expect(row.state == before.after(step) ?? before, "\(step) in \(before)")
                }
                #expect(try await store.notices("r", wave: 99).first?.state == .announced)
            }
        },
        StoreCheck("the notices of some customers take a step, and those of others do not") { store async throws in
            try await store.change([.putNotices([Fixtures.notice("a"), Fixtures.notice("b"), Fixtures.notice("c")])])
            #expect(try await store.change([.stepNoticesOf(["a", "c", "z"], "r", wave: 0, .withdraw)]) == 2)
            #expect(
                try await store.notices("r", wave: 0).map(\.state) == [.withdrawn, .announced, .withdrawn])
        },
        StoreCheck("a notice that nobody has answered turns out to have told nobody, and no other does") {
            store async throws in
            let rows = NoticeState.allCases.map { state in
                var row = Fixtures.notice("a", wave: 0, revision: NoticeState.allCases.firstIndex(of: state) ?? 0)
                row.state = state
                return row
            }
            try await store.change([.putNotices(rows + [Fixtures.notice("a", wave: 1), Fixtures.notice("b")])])
            #expect(try await store.change([.unhearNotices("a", "r", wave: 0)]) == 2)
            #expect(try await store.change([.unhearNotices("a", "r", wave: 0)]) == 0)
            let unheard = try await store.notices(NoticeQuery(rollout: "r")).filter(\.isUnheard)
            #expect(Set(unheard.map(\.state)) == [.announced, .silent])
            #expect(unheard.allSatisfy { $0.customer == "a" && $0.wave == 0 })
        },
        StoreCheck("a notice put again stands as it is; one that was withdrawn gives way to a later one") {
            store async throws in
            try await store.change([
                .putNotices([Fixtures.notice("a")]), .stepNoticesOf(["a"], "r", wave: 0, .acknowledge),
            ])
            #expect(try await store.change([.putNotices([Fixtures.notice("a", at: 5)])]) == 0)
            #expect(try await store.notices("r", wave: 0).first?.state == .acknowledged)
            try await store.change([.stepNoticesOf(["a"], "r", wave: 0, .withdraw)])
            #expect(try await store.change([.putNotices([Fixtures.notice("a")])]) == 0)
            #expect(try await store.change([.putNotices([Fixtures.notice("a", at: 5)])]) == 1)
            #expect(try await store.notices("r", wave: 0) == [Fixtures.notice("a", at: 5)])
        },
    ]
}
