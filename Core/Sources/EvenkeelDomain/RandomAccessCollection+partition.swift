extension RandomAccessCollection {
    /// The first index whose element meets a condition that all later ones meet too, once one does; `endIndex` where none
    /// does. Looks at about log2 of the elements.
    public func partitioningIndex(where holds: (Element) -> Bool) -> Index {
        var (low, length) = (startIndex, count)
        while length > 0 {
            let half = length / 2
            let middle = index(low, offsetBy: half)
            if holds(self[middle]) {
                length = half
            } else {
                low = index(after: middle)
                length -= half + 1
            }
        }
        return low
    }
}
