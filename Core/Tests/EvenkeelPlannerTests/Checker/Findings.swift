/// What a checker found wrong, in words.
final class Findings {
    private(set) var all: [String] = []

    func add(_ finding: String) { all.append(finding) }

    func expect(_ holds: Bool, _ finding: @autoclosure () -> String) {
        if !holds { all.append(finding()) }
    }
}
