import EvenkeelDomain

/// Reads a form twice: as the fleet table it is, for the facts, and as cells, for the places where they stand.
struct FormReader {
    private let source: SourceText

    init(_ source: SourceText) { self.source = source }

    func answers() throws(FileProblems) -> [FormAnswer] {
        let format = try TableFormat(ofFileNamed: source.name)
        let fleet = try FleetFile.read(bytes: source.bytes, named: source.name).fleet
        let problems = ProblemList(file: source.name)
        let columns = ["installation", "customer", "customer_name"] + FleetQuestion.all.map(\.column)
        var table = Table(
            source, format: format, columns: ColumnMap(known: columns), required: Array(columns.prefix(2)),
            problems: problems)
        var answers: [FormAnswer] = []
        try table.forEachRecord { record, _ in
            guard let id = record.cell(0)?.text, let site = fleet[InstallationID(id)] else { return }
            var isFirst = true
            for (offset, question) in FleetQuestion.all.enumerated() {
                guard let cell = record.cell(offset + 3), !cell.isUnknown, question.text(site) != nil else { continue }
                answers.append(
                    FormAnswer(
                        site: site, question: question, file: source.name, line: cell.line, column: cell.column,
                        isFirstOfLine: isFirst))
                isFirst = false
            }
        }
        try problems.throwIfAny()
        return answers
    }
}
