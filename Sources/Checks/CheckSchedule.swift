import AssistantModel

/// Which check is asked next, and when all of them have their verdict. Nothing is asked in vain: of a check never more
/// answers are under way than it needs at least.
package struct CheckSchedule: Sendable {
    private struct Entry {
        let test: SequentialTest
        var tally = AnswerTally()
        var started = 0
        var obstacle: String?

        var underWay: Int { started - tally.count }

        var isOpen: Bool { obstacle == nil && underWay < test.fewestMore(right: tally.right, wrong: tally.wrong) }
    }

    private var entries: [Entry]

    /// - Parameter tests: one for each check, in their order.
    package init(_ tests: [SequentialTest]) {
        entries = tests.map { Entry(test: $0) }
    }

    /// The check that is to be asked, and the number of the answer, from 1 on: the one asked least so far. Nil where
    /// nothing can begin before an answer comes, or ever.
    package mutating func next() -> (check: Int, run: Int)? {
        let open = entries.indices.filter { entries[$0].isOpen }
        guard let index = open.min(by: { entries[$0].started < entries[$1].started }) else { return nil }
        entries[index].started += 1
        return (index, entries[index].started)
    }

    /// Takes back what ``next()`` gave last for a check: it was not asked after all.
    package mutating func postpone(_ index: Int) { entries[index].started -= 1 }

    /// Notes an answer.
    ///
    /// - Returns: whether the check has its verdict now.
    @discardableResult
    package mutating func answered(_ index: Int, isRight: Bool) -> Bool {
        if isRight { entries[index].tally.right += 1 } else { entries[index].tally.wrong += 1 }
        return verdict(of: index) != nil
    }

    /// Notes that a check got no answer, and cannot get one.
    ///
    /// - Parameter obstacle: in words that follow "undecided: ".
    /// - Returns: whether this ended the check: it was open until then.
    @discardableResult
    package mutating func stop(_ index: Int, because obstacle: String) -> Bool {
        entries[index].started -= 1
        guard isOpen(index) else { return false }
        entries[index].obstacle = obstacle
        return true
    }

    /// Ends every check that has no verdict.
    package mutating func stopAll(because obstacle: String) {
        for index in entries.indices where isOpen(index) {
            entries[index].obstacle = obstacle
        }
    }

    /// Whether a check has no verdict, and nothing ended it.
    package func isOpen(_ index: Int) -> Bool { verdict(of: index) == nil && entries[index].obstacle == nil }

    /// Nil where answers are missing.
    package func verdict(of index: Int) -> SequentialTest.Verdict? {
        entries[index].test.verdict(right: entries[index].tally.right, wrong: entries[index].tally.wrong)
    }

    package func tally(of index: Int) -> AnswerTally { entries[index].tally }

    package func obstacle(of index: Int) -> String? { entries[index].obstacle }

    /// Checks that need no further answer.
    package var decided: Int { entries.indices.count { !isOpen($0) } }
}
