/// Decides which step of a run starts when. Events in, actions out: it does nothing itself, knows no clock and no
/// network, and equal events give equal actions.
package struct PlanExecution: Sendable {
    /// A step's place among the others. Steps are known by their index.
    package struct Node: Sendable, Equatable {
        /// Where a step runs.
        package enum Lane: Sendable, Equatable {
            /// Sends requests: at most `width` of these at a time.
            case work
            /// Mostly waits for the server: bounded apart, so that waiting holds up no work.
            case wait
            /// Nothing is done: it ends as soon as what it requires has.
            case barrier
        }

        package var lane: Lane
        /// Steps that must have succeeded: when one of them fails, this one is skipped.
        package var requires: [Int]
        /// Steps that must have ended, however.
        package var follows: [Int]
        /// Steps of one group run one action at a time; those that are ready by then go into the next one together.
        package var group: Int?
        /// Whether steps of the group that are ready wait a moment while something runs that others of the group require.
        package var isGathered: Bool
        /// Whether the step finishes what an earlier one began, so that it goes first, and starts after an interrupt.
        package var isCompletion: Bool

        package init(
            _ lane: Lane,
            requires: [Int] = [],
            follows: [Int] = [],
            group: Int? = nil,
            isGathered: Bool = false,
            isCompletion: Bool = false
        ) {
            self.lane = lane
            self.requires = requires
            self.follows = follows
            self.group = group
            self.isGathered = isGathered
            self.isCompletion = isCompletion
        }
    }

    package enum Event: Sendable, Equatable {
        case succeeded(Int)
        case failed(Int)
        /// What was ``Action/hold(_:)`` for this group has waited for long enough.
        case held(Int)
        /// The step's request sleeps: something else may go meanwhile.
        case paused(Int)
        /// It goes on.
        case resumed(Int)
        /// Nothing new starts but completions; what is in flight ends.
        case interrupted
    }

    package enum Action: Sendable, Equatable {
        /// One step, or several of one group, as one piece of work. Every step ends with an event of its own.
        case start([Int])
        /// Steps of the group are ready, and others are about to be: ``Event/held(_:)`` is to come in a moment.
        case hold(Int)
        /// The step will not run, because this one failed.
        case skip(Int, because: Int)
        /// Nothing is in flight and nothing can start.
        case finish
    }

    /// How a step stands.
    package enum Status: Sendable, Equatable {
        case pending, running, succeeded, failed
        case skipped(because: Int)
    }

    package private(set) var statuses: [Status]
    package private(set) var isInterrupted = false

    private let nodes: [Node]
    private let width: Int
    private let waitingWidth: Int
    private let groupLimit: Int
    private var unmetCounts: [Int]
    private var dependants: [[(index: Int, isRequired: Bool)]]
    private var urgent = Queue()
    private var ordinary = Queue()
    private var waiting = Queue()
    private var readyOfGroup: [Int: Queue] = [:]
    private var runningOfGroup: [Int: Int] = [:]
    /// The work that each running step belongs to, and how many of its steps still run.
    private var workOfStep: [Int: Int] = [:]
    private var runningOfWork: [Int: Int] = [:]
    private var laneOfWork: [Int: Node.Lane] = [:]
    /// By step that a gathered group waits for: that group.
    private var groupOfFeeder: [Int: Int] = [:]
    private var feedersInFlight: [Int: Int] = [:]
    /// By group: one of the steps that are held.
    private var heldGroups: [Int: Int] = [:]
    /// Work whose request sleeps. At most ``width``: each may have been started in the place of another.
    private var pausedWork: Set<Int> = []
    private var workCount = 0
    private var workInFlight = 0
    private var waitsInFlight = 0
    private var hasFinished = false

    /// - Parameters:
    ///   - nodes: every index in `requires` and `follows` is smaller than the node's own, so there are no cycles.
    ///   - width: at most so many pieces of work at a time.
    ///   - groupLimit: at most so many steps in one piece of work that is no wait.
    package init(nodes: [Node], width: Int, waitingWidth: Int, groupLimit: Int) {
        self.nodes = nodes
        self.width = max(1, width)
        self.waitingWidth = max(1, waitingWidth)
        self.groupLimit = max(1, groupLimit)
        statuses = Array(repeating: .pending, count: nodes.count)
        unmetCounts = nodes.map { $0.requires.count + $0.follows.count }
        dependants = Array(repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() {
            for dependency in node.requires { dependants[dependency].append((index, true)) }
            for dependency in node.follows { dependants[dependency].append((index, false)) }
            guard node.isGathered, let group = node.group else { continue }
            for dependency in node.requires { groupOfFeeder[dependency] = group }
        }
    }

    /// The first actions.
    package mutating func begin() -> [Action] {
        var actions: [Action] = []
        // Barriers that are met at once make others ready: those are not among the first.
        let first = nodes.indices.filter { unmetCounts[$0] == 0 }
        for index in first { becomeReady(index, &actions) }
        startWhatFits(&actions)
        return actions
    }

    package mutating func handle(_ event: Event) -> [Action] { handle([event]) }

    /// - Parameter events: what happened at once: all of it counts before anything new starts, so that steps of a group
    ///   which become ready together go together.
    package mutating func handle(_ events: [Event]) -> [Action] {
        var actions: [Action] = []
        for event in events {
            switch event {
            case .interrupted: isInterrupted = true
            case .succeeded(let index): end(index, as: .succeeded, &actions)
            case .failed(let index): end(index, as: .failed, &actions)
            case .held(let group): endHold(of: group)
            case .paused(let index): pause(index)
            case .resumed(let index): resume(index)
            }
        }
        startWhatFits(&actions)
        return actions
    }

    // MARK: Ending

    private mutating func end(_ index: Int, as status: Status, _ actions: inout [Action]) {
        guard statuses[index] == .running else { return }
        release(index)
        settle(index, as: status, &actions)
        if let group = groupOfFeeder[index], feedersInFlight[group] == nil { endHold(of: group) }
    }

    /// Gives back the step's share of its work, its lane and its group.
    private mutating func release(_ index: Int) {
        guard let work = workOfStep.removeValue(forKey: index) else { return }
        runningOfWork[work, default: 0] -= 1
        if runningOfWork[work] == 0 {
            runningOfWork[work] = nil
            if laneOfWork.removeValue(forKey: work) == .wait {
                waitsInFlight -= 1
            } else if pausedWork.remove(work) == nil {
                workInFlight -= 1
            }
        }
        if let group = groupOfFeeder[index] {
            let left = (feedersInFlight[group] ?? 1) - 1
            feedersInFlight[group] = left > 0 ? left : nil
        }
        guard let group = nodes[index].group else { return }
        runningOfGroup[group, default: 0] -= 1
        if runningOfGroup[group] == 0 {
            runningOfGroup[group] = nil
            if readyOfGroup[group]?.isEmpty == false { enqueue(nodes[index], entry: .group(group)) }
        }
    }

    // MARK: Standing aside

    private mutating func pause(_ index: Int) {
        guard let work = workOfStep[index], laneOfWork[work] == .work, pausedWork.count < width,
            pausedWork.insert(work).inserted
        else { return }
        workInFlight -= 1
    }

    private mutating func resume(_ index: Int) {
        guard let work = workOfStep[index], pausedWork.remove(work) != nil else { return }
        workInFlight += 1
    }

    private mutating func endHold(of group: Int) {
        guard let index = heldGroups.removeValue(forKey: group) else { return }
        enqueue(nodes[index], entry: .group(group))
    }

    /// Sets how a step ended and tells the steps behind it, without recursion: chains are long.
    private mutating func settle(_ first: Int, as firstStatus: Status, _ actions: inout [Action]) {
        var pending: [(index: Int, status: Status)] = [(first, firstStatus)]
        var next = 0
        while next < pending.count {
            let (index, status) = pending[next]
            next += 1
            guard statuses[index] == .pending || statuses[index] == .running else { continue }
            statuses[index] = status
            if case .skipped(let cause) = status, nodes[index].lane != .barrier {
                actions.append(.skip(index, because: cause))
            }
            for dependant in dependants[index] where statuses[dependant.index] == .pending {
                let cause: Int? =
                    switch status {
                    case .failed: index
                    case .skipped(let cause): cause
                    default: nil
                    }
                if dependant.isRequired, let cause {
                    pending.append((dependant.index, .skipped(because: cause)))
                    continue
                }
                unmetCounts[dependant.index] -= 1
                guard unmetCounts[dependant.index] == 0 else { continue }
                if nodes[dependant.index].lane == .barrier {
                    pending.append((dependant.index, .succeeded))
                } else {
                    becomeReady(dependant.index, &actions)
                }
            }
        }
    }

    // MARK: Starting

    private mutating func becomeReady(_ index: Int, _ actions: inout [Action]) {
        let node = nodes[index]
        guard node.lane != .barrier else { return settle(index, as: .succeeded, &actions) }
        guard let group = node.group else { return enqueue(node, entry: .step(index)) }
        let isFirst = readyOfGroup[group]?.isEmpty ?? true
        readyOfGroup[group, default: Queue()].append(.step(index))
        guard isFirst, runningOfGroup[group] == nil else { return }
        if node.isGathered, feedersInFlight[group] != nil {
            heldGroups[group] = index
            actions.append(.hold(group))
        } else {
            enqueue(node, entry: .group(group))
        }
    }

    private mutating func enqueue(_ node: Node, entry: Queue.Entry) {
        if node.lane == .wait {
            waiting.append(entry)
        } else if node.isCompletion {
            urgent.append(entry)
        } else {
            ordinary.append(entry)
        }
    }

    private mutating func startWhatFits(_ actions: inout [Action]) {
        // What ends an interrupted run waits for no place: what is in flight may take long.
        while isInterrupted || workInFlight < width, let entry = urgent.removeFirst() { start(entry, &actions) }
        while !isInterrupted, workInFlight < width, let entry = ordinary.removeFirst() { start(entry, &actions) }
        while !isInterrupted, waitsInFlight < waitingWidth, let entry = waiting.removeFirst() {
            start(entry, &actions)
        }
        guard !hasFinished, workInFlight == 0, pausedWork.isEmpty, waitsInFlight == 0 else { return }
        hasFinished = true
        actions.append(.finish)
    }

    private mutating func start(_ entry: Queue.Entry, _ actions: inout [Action]) {
        var steps: [Int] = []
        switch entry {
        case .step(let index): steps = [index]
        case .group(let group):
            // A wait sends no more for many than for few.
            while steps.first.map({ nodes[$0].lane == .wait || steps.count < groupLimit }) ?? true,
                case .step(let index)? = readyOfGroup[group]?.removeFirst()
            {
                steps.append(index)
            }
            runningOfGroup[group] = steps.count
        }
        guard let first = steps.first else { return }
        workCount += 1
        runningOfWork[workCount] = steps.count
        laneOfWork[workCount] = nodes[first].lane
        if nodes[first].lane == .wait { waitsInFlight += 1 } else { workInFlight += 1 }
        for step in steps {
            statuses[step] = .running
            workOfStep[step] = workCount
            if let group = groupOfFeeder[step] { feedersInFlight[group, default: 0] += 1 }
        }
        actions.append(.start(steps))
    }

    /// First in, first out, in constant time.
    private struct Queue: Sendable {
        enum Entry: Sendable {
            case step(Int)
            case group(Int)
        }

        private var entries: [Entry] = []
        private var head = 0

        var isEmpty: Bool { head == entries.count }

        mutating func append(_ entry: Entry) { entries.append(entry) }

        mutating func removeFirst() -> Entry? {
            guard head < entries.count else { return nil }
            defer {
                head += 1
                if head == entries.count {
                    entries = []
                    head = 0
                }
            }
            return entries[head]
        }
    }
}
