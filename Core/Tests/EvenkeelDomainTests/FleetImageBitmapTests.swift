import Testing

@testable import EvenkeelDomain

@Suite struct FleetImageBitmapTests {
    @Test("set operations are those of sets of numbers, at every size around a word")
    func sets() {
        var random = SeededRandom(seed: 11)
        for count in [0, 1, 63, 64, 65, 128, 200] {
            func some() -> Set<Int> { Set((0..<count).filter { _ in Bool.random(using: &random) }) }
            func bitmap(_ set: Set<Int>) -> Bitmap {
                set.reduce(into: Bitmap(count: count)) { $0[$1] = true }
            }
            let (a, b) = (some(), some())
            var (and, or, andNot, not) = (bitmap(a), bitmap(a), bitmap(a), bitmap(a))
            and.and(bitmap(b))
            or.or(bitmap(b))
            andNot.andNot(bitmap(b))
            not.invert()
            #expect(and == bitmap(a.intersection(b)))
            #expect(or == bitmap(a.union(b)))
            #expect(andNot == bitmap(a.subtracting(b)))
            #expect(not == bitmap(Set(0..<count).subtracting(a)))
            #expect(bitmap(a).popcount == a.count)
            #expect(bitmap(a).indices == a.sorted())
            #expect(Bitmap(repeating: true, count: count).popcount == count)
            #expect(Bitmap(count: count, words: bitmap(a).words.map { $0 }) == bitmap(a))
        }
        #expect(Bitmap(count: 3, words: [~0]) == Bitmap(repeating: true, count: 3))
    }
}
