/// A length of time for people: its two largest units, `4 min 17 s`, `2 days 23 h`.
enum SpanWords {
    static func of(seconds: Int) -> String {
        let units = [("day", 86_400), ("h", 3600), ("min", 60), ("s", 1)]
        guard let largest = units.firstIndex(where: { seconds >= $0.1 }) else { return "0 s" }
        var (left, words) = (seconds, [String]())
        for (name, length) in units[largest...].prefix(2) {
            let count = left / length
            left %= length
            guard count > 0 else { continue }
            words.append(name == "day" ? "\(count) \(count == 1 ? "day" : "days")" : "\(count) \(name)")
        }
        return words.joined(separator: " ")
    }
}
