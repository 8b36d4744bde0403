/// The numbers of `Staircase.universalTable`: expectations for 2 to 30 failures, then a straight line.
enum UniversalTable {
    static let limits: [Double] = [
        0.079, 0.2531, 0.4512, 0.7044, 1.0245, 1.3987, 1.8169, 2.2631, 2.7284, 3.2136,
        3.7209, 4.2521, 4.8064, 5.3807, 5.97, 6.5723, 7.1836, 7.8039, 8.4322, 9.0685,
        9.7119, 10.3632, 11.0215, 11.6858, 12.3552, 13.0295, 13.7089, 14.3902, 15.0745,
    ]
    /// The last difference of the table. A slope of 0.69 would spend 1.007 % instead of 1 % over the horizon.
    static let perFurtherFailure = 0.684
}
