/// Runs cases, a few at a time.
struct CaseQueue: Sendable {
    let width: Int

    /// What did not hold in any of them, in their order.
    func problems(in cases: [FaultCase]) async -> [String] {
        await withTaskGroup(of: (Int, [String]).self) { group in
            var problems = [[String]](repeating: [], count: cases.count)
            var next = 0
            func start() {
                guard next < cases.count else { return }
                let (index, run) = (next, CaseRun(fault: cases[next]))
                next += 1
                group.addTask { (index, await run.problems()) }
            }
            for _ in 0..<width { start() }
            while let (index, found) = await group.next() {
                problems[index] = found
                start()
            }
            return problems.flatMap(\.self)
        }
    }
}
