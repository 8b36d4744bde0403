/// The columns of a cover problem that are worth looking at for now, with their elements in lists, both ways.
struct CoverCore {
    /// Numbers of columns of the problem.
    let columns: [Int]
    let costs: [Double]
    let elementCount: Int
    private let columnStarts: [Int]
    private let columnElements: [Int32]
    private let elementStarts: [Int]
    private let elementColumns: [Int32]

    /// - Parameter chosen: numbers of columns.
    init(_ problem: CoverProblem, chosen: [Int]) {
        columns = chosen.sorted()
        costs = columns.map { problem.costs[$0] }
        elementCount = problem.elementCount
        var starts = [0]
        var lists: [Int32] = []
        var sizes = [Int](repeating: 0, count: problem.elementCount)
        problem.forEachElementList(of: columns) { _, elements in
            lists += elements
            starts.append(lists.count)
            for element in elements { sizes[Int(element)] += 1 }
            return true
        }
        columnStarts = starts
        columnElements = lists
        var places = [0]
        for size in sizes { places.append(places[places.count - 1] + size) }
        elementStarts = places
        var inverse = [Int32](repeating: 0, count: lists.count)
        for column in columns.indices {
            for index in starts[column]..<starts[column + 1] {
                let element = Int(lists[index])
                inverse[places[element]] = Int32(column)
                places[element] += 1
            }
        }
        elementColumns = inverse
    }

    var count: Int { columns.count }

    /// Elements of a column of the core, by its number in the core.
    @inline(__always)
    func elements(of column: Int) -> ArraySlice<Int32> {
        columnElements[columnStarts[column]..<columnStarts[column + 1]]
    }

    /// Columns of the core that cover an element.
    @inline(__always)
    func columns(of element: Int) -> ArraySlice<Int32> {
        elementColumns[elementStarts[element]..<elementStarts[element + 1]]
    }
}
