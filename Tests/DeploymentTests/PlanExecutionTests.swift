import Deployment
import TestSupport
import Testing

@Suite("PlanExecution: which step starts when")
struct PlanExecutionTests {
    typealias Node = PlanExecution.Node

    /// A random run, and everything that was seen of it.
    struct World {
        var nodes: [Node]
        var width: Int
        var waitingWidth: Int
        var groupLimit: Int
        var execution: PlanExecution
        var random: SplitMix
        var running: [[Int]] = []
        var ended: [Int: Bool] = [:]
        var skipped: [Int: Int] = [:]
        var started: Set<Int> = []
        var isFinished = false
        var trace: [String] = []
        var interruptedAt: Int?

        init(seed: UInt64) {
            var random = SplitMix(seed: seed)
            let count = Int.random(in: 0...40, using: &random)
            nodes = (0..<count).map { index in
                func some(_ most: Int) -> [Int] {
                    guard index > 0 else { return [] }
                    return Set(
                        (0..<Int.random(in: 0...most, using: &random)).map { _ in
                            Int.random(in: 0..<index, using: &random)
                        }
                    ).sorted()
                }
                let lane: Node.Lane = [.work, .work, .wait, .barrier][Int.random(in: 0..<4, using: &random)]
                let group =
                    lane == .barrier || Bool.random(using: &random) ? nil : Int.random(in: 0..<3, using: &random)
                return Node(
                    lane,
                    requires: some(2),
                    follows: some(2),
                    // Steps of one group are of one lane and one kind.
                    group: group.map { $0 * 2 + (lane == .wait ? 1 : 0) },
                    isCompletion: lane == .work && group.map { $0 == 0 } ?? (Int.random(in: 0..<4, using: &random) == 0)
                )
            }
            width = Int.random(in: 1...4, using: &random)
            waitingWidth = Int.random(in: 1...2, using: &random)
            groupLimit = Int.random(in: 1...5, using: &random)
            execution = PlanExecution(
                nodes: nodes,
                width: width,
                waitingWidth: waitingWidth,
                groupLimit: groupLimit
            )
            self.random = random
        }

        mutating func play(failures: Int, interrupts: Bool) {
            take(execution.begin())
            while !running.isEmpty {
                if interrupts, interruptedAt == nil, Int.random(in: 0..<10, using: &random) == 0 {
                    interruptedAt = started.count
                    take(execution.handle(.interrupted))
                }
                let index = Int.random(in: running.indices, using: &random)
                let steps = running.remove(at: index)
                for step in steps {
                    let fails = Int.random(in: 0..<100, using: &random) < failures
                    ended[step] = !fails
                    take(execution.handle(fails ? .failed(step) : .succeeded(step)))
                }
            }
        }

        private mutating func take(_ actions: [PlanExecution.Action]) {
            for action in actions {
                trace.append("\(action)")
                switch action {
                case .start(let steps):
                    check(start: steps)
                    started.formUnion(steps)
                    running.append(steps)
                    // The work that is being ended step by step still has its place.
                    let lanes = running.map { nodes[$0[0]].lane }
                    // What ends an interrupted run waits for no place.
                    let completions = execution.isInterrupted ? running.count { nodes[$0[0]].isCompletion } : 0
                    #expect(lanes.count { $0 == .work } - completions <= width)
                    #expect(lanes.count { $0 == .wait } <= waitingWidth)
                case .skip(let step, let cause):
                    #expect(!started.contains(step) && skipped[step] == nil)
                    #expect(ended[cause] == false)
                    skipped[step] = cause
                case .hold: break
                case .finish:
                    #expect(!isFinished && running.isEmpty)
                    isFinished = true
                }
            }
        }

        private func check(start steps: [Int]) {
            #expect(!steps.isEmpty && (steps.count <= groupLimit || nodes[steps[0]].lane == .wait))
            for step in steps {
                #expect(!started.contains(step) && skipped[step] == nil)
                #expect(nodes[step].requires.allSatisfy { succeeded($0) })
                #expect(nodes[step].follows.allSatisfy { hasEnded($0) })
                if execution.isInterrupted { #expect(nodes[step].isCompletion && nodes[step].lane == .work) }
            }
            if steps.count > 1 {
                #expect(Set(steps.map { nodes[$0].group }).count == 1 && nodes[steps[0]].group != nil)
            }
            if let group = nodes[steps[0]].group {
                #expect(!running.contains { nodes[$0[0]].group == group }, "a group runs one action at a time")
            }
        }

        private func succeeded(_ step: Int) -> Bool {
            nodes[step].lane == .barrier
                ? nodes[step].requires.allSatisfy(succeeded) && nodes[step].follows.allSatisfy(hasEnded)
                : ended[step] == true
        }

        private func hasEnded(_ step: Int) -> Bool {
            guard nodes[step].lane == .barrier else { return ended[step] != nil || skipped[step] != nil }
            return failsByRequirement(step)
                || (nodes[step].requires + nodes[step].follows).allSatisfy(hasEnded)
        }

        /// Whether something that the step requires, near or far, failed.
        func failsByRequirement(_ step: Int) -> Bool {
            nodes[step].requires.contains { ended[$0] == false || failsByRequirement($0) }
        }
    }

    @Test("steps of a group that become ready at once go together, although each would fit alone")
    func togetherReady() {
        var execution = PlanExecution(
            nodes: [
                PlanExecution.Node(.work, group: 0), PlanExecution.Node(.work, group: 0),
                PlanExecution.Node(.wait, requires: [0], group: 1),
                PlanExecution.Node(.wait, requires: [1], group: 1),
            ],
            width: 4,
            waitingWidth: 4,
            groupLimit: 10
        )
        #expect(execution.begin() == [.start([0, 1])])
        #expect(execution.handle([.succeeded(0), .succeeded(1)]) == [.start([2, 3])])
    }

    @Test("in any order of events no step starts too early, the widths hold, and a failure skips exactly what needs it")
    func randomSchedules() {
        for seed in 0..<3_000 as Range<UInt64> {
            var world = World(seed: seed)
            world.play(failures: [0, 10, 40][Int(seed % 3)], interrupts: false)
            #expect(world.isFinished)
            for index in world.nodes.indices where world.nodes[index].lane != .barrier {
                if world.failsByRequirement(index) {
                    #expect(world.skipped[index] != nil, "seed \(seed): \(index) was not skipped")
                } else {
                    #expect(world.ended[index] != nil, "seed \(seed): \(index) did not run")
                }
            }
        }
    }

    @Test("an interrupt lets what is in flight end, and starts only what completes it")
    func interrupts() {
        for seed in 10_000..<12_000 as Range<UInt64> {
            var world = World(seed: seed)
            world.play(failures: 10, interrupts: true)
            #expect(world.isFinished)
            #expect(world.started.allSatisfy { world.ended[$0] != nil })
        }
    }

    @Test("equal events give equal actions")
    func determinism() {
        for seed in 0..<50 as Range<UInt64> {
            var first = World(seed: seed)
            var second = World(seed: seed)
            first.play(failures: 20, interrupts: true)
            second.play(failures: 20, interrupts: true)
            #expect(first.trace == second.trace)
        }
    }

    @Test("what is ready while a group is busy goes into its next action together, before other work")
    func grouping() {
        // Three uploads, each with an attachment.
        var nodes: [Node] = (0..<3).map { _ in Node(.work) }
        nodes += (0..<3).map { Node(.work, requires: [$0], group: 0, isCompletion: true) }
        var execution = PlanExecution(nodes: nodes, width: 4, waitingWidth: 1, groupLimit: 10)
        #expect(execution.begin() == [.start([0]), .start([1]), .start([2])])
        #expect(execution.handle(.succeeded(1)) == [.start([4])])
        #expect(execution.handle(.succeeded(2)) == [])
        #expect(execution.handle(.succeeded(0)) == [])
        #expect(execution.handle(.succeeded(4)) == [.start([5, 3])])
        #expect(execution.handle(.failed(5)) == [])
        #expect(execution.handle(.succeeded(3)) == [.finish])
    }

    /// Three uploads of a store, each with an attachment that goes with the others.
    private var gathered: [PlanExecution.Node] {
        (0..<3).map { _ in PlanExecution.Node(.work) }
            + (0..<3).map {
                PlanExecution.Node(.work, requires: [$0], group: 0, isGathered: true, isCompletion: true)
            }
    }

    @Test("files that are up wait for those of their store that are on their way, until nothing is, or long enough")
    func gathering() {
        var execution = PlanExecution(nodes: gathered, width: 4, waitingWidth: 1, groupLimit: 10)
        #expect(execution.begin() == [.start([0]), .start([1]), .start([2])])
        #expect(execution.handle(.succeeded(1)) == [.hold(0)])
        #expect(execution.handle(.succeeded(0)) == [])
        var patient = execution
        #expect(patient.handle(.failed(2)) == [.skip(5, because: 2), .start([4, 3])])
        #expect(patient.handle(.held(0)) == [])
        #expect(execution.handle(.held(0)) == [.start([4, 3])])
        #expect(execution.handle(.succeeded(2)) == [])
        #expect(execution.handle([.succeeded(4), .succeeded(3)]) == [.start([5])])
        #expect(execution.handle(.succeeded(5)) == [.finish])
    }

    @Test("an upload that is not on its way yet is not waited for")
    func gatheringOnlyWhatRuns() {
        var execution = PlanExecution(nodes: gathered, width: 1, waitingWidth: 1, groupLimit: 10)
        #expect(execution.begin() == [.start([0])])
        #expect(execution.handle(.succeeded(0)) == [.start([3])])
    }

    @Test("a step whose request sleeps makes room for another, as often as there is width, and ends like any other")
    func pauses() {
        let nodes = (0..<6).map { _ in PlanExecution.Node(.work) }
        var execution = PlanExecution(nodes: nodes, width: 2, waitingWidth: 1, groupLimit: 10)
        #expect(execution.begin() == [.start([0]), .start([1])])
        #expect(execution.handle(.paused(0)) == [.start([2])])
        #expect(execution.handle(.paused(0)) == [])
        #expect(execution.handle(.paused(1)) == [.start([3])])
        #expect(execution.handle(.paused(2)) == [])
        #expect(execution.handle(.resumed(0)) == [])
        #expect(execution.handle(.succeeded(1)) == [])
        #expect(execution.handle([.succeeded(0), .succeeded(2)]) == [.start([4])])
        #expect(execution.handle(.succeeded(3)) == [.start([5])])
        #expect(execution.handle([.succeeded(4), .succeeded(5)]) == [.finish])
    }

    @Test("what ends an interrupted run waits for no place among what is in flight")
    func interruptedCompletion() {
        var nodes = gathered
        nodes.append(PlanExecution.Node(.work))
        var execution = PlanExecution(nodes: nodes, width: 2, waitingWidth: 1, groupLimit: 10)
        #expect(execution.begin() == [.start([0]), .start([1])])
        #expect(execution.handle(.succeeded(0)) == [.hold(0), .start([2])])
        #expect(execution.handle(.interrupted) == [])
        #expect(execution.handle(.held(0)) == [.start([3])])
    }

    @Test("a run of ten thousand files is decided in linear time")
    func many() {
        let count = 10_000
        var nodes: [Node] = [Node(.work)]
        for index in 0..<count { nodes.append(Node(.work, requires: [0], group: nil, isCompletion: index < 0)) }
        for index in 0..<count { nodes.append(Node(.work, requires: [index + 1], group: 0, isCompletion: true)) }
        nodes.append(Node(.barrier, requires: Array(count + 1...2 * count)))
        var execution = PlanExecution(nodes: nodes, width: 16, waitingWidth: 1, groupLimit: 500)
        var queue = execution.begin()
        var next = 0
        var batches = 0
        while next < queue.count {
            if case .start(let steps) = queue[next] {
                if nodes[steps[0]].group == 0 { batches += 1 }
                for step in steps { queue += execution.handle(.succeeded(step)) }
            }
            next += 1
        }
        #expect(queue.last == .finish)
        #expect(execution.statuses.allSatisfy { $0 == .succeeded })
        #expect(batches < count)
    }
}
