import EvenkeelSimulator

/// The simulator's seeded generator, so that a test that only wants random numbers need not name its module.
typealias SplitMix64 = EvenkeelSimulator.SplitMix64
