import EvenkeelSimulator

/// Does the runs of a trial on several threads. The results stand in the order of the runs, whoever finished first.
struct SimulationRunner {
    let trial: RolloutTrial
    let approaches: [Approach]
    let runs: Int
    let seed: UInt64
    let threads: Int

    /// - Parameter progress: told the share that is done and the seconds it took so far.
    func run(progress: (_ share: Double, _ seconds: Double) -> Void) async -> [[ApproachRun]] {
        let clock = ContinuousClock()
        let began = clock.now
        // Small enough that the bar moves and no thread waits long for the last; runs of large fleets go one by one.
        let size = trial.siteCount > 20_000 ? 1 : max(1, min(20, runs / (threads * 8)))
        let batches = (0..<((runs + size - 1) / size)).map { $0 * size..<min(runs, ($0 + 1) * size) }
        return await withTaskGroup(of: (Int, [[ApproachRun]]).self) { group in
            var results: [[[ApproachRun]]] = Array(repeating: [], count: batches.count)
            var next = 0
            var done = 0
            func start(_ group: inout TaskGroup<(Int, [[ApproachRun]])>) {
                guard next < batches.count else { return }
                let number = next
                next += 1
                let batch = batches[number]
                group.addTask {
                    let results = batch.map { run in
                        trial.run(seed: RolloutTrial.seed(ofRun: run, seed: seed), approaches: approaches)
                    }
                    return (number, results)
                }
            }
            for _ in 0..<threads { start(&group) }
            while let (number, batch) = await group.next() {
                results[number] = batch
                done += batch.count
                progress(Double(done) / Double(runs), (clock.now - began) / .seconds(1))
                start(&group)
            }
            return results.flatMap(\.self)
        }
    }
}
