extension Unicode.Scalar {
    /// True for the marks that turn the direction of reading of what stands after them (Unicode Standard Annex 9, 2.1 to
    /// 2.5). With one of them a name reads as another, `gnp.exe` as `exe.png`, so none stands in a text on one line.
    /// Those that only nudge a neighbour (U+200E, U+200F, U+061C) belong to the writing of Hebrew and Arabic and may stay.
    public var turnsReading: Bool {
        switch value {
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
