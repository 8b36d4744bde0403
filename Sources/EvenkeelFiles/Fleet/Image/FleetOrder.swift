import EvenkeelDomain

/// Whether the sites of an image can be upgraded in the order their `after` asks for.
enum FleetOrder {
    /// True where every `after` names a site of the image and none leads in a circle.
    static func isSound(in image: FleetImage) -> Bool {
        let next = image.afterNumbers
        guard next.indices.allSatisfy({ next[$0] >= 0 || image.after.code(of: $0) == 0 }) else { return false }
        // By site: 0, or the walk that came past it.
        var walks: [Int32] = Array(repeating: 0, count: next.count)
        for start in next.indices where walks[start] == 0 {
            var site = start
            let walk = Int32(start + 1)
            while walks[site] == 0 {
                walks[site] = walk
                guard next[site] >= 0 else { break }
                site = Int(next[site])
                if walks[site] == walk { return false }
            }
        }
        return true
    }
}
