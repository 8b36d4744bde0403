/// The numbers of lines at places that are asked for in ascending order.
struct LineCount {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func line(at place: Int) -> Int {
        line += bytes[index..<place].count { $0 == 10 }
        index = place
        return line
    }
}
