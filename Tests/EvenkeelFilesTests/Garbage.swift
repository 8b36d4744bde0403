/// Bytes that once were a valid file.
enum Garbage {
    /// One to four changes, most of them by bytes that mean something in files; now and then nothing but noise.
    static func mutated(_ original: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        if Int.random(in: 0..<20, using: &random) == 0 {
            return (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        var bytes = original
        let special = Array("\"',;:-{}[]#&*!|>%@`\n\r\t =0x\u{0}é".utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1, 2: bytes[index] = special.randomElement(using: &random) ?? 0
            case 3: bytes.remove(at: index)
            case 4: bytes.insert(special.randomElement(using: &random) ?? 0, at: index)
            default:
                let end = min(bytes.count, index + Int.random(in: 1...30, using: &random))
                if Bool.random(using: &random) {
                    bytes.removeSubrange(index..<end)
                } else {
                    bytes.insert(contentsOf: bytes[index..<end], at: index)
                }
            }
        }
        return bytes
    }
}
